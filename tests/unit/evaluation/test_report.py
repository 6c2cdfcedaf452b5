from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.report import page, write_report
from service.evaluation.report_questions import web_address

TEXT = "The dam was closed.\n\nAbout 400 people left the valley on Monday. Nobody was hurt.\n\nIt reopened in May."
QUOTE = "About 400 people left the valley on Monday."
START = TEXT.index(QUOTE)
HOSTILE = "</script><img src=x onerror=alert(1)><!--<script>\u2028&amp;\"'${title}$policy"


def citation(**changed: Any) -> dict[str, Any]:
    return {
        "marker": 1,
        "article_id": "dam",
        "version": 1,
        "title": "Valley empties",
        "url": "https://example.org/dam",
        "source": "The Post",
        "published_at": "2022-01-24T00:00:00+00:00",
        "start_char": START,
        "end_char": START + len(QUOTE),
        "cited_text": QUOTE,
        **changed,
    }


def passage(**changed: Any) -> dict[str, Any]:
    ranks = {"dense": 1, "lexical": 2, "reader": None}
    return {
        **citation(),
        "start_char": 0,
        "end_char": len(TEXT),
        "text": TEXT,
        "score": 0.8,
        "ranks": ranks,
        "copies": [],
        **changed,
    }


def question(**changed: Any) -> dict[str, Any]:
    given = {
        "question": "How many left?",
        "understood": "How many left?",
        "status": "answered",
        "reason": None,
        "answer": f"{QUOTE} [1]",
        "short_answer": "About 400 people",
        "citations": [citation()],
        "evidence": [passage(), passage(article_id="other", text="Nothing of the kind.", start_char=0, end_char=20)],
        "withheld": [{"text": "Some 900 left.", "reasons": ["number"]}],
        "score": 0.75,
        "timings_ms": {"search": 3.5},
        "degraded": False,
    }
    return {
        "id": "q1",
        "question": "How many left?",
        "expected": "answered",
        "answers": ["400"],
        "tags": ["numeric"],
        "gold_citations": [{"article_id": "dam", "quote": QUOTE, "start": None, "end": None}],
        "given": given,
        "seconds": 0.25,
        "error": None,
        "scores": {"right": 1.0, "mrr": None},
        "failed": None,
        **changed,
    }


def results(*questions: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "run": {
            "dateline": "0.1.0",
            "target": "in process",
            "answerer": "extractive",
            "gold": "gold.jsonl",
            "questions": len(questions),
            "started": "2022-01-24T10:00:00+00:00",
            "machine": {"cores": 2},
        },
        "summary": {"right": {"value": 0.5, "count": 2, "low": 0.25, "high": 0.875}},
        "by_tag": {"numeric": {"right": {"value": 0.5, "count": 2, "low": 0.25, "high": 0.875}}},
        "stages_ms": {"total": {"p50": 10, "p95": 20, "p99": 30, "count": 2}},
        "failed": {"read_wrong": 1},
        "usage": {},
        "cost": None,
        "risk_coverage": [[0.5, 0.0, 0.9], [1.0, 0.5, 0.2]],
        "calibration": {"error": 0.1, "bins": [{"low": 0.5, "high": 0.6, "count": 2, "score": 0.55, "right": 0.5}]},
        "questions": list(questions),
        **changed,
    }


def articles(name: str, version: int) -> str | None:
    return TEXT if (name, version) == ("dam", 1) else None


class Read(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, its text, its blocks of data."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append((dict(attrs), ""))
        if tag == "style":
            self.styles.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)
        elif self.cdata_elem == "style":
            self.styles[-1] += data
        else:
            self.text += data

    def data(self, name: str) -> Any:
        def refused(constant: str) -> None:
            raise AssertionError(constant)

        return next(json.loads(text, parse_constant=refused) for about, text in self.scripts if about.get("id") == name)

    @property
    def details(self) -> list[Any]:
        blocks = [about["id"] for about, _ in self.scripts if (about.get("id") or "").startswith("block-")]
        return [one for block in blocks for one in self.data(block or "")]


def read(*questions: dict[str, Any], **changed: Any) -> Read:
    return Read(page(results(*questions, **changed), articles))


