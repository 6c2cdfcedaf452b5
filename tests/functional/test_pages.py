"""The widget and the pages as they are served: caches, policies, and what other origins may load."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import httpx
import pytest

from service.api.pages import FOLDER, read_assets
from tests.fakes.served import problem
from tests.functional.conftest import Service

CODE = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
STAMPED = sorted(name for name, asset in read_assets().items() if asset.lasts)
WIDGET = [name for name in CODE if name == "widget.js" or name.startswith("chat/")]
OTHERS = [name for name in CODE if name.startswith("pages/")]
PAGES = ["/", "/articles/quay"]


@pytest.fixture(scope="module", autouse=True)
def quay(service: Service) -> None:
    story = {"id": "quay", "title": "Quay", "text": "The first line. The quay closed on Friday. It may open in May."}
    assert service.client.post("/v1/articles", json=story).status_code == 201


def test_the_widget_is_under_30_kb_gzipped_file_by_file() -> None:
    assert sum(len(gzip.compress((FOLDER / name).read_bytes())) for name in WIDGET) < 30_000


def test_every_module_of_the_widget_is_named_by_its_entry() -> None:
    entry = (FOLDER / "widget.js").read_text(encoding="utf-8")
    assert [name for name in WIDGET if name != "widget.js" and f"./{name}" not in entry] == []


@pytest.mark.parametrize("name", WIDGET + OTHERS)
def test_each_file_is_what_is_in_the_package_and_is_kept_until_it_changes(client: httpx.Client, name: str) -> None:
    first = client.get(f"/{name}", headers={"Accept-Encoding": "identity"})
    stamp = STAMPED[0].split("/")[1].encode()
    assert first.content.replace(b"/chat/" + stamp, b"/chat") == (FOLDER / name).read_bytes()
    assert first.headers["cache-control"] == "public, no-cache"
    packed = client.get(f"/{name}", headers={"Accept-Encoding": "gzip, br"})
    assert packed.content == first.content
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != first.headers["etag"]
    assert first.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    for etag, coding in ((first.headers["etag"], "identity"), (f'W/{packed.headers["etag"]}, "x"', "gzip")):
        again = client.get(f"/{name}", headers={"If-None-Match": etag, "Accept-Encoding": coding})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "public, no-cache"
    assert client.get(f"/{name}", headers={"If-None-Match": '"else"'}).status_code == 200
    assert client.head(f"/{name}").status_code == 200


def test_what_the_widget_imports_is_named_by_its_content_and_kept_for_good(client: httpx.Client) -> None:
    imported = re.findall(r'"\./(chat/[^"]+)"', client.get("/widget.js").text)
    assert sorted(imported) == STAMPED
    for name in imported:
        response = client.get(f"/{name}", headers={"Origin": "https://any.example"})
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert response.headers["access-control-allow-origin"] == "*"
        folder, _, file = name.split("/")
        assert response.content == (FOLDER / folder / file).read_bytes()
    assert client.get(f"/chat/{'0' * 16}/dom.js").status_code == 404


@pytest.mark.parametrize("name", CODE)
def test_only_the_widget_s_code_may_be_loaded_by_pages_of_any_origin(client: httpx.Client, name: str) -> None:
    response = client.get(f"/{name}", headers={"Origin": "https://any.example"})
    if name in WIDGET:
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    else:
        assert response.status_code in (403, 404)
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("path", [*PAGES, "/articles/no-such-article"])
def test_a_page_allows_itself_nothing_but_this_service(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    rules = dict(rule.split(" ", 1) for rule in response.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe-inline" not in str(rules)
    assert {rules[f"{kind}-src"] for kind in ("script", "style", "img", "connect")} == {"'self'"}
    assert rules["require-trusted-types-for"] == "'script'"
    assert response.headers["content-type"].startswith("text/html")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", CODE)
def test_nothing_names_another_place_to_load_from_and_nothing_makes_markup_of_text(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", text) == []
    for maker in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "setHTML"):
        assert maker not in text


def test_an_article_that_is_not_there_is_a_page_that_says_so_with_its_status(client: httpx.Client) -> None:
    assert client.get("/articles/quay?version=1").status_code == 200
    assert client.get("/articles/quay?version=2").status_code == 404
    assert client.get("/articles/none").status_code == 404


@pytest.mark.parametrize("path", ["/chat/none.js", "/chat/%2e%2e%2fwidget.js", "/index.html"])
def test_no_other_path_gives_a_file(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404, "not_found")


def test_the_sentences_around_a_citation_are_whole(client: httpx.Client) -> None:
    text = "The first line. The quay closed on Friday. It may open in May."
    start, end = text.index("The quay"), text.index(" It may")

    def around(first: int, last: int) -> dict[str, str | None]:
        found = client.get("/v1/articles/quay/sentences", params={"start": first, "end": last, "version": 1}).json()
        return {name: found[name] for name in ("before", "text", "after")}

    assert around(start, end) == {"before": "The first line.", "text": text[start:end], "after": "It may open in May."}
    assert around(0, 15) == {"before": None, "text": "The first line.", "after": "The quay closed on Friday."}
    part = text.index("closed")
    assert around(part, end)["before"] == "The quay"
    assert around(0, len(text)) == {"before": None, "text": text, "after": None}
    for start, end in ((5, 4), (0, len(text) + 1)):
        response = client.get("/v1/articles/quay/sentences", params={"start": start, "end": end})
        problem(response, 422, "invalid_input")


def test_the_library_counts_what_there_is(client: httpx.Client) -> None:
    for number, source in enumerate(("Herald", "Herald", "Courier")):
        story = {"id": f"counted{number}", "text": f"Story {number}.", "source": source, "collection": "counted"}
        assert client.post("/v1/articles", json=story).status_code == 201
    held = client.get("/v1/library", params={"collection": "counted"}).json()
    assert held["articles"] == held["collections"]["counted"] == 3
    assert held["sources"] == [{"source": "Herald", "articles": 2}, {"source": "Courier", "articles": 1}]
    assert set(held["applied"].values()) == {held["index_seq"]}
    problem(client.get("/v1/library", params={"collection": "nowhere"}), 404, "not_found")


def test_the_files_are_read_once_from_the_folder_that_the_package_ships(tmp_path: Path) -> None:
    (tmp_path / "chat").mkdir()
    (tmp_path / "chat" / "a.js").write_text("1", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not served", encoding="utf-8")
    assert [name for name in read_assets(tmp_path) if not name.endswith("/a.js")] == []
    assert "widget.js" in read_assets()
