#!/bin/sh
# Trains on one GPU: three recipes at a steady rate on all sources but SQuAD, at once, since a step of so small a model leaves
# most of a card idle; then from the end of each at a falling rate with SQuAD, for the final weights and for either half of
# SQuAD's articles; the mean of the three is what counts. ORIGIN is a run to start from, FOLDER what `prepare` wrote.
set -eu
export TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader} steady=${2:-300} falling=${3:-280}
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
    beside "$recipe" "steady-$recipe" ${ORIGIN:+--from "$ORIGIN"} --sources others --steady --epochs 12 \
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
for of in final fold0 fold1; do
    $python -m training.reader.mean "$runs/$of" $(for recipe in $recipes; do echo "$runs/$of-$recipe"; done)
done
