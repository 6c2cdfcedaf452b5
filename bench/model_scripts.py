"""`python -m bench.model_scripts`: what the user gets for everything that the stand-in for a model can do, as a table.

Each script of `tests/fakes/scripts.py` is asked whole and streamed over the loopback, by a service over the seeds
that gives a model up after 0.6 seconds without a token and 1.8 seconds in all.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import articles
from service.api import logs
from tests.fakes.scripts import DOWN, PARTLY_TRUE, SCRIPTS, SILENT, TRUE, UNTRUE
from tests.functional.model_service import TROOPS, ModelService, model_service, same

GROUPS = {"true": TRUE, "partly true": PARTLY_TRUE, "untrue": UNTRUE, "silent": SILENT, "down": DOWN}
TIMES = {"first_token_seconds": 0.6, "answer_seconds": 1.8}
# These say the truth after a second try or a rewriting, for which there must be time.
PATIENT = frozenset(TRUE)
HISTORY = [
    {"role": "user", "content": "How many Russian troops are near the border with Ukraine?"},
    {"role": "assistant", "content": "About 100,000 troops [1]."},
]
FOLLOW_UP = "And in Belarus?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=sorted(SCRIPTS), help="these scripts alone")
    options = parser.parse_args()
    logs.configure("text", "critical")
    models = Path(os.environ.get("DATELINE_MODELS") or articles.REPOSITORY / "indexes" / "models")
    with (
        tempfile.TemporaryDirectory(prefix="dateline-scripts-") as temporary,
        model_service(Path(temporary) / "hasty", models, **TIMES) as hasty,
        model_service(Path(temporary) / "patient", models) as patient,
    ):
        print("| script | kind | what the user gets | why not the model | withheld | seconds | stream equal |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for kind, scripts in GROUPS.items():
            for name in scripts:
                if not options.only or name in options.only:
                    print(row(patient if name in PATIENT else hasty, name, kind), flush=True)


def row(service: ModelService, name: str, kind: str) -> str:
    """One line of the table."""
    question, more = (FOLLOW_UP, {"messages": HISTORY}) if name.startswith("rewriting") else (TROOPS, {})
    service.model.play(SCRIPTS[name])
    started = time.monotonic()
    answer = service.ask(question, **more)
    spent = time.monotonic() - started
    service.model.play(SCRIPTS[name])
    streamed = service.stream(question, **more)[-1].data
    cells = [name, kind, outcome(answer), answer["degraded_reason"] or "", reasons(answer), f"{spent:.1f}"]
    return f"| {' | '.join([*cells, 'yes' if same(streamed) == same(answer) else 'no'])} |"


def outcome(answer: dict[str, Any]) -> str:
    """Who answered, or why nobody did."""
    if answer["status"] == "abstained":
        return f"abstained: {answer['reason']}"
    proven = all(one["verification"]["status"] == "verified" for one in answer["citations"])
    writer = "extractive" if answer["answerer"] == "extractive" else "the model"
    count = len({one["answer_start"] for one in answer["citations"]})
    return f"{count} {'proven' if proven else 'UNPROVEN'} by {writer}{', degraded' if answer['degraded'] else ''}"


def reasons(answer: dict[str, Any]) -> str:
    """Why sentences were withheld, each reason once."""
    found = dict.fromkeys(reason for one in answer["withheld"] for reason in one["reasons"])
    return f"{len(answer['withheld'])}: {', '.join(found)}" if found else ""


if __name__ == "__main__":
    main()
