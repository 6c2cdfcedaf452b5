#!/bin/sh
# Trains a reader on two cores; the published weights go on from here (on_a_gpu.sh). First at a steady rate on all sources but
# SQuAD, with two recipes one after the other; then from either end with SQuAD at a falling rate; the mean of the two counts.
# The same on either half of SQuAD's articles, to be measured on the other. Run again, it goes on.
set -eu
# Memory given back and asked for anew at each step costs a fifth of the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}

train() {
    out=$1
    shift
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --out "$runs/$out" --rate 1.5e-4 --tokens 3000 --unmeasured "$@"
}

# anneal RUN SECONDS SECONDS: from the end of `light`, then from that of `lighter`.
anneal() {
    of=$1 first=$2 second=$3
    shift 3
    train "light-$of" --from "$runs/light" --recipe light --sources squad --repeat 2 --replay 0.1 --epochs 1 \
        --seconds "$first" "$@"
    train "lighter-$of" --from "$runs/lighter" --recipe lighter --seed 3 --sources squad --repeat 2 --replay 0.15 \
        --epochs 2 --seconds "$second" "$@"
    $python -m training.reader.mean "$runs/$of" "$runs/light-$of" "$runs/lighter-$of"
    $python -m training.reader.export "$runs/$of" "$runs/model-$of"
}

train light --recipe light --sources others --epochs 3 --steady --seconds 4100
train lighter --from "$runs/light" --recipe lighter --seed 2 --sources others --epochs 3 --steady --seconds 3960
anneal final 840 1020
for half in 0 1; do
    anneal fold$half 480 840 --fold $half
    $python -m training.reader.figures "$runs/model-fold$half/model.onnx" --fold $half
done
