"""What a caller states of an article is checked field by field."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders import fields

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(JSON_VALUES)
def test_a_field_of_the_wrong_type_is_refused_by_name_and_never_crashes(value: object) -> None:
    checks: dict[str, Callable[[object], object]] = {
        "id": fields.identity,
        "url": fields.web_address,
        "language": fields.language,
        "published_at": fields.publication,
        "metadata": fields.json_object,
        "title": lambda given: fields.line(given, "title"),
    }
    for name, check in checks.items():
        try:
            check(value)
        except InvalidInput as error:
            assert error.field == name
            assert name in str(error)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON_VALUES, max_size=3))
def test_metadata_is_kept_as_json_keeps_it(value: dict[str, object]) -> None:
    try:
        kept = fields.json_object(value)
    except InvalidInput as error:
        assert "surrogate" in str(error)
    else:
        assert kept == json.loads(json.dumps(value))


def test_metadata_has_a_largest_size_in_bytes() -> None:
    frame = len(json.dumps({"a": ""}, separators=(",", ":")))
    assert fields.json_object({"a": "x" * (fields.LARGEST_METADATA - frame)})
    for too_much in ("x" * (fields.LARGEST_METADATA - frame + 1), "é" * (fields.LARGEST_METADATA // 2)):
        with pytest.raises(InvalidInput, match="bytes as JSON"):
            fields.json_object({"a": too_much})


def nested(depth: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


def test_metadata_has_a_deepest_level() -> None:
    assert fields.json_object(nested(fields.DEEPEST_METADATA)) == nested(fields.DEEPEST_METADATA)
    for depth in (fields.DEEPEST_METADATA + 1, 100_000):
        with pytest.raises(InvalidInput, match="nested more than"):
            fields.json_object(nested(depth))


@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": b"x"}, {"a": {1, 2}}, {("a",): 1}])
def test_metadata_that_json_cannot_hold_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match="is not JSON"):
        fields.json_object(value)


@pytest.mark.parametrize(
    "good", ["https://example.org/a?b=c#d", "HTTP://EXAMPLE.ORG", "http://[::1]:8080/", "http://é.org/ü"]
)
def test_an_absolute_web_address_is_kept_to_the_letter(good: str) -> None:
    assert fields.web_address(good) == good


@pytest.mark.parametrize(
    "bad",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/a", "example.org", "http://",
     "http://a b", "http://a:x/", "http://[::1", " https://example.org",
     "https://example.org/\n", "java\nscript:x", "http://a:0/"],
)  # fmt: skip
def test_any_other_address_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput, match="is no http or https address"):
        fields.web_address(bad)


@pytest.mark.parametrize("good", ["en", "pt-BR", "zh-Hant-TW", "sr-Latn"])
def test_a_language_tag_is_kept(good: str) -> None:
    assert fields.language(good) == good


@pytest.mark.parametrize("bad", ["en_GB", "english language", "e", "en-", "en\n", "12"])
def test_what_looks_like_no_language_tag_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput, match="is no language tag"):
        fields.language(bad)


def test_each_string_has_its_limit() -> None:
    assert fields.line("x" * fields.LONGEST_TITLE, "title", fields.LONGEST_TITLE)
    with pytest.raises(InvalidInput, match="title has 1,001 characters; at most 1,000"):
        fields.make_draft({"title": "x" * (fields.LONGEST_TITLE + 1)}, "Text.", None)
    for name in ("id", "source", "author", "url", "collection"):
        with pytest.raises(InvalidInput, match=f"{name} has 2,001 characters; at most 2,000"):
            fields.make_draft({name: "x" * (fields.LONGEST_FIELD + 1)}, "Text.", None)


@pytest.mark.parametrize("bad", ["", " ", " a", "a ", "a\nb", "a\x00"])
def test_an_id_that_cannot_be_seen_whole_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput, match="id must not be blank"):
        fields.identity(bad)


def test_a_line_is_one_line() -> None:
    assert fields.line(" The\n\tmayor  resigns ", "title") == "The mayor resigns"
    assert fields.line(" \n", "title") is None
    with pytest.raises(InvalidInput, match="title: the text holds a NUL"):
        fields.line("a\x00b", "title")


def test_a_text_without_words_is_refused() -> None:
    for text in ("", " \n\t\ufeff"):
        with pytest.raises(InvalidInput, match="holds no text") as refused:
            fields.make_draft({}, text, None)
        assert refused.value.field == "text"


def test_what_cannot_be_used_becomes_a_warning() -> None:
    warnings: list[str] = []
    assert fields.usable(fields.web_address, "javascript:x", warnings) is None
    assert fields.usable(fields.web_address, "https://example.org", warnings) == "https://example.org"
    assert len(warnings) == 1
