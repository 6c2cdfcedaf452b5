"""The widget on other people's pages: two lines and it works where a site key names them, and is safe on all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.api.keys import Keys, SiteKey
from service.api.parts import Parts
from service.assembly import open_parts
from service.indexing.ingest import ingest
from service.records import Draft
from service.settings import Settings
from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.fakes.host_page import HostSite, host_site
from tests.functional.conftest import Service, serving

KEY = "site-herald"
FERRIES = Draft("All 14 ferries stayed in port on Thursday, the harbour master said.", "Ferries", id="ferries")
TRAMS = Draft("The council bought 9 trams on Monday.", "Trams", id="trams", collection="trams")
STRICT = "default-src 'none'; script-src {0}; connect-src {0}; require-trusted-types-for 'script'; trusted-types 'none'"
# From the first byte of the page to the first thing that is seen.
PAINT = """() => performance.getEntriesByName('first-contentful-paint')[0].startTime
    - performance.getEntriesByType('navigation')[0].responseStart"""
HOSTILE = """<style>
* { all: unset !important; display: none !important; color: red !important; font-size: 3px !important; }
html { font-size: 90px; direction: ltr; }
body, dateline-chat, dateline-chat * { display: block !important; visibility: hidden !important; opacity: 0 !important;
  text-transform: uppercase !important; transform: scale(0.01) !important; pointer-events: none !important;
  letter-spacing: 2em !important; line-height: 0 !important; filter: invert(1) !important; }
