"""A service elsewhere, asked over a real socket of this machine."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from service.errors import DatelineError, InvalidInput
from service.evaluation import Remote
from service.records import Filters, Turn
from tests.unit.evaluation.sample import gold

Reply = tuple[int, Any]
Asked = tuple[str, str, dict[str, str], Any]


@dataclass
class Elsewhere:
    """A server that says one reply after another, the last again and again, and remembers what it was asked."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def elsewhere(*replies: Reply) -> Iterator[Elsewhere]:
    left = list(replies)
    server = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((self.command, self.path, headers, body))
            status, said = left.pop(0) if len(left) > 1 else left[0]
            data = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            if status == 503:
                self.send_header("retry-after", "0")
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET  # noqa: N815  # the library's own name

        def log_message(self, format: str, *args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def told(target: Remote, what: Callable[[Remote], Any]) -> Any:
    async def ask() -> Any:
        try:
            return await what(target)
        finally:
            await target.close()

    return asyncio.run(ask())


def test_a_question_goes_with_its_key_and_all_that_it_was_asked_with() -> None:
    question = gold(
        history=(Turn("user", "A ferry?"),),
        filters=Filters(source=("The Post",), published_from="2022-01-01"),
        as_of="2022-01-25",
    )
    with elsewhere((200, {"status": "answered"})) as server:
        target = Remote(f"{server.url}/", "a-key", "openai:x", "ships")
        assert told(target, lambda one: one.ask(question)) == {"status": "answered"}
    method, path, headers, body = server.asked[0]
    assert (method, path, headers["authorization"]) == ("POST", "/v1/ask", "Bearer a-key")
    assert body == {
        "question": question.question,
        "filters": {"published_from": "2022-01-01", "source": ["The Post"]},
        "collection": "ships",
        "as_of": "2022-01-25",
        "answerer": "openai:x",
        "messages": [{"role": "user", "content": "A ferry?"}],
    }


def test_without_a_key_none_is_sent_and_what_is_not_asked_for_is_left_out() -> None:
    with elsewhere((200, {})) as server:
        told(Remote(server.url), lambda one: one.ask(gold()))
    assert "authorization" not in server.asked[0][2]
    assert server.asked[0][3] == {"question": gold().question}


def test_a_busy_service_is_asked_again() -> None:
    busy = (503, {"detail": "too much to do"})
    with elsewhere(busy, busy, (200, {"status": "abstained"})) as server:
        assert told(Remote(server.url), lambda one: one.ask(gold())) == {"status": "abstained"}
    assert len(server.asked) == 3
    with elsewhere(busy) as server, pytest.raises(DatelineError, match="503 for /v1/ask: too much to do"):
        told(Remote(server.url), lambda one: one.ask(gold()))


@pytest.mark.parametrize(
    ("reply", "says_what"),
    [
        ((401, {"detail": "no such key"}), "status 401 for /v1/ask: no such key"),
        ((500, b"<html>"), "status 500 for /v1/ask: no JSON"),
        ((200, []), "status 200 for /v1/ask: no JSON"),
    ],
)
def test_what_is_no_answer_is_an_error_that_says_what_came(reply: Reply, says_what: str) -> None:
    with elsewhere(reply) as server, pytest.raises(DatelineError, match=says_what):
        told(Remote(server.url), lambda one: one.ask(gold()))


@pytest.mark.parametrize("state", [{}, {"index_seq": 3}, {"index_seq": 3, "answerers": []}])
def test_what_is_no_dateline_is_not_asked(state: dict[str, Any]) -> None:
    with elsewhere((200, state)) as server, pytest.raises(DatelineError, match="is no Dateline"):
        told(Remote(server.url), lambda one: one.state())


def test_an_article_is_there_unless_it_is_deleted_or_in_a_collection_that_is_not_asked() -> None:
    kept = {"text": "A text.", "collection": "default", "deleted": False}
    cases: list[tuple[Reply, int | None, str | None]] = [
        ((200, kept), None, "A text."),
        ((200, {**kept, "deleted": True}), None, None),
        ((200, {**kept, "deleted": True}), 1, "A text."),
        ((200, {**kept, "collection": "other"}), None, None),
        ((404, {"detail": "not in the library"}), None, None),
    ]
    for reply, version, text in cases:
        with elsewhere(reply) as server:
            assert told(Remote(server.url), lambda one, version=version: one.text("a/b", version)) == text
        assert server.asked[0][1] == "/v1/articles/a%2Fb" + (f"?version={version}" if version else "")


def test_an_address_that_is_none_is_refused_at_once() -> None:
    for url in ("ftp://host", "host:8000", "http://host:port"):
        with pytest.raises(InvalidInput, match="no URL"):
            Remote(url)
