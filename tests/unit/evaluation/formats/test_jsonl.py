"""Our own gold questions: what is taken is what the schema describes, and all that is wrong with a line is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import service.evaluation
from service.answering.answer import MAX_TURNS
from service.evaluation.formats import jsonl
from service.evaluation.formats.faults import Faults
from service.evaluation.formats.fields import LONGEST_ID
from service.evaluation.formats.jsonl import FIELDS, gold_from_object, gold_object, read_jsonl
from service.evaluation.records import Gold, GoldCitation
from service.records import Filters, Turn

SCHEMA = json.loads(Path(str(service.evaluation.__file__)).with_name("gold.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
PLAIN = {"id": "q1", "question": "How many ferries ran?", "answers": ["twelve"]}
FULL = {
    "id": "q2",
    "question": "And on Tuesday?",
    "expected": "conflicting",
    "answers": ["9", "ten"],
    "citations": [{"article_id": "ferries", "quote": "Nine ran.", "start": 4, "end": 13}],
    "relevant": {"ferries": 2, "tides": 0},
    "tags": ["numeric"],
    "history": [{"role": "user", "content": "How many ran on Monday?"}, {"role": "assistant", "content": "Twelve."}],
    "collection": "local",
    "filters": {
        "published_from": "2022-01-01",
        "published_to": "2022-02-01",
        "source": ["Courier"],
        "article_ids": ["ferries"],
    },
    "as_of": "2022-01-31",
}


def read(obj: object) -> tuple[Gold | None, list[str]]:
    told: list[str] = []
    return gold_from_object(obj, 7, told.append), told


def test_every_field_arrives() -> None:
    assert read(FULL) == (
        Gold(
            id="q2",
            question="And on Tuesday?",
            expected="conflicting",
            answers=("9", "ten"),
            citations=(GoldCitation("ferries", "Nine ran.", 4, 13),),
            relevant={"ferries": 2, "tides": 0},
            tags=("numeric",),
            history=(Turn("user", "How many ran on Monday?"), Turn("assistant", "Twelve.")),
            collection="local",
            filters=Filters("2022-01-01", "2022-02-01", ("Courier",), ("ferries",)),
            as_of="2022-01-31",
            line=7,
        ),
        [],
    )


def test_absent_and_null_fields_are_the_same_save_for_what_is_expected() -> None:
    absent = {name: None for name in FIELDS if name not in (*PLAIN, "expected")}
    assert read(PLAIN | absent) == read(PLAIN) == (Gold("q1", "How many ferries ran?", answers=("twelve",), line=7), [])
    unknown, told = read({"id": "q1", "question": "Who?", "expected": None})
    assert (unknown, told) == (Gold("q1", "Who?", expected=None, line=7), [])


def test_a_quote_is_kept_in_the_form_that_articles_have() -> None:
    question, _ = read(PLAIN | {"citations": [{"article_id": "a", "quote": "Cafe\u0301\r\nopen"}]})
    assert question is not None
    assert question.citations == (GoldCitation("a", "Caf\u00e9\nopen"),)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": None}, "id is missing: every line needs it"),
        ({"id": 7}, "id must be a string, not a number"),
        ({"id": " "}, "id is empty: fill it in or leave the line out"),
        ({"id": "a "}, "id must not begin or end with a space, or hold control characters"),
        ({"id": "x" * 201}, "id has 201 characters: use at most 200"),
        ({"question": None}, "question is missing: every line needs it"),
        ({"question": " \n"}, "question is empty: fill it in or leave the line out"),
        ({"question": "a\x00"}, "question holds a NUL character at character 1: remove it"),
        ({"question": "\ud800"}, "question holds half a surrogate pair at character 0: remove it"),
        ({"expected": "answer"}, 'expected must be one of answered, abstained, conflicting, not "answer"'),
        ({"expected": 1}, "expected must be one of answered, abstained, conflicting, not a number"),
        ({"expected": "abstained"}, 'expected is "abstained" and answers given: take one of them away'),
        ({"answers": "twelve"}, "answers must be an array, not a string"),
        ({"answers": ["a", 12]}, "answers[1] must be a string, not a number"),
        ({"answers": ["a", ""]}, "answers[1] is empty: fill it in or leave the line out"),
        ({"tags": [["a"]]}, "tags[0] must be a string, not an array"),
        ({"citations": {}}, "citations must be an array, not an object"),
        ({"citations": ["a"]}, "citations[0] must be an object, not a string"),
        ({"citations": [{"quote": "a"}]}, "citations[0].article_id is missing"),
        ({"citations": [{"article_id": "a", "quote": " "}]}, "citations[0].quote is empty"),
        ({"citations": [{"article_id": "a", "quote": "b", "at": 1}]}, 'citations[0]."at" is no field of a citation: use article_id, quote, start, end'),
        ({"citations": [{"article_id": "a", "quote": "b", "start": 1}]}, "citations[0] has start or end alone: give both or neither"),
        ({"citations": [{"article_id": "a", "quote": "b", "start": 1, "end": 4}]}, "citations[0] has 1 characters of quote and 3 from start to end"),
        ({"citations": [{"article_id": "a", "quote": "b", "start": -1, "end": 0}]}, "citations[0].start must be from 0 to 9,007,199,254,740,992, not -1"),
        ({"relevant": ["a"]}, "relevant must be an object of article ids and grades"),
        ({"relevant": {"a": "1"}}, "relevant.a must be a whole number, not a string"),
        ({"relevant": {"a": 1.5}}, "relevant.a must be a whole number, not 1.5"),
        ({"relevant": {"a": True}}, "relevant.a must be a whole number, not a boolean"),
        ({"relevant": {"a": None}}, "relevant.a must be a whole number, not null"),
        ({"relevant": {"a": -1}}, "relevant.a must be from 0 to 1,000, not -1"),
        ({"relevant": {"": 1}}, "relevant's article id is empty"),
        ({"history": [{"role": "system", "content": "a"}]}, 'history[0].role must be one of user, assistant, not "system"'),
        ({"history": [{"role": "user"}]}, "history[0].content is missing"),
        ({"history": [{"role": "user", "content": "a"}] * 201}, "history has 201 entries: use at most 200"),
        ({"filters": {"from": "2022-01-01"}}, 'filters."from" is no field of filters: use published_from, published_to, source, article_ids'),
        ({"filters": {"published_from": "2022-02-02", "published_to": "2022-02-01"}}, "filters.published_from 2022-02-02 is after published_to 2022-02-01"),
        ({"filters": {"source": 1}}, "filters.source must be an array, not a number"),
        ({"as_of": 2022}, "as_of must be a string, not a number"),
        ({"answer": "twelve"}, f'"answer" is no field of a gold question: use {", ".join(FIELDS)}'),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_what_to_do(change: dict[str, object], fault: str) -> None:
    question, told = read(PLAIN | change)
    assert question is None
    assert told == [fault]


@pytest.mark.parametrize(
    ("change", "start"),
    [
        ({"as_of": "31/02/2022"}, 'as_of: "31/02/2022"'),
        ({"filters": {"published_to": "2022-02-31"}}, 'filters.published_to: "2022-02-31"'),
        ({"collection": "Not One"}, "collection 'Not One' is not a valid name"),
    ],
)
def test_a_bad_date_and_a_bad_collection_are_named_in_the_words_of_the_library(change: dict, start: str) -> None:
    question, told = read(PLAIN | change)
    assert question is None
    assert len(told) == 1
    assert told[0].startswith(start)


@pytest.mark.parametrize("expected", ["answered", "conflicting"])
@pytest.mark.parametrize("right", [{}, {"answers": []}, {"relevant": {"a": 0}}])
def test_who_expects_an_answer_says_what_is_right(expected: str, right: dict[str, object]) -> None:
    told = read({"id": "q", "question": "Who?", "expected": expected} | right)[1]
    assert [one.split(":")[0] for one in told] == [f'expected is "{expected}" and nothing says what is right']


@pytest.mark.parametrize("obj", [None, [], "a", 3, [PLAIN]])
def test_a_question_is_an_object(obj: object) -> None:
    question, told = read(obj)
    assert question is None
    assert len(told) == 1
    assert told[0].startswith("a gold question must be an object, not ")


def test_all_that_is_wrong_with_a_line_is_named() -> None:
    told = read({"question": "", "tag": [], "answers": [1], "as_of": "soon"})[1]
    assert [one.split()[0] for one in told] == ['"tag"', "id", "question", "answers[0]", "as_of:"]


def test_lines_are_read_by_their_numbers_and_every_bad_one_is_named(tmp_path: Path) -> None:
    good = json.dumps(PLAIN).encode()
    path = tmp_path / "gold.jsonl"
    lines = [
        b"\xef\xbb\xbf" + good,
        b"",
        b'{"id": "b", "question": "caf\xe9"}',
        b"{broken",
        b'{"id": NaN}',
        b"[" * 100_000,
        b'{"id": "c", "id": "d"}',
        good,
        json.dumps(FULL).encode() + b"\r",
    ]
    path.write_bytes(b"\n".join(lines))
    faults = Faults("gold.jsonl")
    reading = read_jsonl(path, faults)
    assert [(one.id, one.line) for one in reading.questions] == [("q1", 1), ("q2", 9)]
    assert faults.found == [
        "gold.jsonl:3: is not UTF-8 (byte 0xE9 at 28): save it as UTF-8",
        "gold.jsonl:4: is not JSON: Expecting property name enclosed in double quotes at column 2",
        "gold.jsonl:5: is not JSON: NaN is no JSON number",
        "gold.jsonl:6: is JSON nested too deeply: flatten it",
        'gold.jsonl:7: "id" stands twice in one object: leave one',
        'gold.jsonl:8: id "q1" stands on line 1 already: give each its own',
    ]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)
NAMES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)
FILLED = WORDS.filter(str.strip)
CITATIONS = st.lists(st.builds(GoldCitation, NAMES, NAMES.map(lambda text: text.encode("ascii", "replace").decode())))
GRADES = st.dictionaries(NAMES, st.integers(0, 1_000), max_size=3)
QUESTIONS = st.builds(
    Gold,
    id=NAMES,
    question=FILLED,
    expected=st.none(),
    answers=st.lists(FILLED, max_size=3).map(tuple),
    citations=CITATIONS.map(tuple),
    relevant=GRADES,
    tags=st.lists(FILLED, max_size=2).map(tuple),
    history=st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), WORDS), max_size=2).map(tuple),
    collection=st.none() | st.from_regex(r"[a-z]{1,9}", fullmatch=True),
    filters=st.builds(
        Filters,
        source=st.none() | st.lists(FILLED, min_size=1, max_size=2).map(tuple),
        published_from=st.none() | st.dates().filter(lambda day: day.year >= 1600).map(lambda day: day.isoformat()),
    ),
)


@given(QUESTIONS)
def test_a_question_written_and_read_is_the_same(question: Gold) -> None:
    obj = json.loads(json.dumps(gold_object(question)))
    VALIDATOR.validate(obj)
    again, told = read(obj)
    assert told == []
    assert again is not None
    assert again.line == 7
    assert gold_object(again) == gold_object(question)
    assert (again.answers, again.citations, again.relevant) == (question.answers, question.citations, question.relevant)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=5
)
TEXT = st.sampled_from(["a", "", " ", " a", "2022-01-31", "x" * 201])
NUMBER = st.sampled_from([0, 1, 1.0, 2, 1.5, -1, 10**17, True, None])


def objects(**named: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: value | SCALARS for name, value in named.items()})


LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "expected": st.sampled_from(["answered", "abstained", "conflicting", None, "no"]),
    "answers": st.lists(TEXT, max_size=2),
    "citations": st.lists(
        st.fixed_dictionaries({"article_id": TEXT, "quote": TEXT}, optional={"start": NUMBER, "end": NUMBER}),
        max_size=2,
    ),
    "relevant": st.dictionaries(TEXT, NUMBER, max_size=2),
    "tags": st.lists(TEXT, max_size=2),
    "history": st.lists(objects(role=st.sampled_from(["user", "assistant"]), content=TEXT), max_size=2),
    "collection": TEXT | st.sampled_from(["local", "Local", "a-"]),
    "filters": objects(
        published_from=TEXT, published_to=TEXT, source=TEXT | st.lists(TEXT, max_size=2), article_ids=st.lists(TEXT)
    ),
    "as_of": TEXT,
}
OBJECTS = st.fixed_dictionaries(
    {"id": st.just("a") | TEXT, "question": st.just("Who?") | TEXT},
    optional={name: st.none() | value for name, value in LIKELY.items()},
) | st.fixed_dictionaries({"id": st.just("a"), "question": st.just("Who?")}, optional={
    name: value | ANYTHING for name, value in LIKELY.items()
} | {"extra": SCALARS})  # fmt: skip


@given(OBJECTS | ANYTHING)
def test_what_the_reader_takes_the_schema_takes(obj: object) -> None:
    question, _ = read(obj)
    if question is not None:
        VALIDATOR.validate(obj)


# What no JSON Schema says: which strings are dates or storable, which come after which, and how long a quote is.
UNSAYABLE = ("as_of:", "filters.published_", "control characters", "from start to end", "remove it", "not a valid name")


@given(OBJECTS)
def test_what_the_schema_takes_the_reader_takes_up_to_what_words_mean(obj: dict[str, Any]) -> None:
    if VALIDATOR.is_valid(obj):
        told = read(obj)[1]
        assert [one for one in told if not any(part in one for part in UNSAYABLE)] == []


def test_schema_and_reader_have_the_same_fields_and_limits() -> None:
    VALIDATOR.check_schema(SCHEMA)
    properties = SCHEMA["properties"]
    assert set(properties) == set(FIELDS)
    assert properties["id"]["maxLength"] == SCHEMA["$defs"]["article_id"]["maxLength"] == LONGEST_ID
    assert properties["history"]["maxItems"] == MAX_TURNS
    assert properties["relevant"]["additionalProperties"]["maximum"] == jsonl.HIGHEST_GRADE
    assert properties["filters"]["properties"]["source"]["maxItems"] == jsonl.MOST_FILTERED
    assert all(VALIDATOR.is_valid(one) for one in (PLAIN, FULL))


def described(schema: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [one for one in schema.get("properties", {}).values() if "description" in one]
    items = [schema["items"]] if "properties" in schema.get("items", {}) else []
    return inner + [two for one in inner + items for two in described(one)]


def test_every_field_of_the_schema_has_a_title_a_description_and_examples_that_are_right() -> None:
    for field in described(SCHEMA):
        assert {"title", "description", "examples"} <= field.keys()
        validator = jsonschema.Draft202012Validator(field | {"$defs": SCHEMA["$defs"]})
        assert all(validator.is_valid(example) for example in field["examples"])
    for example in SCHEMA["examples"]:
        assert read(example)[1] == []
