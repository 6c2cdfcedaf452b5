#!/bin/sh
# Trains the published weights from where on_a_gpu.sh ends, on two cores, half an hour: on SQuAD and some of the rest, each question
# asked turned as well (`negatives`, `contraries`), so that near misses are told from answers. Published is the mean of what
# it begins with and what it ends with. 570 seconds a run (490 for the
# final one) are those of the published weights. Run again, it goes on.
set -eu
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=2
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader} seconds=${2:-570}

for of in final fold0 fold1; do
    half=$(case $of in final) ;; *) echo --fold "${of#fold}" ;; esac)
    test -f "$runs/turned-$of/weights.pt" ||
        $python -m training.reader.train --folder "${FOLDER:-build/reader}" --out "$runs/turned-$of" --from "$runs/published-$of" \
            --recipe turned --sources squad --repeat 2 --replay 0.15 --epochs 3 --seconds "$seconds" --seed 6 --unmeasured \
            --rate 1e-4 --dropout 0.1 --tokens 3000 $half
    $python -m training.reader.mean "$runs/best-$of" "$runs/published-$of" "$runs/turned-$of"
    $python -m training.reader.export "$runs/best-$of" "$runs/model-best-$of"
done
