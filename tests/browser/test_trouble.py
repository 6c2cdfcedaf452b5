"""Networks and servers fail: the reader keeps what was proven, reads what happened, and asks again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Reader, answered, ask, chat_of
from tests.browser.test_conversation import two_sentences
from tests.fakes.language_model import language_model
from tests.fakes.plays import FOREVER
from tests.fakes.served import Settings, copied, seeded, served
from tests.functional.model_service import NAME, TROOPS, ModelService

LOST = "The connection was lost before the answer was complete. What you read so far is proven."


def test_a_server_that_is_killed_mid_stream_and_comes_back(
    models: Path,
    tmp_path: Path,
    tmp_path_factory,
    reader: Reader,
) -> None:
    with language_model(two_sentences(FOREVER)) as model:
        options = json.dumps({"base_url": model.url, "api_key": "none"})
        more = {"ANSWERER": NAME, "MODEL_OPTIONS": options, "ANSWER_SECONDS": "600", "HEARTBEAT_SECONDS": "0.5"}
        settings: Settings = copied(seeded(tmp_path_factory.getbasetemp(), models), tmp_path, **more)
        with served(settings) as first:
            page = reader.goes_to(str(first.http.base_url))
            chat = chat_of(page)
            turn = ask(chat, TROOPS)
            expect(turn.locator(".chip")).to_have_count(1)
            first.process.kill()
            expect(answered(turn)).to_contain_text(LOST)
            expect(turn.locator(".sources li")).to_have_count(1)
            port = first.http.base_url.port
            turn.get_by_role("button", name="Ask again").click()
            again = answered(chat.locator(".turn"))
            expect(again.locator(".headline")).to_have_text(
                "The service cannot be reached just now. Try again in a moment."
            )
        model.play(two_sentences(0))
        assert port
        with served(settings, port):
            again.get_by_role("button", name="Ask again").click()
            expect(chat.locator(".chip")).to_have_count(2)
            expect(chat.locator(".turn")).to_have_count(1)


def test_a_reader_who_is_offline_is_told_and_asks_again(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    answered(ask(chat, "Who put troops on standby?"))
    reader.context.set_offline(True)
    turn = answered(ask(chat, TROOPS))
    expect(turn.locator(".headline")).to_have_text("You are offline. Ask again when the connection is back.")
    expect(chat.locator(".turn").first.locator(".chip")).to_have_count(1)
    reader.context.set_offline(False)
    turn.get_by_role("button", name="Ask again").click()
    expect(chat.locator(".turn")).to_have_count(2)
    expect(answered(chat.locator(".turn").nth(1)).locator(".answer")).to_contain_text("100,000")


def test_a_slow_network_shows_that_it_is_at_work(library: ModelService, reads: Callable[..., Reader]) -> None:
    reader = reads()
    page = reader.goes_to(library.service.url)
    slow = reader.context.new_cdp_session(page)
    slow.send("Network.enable")
    # A second-generation mobile network: 7 s there and back.
    conditions = {"offline": False, "latency": 7000, "downloadThroughput": 6000, "uploadThroughput": 6000}
    slow.send("Network.emulateNetworkConditions", conditions)
    turn = ask(chat_of(page), TROOPS)
    expect(turn.locator(".headline.waiting")).to_have_text("Searching the articles…")
    expect(turn.locator(".headline.waiting")).to_have_text("Still at work…")
    expect(answered(turn).locator(".chip")).to_have_count(1)
    expect(turn.locator(".waiting")).to_have_count(0)


def test_a_service_that_is_busy_or_refuses_says_so_in_plain_words(library: ModelService, reader: Reader) -> None:
    page = reader.goes_to(library.service.url)
    chat = chat_of(page)
    long = "Why? " * 600
    expect(chat.locator(".suggestion").first).to_be_visible()
    chat.get_by_role("textbox").evaluate("box => box.removeAttribute('maxlength')")
    refused = answered(ask(chat, long))
    expect(refused.locator(".headline")).to_contain_text("This could not be asked: ")
    expect(refused.locator(".headline")).to_contain_text("at most 2,000 are read")
