from __future__ import annotations

import pytest

from service.answering.checks.analysis import cite
from service.answering.checks.quotations import are_verbatim, find_quotations

BATH = "Mayor Curtis Bell called that part of the ruling “a cold bath”, he said – twice."
WHEELS = "“We tore up the rails because we thought the future had four wheels,” she said."


@pytest.mark.parametrize(
    ("sentence", "quotations"),
    [
        ("He called it “a cold bath”.", ("a cold bath",)),
        ('He called it "a cold bath".', ("a cold bath",)),
        ("He called it 'a cold bath'.", ("a cold bath",)),
        ("He called it ‘a cold bath’.", ("a cold bath",)),
        ("He called it «a cold bath».", ("a cold bath",)),
        ("„Kalt“, he said.", ("Kalt",)),
        ("The workers' union said it wasn't the players' fault.", ()),
        ("In the '90s the players' union grew.", ()),
        ("“I closed my eyes.", ("I closed my eyes.",)),
        ('It turned out to have a queue," she said.', ("It turned out to have a queue,",)),
        ("She said “one” and “two”.", ("one", "two")),
        ("Nothing is quoted.", ()),
    ],
)
def test_quotations_are_found(sentence: str, quotations: tuple[str, ...]) -> None:
    assert find_quotations(sentence) == quotations


@pytest.mark.parametrize(
    "sentence",
    [
        "He called it “a cold bath”.",
        "He called it “a cold bath.”",
        'He called it "A cold bath".',
        "He called it 'a  cold bath'.",
        "She said: “We tore up the rails … the future had four wheels.”",
        "She said: “we thought the future had four wheels”",
        "“he said - twice”",
    ],
)
def test_a_quotation_stands_whatever_its_marks_dashes_and_first_letter(sentence: str) -> None:
    assert are_verbatim(sentence, [cite(BATH, "", None), cite(WHEELS, "", None)])


@pytest.mark.parametrize(
    "sentence",
    [
        "He called it “a warm bath”.",
        "He called it “cold baths”.",
        "He called it “old bath”.",
        "She said: “the future had four wheels … we tore up the rails”",
        "She said “we tore down the rails”.",
        "“a cold bath” and “another”",
    ],
)
def test_a_quotation_that_is_altered_does_not_stand(sentence: str) -> None:
    assert not are_verbatim(sentence, [cite(BATH, "", None), cite(WHEELS, "", None)])
