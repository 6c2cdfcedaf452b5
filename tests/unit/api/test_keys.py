from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.keys import IngestKey, SiteKey, bearer, foreign, read_keys
from service.errors import InvalidInput

SHA = hashlib.sha256(b"secret").hexdigest()
SITE = '[sites.a]\nkey = "site-aaaa"\norigins = ["https://a.example"]\ncollections = ["news"]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_of_the_file_is_found_and_no_other(tmp_path: Path) -> None:
    keys = read_keys(written(tmp_path, f'{SITE}[ingest.desk]\nsha256 = "{SHA}"\n'))
    assert keys.site("site-aaaa") == SiteKey("a", "site-aaaa", frozenset({"https://a.example"}), frozenset({"news"}))
    assert keys.ingest("secret") == IngestKey("desk", SHA, None)
    assert keys.names_origin("https://a.example")
    assert not keys.names_origin("https://b.example")
    for other in ("", "site-aaa", "Site-aaaa", SHA, "Secret"):
        assert keys.site(other) is None
        assert keys.ingest(other) is None


@pytest.mark.parametrize(
    ("given_origin", "origin"),
    [
        ("https://A.Example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("http://[::1]:8001", "http://[::1]:8001"),
    ],
)
def test_an_origin_is_kept_as_browsers_send_it(tmp_path: Path, given_origin: str, origin: str) -> None:
    keys = read_keys(written(tmp_path, SITE.replace("https://a.example", given_origin)))
    assert keys.sites[0].origins == {origin}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[sites", "cannot be read"),
        (SITE.replace("https://a.example", "*"), "no origin"),
        (SITE.replace("https://a.example", "https://*.example"), "any site"),
        (SITE.replace("https://a.example", "a.example"), "no origin"),
        (SITE.replace("https://a.example", "https://a.example/page"), "no origin"),
        (SITE.replace("https://a.example", "https://a.example:port"), "no origin"),
        (SITE.replace('["https://a.example"]', "[]"), "origins"),
        (SITE.replace('["news"]', "[]"), "collections"),
        (SITE.replace("news", "Not A Name"), "collections"),
        (SITE.replace("site-aaaa", "short"), "key"),
        (SITE.replace("origins", "origin"), "origin"),
        (SITE + SITE.replace("sites.a", "sites.b"), "same key"),
        ('[ingest.desk]\nsha256 = "secret"\n', "sha256"),
        ("[admins]\n", "admins"),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_the_file(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InvalidInput) as raised:
        read_keys(path)
    assert words in str(raised.value)
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="nowhere"):
        read_keys(tmp_path / "nowhere.toml")


@given(st.text(max_size=20))
def test_a_header_without_a_bearer_gives_no_key(text: str) -> None:
    assert bearer(None) is None
    assert bearer(f"Basic {text}") is None
    assert bearer(f"Bearer {text}") == (text.strip() or None)


@pytest.mark.parametrize(
    ("origin", "host", "found"),
    [
        (None, "a.example", None),
        ("https://a.example", "a.example", None),
        ("http://A.example:8000", "a.example:8000", None),
        ("https://b.example", "a.example", "https://b.example"),
        ("http://a.example:8001", "a.example:8000", "http://a.example:8001"),
        ("null", "a.example", "null"),
        ("https://b.example", None, "https://b.example"),
    ],
)
def test_a_page_is_foreign_unless_it_is_of_this_host(origin: str | None, host: str | None, found: str | None) -> None:
    assert foreign(origin, host) == found
