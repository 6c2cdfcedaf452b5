"""Sentence spans lose nothing and end where a reader would say a sentence ends."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.library.sentences import sentence_spans
from service.library.text import normalise

# Prose-like text: what makes and breaks sentences comes often, and any other character may come too.
PIECES = st.sampled_from(
    [
        "Mr.",
        "U.S.",
        "No.",
        "St.",
        "e.g.",
        "a.m.",
        "word",
        "Word",
        "said,",
        "3.5",
        "100,000",
        ".",
        "!",
        "?",
        "…",
        "...",
        ".”",
        '"',
        "'",
        "(",
        ")",
        "[",
        "]",
        "—",
        "–",
        "-",
        ":",
        ";",
        "\n",
        "\n\n",
        "\t",
        "J.",
        "R.",
        "é",
        "é",
        "👩\u200d👩\u200d👧",
        "🇫🇮",
        "שלום.",
        "العربية؟",
        "你好。",
        "\xa0",
        "\u3000",
        "\u200b",
        "\u2028",
        "\x85",
    ]
    + [" ", "  "]
)
TEXTS = st.lists(PIECES | st.text(st.characters(codec="utf-8"), max_size=4), max_size=40).map("".join)


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


@given(TEXTS, st.sampled_from(["en", "de", "fi", "zh", "ar", "xx", "en-GB", "pt_BR", ""]))
@example("", "en")
@example(" \n\t", "en")
@example("\x85a\x1cb\u2028c", "en")
def test_every_character_that_is_not_space_lies_in_exactly_one_span(text: str, language: str) -> None:
    spans = sentence_spans(text, language)
    covered = [offset for start, end in spans for offset in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, character in enumerate(text) if not character.isspace()} <= set(covered)


@given(TEXTS)
def test_spans_are_in_order_not_empty_and_trimmed(text: str) -> None:
    end_before = 0
    for start, end in sentence_spans(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@given(TEXTS, TEXTS)
def test_a_blank_line_always_ends_a_sentence(first: str, second: str) -> None:
    first, second = normalise(first.replace("\x00", "")), normalise(second.replace("\x00", ""))
    joined = f"{first}\n\n{second}"
    shifted = [(a + len(first) + 2, b + len(first) + 2) for a, b in sentence_spans(second)]
    assert sentence_spans(joined) == sentence_spans(first) + shifted


@pytest.mark.parametrize(
    "wanted",
    [
        ["Mr. Kuusela met Dr. Hahn on Monday.", "Both declined to comment."],
        ["The U.S. Senate voted 51-49.", "Sen. Ortiz abstained."],
        ["He lives in the U.S. and works in the U.K. as a welder.", "She does not."],
        ["It is the No. 2 bank.", "The No. 1 bank is older."],
        ["Shares fell 3.5 per cent to $1.25.", "Oil rose 0.75 per cent."],
        ["Around 100,000 troops are there.", "Another 2.5 million live nearby."],
        ["J. R. R. Tolkien wrote it.", "C. S. Lewis read it."],
        ["“We will not go back,” she said.", "“Not now.”"],
        ["“Stop!” he shouted.", "Nobody did."],
        ['"Is it safe?" she asked.', "It was."],
        ["Did she resign?", "No.", "She stayed."],
        ["He met Gov. Ana Ruiz.", "Gov. Ruiz met him on Nov. 3.", "Mr. Ortiz did not."],
        ["The talks, held on Jan. 24 in Geneva, failed.", "They resume on Feb. 3."],
        ["The army said Lt. Col. Marsh had left.", "Gen. Okafor stayed."],
        ["He was born in St. Louis.", "He died there."],
        ["Was it true?", "Yes!", "It was."],
        ["The ship 🚢 sailed at dawn.", "Crowds cheered 🎉."],
        ["השר הודיע אתמול.", "ההצבעה נדחתה."],
        ["部长昨天宣布。", "投票推迟了。"],
    ],
)
def test_sentences_of_news_prose_end_where_a_reader_ends_them(wanted: list[str]) -> None:
    joiner = "" if "。" in wanted[0] else " "
    assert sentences(joiner.join(wanted)) == wanted


def test_an_ellipsis_inside_a_sentence_does_not_end_it() -> None:
    assert sentences("He paused… and went on. Then he left.") == ["He paused… and went on.", "Then he left."]
    assert sentences("“I thought ... maybe not,” he said.") == ["“I thought ... maybe not,” he said."]


def test_a_headline_without_a_full_stop_is_a_sentence_of_its_own() -> None:
    text = "Tram line approved\n\nThe council voted on Monday. It was close."
    assert sentences(text) == ["Tram line approved", "The council voted on Monday.", "It was close."]


def test_one_sentence_a_line_stays_one_sentence_a_line() -> None:
    lines = ["The council voted on Monday.", "It was close!", "Was it fair?"]
    assert sentences("\n".join(lines)) == lines


def test_a_list_of_short_lines_ended_by_full_stops_and_a_heading_keeps_its_lines() -> None:
    lines = ["Results", "Dunsmore won in 2:09:14.", "Asten came second.", "Velmere did not finish."]
    assert sentences("\n".join(lines)) == lines


def test_text_wrapped_to_a_width_is_read_across_its_line_breaks() -> None:
    text = (
        "The council approved the new tram line on Monday after a debate that\n"
        "lasted until midnight. Residents of Quarry Street, who had asked for\n"
        "a vote of their own, left the hall before the end. Work begins in\n"
        "March."
    )
    assert [" ".join(sentence.split()) for sentence in sentences(text)] == [
        "The council approved the new tram line on Monday after a debate that lasted until midnight.",
        "Residents of Quarry Street, who had asked for a vote of their own, left the hall before the end.",
        "Work begins in March.",
    ]


def test_paragraphs_of_one_long_line_each_are_split_on_their_own() -> None:
    one = "The river crested at 4.2 metres on Sunday, its highest since records began, and then fell back slowly."
    two = "Families returned on Monday. Schools stay shut."
    assert sentences(f"{one}\n{two}") == [one, "Families returned on Monday.", "Schools stay shut."]


def test_a_megabyte_on_one_line_is_split_in_seconds() -> None:
    import time

    text = "The council voted on Monday. " * 35_000
    started = time.perf_counter()
    assert len(sentence_spans(text)) == 35_000
    assert time.perf_counter() - started < 20
