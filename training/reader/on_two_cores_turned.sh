#!/bin/sh
# Trains the published weights from where on_a_gpu.sh ends, on two cores, an hour and a half: on SQuAD and some of the rest, each
# question asked turned as well (`negatives`, `contraries`), so that near misses are told from answers. Two of three runs keep
# in part the spans they begin with (`--keeper`). Published is the mean of the three with what they begin with, which counts twice.
# The seconds are those of the published weights (490 for turned-final). Run again, it goes on.
set -eu
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=2
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}

run() { # NAME WHAT SEED SECONDS [MORE]
    name=$1 of=$2 seed=$3 seconds=$4
    shift 4
    half=$(case $of in final) ;; *) echo --fold "${of#fold}" ;; esac)
    test -f "$runs/$name-$of/weights.pt" ||
        $python -m training.reader.train --folder "${FOLDER:-build/reader}" --out "$runs/$name-$of" \
            --from "$runs/published-$of" --recipe turned --sources squad --repeat 2 --replay 0.15 --epochs 3 \
            --seconds "$seconds" --seed "$seed" --unmeasured --rate 1e-4 --dropout 0.1 --tokens 3000 $half "$@"
}

for of in final fold0 fold1; do
    run turned $of 6 570
    run kept7 $of 7 620 --keeper "$runs/published-$of"
    run kept8 $of 8 620 --keeper "$runs/published-$of"
    $python -m training.reader.mean "$runs/best-$of" "$runs/published-$of" "$runs/published-$of" \
        "$runs/turned-$of" "$runs/kept7-$of" "$runs/kept8-$of"
    $python -m training.reader.export "$runs/best-$of" "$runs/model-best-$of"
done
