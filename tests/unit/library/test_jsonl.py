"""JSON files hold articles with the fields of the HTTP API, and one bad article stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import service.library.loaders
from service.errors import InvalidInput
from service.library.loaders import fields
from service.library.loaders.jsonl import FIELDS, draft_from_object, load_jsonl
from service.records import Draft, Refusal

SCHEMA = json.loads(Path(str(service.library.loaders.__file__)).with_name("article.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ARTICLE = {
    "id": "a-1",
    "text": "The river rose.\r\nIt rained.",
    "title": "River",
    "url": "https://example.org/a",
    "source": "The Sentinel",
    "author": "Ann Lee",
    "published_at": "24 January 2022",
    "language": "en-GB",
    "collection": "local",
    "metadata": {"tags": ["flood"]},
}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
LIKELY = {
    "id": st.sampled_from(["a", " a", "", "x" * 2_001]),
    "text": st.just("The river rose."),
    "html": st.just("<p>The river rose.</p>"),
    "title": st.sampled_from(["River", "", "x" * 1_001]),
    "url": st.sampled_from(["https://example.org", "HTTP://a/b", "", "ftp://a", "javascript:x"]),
    "source": st.sampled_from(["Sentinel", "x" * 2_001]),
    "author": st.just("Ann"),
    "published_at": st.sampled_from(["2022-01-24", 1_643_000_000, ""]),
    "language": st.sampled_from(["en", "pt-BR", "e", "", "english_"]),
    "collection": st.just("local"),
    "metadata": st.dictionaries(st.text(st.characters(categories=["L"])), st.integers(), max_size=3),
}
OBJECTS = st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in LIKELY.items()}) | (
    st.fixed_dictionaries(
        {"text": LIKELY["text"] | JSON_VALUES},
        optional={name: value | JSON_VALUES for name, value in LIKELY.items() if name != "text"} | {"extra": SCALARS},
    )
)


def records(document: object, origin: str = "a.json") -> list[Draft | Refusal]:
    return list(load_jsonl(json.dumps(document).encode(), origin))


def test_every_field_arrives() -> None:
    draft = draft_from_object(ARTICLE, "a.json")
    kept = {name: getattr(draft, name) for name in ARTICLE}
    assert kept == ARTICLE | {"text": "The river rose.\nIt rained.", "published_at": "2022-01-24"}
    assert draft.origin == "a.json"


def test_text_alone_is_enough() -> None:
    draft = draft_from_object({"text": "The river rose. It rained."})
    assert draft == Draft(text="The river rose. It rained.", title="The river rose.")


def test_html_is_read_for_its_article_and_fills_in_what_is_absent() -> None:
    head = '<html lang="fr"><head><meta name="author" content="Bo Roe"></head>'
    markup = head + "<body><h1>Fleuve</h1><p>Le fleuve monte.</p>"
    draft = draft_from_object({"html": markup, "title": "River", "metadata": {"a": 1}})
    assert "Le fleuve monte." in draft.text
    assert (draft.title, draft.author, draft.language) == ("River", "Bo Roe", "fr")
    assert draft.metadata == {"a": 1}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": 1}, "text"),
        ({"text": " "}, "text"),
        ({"text": "a\ud800"}, "text"),
        ({"html": "<p>x</p>"}, "html"),
        ({"text": None}, "text"),
        ({"text": None, "html": "<nav></nav>"}, "html"),
        ({"titel": "x"}, "titel"),
        ({"title": ["x"]}, "title"),
        ({"id": 7}, "id"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"published_at": "2022-02-31"}, "published_at"),
        ({"published_at": 1.5}, "published_at"),
        ({"published_at": True}, "published_at"),
        ({"language": "e_e"}, "language"),
        ({"metadata": []}, "metadata"),
        ({"metadata": {"a": "\ud800"}}, "metadata"),
    ],
)
def test_a_fault_is_named_by_its_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput, match=field) as refused:
        draft_from_object(ARTICLE | change)
    assert refused.value.field == field


@pytest.mark.parametrize("obj", [None, 1, "text", [], [ARTICLE]])
def test_an_article_is_an_object(obj: object) -> None:
    with pytest.raises(InvalidInput, match="an article must be an object"):
        draft_from_object(obj)


@given(OBJECTS | JSON_VALUES)
def test_what_the_loader_takes_the_schema_takes(obj: object) -> None:
    try:
        draft_from_object(obj)
    except InvalidInput:
        return
    VALIDATOR.validate(obj)


@given(OBJECTS)
def test_what_the_schema_takes_the_loader_takes_up_to_what_words_mean(obj: object) -> None:
    if not VALIDATOR.is_valid(obj):
        return
    try:
        draft_from_object(obj)
    except InvalidInput as error:
        # What no JSON Schema says: which strings are dates, hosts, visible, or Unicode at all.
        assert error.field in (
            "text",
            "html",
            "published_at",
            "url",
            "id",
            "title",
            "source",
            "author",
            "collection",
            "metadata",
        )
        assert "must be" not in str(error).replace("must not be", "")


def test_schema_and_loader_have_the_same_fields_and_limits() -> None:
    VALIDATOR.check_schema(SCHEMA)
    properties = SCHEMA["properties"]
    assert set(properties) == set(FIELDS)
    assert properties["title"]["maxLength"] == fields.LONGEST_TITLE
    limited = {"id", "url", "source", "author", "language", "collection"}
    assert {properties[name]["maxLength"] for name in limited} == {fields.LONGEST_FIELD}
    assert VALIDATOR.is_valid(ARTICLE)


def test_one_object_an_array_and_a_wrapped_array_are_all_documents() -> None:
    one = records(ARTICLE)
    assert [draft.origin for draft in one] == ["a.json"]
    for document in ([ARTICLE, ARTICLE], {"articles": [ARTICLE, ARTICLE]}):
        assert [draft.origin for draft in records(document)] == ["a.json#1", "a.json#2"]


def test_one_bad_article_of_an_array_stops_no_other() -> None:
    good, bad, after = records([ARTICLE, {"id": "x", "text": 1}, ARTICLE])
    assert isinstance(good, Draft)
    assert isinstance(after, Draft)
    assert bad == Refusal("a.json#2", "text must be a string, not a number", "x")


def test_each_line_is_an_article_and_a_bad_one_is_named_by_its_line() -> None:
    article = json.dumps(ARTICLE | {"text": "One\u2028two."}, ensure_ascii=False).encode()
    lines = [
        article,
        b"",
        b"{broken",
        b'{"text": "caf\xe9"}',
        b'{"text": NaN}',
        b"[" * 100_000,
        b"\x00",
        article,
    ]
    first, *refused, last = load_jsonl(b"\xef\xbb\xbf" + b"\r\n".join(lines), "a.jsonl")
    assert isinstance(first, Draft)
    assert isinstance(last, Draft)
    assert (first.origin, last.origin) == ("a.jsonl#1", "a.jsonl#7")
    assert [refusal.origin for refusal in refused] == [f"a.jsonl:{number}" for number in range(3, 8)]
    reasons = [
        "is not JSON",
        "is not UTF-8 (byte 0xE9",
        "NaN is no JSON number",
        "nested too deeply",
        "is not JSON",
    ]
    for refusal, reason in zip(refused, reasons, strict=True):
        assert isinstance(refusal, Refusal)
        assert reason in refusal.error


def test_lines_are_told_from_a_document_where_the_name_does_not_say() -> None:
    lines = f"{json.dumps(ARTICLE)}\n{json.dumps(ARTICLE)}\n"
    assert [record.origin for record in load_jsonl(lines.encode(), "-")] == ["-#1", "-#2"]
    broken = f"broken\n{json.dumps(ARTICLE)}\n"
    assert [record.origin for record in load_jsonl(broken.encode(), "-")] == ["-:1", "-#2"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"text":\n "a"', "line 2, column"),
        ("[]", "holds no articles"),
        ('{"articles": {}}', "articles must be an array"),
        ('{"articles": [], "next": 1}', '"next" stands beside'),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": ' + "1" * 5_000 + "}", "is not JSON that can be read"),
        ("7", "an article must be an object"),
    ],
)
def test_a_document_that_is_wrong_as_a_whole_is_refused(text: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        list(load_jsonl(text.encode(), "a.json"))


def test_a_document_in_utf_16_is_read_by_its_mark() -> None:
    (draft,) = load_jsonl(json.dumps(ARTICLE).encode("utf-16"), "a.json")
    assert isinstance(draft, Draft)


def consume(drafts: Iterator[Draft | Refusal]) -> None:
    try:
        assert all(isinstance(record, Draft | Refusal) for record in drafts)
    except InvalidInput as error:
        assert str(error)


@given(
    st.binary() | JSON_VALUES.map(lambda value: json.dumps(value).encode()),
    st.sampled_from(["a.json", "a.jsonl", "-"]),
)
def test_any_bytes_are_read_or_refused(raw: bytes, origin: str) -> None:
    consume(load_jsonl(raw, origin))