body { opacity: 1 !important; transform: none !important; pointer-events: auto !important; filter: none !important; }
html { display: block !important; }
</style>"""


@pytest.fixture(scope="module")
def site() -> Iterator[HostSite]:
    with host_site() as running:
        yield running


@pytest.fixture(scope="module")
def stranger() -> Iterator[HostSite]:
    with host_site() as running:
        yield running


@pytest.fixture(scope="module")
def parts(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with open_parts(Settings(data=tmp_path_factory.mktemp("embedded"), models=models)) as opened:
        assert len(list(ingest([FERRIES, TRAMS], opened.library, opened.indexes, opened.embedder))) == 2
        yield opened


@pytest.fixture(scope="module")
def keyed(parts: Parts, site: HostSite) -> Iterator[Service]:
    """A service whose site key names one host site."""
    keys = Keys((SiteKey("herald", KEY, frozenset({site.origin}), frozenset({"default", "trams"})),))
    with serving(replace(parts, keys=keys)) as running:
        yield running


def lines(service: Service, more: str = "") -> str:
    script = f'<script type="module" src="{service.url}/widget.js"></script>'
    return f'{script}\n<dateline-chat site-key="{KEY}" {more}></dateline-chat>'.replace("//widget", "/widget")


def test_two_lines_on_a_page_of_another_port_and_it_works(keyed: Service, site: HostSite, reader: Reader) -> None:
    page = reader.goes_to(site.put("/two-lines", lines(keyed)))
    turn = answered(ask(chat_of(page), "How many ferries stayed in port?"))
    expect(turn.locator(".answer")).to_contain_text("All 14 ferries stayed in port on Thursday")
    turn.locator(".chip").hover()
    expect(turn.locator(".card mark")).to_have_text(FERRIES.text)
    turn.get_by_role("button", name="Helpful").click()
    expect(turn.locator(".said")).to_have_text("Thank you.")
    with reader.context.expect_page() as opening:
        turn.locator(".chip").click()
    expect(opening.value.locator("mark.cited")).to_have_text(FERRIES.text)
    assert opening.value.evaluate("document.referrer") == ""
    others = [url for url in reader.requests if not url.startswith((site.origin, keyed.url.rstrip("/")))]
    assert others == []


def test_a_page_that_is_not_named_reads_why_and_sees_no_data(
    keyed: Service, stranger: HostSite, reader: Reader
) -> None:
    page = reader.goes_to(stranger.put("/", lines(keyed)))
    turn = answered(ask(chat_of(page), "How many ferries stayed in port?"))
    expect(turn.locator(".headline")).to_have_text(
        f"Pages of {stranger.origin} may not ask here yet. Whoever runs this service can add this address to the "
        "origins of a site key."
    )
    assert "14 ferries" not in chat_of(page).inner_text()
    # Nor can a script of that page get at anything, whatever way it asks.
    for path in ("/v1/articles", "/v1/library", "/v1/articles/ferries/sentences?start=0&end=9", "/readyz", "/"):
        got = page.evaluate("url => fetch(url).then(one => one.text(), () => null)", keyed.url.rstrip("/") + path)
        assert got is None, path


def test_a_service_without_keys_answers_its_own_pages_alone(parts: Parts, site: HostSite, reader: Reader) -> None:
    with serving(parts) as keyless:
        turn = answered(ask(chat_of(reader.goes_to(site.put("/keyless", lines(keyless)))), "How many ferries?"))
        expect(turn.locator(".headline")).to_contain_text(f"Pages of {site.origin} may not ask here yet")
        own = answered(ask(chat_of(reader.goes_to(keyless.url)), "How many ferries stayed in port?"))
        expect(own.locator(".answer")).to_contain_text("All 14 ferries")


def test_a_wrong_key_or_collection_is_told_in_the_service_s_words(
    keyed: Service, site: HostSite, reader: Reader
) -> None:
    page = reader.goes_to(site.put("/wrong", lines(keyed, 'collection="secrets"')))
    turn = answered(ask(chat_of(page), "How many ferries?"))
    expect(turn.locator(".headline")).to_contain_text("the site key is not for the collection 'secrets'")


def test_it_works_on_a_page_with_a_strict_policy(keyed: Service, site: HostSite, reader: Reader) -> None:
    policy = {"Content-Security-Policy": STRICT.format(keyed.url.rstrip("/"))}
    page = reader.page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    page.goto(site.put("/strict", lines(keyed, 'accent="rgb(0, 90, 60)" mode="bubble"'), policy))
    chat = chat_of(page)
    chat.get_by_role("button", name="Ask the news").click()
    turn = answered(ask(chat, "How many ferries stayed in port?"))
    turn.locator(".chip").hover()
    expect(turn.locator(".card")).to_be_visible()
    assert chat.locator(".send").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(0, 90, 60)"
    assert refused == []


def test_it_looks_the_same_on_a_page_with_hostile_styles(keyed: Service, site: HostSite, reader: Reader) -> None:
    looks = []
    for name, style in (("/calm", ""), ("/hostile", HOSTILE)):
        page = reader.goes_to(site.put(name, style + lines(keyed)))
        chat = chat_of(page)
        turn = answered(ask(chat, "How many ferries stayed in port?"))
        expect(turn.locator(".answer")).to_be_visible()
        looks.append(
            chat.evaluate(
                """host => ["h2", ".log", ".question", ".answer", ".chip", ".send", "textarea", ".byline"].map((name) => {
                    const style = getComputedStyle(host.shadowRoot.querySelector(name));
                    return [name, style.color, style.fontSize, style.fontFamily, style.display, style.visibility,
                        style.letterSpacing, style.lineHeight, style.textTransform, style.pointerEvents]; })"""
            )
        )
        box = chat.evaluate("host => getComputedStyle(host)[['opacity']] + getComputedStyle(host).transform")
        assert box == "1none"
    assert looks[0] == looks[1]


def test_two_widgets_of_a_page_keep_apart(keyed: Service, site: HostSite, reader: Reader) -> None:
    second = '<dateline-chat site-key="site-herald" collection="trams" heading="Trams"></dateline-chat>'
    page = reader.goes_to(site.put("/two", lines(keyed) + second))
    ferries, trams = chat_of(page, 0), chat_of(page, 1)
    expect(trams.get_by_role("heading")).to_have_text("Trams")
    turns = ask(ferries, "How many ferries stayed in port?"), ask(trams, "How many trams did the council buy?")
    for turn, words in zip(turns, ("14 ferries", "9 trams"), strict=True):
        expect(answered(turn).locator(".answer")).to_contain_text(words)
    page.reload()
    for chat, words in ((ferries, "14 ferries"), (trams, "9 trams")):
        expect(chat.locator(".turn")).to_have_count(1)
        expect(chat.locator(".answer")).to_contain_text(words)
    ferries.get_by_role("button", name="Clear").click()
    expect(ferries.locator(".turn")).to_have_count(0)
    expect(trams.locator(".turn")).to_have_count(1)


def test_a_bubble_opens_closes_and_gives_the_focus_back(keyed: Service, site: HostSite, reader: Reader) -> None:
    page = reader.goes_to(site.put("/bubble", lines(keyed, 'mode="bubble"')))
    chat = chat_of(page)
    opener = chat.get_by_role("button", name="Ask the news")
    expect(opener).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(chat.get_by_role("dialog", name="Ask the news")).to_be_visible()
    expect(chat.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_its_words_are_the_page_s_own(keyed: Service, site: HostSite, reader: Reader) -> None:
    own = """lang="de" heading="Frag die Nachrichten" strings='{"send": "Fragen", "clear": "Leeren", "answered": "Aus den Artikeln"}'"""
    page = reader.goes_to(site.put("/german", lines(keyed, own)))
    chat = chat_of(page)
    expect(chat.get_by_role("heading")).to_have_text("Frag die Nachrichten")
    expect(chat.get_by_role("button", name="Fragen")).to_be_visible()
    answered(ask(chat, "How many ferries stayed in port?"))
    page.evaluate("document.querySelector('dateline-chat').strings = {send: 'Los'}")
    expect(chat.get_by_role("button", name="Los")).to_be_visible()
    expect(chat.locator(".turn")).to_have_count(1)


def test_a_page_paints_less_than_100_ms_later_for_the_widget(
    keyed: Service, site: HostSite, reads: Callable[..., Reader]
) -> None:
    reader = reads()
    addresses = site.put("/paint", lines(keyed)), site.put("/plain", "<p>Hello.</p>")
    paints: tuple[list[float], list[float]] = ([], [])
    # The best of some tries of each, in turns: a machine that is busy with something else paints anything late.
    while len(paints[0]) < 40 and min(paints[0], default=1000) - min(paints[1], default=0) >= 100:
        for address, found in zip(addresses, paints, strict=True):
            page = reader.goes_to(address)
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            found.append(page.evaluate(PAINT))
            page.close()
    print(f"first paint: {[[round(one) for one in found] for found in paints]} ms")
    assert min(paints[0]) - min(paints[1]) < 100