def test_the_page_asks_for_nothing_outside_itself() -> None:
    shown = read(question())
    assert all(not {"src", "srcset", "style", "data", "poster"} & about.keys() for _, about in shown.elements)
    assert [about["href"] for _, about in shown.elements if "href" in about] == ["#questions"]
    assert not any(name.startswith("on") for _, about in shown.elements for name in about)
    assert "url(" not in shown.styles[0]
    assert "@import" not in shown.styles[0]
    assert not {tag for tag, _ in shown.elements} & {"link", "img", "iframe", "object", "embed", "base"}


def test_the_policy_allows_the_page_s_own_style_and_script_and_nothing_else() -> None:
    shown = read(question(question=HOSTILE))
    policy = next(
        about["content"] for tag, about in shown.elements if about.get("http-equiv") == "Content-Security-Policy"
    )
    run = [text for about, text in shown.scripts if about.get("type") != "application/json"]
    assert len(run) == len(shown.styles) == 1

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert (
        policy
        == f"default-src 'none'; style-src {hashed(shown.styles[0])}; script-src {hashed(run[0])}; base-uri 'none'; form-action 'none'"
    )


def test_the_script_reads_no_text_as_html() -> None:
    script = next(text for about, text in read().scripts if not about)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser|fetch\(|XMLHttp|import\(", script
    )
    assert 'rel: "noopener noreferrer"' in script


def test_hostile_texts_are_inert_wherever_they_stand() -> None:
    def poisoned(value: Any) -> Any:
        if isinstance(value, str):
            return HOSTILE
        if isinstance(value, dict):
            return {
                HOSTILE if name in ("search", "cores", "numeric", "read_wrong") else name: poisoned(one)
                for name, one in value.items()
            }
        return [poisoned(one) for one in value] if isinstance(value, list) else value

    clean = read(question())
    shown = Read(page(poisoned(results(question())), lambda name, version: HOSTILE + TEXT))
    assert [tag for tag, _ in shown.elements if tag not in ("small",)].count("script") == [
        tag for tag, _ in clean.elements
    ].count("script")
    assert not [tag for tag, _ in shown.elements if tag == "img"]
    assert shown.data("index")["rows"][0]["question"] == HOSTILE
    assert shown.details[0]["answer"] == HOSTILE
    assert HOSTILE in shown.text


def test_every_question_is_there_once_and_in_order() -> None:
    asked = [question(id=f"q{number}", question=f"How many, {number}?") for number in range(173)]
    shown = read(*asked)
    assert [one["id"] for one in shown.data("index")["rows"]] == [one["id"] for one in asked]
    assert len(shown.details) == len(asked)


def test_the_head_names_the_run() -> None:
    shown = read(question())
    assert all(told in shown.text for told in ("in process", "extractive", "gold.jsonl", "2022-01-24 10:00", "0.1.0"))


def test_the_summary_gives_mean_interval_number_and_meaning() -> None:
    text = read(question()).text
    assert all(told in text for told in ("0.500", "0.250 – 0.875", "answered rightly, or abstained"))


def test_every_stage_can_be_chosen_and_one_without_questions_cannot() -> None:
    buttons = {about["data-stage"]: about for _, about in read(question()).elements if "data-stage" in about}
    assert list(buttons) == [
        "not_retrieved",
        "ranked_low",
        "read_wrong",
        "withheld",
        "refused_wrongly",
        "answered_wrongly",
        "failed",
    ]
    assert [name for name, about in buttons.items() if "disabled" not in about] == ["read_wrong"]


def test_the_drawings_are_well_formed() -> None:
    drawn = re.findall(r"<svg.*?</svg>", page(results(question()), articles), re.DOTALL)
    assert len([ElementTree.fromstring(svg) for svg in drawn]) >= 5


def test_cited_and_gold_characters_are_lit_up_in_the_article() -> None:
    half = {"article_id": "dam", "quote": "left the valley on Monday. Nobody was hurt.", "start": None, "end": None}
    shown = read(question(gold_citations=[half])).details[0]["articles"]
    assert [one["cited"] for one in shown] == [True]
    assert [run for run in shown[0]["runs"] if isinstance(run, list)] == [
        ["About 400 people ", 0, 1],
        ["left the valley on Monday.", 1, 1],
        [" Nobody was hurt.", 1],
    ]


def test_gold_without_a_citation_is_shown_apart() -> None:
    asked = question()
    asked["given"]["citations"] = []
    shown = read(asked).details[0]["articles"]
    assert [(one["title"], one["cited"]) for one in shown] == [("Valley empties", False)]
    assert [QUOTE, 1] in shown[0]["runs"]


def test_a_citation_that_the_article_does_not_bear_out_is_told() -> None:
    asked = question()
    asked["given"]["citations"] = [citation(start_char=START + 1)]
    assert read(asked).details[0]["articles"][0]["broken"] == [[1, QUOTE]]


def test_without_the_article_s_text_the_cited_text_itself_is_shown() -> None:
    shown = Read(page(results(question()), lambda name, version: None)).details[0]
    assert shown["articles"][0]["missing"] is True
    assert shown["articles"][0]["broken"] == [[1, QUOTE]]
    assert shown["unplaced"] == [["dam", QUOTE]]


def test_evidence_says_which_of_it_is_gold() -> None:
    asked = question()
    asked["given"]["evidence"].append(passage(article_id="copy", copies=["dam"]))
    assert [one["gold"] for one in read(asked).details[0]["evidence"]] == ["yes", "no", "copy"]


def test_what_was_withheld_is_shown_with_its_reasons() -> None:
    assert read(question()).details[0]["unproven"] == [["withheld", "Some 900 left.", ["number"]]]


def test_a_long_article_is_not_put_into_the_page() -> None:
    long = "A sentence that nobody cites, of some length.\n\n" * 5000 + TEXT + "\n\nAnother that nobody cites." * 5000
    asked = question()
    begins = long.index(QUOTE)
    asked["given"]["citations"] = [citation(start_char=begins, end_char=begins + len(QUOTE))]
    html = page(results(asked), lambda name, version: long)
    assert len(html) < len(page(results(question()), articles)) + 4000
    assert [QUOTE, 1, 1] in Read(html).details[0]["articles"][0]["runs"]


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//example.org", False),
        ("file:///etc/passwd", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(address: str | None, linked: bool) -> None:
    assert (web_address(address) == address) is linked or address is None
    asked = question()
    asked["given"]["citations"] = [citation(url=address)]
    assert read(asked).details[0]["articles"][0]["url"] == (address if linked else None)


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        results(),
        results(question(given={}, error="timed out", scores={}, failed="failed")),
        results(
            question(),
            summary={"right": None, "mrr": {"value": None, "count": 0, "low": None, "high": None}},
            by_tag={"numeric": {"right": None}},
        ),
        results(
            question(),
            risk_coverage=None,
            calibration=None,
            stages_ms=None,
            failed=None,
            by_tag=None,
            summary=None,
            run=None,
        ),
    ],
)
def test_a_run_with_nothing_to_tell_still_makes_a_page(nothing: dict[str, Any]) -> None:
    shown = Read(page(nothing, articles))
    assert len(shown.data("index")["rows"]) == len(nothing.get("questions", []))
    assert "Traceback" not in shown.text


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries({}, optional={name: ODD for name in results() if name != "questions"}),
    st.fixed_dictionaries({}, optional={name: ODD for name in question() if name != "given"}),
    st.fixed_dictionaries({}, optional=dict.fromkeys(question()["given"], ODD)),
    st.dictionaries(st.sampled_from(["right", "mrr", "odd"]), st.floats() | st.none()),
)
def test_odd_values_make_a_page_without_nan(run: dict, asked: dict, answer: dict, scores: dict) -> None:
    one = {**question(), **asked, "given": {**question()["given"], **answer}, "scores": scores}
    mean = {name: scores.get("right") for name in ("value", "count", "low", "high")}
    html = page({**results(), "summary": {"right": mean}, **run, "questions": [one]}, articles)
    shown = Read(html)
    shown.data("index")
    assert shown.details
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        assert not re.search(r'"[^"]*\b(nan|inf)\b[^"]*"', svg.split("<title")[0])


def test_half_a_surrogate_pair_is_written(tmp_path: Path) -> None:
    write_report(results(question(question="a\ud800b", answers=["\udfff"])), articles, tmp_path / "report.html")
    shown = Read((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert shown.data("index")["rows"][0]["question"] == "a\ud800b"


def test_four_thousand_questions_with_long_evidence_stay_below_40_megabytes(tmp_path: Path) -> None:
    long = "\n\n".join([TEXT, "Ein Satz mit Umlauten, äöü, der nichts zur Sache tut und doch recht lang ist. " * 40])
    one = question()
    one["given"]["evidence"] = [passage(text=long, article_id=f"a{rank}") for rank in range(20)]
    asked = [{**one, "id": f"q{number}"} for number in range(4000)]
    write_report(results(*asked), lambda name, version: long, tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < 40_000_000
