"""The demo page: the library, articles dropped on it, the state of the index, and the lines to copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from service.api.keys import IngestKey, Keys
from service.api.parts import Parts
from service.assembly import open_parts
from service.settings import Settings
from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.functional.conftest import Service, serving
from tests.functional.model_service import ModelService

DESK = "the-desk-and-nobody-else"
FERRY = (
    b"---\ntitle: Ferries stop\nsource: Herald\ndate: 2024-02-01\n---\n\nAll 14 ferries stayed in port on Thursday.\n"
)
DROP = """([zone, files]) => { const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    zone.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
    zone.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); }"""


@pytest.fixture
def empty(models: Path, tmp_path: Path) -> Iterator[Parts]:
    with open_parts(Settings(data=tmp_path / "data", models=models)) as opened:
        yield opened


def drop(page: Page, *files: tuple[str, str]) -> None:
    zone = page.locator(".drop").element_handle()
    page.evaluate(DROP, [zone, [list(one) for one in files]])


def test_the_library_is_listed_filtered_counted_and_searched(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    expect(page.locator("#counts")).to_have_text("36 articles from 21 sources")
    expect(page.locator("#articles li")).to_have_count(20)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("#articles li")).to_have_count(36)
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    page.get_by_label("Source").select_option("The Meridian Post")
    expect(page.locator("#counts")).to_have_text("4 of 36 articles")
    expect(page.locator("#articles .outlet")).to_have_text(["The Meridian Post"] * 4)
    page.get_by_label("To", exact=True).fill("2022-01-24")
    expect(page.locator("#counts")).not_to_have_text("4 of 36 articles")
    page.get_by_label("Source").select_option("")
    page.get_by_label("To", exact=True).fill("")
    page.get_by_label("Search").fill("volunteers training near Kyiv")
    expect(page.locator("#counts")).to_contain_text("nearest to “volunteers training near Kyiv”")
    expect(page.locator("#articles .title").first).to_be_visible()
    page.locator("#articles .title").first.click()
    expect(page.locator("mark.cited").first).to_be_in_viewport()


def test_the_state_of_the_index_and_the_lines_to_copy_are_there(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    expect(page.locator("#index")).to_contain_text("up to date")
    expect(page.locator("#index")).to_contain_text("extractive")
    lines = page.locator("#snippet").inner_text().splitlines()
    assert lines[0] == f'<script type="module" src="{library.service.url.rstrip("/")}/widget.js"></script>'
    assert lines[1].startswith("<dateline-chat ")
    assert len(lines) == 2


def test_an_empty_library_explains_itself_and_is_filled_by_dropping_files(empty: Parts, reader: Reader) -> None:
    with serving(empty) as running:
        page = reader.goes_to(running.url)
        expect(page.locator("#empty")).to_contain_text("There is nothing here to ask about yet.")
        expect(page.locator("#empty")).to_contain_text("dateline ingest")
        drop(
            page,
            ("ferries.md", FERRY.decode()),
            ("broken.pdf", "no pdf"),
            ("quay.txt", "The quay\n\nIt closed on Friday."),
        )
        expect(page.locator("#add [role=status]")).to_have_text("2 added, 1 refused")
        expect(page.locator(".outcomes li")).to_have_count(3)
        expect(page.locator(".outcomes .refused")).to_contain_text("broken.pdf")
        expect(page.locator("#counts")).to_have_text("2 articles from 1 source")
        expect(page.locator("#empty")).to_be_hidden()
        turn = answered(ask(chat_of(page), "How many ferries stayed in port?"))
        expect(turn.locator(".answer")).to_contain_text("All 14 ferries")
        page.locator(".drop input").set_input_files(
            {"name": "ferries.md", "mimeType": "text/markdown", "buffer": FERRY}
        )
        expect(page.locator("#add [role=status]")).to_have_text("1 unchanged")


def test_where_there_are_keys_adding_takes_one(empty: Parts, reader: Reader) -> None:
    keys = Keys(ingests=(IngestKey("desk", hashlib.sha256(DESK.encode()).hexdigest(), None),))
    with serving(replace(empty, keys=keys)) as running:
        page = reader.goes_to(running.url)
        field = page.get_by_label("Ingest key")
        expect(page.locator(".drop")).to_have_count(0)
        field.fill("something else")
        field.press("Enter")
        expect(page.locator("#add")).to_contain_text("That is no ingest key.")
        field.fill(DESK)
        field.press("Enter")
        expect(page.locator(".drop")).to_be_visible()
        drop(page, ("ferries.md", FERRY.decode()))
        expect(page.locator("#add [role=status]")).to_have_text("1 added")
        # It is kept nowhere, and the widget has none of it.
        assert DESK not in page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
        page.reload()
        expect(page.get_by_label("Ingest key")).to_have_value("")


def test_a_service_says_what_it_cannot_read(service_down: Service, reader: Reader) -> None:
    page = reader.page()
    page.goto(service_down.url)
    expect(page.locator("#articles li").first).to_be_attached()
    reader.context.set_offline(True)
    page.get_by_label("Search").fill("anything")
    expect(page.locator("#counts")).to_contain_text("cannot be read")


@pytest.fixture
def service_down(empty: Parts) -> Iterator[Service]:
    with serving(empty) as running:
        assert running.client.post("/v1/articles", json={"text": "One story."}).status_code == 201
        yield running
