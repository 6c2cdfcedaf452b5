"""What a span needs beside it to say the truth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.extractive.wider import widened
from service.language.question import analyse

TEXTS = st.text(st.sampled_from("ab no because and, Ann Bo. said”"), max_size=60)
QUESTIONS = [
    "Why did it stop?",
    "Which towns were hit?",
    "What does it plan?",
    "Who won?",
    "How many came?",
    "When was it?",
]


@pytest.mark.parametrize(
    ("question", "sentence", "read", "wanted"),
    [
        (
            "Why was the ferry halted?",
            "The ferry was halted because waves reached nine metres, its captain said.",
            "nine metres",
            "waves reached nine metres",
        ),
        (
            "Why was the show called off?",
            "The show was called off when the roof leaked onto the stage.",
            "leaked",
            "the roof leaked onto the stage",
        ),
        (
            "Why was the coach sacked?",
            "The club sacked its coach, of whom Jarvis complained and who drank when he had said that he did not.",
            "he did not",
            "he had said that he did not",
        ),
        ("Why did the club sack him?", "He said that he drank.", "he drank", "he drank"),
        (
            "Why was the pool shut?",
            "Its roof had leaked for a year, the mayor said, so the pool was shut.",
            "the pool was shut",
            "Its roof had leaked for a year",
        ),
        (
            "Why was the pool shut?",
            "The pool was shut because its roof had leaked, so nobody swims.",
            "its roof",
            "its roof had leaked",
        ),
        ("Why was it shut?", "It was shut so that it could dry.", "it could dry", "it could dry"),
        ("Why did he go?", "Neither the club nor he had said that he drank.", "he drank", "he drank"),
        ("What did he do?", "Somebody wrote that he had said that he drank.", "he drank", "he drank"),
        ("Why did it close?", "“It closed because of mould,” she wrote.", "mould", "mould"),
        (
            "Which countries took part?",
            "Teams from Brazil, Chile and the Philippines took part.",
            "Chile",
            "Brazil, Chile and the Philippines",
        ),
        ("Which country won?", "Brazil and Chile drew before Chile won.", "Brazil", "Brazil"),
        (
            "What does the union intend to do?",
            "The union has no plans to strike in May.",
            "strike",
            "no plans to strike",
        ),
        ("Where did it land?", "It landed near the town of Foz.", "town of Foz", "near the town of Foz"),
        ("Where did it land?", "It landed near the village of Foz.", "Foz", "near the village of Foz"),
        ("Where did it land?", "It landed off Foz.", "Foz", "off Foz"),
        ("Where did it land?", "It landed in Foz, near Lugo.", "Foz", "Foz"),
        ("Where was the blast?", "Police sealed off Oxford Street.", "Oxford Street", "Oxford Street"),
        ("Which town is it?", "It is near Foz.", "Foz", "Foz"),
        (
            "Why do firms oppose the ban?",
            "The ban would leave small firms unable to pay for gas.",
            "unable to pay for gas",
            "small firms unable to pay for gas",
        ),
        ("Why did it stop?", "It left on time, unable to wait.", "unable to wait", "unable to wait"),
        ("When will it open?", "It opens by the end of January.", "January", "the end of January"),
        ("When was it?", "The start of May is when it was.", "May", "The start of May"),
        ("When was it?", "It was at year-end of 2020.", "2020", "2020"),
        ("When was it?", "At the start of the 2024 season.", "2024", "the start of the 2024 season"),
        ("When was it?", "At the end of last year’s tour.", "last year", "the end of last year’s tour"),
        ("When was it?", "By the end of 2024 because it rained.", "2024", "the end of 2024"),
        ("When will it open?", "The end nears, and it opens in January.", "January", "January"),
        ("What did he do?", "He denied stealing the car.", "stealing the car", "denied stealing the car"),
        ("What did he do?", "He did not stay, and stole the car.", "stole the car", "stole the car"),
        ("What did he refuse to do?", "He refused to sign the deal.", "sign the deal", "sign the deal"),
        ("What was it called?", "The failed product Zune was withdrawn.", "product Zune", "product Zune"),
        ("What does it plan?", "It has no plans to strike in May.", "to strike in May", "no plans to strike in May"),
        (
            "Why did she step down?",
            "After eight years in office, she stepped down to spend time with her family.",
            "spend time with her family",
            "spend time with her family",
        ),
        (
            "Why was the ferry halted?",
            "The ferry was halted because waves reached nine metres, said its captain.",
            "nine metres",
            "waves reached nine metres",
        ),
        (
            "Which towns were hit?",
            "The plants in Leipzig and Essen, Volkswagen said, were hit.",
            "Essen",
            "Leipzig and Essen",
        ),
        ("Which cities were hit?", "In Ukraine, Kharkiv and Odesa were hit.", "Kharkiv", "Kharkiv and Odesa"),
        ("Who did not come?", "The mayor did not meet Ann Lee.", "Ann Lee", "Ann Lee"),
    ],
)
def test_a_span_takes_in_its_reason_its_list_and_its_denial(
    question: str, sentence: str, read: str, wanted: str
) -> None:
    at = sentence.index(read)
    start, end = widened(analyse(question), sentence, at, at + len(read))
    assert sentence[start:end] == wanted


@given(st.sampled_from(QUESTIONS), TEXTS, st.data())
def test_a_span_stays_inside_its_sentence_and_keeps_its_end(question: str, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = widened(analyse(question), text, start, end)
    assert first >= 0
    assert end <= last <= len(text)
