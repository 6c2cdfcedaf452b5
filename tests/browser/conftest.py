"""Debian's Chromium, driven by Playwright, on services and host pages of loopback.

Everything waits for what is to be seen, as long as a busy machine may take, and for nothing else.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from tests.functional.model_service import SEEDS, ModelService, model_service

PATIENCE = 60_000
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium: run `make chromium`, or set CHROMIUM to the path of one"

expect.set_options(timeout=PATIENCE)


def chromium(playwright: Playwright) -> Browser:
    """A browser that runs: what CHROMIUM names, else what is installed, else Playwright's own."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    path = found or playwright.chromium.executable_path
    assert Path(path).exists() or shutil.which(path), MISSING
    # The sandbox wants a user that is not root, which CI is.
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"], timeout=120_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser a module, ended with it: while Playwright runs no other test may run an event loop."""
    with sync_playwright() as playwright:
        launched = chromium(playwright)
        yield launched
        launched.close()


@dataclass
class Reader:
    """Somebody with a browser; what goes wrong in a page of theirs fails the test."""

    context: BrowserContext
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def page(self) -> Page:
        return self.context.new_page()

    def goes_to(self, url: str) -> Page:
        page = self.page()
        page.goto(url)
        return page

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: self.faults.append(f"a dialog said {dialog.message}"))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def reads(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Makes readers, with the options of a browser context."""
    made: list[Reader] = []

    def reader(**options: Any) -> Reader:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        one = Reader(context)
        context.on("page", one.watch)
        made.append(one)
        return one

    yield reader
    for one in made:
        one.context.close()
    assert [fault for one in made for fault in one.faults] == []


@pytest.fixture
def reader(reads: Callable[..., Reader]) -> Reader:
    return reads()


@pytest.fixture(scope="module")
def library(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    """The seed articles, answered from by the embedded answerer."""
    with model_service(
        tmp_path_factory.mktemp("library"), models, SEEDS / "articles", answerer="extractive"
    ) as running:
        yield running


@pytest.fixture(scope="module")
def modelled(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    """The seed articles, answered from by the stand-in for a chat model."""
    settings = {"first_token_seconds": 30, "answer_seconds": 60, "retries": 0, "heartbeat_seconds": 0.5}
    with model_service(tmp_path_factory.mktemp("modelled"), models, SEEDS / "articles", **settings) as running:
        yield running


def chat_of(page: Page, number: int = 0) -> Locator:
    """A widget of the page."""
    return page.locator("dateline-chat").nth(number)


def ask(chat: Locator, question: str) -> Locator:
    """Types a question and gives the turn it makes."""
    before = chat.locator(".turn").count()
    box = chat.get_by_role("textbox")
    box.fill(question)
    box.press("Enter")
    return chat.locator(".turn").nth(before)


def answered(turn: Locator) -> Locator:
    """The turn, once nothing more will come."""
    expect(turn.locator(".actions")).to_be_visible()
    return turn
