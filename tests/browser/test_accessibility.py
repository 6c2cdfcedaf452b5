"""axe finds nothing on any page in either colour scheme; a keyboard does all; narrow, wide, mirrored and forced colours work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.functional.model_service import TROOPS, ModelService

AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARTICLE = "/articles/ukraine-donbas-claims?version=1#c=791-895&also=100-200"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def complaints(page: Page) -> list[str]:
    """What axe finds, with the elements it finds it on."""
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    assert found["passes"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(library: ModelService, reads: Callable[..., Reader], scheme: str) -> None:
    # axe is put into the page from outside, which our policy rightly forbids.
    reader = reads(color_scheme=scheme, bypass_csp=True)
    page = reader.goes_to(library.service.url)
    expect(page.locator("#articles li").first).to_be_visible()
    expect(chat_of(page).locator(".suggestion").first).to_be_visible()
    assert complaints(page) == []
    chat = chat_of(page)
    for question in (TROOPS, "And in Belarus?", "How many Chinese troops are in Taiwan?"):
        turn = answered(ask(chat, question))
    chat.locator(".chip").first.focus()
    expect(chat.locator(".card .around").first).to_be_visible()
    assert complaints(page) == []
    page.locator("#words").fill("troops near the border")
    expect(page.locator("#articles .passage").first).to_be_visible()
    expect(turn).to_be_visible()
    assert complaints(page) == []
    article = reader.goes_to(library.service.url.rstrip("/") + ARTICLE)
    expect(article.locator("mark.cited")).to_be_visible()
    assert complaints(article) == []
    missing = reader.goes_to(library.service.url.rstrip("/") + "/articles/none")
    expect(missing.locator("h1")).to_be_visible()
    assert complaints(missing) == []


def test_a_keyboard_does_all(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    expect(chat.locator(".suggestion").first).to_be_visible()

    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(
                "selector => document.activeElement.shadowRoot?.activeElement?.matches(selector) ?? false", selector
            ):
                return
        raise AssertionError(f"no Tab leads to {selector}")

    tab_to("textarea")
    page.keyboard.type(TROOPS)
    page.keyboard.press("Enter")
    answered(chat.locator(".turn"))
    expect(chat.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    for _ in range(12):
        if chat.locator(".chip").evaluate("chip => chip === chip.getRootNode().activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(chat.locator(".chip")).to_be_focused()
    expect(chat.locator(".card")).to_be_visible()
    page.keyboard.press("Tab")
    expect(chat.get_by_role("link", name="Open the passage in the article")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.locator(".card")).to_have_count(0)
    tab_to("textarea")
    page.keyboard.press("Shift+Enter")
    expect(chat.get_by_role("textbox")).to_have_value("\n")
    expect(chat.locator(".turn")).to_have_count(1)


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 844), (768, 1024), (3840, 2160)])
def test_nothing_overflows_from_320_px_to_4k(
    library: ModelService, reads: Callable[..., Reader], width: int, height: int
) -> None:
    reader = reads(viewport={"width": width, "height": height})
    page = reader.goes_to(library.service.url)
    expect(page.locator("#articles li").first).to_be_visible()
    chat = chat_of(page)
    turn = answered(ask(chat, f"{TROOPS} {'Supercalifragilistic' * 6}"))
    answered(ask(chat, TROOPS))
    assert page.evaluate(SIDEWAYS) == 0
    assert chat.locator(".log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    chat.locator(".chip").last.focus()
    box = chat.locator(".card").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    expect(turn).to_be_attached()
    article = reader.goes_to(library.service.url.rstrip("/") + ARTICLE)
    expect(article.locator("mark.cited")).to_be_in_viewport()
    assert article.evaluate(SIDEWAYS) == 0


def test_small_things_are_large_enough_to_hit(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    for target in (*turn.locator(".chip").all(), *chat_of(page).get_by_role("button").all()):
        box = target.bounding_box()
        assert box and box["width"] >= 24 and box["height"] >= 24


def test_a_page_from_right_to_left_mirrors_the_widget(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    page.evaluate("document.documentElement.dir = 'rtl'")
    chat = chat_of(page)
    turn = answered(ask(chat, TROOPS))
    # It is away while an answer comes, and back a moment after the last sentence.
    expect(chat.locator(".send")).to_be_visible()
    log, question = chat.locator(".log").bounding_box(), turn.locator(".question").bounding_box()
    send, box = chat.locator(".send").bounding_box(), chat.get_by_role("textbox").bounding_box()
    assert log and question and send and box
    assert question["x"] < log["x"] + log["width"] / 4
    assert send["x"] < box["x"]
    assert page.evaluate(SIDEWAYS) == 0


def test_who_wants_less_motion_gets_none(library: ModelService, reads: Callable[..., Reader]) -> None:
    reader = reads(reduced_motion="reduce")
    page = reader.goes_to(library.service.url)
    answered(ask(chat_of(page), TROOPS))
    assert page.evaluate("document.getAnimations().length") == 0
    name = "host => getComputedStyle(host.shadowRoot.querySelector('.headline'), '::before').animationName"
    chat_of(page).locator(".headline").evaluate("line => line.classList.add('waiting')")
    assert chat_of(page).evaluate(name) == "none"


def test_forced_colours_keep_chips_and_marks_apart(library: ModelService, reads: Callable[..., Reader]) -> None:
    reader = reads(forced_colors="active")
    page = reader.goes_to(library.service.url)
    turn = answered(ask(chat_of(page), TROOPS))
    assert turn.locator(".chip").evaluate("chip => getComputedStyle(chip).borderTopWidth") == "1px"
    article = reader.goes_to(library.service.url.rstrip("/") + ARTICLE)
    mark = article.locator("mark.cited")
    expect(mark).to_be_visible()
    colours = mark.evaluate(
        "mark => [getComputedStyle(mark).backgroundColor, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours[0] != colours[1]
