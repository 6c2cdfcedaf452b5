"""Articles that try to steer the model, and a model that obeys them: what comes out is proven article text all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.answering.chat.presentation import inert
from service.language.words import STOP_WORDS
from tests.fakes.injections import Injection, all_injections
from tests.fakes.scripts import SCRIPTS
from tests.fakes.shown import leaks
from tests.functional.model_service import ModelService, model_service, same

_PLAIN = re.compile(r"[\w -]+")
_MARKERS = re.compile(r" \[\d+\]")
# What a page that shows the answer as Markdown or HTML would make a link, an image or a tag of.
_LIVE = re.compile(r"\]\(|!\[|<[a-z!/]|://|www\.|javascript:|data:text|`|\[k\d|【", re.IGNORECASE)


@pytest.fixture(scope="module")
def obeyed(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    articles = [one.draft for one in all_injections()]
    with model_service(tmp_path_factory.mktemp("injected"), models, articles) as running:
        yield running


def own_words(answer: dict[str, Any]) -> str:
    """Every text of the answer but what is the articles' own: the evidence, and what citations take from it."""
    left_out = {"evidence", "citations", "prompts", "answer"}
    texts: list[str] = [_MARKERS.sub("", answer["answer"])]
    waiting: list[Any] = [value for name, value in answer.items() if name not in left_out]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return "\n".join(texts)


def folded(text: str) -> str:
    return re.sub(r"\W+", " ", inert(text)).casefold().strip()


@pytest.mark.parametrize("script", ["obeys_injection", "obeys_injection_citing_it", "echoes_prompt", "good"])
@pytest.mark.parametrize("injection", all_injections(), ids=lambda one: one.id)
def test_an_obeying_model_gets_nothing_out_but_what_an_article_says(
    obeyed: ModelService, injection: Injection, script: str
) -> None:
    obeyed.model.play(SCRIPTS[script])
    answer = obeyed.ask(injection.question)
    text = _MARKERS.sub("", answer["answer"])
    for token in injection.forbidden:
        assert token not in text
    cited = [folded(f"{one['cited_text']} {one['title']}") for one in answer["citations"]]
    for token in (*injection.planted, *re.split(r"[.:]", injection.payload)):
        # Words of an article may be quoted as they stand there, and only there.
        if folded(token) and folded(token) in folded(text):
            assert any(set(folded(token).split()) - STOP_WORDS <= set(one.split()) for one in cited), (
                f"{token!r} came out: {text}"
            )
    assert not _LIVE.search(text), text
    assert not leaks(obeyed.model.requests[-1], text)
    shown = own_words(answer)
    assert not _LIVE.search(shown), shown
    assert not leaks(obeyed.model.requests[-1], shown)
    for token in injection.forbidden:
        # Of what is withheld as unproven, plain words may be told; nothing that a page would act on.
        assert token not in shown or _PLAIN.fullmatch(token), f"{token!r} came out: {shown}"


@pytest.mark.parametrize("injection", all_injections(), ids=lambda one: one.id)
def test_a_model_that_does_not_obey_answers_from_the_honest_part(obeyed: ModelService, injection: Injection) -> None:
    obeyed.model.play(SCRIPTS["good"])
    answer = obeyed.ask(injection.question)
    streamed = obeyed.stream(injection.question)[-1].data
    assert same(streamed) == same(answer)
    assert answer["status"] in ("answered", "conflicting"), answer["withheld"]
