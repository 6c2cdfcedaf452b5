"""A prompt is filled in exactly, or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.chat.keys import REFUSAL, KeyParser
from service.answering.chat.prompts import Prompt
from service.errors import ModelUnavailable

PROMPTS = Path(__file__).parents[4] / "prompts"
GOOD = "---\nname: p\nversion: 1\nvariables: [question, today]\n---\n\n## system\n\nBe short.\n\n## user\n\nOn {{today}}: {{question}}\n{{today}}\n"


def read(folder: Path, text: str, name: str = "p.v1") -> Prompt:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return Prompt.read(folder, name)


def test_a_prompt_is_its_two_parts_with_the_variables_in_their_places(tmp_path: Path) -> None:
    prompt = read(tmp_path, GOOD)
    assert prompt.name == "p.v1"
    assert prompt.render(question="Why?", today="2022-01-24") == ("Be short.", "On 2022-01-24: Why?\n2022-01-24")


def test_the_hash_is_of_the_bytes_of_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).hash == hashlib.sha256(GOOD.encode()).hexdigest()[:16]
    assert read(tmp_path, GOOD + "\n").hash != read(tmp_path, GOOD).hash


def test_a_file_with_windows_line_ends_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "p.v1.md").write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert Prompt.read(tmp_path, "p.v1").render(question="Why?", today="x") == ("Be short.", "On x: Why?\nx")


@given(question=st.text(), today=st.text())
def test_a_value_stands_as_it_is_whatever_it_says(
    tmp_path_factory: pytest.TempPathFactory, question: str, today: str
) -> None:
    prompt = read(tmp_path_factory.getbasetemp(), GOOD)
    for one, other in ((question, today), ("{{today}}", "{{question}}"), (r"\1 \g<0>", "{{{{today}}}}")):
        assert prompt.render(question=one, today=other) == ("Be short.", f"On {other}: {one}\n{other}")


def test_a_missing_or_an_extra_variable_is_named(tmp_path: Path) -> None:
    prompt = read(tmp_path, GOOD)
    with pytest.raises(ValueError, match="today"):
        prompt.render(question="Why?")
    with pytest.raises(ValueError, match="colour"):
        prompt.render(question="Why?", today="", colour="red")


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("{{question}}", "", "question"),
        ("{{question}}", "{{question}} {{colour}}", "colour"),
        ("[question, today]", "[question]", "today"),
        ("[question, today]", "[question, today, today]", "twice"),
        ("[question, today]", "question", "list"),
        ("[question, today]", "[question, today", "YAML"),
        ("{{question}}", "{{question}} {{ today }}", "{{"),
        ("Be short.", "Be short on {{today}}.", "system"),
        ("Be short.", "", "empty"),
        ("## user", "## User", "## user"),
        ("## system", "", "## system"),
        ("version: 1", "version: 2", "version 2"),
        ("name: p", "name: q", "q version 1"),
        ("name: p", "name: p\nmodel: x", "nothing else"),
        ("---\nname", "name", "front matter"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ModelUnavailable, match=r"p\.v1\.md") as refused:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert said in str(refused.value)


def test_a_file_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"p\.v1\.md.*restore"):
        Prompt.read(tmp_path, "p.v1")


@pytest.mark.parametrize("name", ["../p.v1", "p", "p.v0", "/etc/passwd", "", "P.v1"])
def test_a_name_that_is_no_prompt_opens_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable, match="names no prompt"):
        Prompt.read(tmp_path, name)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.v1.md").write_bytes(b"\xff\xfe")
    with pytest.raises(ModelUnavailable, match="UTF-8"):
        Prompt.read(tmp_path, "p.v1")


def test_the_answer_prompt_shows_evidence_date_question_and_the_refusal_that_the_parser_hears() -> None:
    prompt = Prompt.read(PROMPTS, "answer.v1")
    system, user = prompt.render(question="How many?", evidence="[k1] Around 5.", today="2022-01-24", refusal=REFUSAL)
    assert all(part in user for part in ("How many?", "[k1] Around 5.", "2022-01-24", REFUSAL))
    assert "{{" not in system + user
    parser = KeyParser(["k1"])
    parser.feed(REFUSAL)
    parser.end()
    assert parser.refused


def test_the_standalone_prompt_shows_conversation_and_question() -> None:
    _, user = Prompt.read(PROMPTS, "standalone.v1").render(conversation="user: Hello", question="And in May?")
    assert "user: Hello" in user and user.endswith("And in May?")
