"""`python -m bench.model_overhead`: what Dateline adds to the time of a chat model, against the stand-in of the tests.

The library has 10,000 passages (`bench.growth`), the service runs in a process of its own, and the stand-in
speaks a sentence in words over a socket, as a model does. Overhead is the time of a whole answer less the time
from the model's being asked to its last word; a sentence's delay is the time from the model's last character of
it to its event at the client. All clocks are the machine's one monotonic clock. Last, so many streams at a time are
each held against their whole answer, round after round, and the memory of the server is read after each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench import articles, meter, questions
from tests.fakes import spoken
from tests.fakes.language_model import Model, language_model
from tests.fakes.plays import Play, Request, Say, Wait
from tests.fakes.shown import best_keys, evidence_of

RESULT = articles.REPOSITORY / "bench" / "results" / "model_overhead.json"
PASSAGES = 10_000
REAL = 3_000
ASKED = 100
# Seconds between words: a model of some 100 tokens a second.
PACE = 0.01
SILENCE = 0.2
STREAMS = 32
ROUNDS = 10
# What two answers to the same question may differ in.
_OWN = ("id", "timings_ms", "usage", "cost", "cached")


@spoken.on_answers
def speak(request: Request) -> Play:
    """Two sentences, word by word, with a pause between them."""
    evidence = evidence_of(request)
    steps: list[Any] = []
    for key in best_keys(request)[:2]:
        for word in spoken.keyed(evidence[key], key).split(" "):
            steps += [Say(word if word.endswith((".", "!", "?")) else f"{word} "), Wait(PACE)]
        steps += [Wait(SILENCE), Say(" ")]
    # Its last word is its end: a pause after that would be counted as ours.
    return Play(steps=tuple(steps[:-3]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    parser.add_argument("--questions", type=int, default=ASKED)
    options = parser.parse_args()
    others = meter.Others()
    with tempfile.TemporaryDirectory(prefix="dateline-model-") as temporary, language_model(speak) as model:
        folder = Path(temporary)
        threads = os.cpu_count() or 1
        real = min(REAL, options.passages)
        for size in sorted({real, options.passages}):
            meter.child("bench.growth", "grow", "--to", size, "--real", real, "--folder", folder, "--threads", threads)
        texts = questions.many(articles.Newsroom(articles.seeds()), options.questions + 5)
        with served(folder, model) as (client, process):
            measured = [one for text in texts if (one := ask(client, model, text)) is not None][5:]
            together = streams(client, model, process, texts[: STREAMS // 2])
    result = {
        "machine": meter.machine(threads),
        "others_share": others.share(),
        "passages": options.passages,
        "questions": len(measured),
        "overhead_ms": spread([one["overhead_ms"] for one in measured]),
        "first_sentence_ms": spread(
            [one["first_sentence_ms"] for one in measured if one["first_sentence_ms"] is not None]
        ),
        "stages_ms": {
            stage: meter.p50([one["stages"][stage] for one in measured])
            for stage in ("search", "embed", "dense", "lexical")
        },
        "streams": together,
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def spread(values: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    return {"p50": round(meter.p50(values), 2), "p95": round(meter.p95(values), 2)}


def ask(client: httpx.Client, model: Model, question: str) -> dict[str, Any] | None:
    """One streamed answer and what it took beyond the model; None where the model was not asked."""
    before = len(model.calls)
    came: dict[str, float] = {}
    answer: dict[str, Any] = {}
    started = time.monotonic()
    with client.stream("POST", "/v1/ask", json={"question": question, "stream": True}) as response:
        name = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
                came.setdefault(name, time.monotonic())
            elif line.startswith("data: ") and name == "answer":
                answer = json.loads(line.removeprefix("data: "))
    ended = time.monotonic()
    if len(model.calls) == before:
        return None
    model.idle()
    call = model.calls[-1]
    spoke = call.said[-1][0] - call.request.at
    ends = [at for at, text in call.said if text.endswith((".", "!", "?")) and "]" in text]
    first = (came["sentence"] - ends[0]) * 1000 if "sentence" in came and answer["answerer"] != "extractive" else None
    return {
        "overhead_ms": (ended - started - spoke) * 1000,
        "first_sentence_ms": first,
        "stages": answer["timings_ms"],
    }


def streams(client: httpx.Client, model: Model, process: psutil.Process, questions: list[str]) -> dict[str, Any]:
    """Whether streams that run together equal their whole answers, and megabytes of the server after each round."""
    model.play(spoken.good())
    whole = {text: _shown(client.post("/v1/ask", json={"question": text}).json()) for text in questions}
    asked = [questions[number % len(questions)] for number in range(2 * STREAMS)]
    equal, memory = 0, []

    def one(question: str) -> bool:
        answer, told = stream(client, question)
        return _shown(answer) == whole[question] and told == answer["answer"]

    with ThreadPoolExecutor(STREAMS) as pool:
        for _ in range(ROUNDS):
            equal += sum(pool.map(one, asked))
            memory.append(round(process.memory_info().rss / 1e6, 1))
            # It lives in this process, and remembers all it was asked.
            model.calls.clear()
    return {"at_a_time": STREAMS, "asked": ROUNDS * len(asked), "equal": equal, "memory_mb": memory}


def stream(client: httpx.Client, question: str) -> tuple[dict[str, Any], str]:
    """A streamed answer, and the text of its sentences as they came."""
    answer: dict[str, Any] = {}
    name = told = ""
    with client.stream("POST", "/v1/ask", json={"question": question, "stream": True}) as response:
        for line in response.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: ") and name == "sentence":
                told += json.loads(line.removeprefix("data: "))["text"]
            elif line.startswith("data: ") and name == "answer":
                answer = json.loads(line.removeprefix("data: "))
    return answer, told


def _shown(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in _OWN}


@contextmanager
def served(folder: Path, model: Model) -> Iterator[tuple[httpx.Client, psutil.Process]]:
    """`dateline serve` over `folder`, asking `model`: a client of it and its process."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "serve", "--port", "0"]
    environment = meter.environment(
        DATELINE_DATA=str(folder),
        DATELINE_ANSWERER="openai:stand-in",
        DATELINE_MODEL_OPTIONS=json.dumps({"base_url": model.url, "api_key": "none"}),
        DATELINE_CACHE_ANSWERS="0",
        # Nobody reads what is logged, and it must not fill the pipe.
        DATELINE_LOG_LEVEL="error",
    )
    process = subprocess.Popen(command, cwd=articles.REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = ""
        while not line.startswith("Dateline serves at "):
            line = process.stderr.readline()
            assert line, "the server ended"
        limits = httpx.Limits(max_connections=2 * STREAMS)
        with httpx.Client(base_url=line.split()[-1], timeout=60, limits=limits, trust_env=False) as client:
            yield client, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
