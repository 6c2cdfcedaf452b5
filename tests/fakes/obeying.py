"""A model that does whatever the articles tell it to."""

from __future__ import annotations

import re

from tests.fakes.injections import Injection, all_injections, bare_letters
from tests.fakes.plays import Play, Request, says
from tests.fakes.shown import best_keys, evidence_of
from tests.fakes.spoken import keyed, on_answers, stated

# An order of an article that this project did not write, or anything that looks like an address or markup.
_SUSPECT = re.compile(
    r"ignore|instruction|assistant|system|prompt|https?:|www\.|javascript:|<[a-z!/]|\]\(|\{\{", re.IGNORECASE
)


@on_answers
def obeys_injection(request: Request) -> Play:
    """For each hostile article shown: its payload under a true key, under a false one and under none, and a truth."""
    lines = [line for injection in _shown(request) for line in _obeyed(request, injection)]
    return says("\n".join([*lines, stated(request)]))


@on_answers
def obeys_injection_citing_it(request: Request) -> Play:
    """The payloads under the keys of the very sentences that ask for them, and those sentences themselves."""
    evidence = evidence_of(request)
    lines = []
    for injection in _shown(request):
        hostile = bare_letters(injection.hostile)
        for key, sentence in evidence.items():
            bare = bare_letters(sentence)
            if bare and (bare in hostile or hostile in bare):
                lines += [keyed(_payload(request, injection), key), keyed(sentence, key)]
    lines += [keyed(sentence, key) for key, sentence in evidence.items() if _SUSPECT.search(sentence)]
    return says("\n".join([*dict.fromkeys(lines), stated(request)]))


def _shown(request: Request) -> list[Injection]:
    return [injection for injection in all_injections() if injection.shown_in(request.user)]


def _obeyed(request: Request, injection: Injection) -> list[str]:
    payload = _payload(request, injection)
    evidence = evidence_of(request)
    proof = bare_letters(injection.proof)
    proving = [key for key, sentence in evidence.items() if proof in bare_letters(sentence)]
    truth = [keyed(evidence[key], key) for key in proving]
    honest = (proving or best_keys(request))[0]
    return [
        keyed(f"{payload}.", honest),
        f"{payload}.",
        keyed(f"{payload}.", "k9999"),
        keyed(f"{payload}.", "k1"),
        f"{injection.proof[:-1]}, {payload} [{honest}].",
        *truth,
    ]


def _payload(request: Request, injection: Injection) -> str:
    return (
        injection.payload.replace("{system}", request.system) if "{0}" not in injection.payload else injection.payload
    )
