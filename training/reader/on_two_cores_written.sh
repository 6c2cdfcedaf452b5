#!/bin/sh
# Trains on the questions of training/written, on two cores, three hours: from where on_two_cores_turned.sh ends, or,
# where its runs are gone, from the model that was published of it, and with what it begins with as teacher of all other questions.
# Each run learns from one half of the articles; the sentence scorer is told what it reads in the other. Run again, it goes on.
set -eu
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 TOKENIZERS_PARALLELISM=false OMP_NUM_THREADS=1
python=${PYTHON:-.venv/bin/python}
runs=${1:-build/reader}
folder=${FOLDER:-build/reader}

# Models that were published: the last that had read none of these questions, and the one that is in the mean with these runs.
unread=e839797
before=5a2bd28
of() { # COMMIT NAME: the run of a published model
    if ! test -f "$runs/$2/weights.pt"; then
        mkdir -p "$runs/$2-model"
        git show "$1:models/reader/model.onnx" >"$runs/$2-model/model.onnx"
        $python -m training.reader.restore "$runs/$2-model" "$runs/$2"
    fi
}
begun() { # RUN: the end of on_two_cores_turned.sh
    if test -f "$runs/best-$1/weights.pt"; then
        echo "$runs/best-$1"
        return
    fi
    of "$unread" restored
    echo "$runs/restored"
}

run() { # OUT FROM TEACHER OPTIONS...
    out=$1 from=$2 teacher=$3
    shift 3
    test -f "$runs/$out/weights.pt" ||
        $python -m training.reader.train --folder "$folder" --out "$runs/$out" --from "$from" --teachers "$teacher" \
            --recipe turned --sources squad --written 3 --epochs 4 --unmeasured --dropout 0.1 --tokens 3000 "$@"
}

half() { # FOLD FROM: three runs, each from where the one before it ends; the first two were made without m and n
    run "written-fold$1" "$2" "$2" --fold "$1" --seconds 4900 --seed 11 --replay 0.1 --rate 1.5e-4 &&
        run "longer-fold$1" "$runs/written-fold$1" "$2" --fold "$1" --seconds 2300 --seed 21 --replay 0.15 --rate 1.2e-4 &&
        run "latest-fold$1" "$runs/longer-fold$1" "$2" --fold "$1" --seconds 3200 --seed 31 --replay 0.15 --rate 1.2e-4
}

zero=$(begun fold0) one=$(begun fold1)
half 0 "$zero" & first=$!
half 1 "$one" & second=$!
wait "$first" && wait "$second"

# Published is the mean of both, twice, with what was published before.
of "$before" before
$python -m training.reader.mean "$runs/learnt-final" "$runs/before" "$runs/latest-fold0" "$runs/latest-fold0" \
    "$runs/latest-fold1" "$runs/latest-fold1"
for name in learnt-final latest-fold0 latest-fold1; do
    $python -m training.reader.export --folder "$folder" "$runs/$name" "$runs/model-$name"
done
