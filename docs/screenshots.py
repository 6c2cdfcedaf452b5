"""Takes the pictures in docs/images from the seed articles: `python -m docs.screenshots`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from service.indexing.export import DEFAULT_MODEL, prepared
from tests.browser.conftest import answered, ask, chat_of, chromium
from tests.functional.model_service import TROOPS, model_service

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DESK = {"viewport": {"width": 1280, "height": 860}, "device_scale_factor": 1}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
HOLDING = "Who put troops on standby?"


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    models = ROOT / "indexes" / "models"
    prepared(DEFAULT_MODEL, models)
    with (
        tempfile.TemporaryDirectory() as folder,
        model_service(Path(folder), models, answerer="extractive") as library,
        sync_playwright() as playwright,
    ):
        base = library.service.url.rstrip("/")
        browser = chromium(playwright)
        for scheme in ("light", "dark"):
            with page_of(browser, color_scheme=scheme, **DESK) as page:
                conversation(page, base, HOLDING, TROOPS)
                chat_of(page).locator(".chip").last.hover()
                chat_of(page).locator(".card .around").first.wait_for()
                page.screenshot(path=IMAGES / f"demo-{scheme}.png")
        with page_of(browser, color_scheme="light", **DESK) as page:
            article(page, base)
            page.screenshot(path=IMAGES / "article-light.png")
        with page_of(browser, color_scheme="dark", **PHONE) as page:
            conversation(page, base, HOLDING, "How many Chinese troops are in Taiwan?")
            page.screenshot(path=IMAGES / "phone-dark.png")
        with page_of(browser, color_scheme="light", **PHONE) as page:
            article(page, base)
            page.screenshot(path=IMAGES / "phone-article.png")
        browser.close()


@contextmanager
def page_of(browser: Browser, **options: Any) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    yield context.new_page()
    context.close()


def conversation(page: Page, base: str, *questions: str) -> None:
    page.goto(base)
    page.locator("#articles li").first.wait_for()
    for question in questions:
        answered(ask(chat_of(page), question))


def article(page: Page, base: str) -> None:
    page.goto(base)
    turn = answered(ask(chat_of(page), TROOPS))
    page.goto(str(turn.locator(".chip").first.get_attribute("href")))
    page.locator("mark.cited").wait_for()


if __name__ == "__main__":
    main()
