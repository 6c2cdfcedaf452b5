"""What the article page lights up is what is cited: to the character, whatever the text is made of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from service.records import Draft
from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.functional.model_service import SEEDS, ModelService, model_service

QUESTIONS = [json.loads(line) for line in (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
# Emoji beyond the first plane, one of them joined from several, combining marks, and runs from right to left.
MIXED = (
    "🚢🚢 The ferry 𝒟awn sailed at 9.\n\n"
    "وصلت العبّارة إلى الميناء في الساعة العاشرة. 👪 Some 14 families 🛳 came aboard the ferry at שלום harbour. "
    "🧭 The captain 👩‍✈️ waited for 👨‍👩‍👧‍👦.\n\nZ͑ͫ̓a wind of 90 km/h kept the Süd ferry 🛳️ in port."
)
MARKED = "() => [...document.querySelectorAll('mark.cited')].map((mark) => mark.textContent).join('')"


@pytest.fixture(scope="module")
def mixed(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    draft = Draft(MIXED, "🚢 العبّارة and the ferry", id="mixed")
    folder = tmp_path_factory.mktemp("mixed")
    with model_service(folder, models, [draft]) as running:
        yield running


def lit_up(page: Page, base: str, citation: dict[str, Any]) -> str:
    """What the article page marks at the address that a chip leads to."""
    place = f"version={citation['version']}#c={citation['start_char']}-{citation['end_char']}"
    page.goto(f"{base}/articles/{citation['article_id']}?{place}")
    expect(page.locator("main")).to_have_attribute("aria-busy", "false")
    found: str = page.evaluate(MARKED)
    return found


def test_every_citation_of_every_seed_question_is_lit_up_exactly(library: ModelService, reader: Reader) -> None:
    cited: dict[tuple[str, int, int], dict[str, Any]] = {}
    for question in QUESTIONS:
        history = [{"role": turn["role"], "content": turn["content"]} for turn in question.get("history", [])]
        answer = library.ask(question["question"], messages=history)
        for citation in answer["citations"]:
            cited.setdefault((citation["article_id"], citation["start_char"], citation["end_char"]), citation)
    assert len(cited) > 80
    page = reader.page()
    # A new document each time: nothing of the citation before may be left.
    wrong = {}
    for place, citation in cited.items():
        page.goto("about:blank")
        found = lit_up(page, library.service.url.rstrip("/"), citation)
        if found != citation["cited_text"]:
            wrong[place] = found
    assert wrong == {}


def test_the_widget_leads_there_for_text_with_emoji_and_runs_from_right_to_left(
    mixed: ModelService, reader: Reader
) -> None:
    page = reader.goes_to(mixed.service.url)
    turn = answered(ask(chat_of(page), "How many families came aboard the ferry?"))
    cited = "Some 14 families 🛳 came aboard the ferry at שלום harbour."
    with reader.context.expect_page() as opening:
        turn.locator(".chip").first.click()
    article = opening.value
    expect(article.locator("mark.cited").first).to_be_in_viewport()
    found = article.evaluate(MARKED)
    assert cited in found
    answer = mixed.ask("How many families came aboard the ferry?")["citations"][0]
    assert found == answer["cited_text"] == MIXED[answer["start_char"] : answer["end_char"]]


@pytest.fixture(scope="module")
def drawn(mixed: ModelService, browser: Any) -> Iterator[tuple[Page, str]]:
    context = browser.new_context()
    yield context.new_page(), mixed.service.url.rstrip("/")
    context.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, len(MIXED)), last=st.integers(0, len(MIXED)))
def test_any_stretch_of_it_is_lit_up_exactly(drawn: tuple[Page, str], first: int, last: int) -> None:
    page, base = drawn
    start, end = min(first, last), max(first, last)
    citation = {"article_id": "mixed", "version": 1, "start_char": start, "end_char": end}
    page.goto("about:blank")
    assert lit_up(page, base, citation) == MIXED[start:end]
    # Nothing is lost or moved around it, paragraph breaks included.
    assert page.evaluate("document.querySelector('.text').textContent") == MIXED


@pytest.mark.parametrize("place", ["c=5-99999", "c=9-5", "c=a-b", "c=", "c=-1-5", "c=1e1-20"])
def test_a_place_that_is_not_in_the_text_is_told_and_nothing_is_lit_up(
    mixed: ModelService, reader: Reader, place: str
) -> None:
    page = reader.goes_to(f"{mixed.service.url}/articles/mixed?version=1#{place}")
    expect(page.locator(".notice")).to_have_text("The characters that this address names are not in this version.")
    expect(page.locator("mark")).to_have_count(0)


def test_an_older_version_says_so_and_still_shows_what_was_cited(mixed: ModelService, reader: Reader) -> None:
    for text in ("The quay closed on Friday.", "The quay opened on Monday."):
        mixed.client.post("/v1/articles", json={"id": "quay", "title": "Quay", "text": text, "collection": "quays"})
    page = reader.goes_to(f"{mixed.service.url}/articles/quay?version=1#c=0-26")
    expect(page.locator("mark.cited")).to_have_text("The quay closed on Friday.")
    expect(page.locator(".notice")).to_contain_text("This is version 1, as it was when it was cited.")
    page.get_by_role("link", name="Read the newest, version 2").click()
    expect(page.locator(".text")).to_have_text("The quay opened on Monday.")
    expect(page.locator(".notice")).to_have_count(0)
    mixed.client.delete("/v1/articles/quay")
    page.goto(f"{mixed.service.url}/articles/quay?version=1#c=0-26")
    expect(page.locator(".notice")).to_contain_text("taken out of the library")
    expect(page.locator("mark.cited")).to_have_text("The quay closed on Friday.")


def test_an_article_that_is_not_there_is_told(mixed: ModelService, reader: Reader) -> None:
    page = reader.goes_to(f"{mixed.service.url}/articles/none")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such article")
