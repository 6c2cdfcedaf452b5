"""A reader asks, reads the answer as it is proven, and follows a citation to the very sentence."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.fakes import spoken
from tests.fakes.plays import Play, Request, Say
from tests.fakes.scripts import SCRIPTS
from tests.fakes.shown import best_keys, evidence_of
from tests.fakes.spoken import keyed, two_sentences
from tests.functional.model_service import SEEDS, TROOPS, ModelService

FIRST = "How many Russian troops are near the border with Ukraine?"


def kept(page: Page) -> list[dict[str, Any]]:
    """The turns in session storage."""
    found = page.evaluate("Object.entries(sessionStorage).filter(([name]) => name.startsWith('dateline-chat'))")
    return json.loads(found[0][1]) if found else []


def test_from_question_to_the_very_sentence(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    expect(turn.locator(".headline")).to_contain_text("100,000")
    expect(turn.locator(".quantity").first).to_have_text("100,000")
    cited = kept(page)[0]["citations"][0]
    source = turn.locator(".sources li")
    expect(source).to_have_count(1)
    expect(source.locator(".outlet")).to_have_text(cited["source"])
    expect(source.locator("time")).to_have_text("25 Jan 2022")
    expect(source.locator(".ago")).to_contain_text("years ago")
    chip = turn.locator(".chip")
    expect(chip).to_have_text("1")
    chip.hover()
    card = turn.locator(".card")
    expect(card.locator("mark")).to_have_text(cited["cited_text"])
    expect(card.locator(".around")).to_have_count(2)
    told = page.request.get(f"{library.service.url}/v1/articles/{cited['article_id']}").json()["text"]
    before, after = (one.strip() for one in card.locator(".around").all_inner_texts())
    assert before and told[: cited["start_char"]].rstrip().endswith(before)
    assert after and told[cited["end_char"] :].lstrip().startswith(after)
    expect(card).to_contain_text(f"Read at {cited['source']}")
    page.mouse.move(0, 0)
    expect(card).to_have_count(0)
    chip.focus()
    expect(card).to_be_visible()
    with reader.context.expect_page() as opening:
        page.keyboard.press("Enter")
    article = opening.value
    mark = article.locator("mark.cited")
    expect(mark).to_have_text(cited["cited_text"])
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()
    expect(article.get_by_role("heading", level=1)).to_have_text(cited["title"])
    expect(article).to_have_title(f"{cited['title']} · Dateline")
    assert f"c={cited['start_char']}-{cited['end_char']}" in article.url
    assert all(url.startswith(library.service.url) for url in reader.requests)


def test_sentences_stand_there_as_they_are_proven_and_are_read_out_once(modelled: ModelService, reader: Reader) -> None:
    released = threading.Event()
    modelled.model.play(two_sentences(released))
    page = reader.goes_to(modelled.service.url)
    # The demo page fills itself first. A shift is told of after the frame it was seen in, so frames tell which is whose.
    expect(page.locator("#articles li").first).to_be_visible()
    expect(chat_of(page).locator(".suggestion").first).to_be_visible()
    page.evaluate(
        """async () => { window.painted = () => new Promise((told) => requestAnimationFrame(() => setTimeout(told)));
            await painted(); await painted();
            const since = performance.now();
            window.shifts = []; window.observer = new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (entry.startTime > since) window.shifts.push(...entry.sources.map(
                ({previousRect: a, currentRect: b}) => `${a.x} ${a.y} ${a.width} ${a.height} > ${b.x} ${b.y} ${b.width}`));
            }); window.observer.observe({type: "layout-shift"}); }"""
    )
    chat = chat_of(page)
    turn = ask(chat, TROOPS)
    expect(turn.locator(".chip")).to_have_count(1)
    expect(chat.get_by_role("button", name="Stop")).to_be_visible()
    expect(turn.locator(".actions")).to_have_count(0)
    released.set()
    expect(turn.locator(".chip")).to_have_count(2)
    answered(turn)
    expect(chat.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    read = chat.get_by_role("status").locator("p").all_text_contents()
    answer = kept(page)[0]
    said = [re.sub(r" \[\d+\]", "", one).strip() for one in re.findall(r".+?(?: \[\d+\])+", answer["answer"])]
    assert read == [*said, "Answer complete."]
    assert turn.locator(".sentence").all_text_contents() == [said[0], f" {said[1]}"]
    assert page.evaluate("async () => { await painted(); await painted(); return window.shifts; }") == []


def test_a_follow_up_shows_how_it_was_understood(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    first = answered(ask(chat, FIRST))
    expect(first.locator(".understood")).to_have_count(0)
    second = answered(ask(chat, "And in Belarus?"))
    turns = kept(page)
    assert turns[1]["understood"] != "And in Belarus?"
    expect(second.locator(".understood")).to_have_text(f"Understood as: {turns[1]['understood']}")


def test_an_abstention_is_said_plainly_with_the_nearest_passages(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), "How many Chinese troops are in Taiwan?"))
    expect(turn.locator(".headline")).to_have_text("No answer in the articles")
    expect(turn.locator(".answer")).to_have_text("The library does not answer this.")
    expect(turn.locator(".nearest li")).to_have_count(3)
    expect(turn.locator(".chip")).to_have_count(0)
    expect(turn.locator(".question")).to_be_in_viewport()
    nearest = kept(page)[0]["nearest"][0]
    with reader.context.expect_page() as opening:
        turn.locator(".nearest a").first.click()
    passage = library.client.get(f"/v1/articles/{nearest['article_id']}").json()["text"]
    marks = opening.value.locator("mark.cited")
    expect(marks.first).to_be_visible()
    assert "".join(marks.all_text_contents()) == passage[nearest["start_char"] : nearest["end_char"]]


def test_a_degraded_answer_says_so(modelled: ModelService, reader: Reader) -> None:
    modelled.model.play(SCRIPTS["status_500"])
    turn = answered(ask(chat_of(reader.goes_to(modelled.service.url)), TROOPS))
    expect(turn.locator(".note.caveat")).to_contain_text("The chat model could not finish this answer")
    expect(turn.locator(".chip")).to_have_count(1)


def test_what_was_withheld_is_counted_and_not_shown(modelled: ModelService, reader: Reader) -> None:
    modelled.model.play(SCRIPTS["mixed"])
    page = reader.goes_to(modelled.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    withheld = kept(page)[0]["withheld"]
    assert withheld
    expect(turn.locator(".note.caveat").first).to_contain_text("left out, because the articles do not prove")


def test_it_can_be_stopped_and_asked_again(modelled: ModelService, reader: Reader) -> None:
    modelled.model.play(two_sentences(50))
    page = reader.goes_to(modelled.service.url)
    chat = chat_of(page)
    turn = ask(chat, TROOPS)
    expect(turn.locator(".chip")).to_have_count(1)
    chat.get_by_role("button", name="Stop").click()
    expect(answered(turn)).to_contain_text("Stopped. What you read so far is proven.")
    assert modelled.model.idle(30) and modelled.model.cancelled
    modelled.model.play(two_sentences(0))
    turn.get_by_role("button", name="Ask again").click()
    expect(chat.locator(".turn")).to_have_count(1)
    answered(chat.locator(".turn"))
    expect(chat.locator(".chip")).to_have_count(2)
    assert [one["state"] for one in kept(page)] == ["done"]


def test_an_answer_is_copied_with_its_sources(library: ModelService, reads: Callable[..., Reader]) -> None:
    reader = reads(permissions=["clipboard-read", "clipboard-write"])
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    cited = kept(page)[0]["citations"][0]
    turn.get_by_role("button", name="Copy", exact=True).click()
    expect(turn.locator(".said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == [
        TROOPS,
        "",
        f"{cited['cited_text']} [1]",
        "",
        f"[1] {cited['source']} · {cited['title']} · 25 Jan 2022",
        f"“{cited['cited_text']}”",
        cited["url"],
    ]
    turn.get_by_role("button", name="Copy as Markdown").click()
    expect(chat_of(page).get_by_role("status").locator("p", has_text="Copied.")).to_have_count(2)
    assert f"]({'<'}{cited['url']}>)" in page.evaluate("navigator.clipboard.readText()")


def test_a_verdict_reaches_the_library(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    turn.get_by_role("button", name="Wrong").click()
    expect(turn.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    expect(turn.locator(".said")).to_have_text("Thank you.")
    with library.service.parts.library.database.read() as connection:
        query = "SELECT verdict FROM feedback WHERE answer_id = ?"
        assert connection.execute(query, (kept(page)[0]["id"],)).fetchone()[0] == "down"


def test_a_conversation_outlives_a_reload_each_answer_with_its_own_citations(
    library: ModelService, reader: Reader
) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    questions = (TROOPS, "Who put troops on standby?", "How many Chinese troops are in Taiwan?")
    for question in questions:
        answered(ask(chat, question))
    before = chat.locator(".log").inner_text()
    # What else of an article is cited is known only when the whole conversation is there.
    cited = "chips => chips.map(chip => chip.href.split('&also=')[0])"
    links = chat.locator(".chip").evaluate_all(cited)
    assert len(set(links)) == len(links) == 2
    page.reload()
    expect(chat.locator(".turn")).to_have_count(3)
    assert chat.locator(".log").inner_text() == before
    assert chat.locator(".chip").evaluate_all(cited) == links
    chat.get_by_role("button", name="Clear").click()
    expect(chat.locator(".turn")).to_have_count(0)
    assert kept(page) == []
    page.reload()
    expect(chat.locator(".invitation")).to_be_visible()
    expect(chat.locator(".turn")).to_have_count(0)


def test_the_article_names_what_else_of_it_the_conversation_cites(modelled: ModelService, reader: Reader) -> None:
    modelled.model.play(two_sentences_of_one_article)
    page = reader.goes_to(modelled.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    first, second = kept(page)[0]["citations"]
    with reader.context.expect_page() as opening:
        turn.locator(".chip").first.click()
    article = opening.value
    expect(article.locator("mark.cited")).to_have_text(first["cited_text"])
    expect(article.locator("mark.too")).to_have_text(second["cited_text"])
    article.get_by_role("navigation", name="Also cited in this conversation").get_by_role("link").click()
    expect(article.locator("mark.cited")).to_have_text(second["cited_text"])
    expect(article.locator("mark.cited")).to_be_in_viewport()


@spoken.on_answers
def two_sentences_of_one_article(request: Request) -> Play:
    """The best sentence, and the one after it in the same article."""
    evidence = evidence_of(request)
    keys = list(evidence)
    best = best_keys(request)[0]
    beside = keys[keys.index(best) + 1] if best != keys[-1] else keys[keys.index(best) - 1]
    return Play(steps=(Say(keyed(evidence[best], best)), Say(" " + keyed(evidence[beside], beside))))


def test_a_suggested_question_is_asked_with_a_click(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    chat.get_by_role("button", name="Who put troops on standby?").click()
    expect(answered(chat.locator(".turn")).locator(".question")).to_contain_text("Who put troops on standby?")
    expect(chat.locator(".invitation")).to_have_count(0)
    expect(chat.get_by_role("textbox")).to_be_focused()


def test_a_tap_shows_the_card_and_its_link_opens_the_article(
    library: ModelService, reads: Callable[..., Reader]
) -> None:
    reader = reads(has_touch=True, viewport={"width": 390, "height": 844})
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    turn.locator(".chip").tap()
    expect(turn.locator(".card")).to_be_visible()
    box = turn.locator(".card").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert len(reader.context.pages) == 1
    with reader.context.expect_page() as opening:
        turn.get_by_role("link", name="Open the passage in the article").tap()
    expect(opening.value.locator("mark.cited")).to_be_in_viewport()


@pytest.mark.parametrize("turns", [200])
def test_a_history_of_200_turns_is_there_at_once_and_goes_on(library: ModelService, reader: Reader, turns: int) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    answered(ask(chat, TROOPS))
    page.evaluate(
        """(turns) => { const name = Object.keys(sessionStorage).find((one) => one.startsWith("dateline-chat"));
            const [turn] = JSON.parse(sessionStorage.getItem(name));
            const many = Array.from({length: turns}, (_, n) => ({...turn, question: `Question ${n}?`}));
            sessionStorage.setItem(name, JSON.stringify(many)); }""",
        turns,
    )
    page.reload()
    expect(chat.locator(".turn")).to_have_count(turns)
    expect(chat.locator(".turn").last).to_be_in_viewport()
    turn = answered(ask(chat, "Who put troops on standby?"))
    expect(turn).to_be_in_viewport()
    expect(turn.locator(".answer")).to_contain_text("France")
    found = kept(page)
    assert (len(found), found[0]["question"]) == (turns, "Question 1?")


def test_sources_that_disagree_are_said_to(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    question = next(
        one["question"]
        for one in map(json.loads, (SEEDS / "questions.jsonl").read_text(encoding="utf-8").splitlines())
        if one["expected"] == "conflicting" and library.ask(one["question"])["status"] == "conflicting"
    )
    turn = answered(ask(chat_of(page), question))
    expect(turn).to_contain_text("Sources disagree")
    assert turn.locator(".sources li").count() >= 2
