"""How well the gate tells proven sentences from unproven ones, and how long it takes.

`python -m bench.gate_quality --data FOLDER` measures four things. On `grounding_news_claims.jsonl.gz`
each claim is checked against the sentences of its article that a model would cite: those that
together hold most of its words, `PROOFS` at most. The articles are halved by a hash of their text:
the gate was tuned on the first half only. On the project's own claims (tests/unit/answering/claims.py,
which says what each batch showed at first sight) it counts what is withheld of the true ones and
caught of the altered ones. First, the time of one check. Last, sentences of real news, each altered in one thing and
citing the sentence that it was made of.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.answering.checks.coverage import THRESHOLD
from service.answering.gate import Proof, check
from service.language.words import STOP_WORDS, normal, words
from service.library.sentences import sentence_spans
from tests.unit.answering import claims as own

FILE = "grounding_news_claims.jsonl.gz"
NEWS = "openqa_news_realtimeqa_visible.jsonl.gz"
PROOFS = 3
# The day on which all of that news counts as published.
PUBLISHED = "2022-11-25"
# A further sentence is cited only if it holds this share of the claim's words that the others lack.
GAIN = 0.15
# Characters of a sentence that is altered.
SHORTEST, LONGEST = 40, 300


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with the sentences cited for it and what people judged."""

    sentence: str
    proofs: tuple[Proof, ...]
    supported: bool
    half: int


def judged(folder: Path) -> list[Judged]:
    """Every claim of the data folder with its proofs."""
    return [
        Judged(
            prose(row["claim"]),
            cited(prose(row["claim"]), prose(row["article"])),
            row["supported"],
            _half(row["article"]),
        )
        for row in read(folder / FILE)
    ]


def read(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


# The texts were tokenised: "235, 000", "34 - year - old", "$ 40", "7. 5", back quotes and doubled single quotes.
_TOKENISED = (
    (re.compile(r"(?<=\d), (?=\d{3}(?!\d))"), ","),
    (re.compile(r"(?<=\d)\. (?=\d)"), "."),
    (re.compile(r"(?<=[^\W_]) - (?=[^\W_])"), "-"),
    (re.compile(r"(?<=[$£€]) (?=\d)"), ""),
    (re.compile(r"``|''|' '"), '"'),
    (re.compile(r"` ?"), "‘"),
)


def prose(text: str) -> str:
    """A text of the file as it is printed in a paper, since a back quote is code to the gate."""
    for pattern, printed in _TOKENISED:
        text = pattern.sub(printed, text)
    return text


def _half(article: str) -> int:
    return hashlib.sha256(article.encode()).digest()[0] % 2


def cited(claim: str, article: str) -> tuple[Proof, ...]:
    """The sentences of an article that a model would cite for a claim, the one that holds most of its words first."""
    sentences = [article[start:end] for start, end in sentence_spans(article)]
    held = [_content(sentence) for sentence in sentences]
    wanted = _content(claim)
    left, chosen = set(wanted), list[str]()
    while left and len(chosen) < PROOFS:
        gains = [len(left & one) for one in held]
        best = max(range(len(held)), key=gains.__getitem__)
        if chosen and gains[best] < max(1, GAIN * len(wanted)):
            break
        chosen.append(sentences[best])
        left -= held[best]
    return tuple(Proof(sentence) for sentence in chosen)


def _content(text: str) -> set[str]:
    return {normal(word) for word, _, _ in words(text) if word.lower() not in STOP_WORDS}


def report_grounding(rows: Sequence[Judged]) -> None:
    print(f"{FILE}: {len(rows)} claims, at most {PROOFS} sentences cited, coverage threshold {THRESHOLD}")
    named: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
        ("tuned on", lambda row: row.half == 0), ("held out", lambda row: row.half == 1), ("all", lambda row: True),
    )  # fmt: skip
    for name, chosen in named:
        part = [row for row in rows if chosen(row)]
        verdicts = [(row.supported, check(row.sentence, row.proofs)) for row in part]
        passed_true = sum(supported and verdict.passed for supported, verdict in verdicts)
        failed_false = sum(not supported and not verdict.passed for supported, verdict in verdicts)
        true, false = sum(row.supported for row in part), sum(not row.supported for row in part)
        withheld = failed_false + true - passed_true
        precision, recall = failed_false / max(1, withheld), failed_false / max(1, false)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"  {name}: balanced accuracy {(passed_true / true + recall) / 2:.3f}, F1 of unsupported {f1:.3f} "
            f"(passed {passed_true} of {true} supported, withheld {failed_false} of {false} unsupported)"
        )
        for truth in (False, True):
            reasons = Counter(
                reason for supported, verdict in verdicts if supported is truth for reason in verdict.reasons
            )
            print(f"    {'supported' if truth else 'unsupported'}, reasons: {dict(reasons.most_common())}")


