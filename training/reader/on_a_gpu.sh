#!/bin/sh
# Trains a reader from where on_two_cores.sh ends, on one GPU. Three recipes at a steady rate on all sources but
# SQuAD, at once, since a step of so small a model leaves most of a card idle; from the end of each, at a falling rate with SQuAD,
# the final weights and those of either half of SQuAD's articles. From the mean of the three a run that learns to say what
# they say together, and from there one on SQuAD most of all. `published-` is the mean of that mean, these two runs and what
# on_two_cores.sh made; on_two_cores_turned.sh goes on from it. FOLDER is what `prepare` wrote; the times are those of the runs
# behind the published weights. Run again, it goes on.
set -eu
export TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader} steady=${2:-300} falling=${3:-280} taught=${4:-110} squad=${5:-660}
recipes="full light lean"

dropout() { if [ "$1" = lean ]; then echo 0.05; else echo 0.1; fi; }
rate() { if [ "$1" = light ]; then echo 4e-4; else echo 3e-4; fi; }
train() { # RECIPE OUT OPTIONS...
    recipe=$1 out=$2
    shift 2
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --folder "${FOLDER:-build/reader}" --out "$runs/$out" --recipe "$recipe" \
            --rate "$(rate "$recipe")" --dropout "$(dropout "$recipe")" "$@"
}
seed=10
beside() { # the same, beside the others, each with a seed of its own
    seed=$((seed + 1))
    train "$@" --seed $seed &
    waiting="${waiting:-} $!"
}
all() { # waits for what runs
    for one in $waiting; do wait "$one"; done
    waiting=
}

for recipe in $recipes; do
    beside "$recipe" "steady-$recipe" --from "$runs/lighter" --sources others --steady --epochs 12 \
        --seconds "$steady" --unmeasured
done
all
for recipe in $recipes; do
    falls="--from $runs/steady-$recipe --sources all --repeat 4 --epochs 8 --seconds $falling"
    beside "$recipe" "final-$recipe" $falls --unmeasured
    beside "$recipe" "fold0-$recipe" $falls --fold 0
    beside "$recipe" "fold1-$recipe" $falls --fold 1
done
all
three() { for recipe in $recipes; do echo "$runs/$1-$recipe"; done; }
half() { case $1 in final) ;; *) echo --fold "${1#fold}" ;; esac; }
for of in final fold0 fold1; do
    test -f "$runs/three-$of/weights.pt" || $python -m training.reader.mean "$runs/three-$of" $(three $of)
    train light "taught-$of" --from "$runs/three-$of" --teachers $(three $of) --sources all --repeat 4 --epochs 8 $(half $of) \
        --seconds "$taught" --seed 77 --unmeasured --rate 1e-4 --dropout 0.05 &
    waiting="$waiting $!"
done
all
# These had two cores.
export CUDA_VISIBLE_DEVICES= OMP_NUM_THREADS=2 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000
for of in final fold0 fold1; do
    train lean "squad-$of" --from "$runs/taught-$of" --sources squad --repeat 2 --replay 0.15 --epochs 3 $(half $of) \
        --seconds "$squad" --seed 5 --unmeasured --rate 1e-4 --dropout 0.1 --tokens 3000
    $python -m training.reader.mean "$runs/published-$of" "$runs/three-$of" "$runs/taught-$of" "$runs/squad-$of" "$runs/$of"
    $python -m training.reader.export "$runs/published-$of" "$runs/model-published-$of"
done
