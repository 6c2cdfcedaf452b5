from __future__ import annotations

import re

from service.evaluation import report_tables


def test_answerers_are_told_apart_where_several_wrote() -> None:
    questions = [{"given": {"answerer": name}} for name in ("extractive", "openai:x", "openai:x")]
    figures = {"right": {"value": 0.5, "count": 1}}
    one = report_tables.answerers({"by_answerer": {"openai:x": figures}, "questions": questions})
    both = {"by_answerer": {"extractive": figures, "openai:x": figures}, "questions": questions}
    assert one == ""
    assert "openai:x" in report_tables.answerers(both) and 'data-value="2"' in report_tables.answerers(both)


def test_every_figure_says_over_how_many_it_was_taken() -> None:
    tagged = {"by_tag": {"a": {"right": {"value": 0.5, "count": 1234}}}, "questions": []}
    assert 'title="over 1,234 questions"' in report_tables.tags(tagged)


def test_tags_are_counted_by_their_questions() -> None:
    questions = [{"tags": ["a", "b"]}, {"tags": ["a"]}, {"tags": ["a", "a"]}]
    shown = report_tables.tags({"by_tag": {"a": {}, "b": {}}, "questions": questions})
    assert re.findall(r'data-value="(\d+)"', shown) == ["3", "1"]


def test_what_answers_took_stands_beside_what_they_are_worth_where_it_is_known() -> None:
    spent = {
        "extractive": {"stages_ms": {"total": {"p50": 12.0, "p95": 1234.0}}, "usage": {}, "cost": None},
        "openai:x": {"stages_ms": {}, "usage": {"input_tokens": 900, "output_tokens": 100}, "cost": 0.25},
    }
    shown = report_tables.answerers(
        {"by_answerer": {key: {} for key in spent}, "questions": [], "spent_by_answerer": spent}
    )
    heads = re.findall(r'class="sort">(.*?)<', shown)
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in shown.split("<tr>")[2:]]
    assert heads == ["answerer", "questions", "p50 ms", "p95 ms", "tokens", "cost"]
    assert rows == [["0", "12", "1,234", "–", "–"], ["0", "–", "–", "1,000", "0.25"]]
