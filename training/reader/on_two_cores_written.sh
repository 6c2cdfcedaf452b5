#!/bin/sh
# Trains on the questions of training/written, on two cores, an hour and a quarter: from where on_two_cores_turned.sh ends, or,
# where its runs are gone, from the model that was published of it, and with what it begins with as teacher of all other questions.
# The runs of either half of the articles are for the sentence scorer, which is told what a reader says of articles it has not
# learnt from. Those of the published weights knew articles a to h7 alone, in halves drawn otherwise. Run again, it goes on.
set -eu
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}
folder=${FOLDER:-build/reader}

# The last published model that had read none of these questions.
before=e839797
begun() { # final, fold0, fold1
    if test -f "$runs/best-$1/weights.pt"; then
        echo "$runs/best-$1"
        return
    fi
    if ! test -f "$runs/restored/weights.pt"; then
        mkdir -p "$runs/before"
        git show "$before:models/reader/model.onnx" >"$runs/before/model.onnx"
        $python -m training.reader.restore "$runs/before" "$runs/restored"
    fi
    echo "$runs/restored"
}

run() { # OUT FROM SEED SECONDS OPTIONS...
    out=$1 from=$2 seed=$3 seconds=$4
    shift 4
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --folder "$folder" --out "$runs/$out" --from "$from" --teachers "$from" \
            --recipe turned --sources squad --epochs 4 --seconds "$seconds" --seed "$seed" --unmeasured --rate 1.5e-4 \
            --dropout 0.1 --tokens 3000 "$@"
}

both() { # PID PID: waits for both, and fails as one of them did
    wait "$1" && wait "$2"
}

final=$(begun final) zero=$(begun fold0) one=$(begun fold1)
run written-fold0 "$zero" 9 2100 --replay 0.1 --written 3 --fold 0 & first=$!
run written-fold1 "$one" 9 2100 --replay 0.1 --written 3 --fold 1 & second=$!
both $first $second
run written9-final "$final" 9 1620 --replay 0.15 --written 2 & first=$!
run written10-final "$final" 10 1620 --replay 0.15 --written 2 & second=$!
both $first $second

# Published is the mean of all four with what they begin with, which counts twice; the scorer is told what the mean of a half's
# run and half as much of what it began with reads in the other half.
mean() { # NAME RUN...
    name=$1
    shift
    $python -m training.reader.mean "$runs/$name" "$@"
    $python -m training.reader.export --folder "$folder" "$runs/$name" "$runs/model-$name"
}
mean learnt-final "$final" "$final" "$runs/written9-final" "$runs/written10-final" "$runs/written-fold0" "$runs/written-fold1"
mean learnt-fold0 "$zero" "$runs/written-fold0" "$runs/written-fold0"
mean learnt-fold1 "$one" "$runs/written-fold1" "$runs/written-fold1"