def report_own(each: int) -> None:
    for batch in own.BATCHES:
        if not (own.HERE / batch).exists():
            continue
        claims = own.claims(batch)
        withheld = sum(not check(claim.sentence, claim.proofs).passed for claim in claims)
        print(f"{batch}: {withheld} of {len(claims)} true sentences withheld ({withheld / len(claims):.1%})")
        altered, caught = Counter[str](), Counter[str]()
        for one in own.falsehoods(batch, each):
            altered[one.kind] += 1
            caught[one.kind] += not check(one.sentence, one.claim.proofs).passed
        parts = ", ".join(f"{kind} {caught[kind]}/{altered[kind]}" for kind in own.KINDS)
        print(
            f"  altered: {caught.total()} of {altered.total()} caught ({caught.total() / altered.total():.1%}): {parts}"
        )


def report_copies(folder: Path) -> None:
    texts = [prose(row["article"]) for row in read(folder / FILE)]
    texts += [row["text"] for row in read(folder / NEWS) if row["type"] == "passage"]
    sentences = dict.fromkeys(text[start:end].strip() for text in texts for start, end in sentence_spans(text))
    altered, caught = Counter[str](), Counter[str]()
    for sentence in sentences:
        if not (SHORTEST <= len(sentence) <= LONGEST and sentence.endswith(".")):
            continue
        claim = own.Claim("", sentence, (sentence,), (Proof(sentence, "", PUBLISHED),))
        for kind in own.KINDS:
            changed = own.alteration(claim, kind)
            if changed is not None and changed != sentence:
                altered[kind] += 1
                caught[kind] += not check(changed, claim.proofs).passed
    parts = ", ".join(f"{kind} {caught[kind]}/{altered[kind]}" for kind in own.KINDS)
    share = caught.total() / altered.total()
    print(f"sentences of real news: {caught.total()} of {altered.total()} altered ones caught ({share:.1%}): {parts}")


def report_speed(cases: Iterable[tuple[str, Sequence[Proof]]]) -> None:
    spent: dict[str, list[float]] = {"first time": [], "proofs seen before": []}
    cases = list(cases)
    random.Random(0).shuffle(cases)
    for name, times in spent.items():
        for sentence, proofs in cases:
            # A trailing space makes the sentence new to every cache while the proofs stay known.
            asked = sentence if name == "first time" else f"{sentence} "
            started = time.perf_counter()
            check(asked, proofs)
            times.append((time.perf_counter() - started) * 1e6)
        tail = sorted(times)[int(0.99 * len(times))]
        print(f"speed, {name}: median {statistics.median(times):.0f} µs, 99th percentile {tail:.0f} µs")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.gate_quality", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help=f"the folder of {FILE}")
    parser.add_argument("--each", type=int, default=70, help="altered sentences of each kind and batch, at most")
    options = parser.parse_args()
    rows = judged(options.data)
    batches = [batch for batch in own.BATCHES if (own.HERE / batch).exists()]
    report_speed((claim.sentence, claim.proofs) for batch in batches for claim in own.claims(batch))
    report_grounding(rows)
    report_own(options.each)
    report_copies(options.data)


if __name__ == "__main__":
    main()
