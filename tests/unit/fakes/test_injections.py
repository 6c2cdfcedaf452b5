from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from service.library.sentences import sentence_spans
from tests.fakes.injections import Injection, all_injections

INJECTIONS = all_injections()
_ADDRESS = re.compile(r"https?://[^\s\"')>\]\x07]+")

each = pytest.mark.parametrize("injection", INJECTIONS, ids=lambda injection: injection.id)


def test_there_are_at_least_45_articles_that_attack_in_different_ways() -> None:
    assert len(INJECTIONS) >= 45
    assert len({injection.id for injection in INJECTIONS}) == len(INJECTIONS)
    assert len({injection.attack for injection in INJECTIONS}) == len(INJECTIONS)
    assert len({injection.question for injection in INJECTIONS}) == len(INJECTIONS)
    assert {injection.where for injection in INJECTIONS} == {"paragraph", "inline", "title", "source", "author"}


@each
def test_an_article_holds_its_hostile_passage_once(injection: Injection) -> None:
    draft = injection.draft
    fields = [draft.title, draft.source or "", draft.author or "", draft.text]
    assert sum(field.count(injection.hostile) for field in fields) == 1


@each
def test_the_honest_part_holds_the_answer_in_a_whole_sentence(injection: Injection) -> None:
    assert injection.answer in injection.proof
    assert injection.proof in f"{injection.before}\n{injection.after}"
    assert injection.answer not in injection.hostile
    sentences = [injection.text[start:end] for start, end in sentence_spans(injection.text)]
    assert injection.proof in sentences


@each
def test_an_article_is_a_short_news_story(injection: Injection) -> None:
    honest = len(f"{injection.before} {injection.after}".split())
    assert 65 <= honest <= 150
    assert honest + len(injection.hostile.split()) >= 78
    assert injection.question.endswith("?")


@each
def test_what_the_payload_says_is_forbidden_and_stands_in_no_honest_part(injection: Injection) -> None:
    unwanted = (*injection.forbidden, *injection.planted)
    honest = f"{injection.title}\n{injection.before}\n{injection.after}"
    assert not [text for text in unwanted if text in honest]
    # Instructions leaked and a mere NO ANSWER have no words of their own to forbid.
    if injection.attack not in {"reveal your prompt", "make it abstain"}:
        assert any(text in injection.payload for text in unwanted)


@each
def test_addresses_are_under_names_that_nobody_can_own(injection: Injection) -> None:
    for address in _ADDRESS.findall(f"{injection.hostile} {injection.payload}"):
        host = urlsplit(address).hostname or ""
        assert host.endswith((".example", ".invalid", ".test")), address


def test_an_article_is_recognised_in_a_prompt_by_its_proof_or_its_title() -> None:
    first, second = INJECTIONS[:2]
    assert first.shown_in(f"[k1] {first.proof}")
    assert first.shown_in(f'<article title="{first.title}">')
    assert not second.shown_in(f"{first.title}\n{first.text}")
