#!/bin/sh
# Trains the reader as its published weights were, on two cores: first at a steady rate on all sources but SQuAD, then with SQuAD
# at a falling rate; the same on either half of SQuAD's articles, to be measured on the other. Run again, it goes on.
set -eu
# Memory given back and asked for anew at each step costs a fifth of the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}

train() {
    out=$1
    shift
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --out "$runs/$out" --rate 1.5e-4 --light --tokens 3000 --unmeasured "$@"
}

anneal() {
    out=$1
    shift
    train "$out" --from "$runs/steady" --sources squad --repeat 2 --replay 0.1 --epochs 1 "$@"
    $python -m training.reader.export "$runs/$out" "$runs/model-$out"
}

train steady --sources others --epochs 3 --steady --seconds 4100
anneal final --seconds 840
for half in 0 1; do
    anneal fold$half --fold $half --seconds 480
    $python -m training.reader.figures "$runs/model-fold$half/model.onnx" --fold $half
done
