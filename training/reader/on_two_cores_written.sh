#!/bin/sh
# Trains on the questions of training/written, on two cores, an hour and a quarter: from the published weights of before, which
# on_two_cores_turned.sh made (or, where its runs are gone, from what `restore` makes of a published model), and with them as
# teacher of all other questions. Two runs at once, of one thread each: together a fifth faster than one after the other on two.
# The runs of either half of the articles are for the sentence scorer, which is told what a reader says of articles it has not
# learnt from. Run again, it goes on.
set -eu
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}

test -f "$runs/restored/weights.pt" || $python -m training.reader.restore models/reader "$runs/restored"

run() { # OUT SEED SECONDS OPTIONS...
    out=$1 seed=$2 seconds=$3
    shift 3
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --folder "${FOLDER:-build/reader}" --out "$runs/$out" --from "$runs/restored" \
            --teachers "$runs/restored" --recipe turned --sources squad --epochs 4 --seconds "$seconds" --seed "$seed" \
            --unmeasured --rate 1.5e-4 --dropout 0.1 --tokens 3000 "$@"
}

for half in 0 1; do run "written-fold$half" 9 2100 --replay 0.1 --written 3 --fold $half & done
wait
for seed in 9 10; do run "written$seed-final" $seed 1620 --replay 0.15 --written 2 & done
wait

# Published is the mean of all four with what they begin with, which counts twice; the scorer is told what the mean of a half's
# run and half as much of what it began with reads in the other half.
mean() { # OUT RUN...
    out=$runs/$1
    shift
    $python -m training.reader.mean "$out" "$@"
    $python -m training.reader.export "$out" "$(dirname "$out")/model-$(basename "$out")"
}
begun="$runs/restored"
mean learnt-final "$begun" "$begun" "$runs/written9-final" "$runs/written10-final" "$runs/written-fold0" "$runs/written-fold1"
for half in 0 1; do mean learnt-fold$half "$begun" "$runs/written-fold$half" "$runs/written-fold$half"; done
