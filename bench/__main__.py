"""`python -m bench`: Dateline beside a vanilla pipeline, and as its library grows."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from bench import compare, growth, meter
from bench.articles import REPOSITORY
from bench.plot import plot

RESULTS = REPOSITORY / "bench" / "results"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three minutes: less text, small libraries")
    parser.add_argument("--megabytes", type=float, help=f"text to compare on (default {compare.MEGABYTES})")
    parser.add_argument("--repeats", type=int, help=f"runs of each pipeline (default {compare.REPEATS})")
    parser.add_argument("--sizes", help="passages to grow to, separated by commas (default 1000 to 100000)")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads of both embedders")
    options = parser.parse_args()
    try:
        sizes = [int(size) for size in options.sizes.split(",")] if options.sizes else None
    except ValueError:
        parser.error(f"--sizes {options.sizes!r}: give whole numbers separated by commas, such as 1000,10000")
    standard: tuple[Sequence[int], int, int] = (growth.SIZES, growth.REAL, growth.QUESTIONS)
    if options.quick:
        standard = (growth.QUICK_SIZES, growth.QUICK_REAL, growth.QUICK_QUESTIONS)
    megabytes = options.megabytes or (compare.QUICK_MEGABYTES if options.quick else compare.MEGABYTES)
    started = time.perf_counter()

    def say(what: str) -> None:
        print(f"[{time.perf_counter() - started:5.0f} s] {what}", file=sys.stderr, flush=True)

    machine = meter.machine(options.threads)
    compared = compare.compare(megabytes, options.repeats or compare.REPEATS, options.threads, say)
    grown = growth.growth(sizes or standard[0], standard[1], standard[2], options.threads, say)
    runs = [run for of in compared["runs"].values() for run in of]
    shares = [one["others_share"] for one in [*runs, *grown]]
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {
        "machine": machine,
        "quick": options.quick,
        "seconds": round(time.perf_counter() - started, 1),
        "compare": compared,
        "growth": grown,
    }
    (RESULTS / "bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    plot(compared, grown, machine, RESULTS / "bench.png")
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['date']}\n{meter.caveat(shares)}")
    print(f"{compare.table(compared)}\n\n{growth.table(grown)}\n")
    print(f"{round(time.perf_counter() - started)} s; written to bench/results/bench.json and bench.png")


if __name__ == "__main__":
    main()
