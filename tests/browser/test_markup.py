"""What articles, models and readers write is text on the page, and never acts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.records import Draft
from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.fakes.plays import Play, Request, says
from tests.functional.model_service import ModelService, model_service

ATTACK = '<img src=x onerror="window.broken = true"><script>window.broken = true</script>'
TEXT = (
    f"The bridge{ATTACK} closed for 12 days <b>in March</b>, the council said. "
    "The <svg onload=alert(1)> {{7*7}} mayor waited."
)


@pytest.fixture(scope="module")
def attacked(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelService]:
    draft = Draft(
        TEXT, f"Bridge {ATTACK}", source=f"Herald {ATTACK}", author=ATTACK, id="bridge", metadata={ATTACK: ATTACK}
    )
    with model_service(tmp_path_factory.mktemp("attacked"), models, [draft], gate="off") as running:
        # The loader takes no such URL, and the library would show one that an older version had taken.
        with running.service.parts.library.database.write() as connection:
            connection.execute("UPDATE articles SET url = 'javascript:window.broken=true'")
        yield running


def test_nothing_that_an_article_says_acts_anywhere(attacked: ModelService, reader: Reader) -> None:
    page = reader.goes_to(attacked.service.url)
    chat = chat_of(page)
    asked = answered(ask(chat, f"Who said {ATTACK}?"))
    expect(asked.locator(".question")).to_contain_text(ATTACK)
    turn = answered(ask(chat, "How many days was the bridge closed?"))
    turn.locator(".chip").first.hover()
    expect(turn.locator(".card mark")).to_contain_text("<b>in March</b>")
    expect(turn.locator(".card .title")).to_have_text(f"Bridge {ATTACK}")
    expect(turn.locator(".card")).not_to_contain_text("Read at")
    expect(page.locator("#articles .title")).to_have_text(f"Bridge {ATTACK}")
    expect(page.locator("#source option").nth(1)).to_contain_text(ATTACK)
    with reader.context.expect_page() as opening:
        turn.locator(".chip").first.click()
    article = opening.value
    expect(article.get_by_role("heading", level=1)).to_have_text(f"Bridge {ATTACK}")
    expect(article.locator(".text")).to_have_text(TEXT)
    expect(article.locator(".outlink")).to_have_count(0)
    page.reload()
    expect(chat.locator(".turn")).to_have_count(2)
    for shown in (page, article):
        assert shown.evaluate("window.broken") is None
        inside = "document.querySelector('dateline-chat')?.shadowRoot"
        for place in ("document", inside):
            made = shown.evaluate(
                f"({place})?.querySelectorAll('img, svg, iframe, b, [onerror], [onload]').length ?? 0"
            )
            assert made == 0
            links = shown.evaluate(f"[...(({place})?.querySelectorAll('a') ?? [])].map(link => link.protocol)")
            assert set(links) <= {"http:"}


def test_a_poisoned_history_is_text_too(attacked: ModelService, reader: Reader) -> None:
    page = reader.goes_to(attacked.service.url)
    page.evaluate(
        """(attack) => { const citation = {marker: 1, answer_start: 0, answer_end: 2, article_id: "../../x?" + attack,
            version: attack, title: attack, url: "javascript:alert(1)", source: attack, published_at: attack,
            start_char: attack, end_char: 2, cited_text: attack, verification: {status: "verified"}};
            const turn = {question: attack, state: "done", status: attack, answer: "Hm [1]", short_answer: attack,
            understood: attack, citations: [citation], withheld: 0, id: attack};
            sessionStorage.setItem(`dateline-chat:${location.origin}  demo`, JSON.stringify([turn, null, {}, 7])); }""",
        ATTACK,
    )
    page.reload()
    turn = chat_of(page).locator(".turn")
    expect(turn).to_have_count(1)
    expect(turn.locator(".headline")).to_contain_text(ATTACK)
    link = turn.locator(".chip").evaluate("chip => [chip.protocol, chip.host, chip.pathname]")
    assert link[:2] == ["http:", attacked.service.url.rstrip("/").removeprefix("http://")]
    assert link[2].startswith("/articles/..%2F..%2Fx%3F")
    assert page.evaluate("window.broken") is None


def test_what_a_model_writes_is_text(models: Path, tmp_path: Path, reader: Reader) -> None:
    def script(request: Request) -> Play:
        return says(f"{ATTACK} The bridge closed for 12 days [k1]. [Click](javascript:alert(1)) [k1].")

    draft = Draft("The bridge closed for 12 days in March, the council said.", "Bridge", id="bridge")
    with model_service(tmp_path / "data", models, [draft], gate="off") as running:
        running.model.play(script)
        page = reader.goes_to(running.service.url)
        turn = answered(ask(chat_of(page), "How many days was the bridge closed?"))
        expect(turn.locator(".answer")).to_contain_text("12 days")
        assert turn.locator(".answer").locator("img, script").count() == 0
        assert page.evaluate("window.broken") is None
