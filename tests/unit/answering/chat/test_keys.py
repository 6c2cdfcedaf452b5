"""Sentences and keys come out of a model's text the same however it arrives, and never a key that was not issued."""

from __future__ import annotations

import itertools
import re
import time
import tracemalloc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.answering.chat.keys import REFUSAL, KeyParser, Stated

KEYS = tuple(f"k{number}" for number in range(1, 13))
# Written without the code's own constants: a key, or what passes for one, in any brackets.
BRACKETED_KEY = re.compile(r"[\[({<【［（][\s^]*(?:(?:key|id)\s?:?\s?)?k\s?\d+\s*[\])}>】］）]", re.IGNORECASE)

SOUP = st.lists(
    st.sampled_from(
        [
            *"[](){}<>【】［］（）.!?。…,;:-–*_`#|>\"“”«»'^†/\n \t",
            "k1",
            "k2",
            "K3",
            "k 4",
            "k99",
            "1",
            "2022",
            "ID:",
            "key ",
        ]
        + [
            "[k1]",
            "[k2].",
            "(k3)",
            "[k1][k2] ",
            "[k1-k3]",
            "[[",
            "]]",
            "](http://x)",
            "**",
            "```",
            "\n\n",
            "\n- ",
            "\n1. ",
        ]
        + [
            "The word",
            " troops",
            " near",
            "Mr. ",
            "U.S. ",
            "No. 5",
            "3.5",
            " a.m. ",
            "e.g. ",
            "Then ",
            "次",
            "é",
            "\x00",
            "\u202e",
        ]
        + [REFUSAL, "<think>", "</think>", " and ", "k", "\u200b"]
    ),
    max_size=60,
).map("".join)


def parse(text: str, keys: tuple[str, ...] = KEYS, longest: int = 2000) -> list[Stated]:
    parser = KeyParser(keys, longest)
    return parser.feed(text) + parser.end()


def told(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(stated.text, stated.keys) for stated in parse(text)]


@pytest.mark.parametrize(
    "marker, keys",
    [
        ("[k1]", "k1"),
        ("[K1]", "k1"),
        ("[k 1]", "k1"),
        ("[k-1]", "k1"),
        ("[ k1 ]", "k1"),
        ("[k01]", "k1"),
        ("[k1, k2]", "k1 k2"),
        ("[k2,k1]", "k2 k1"),
        ("[k1,2]", "k1 k2"),
        ("[k1; k2]", "k1 k2"),
        ("[k1 k2]", "k1 k2"),
        ("[k1 and k2]", "k1 k2"),
        ("[k1, k2, and k3]", "k1 k2 k3"),
        ("[k1 & k2]", "k1 k2"),
        ("[k1/k2]", "k1 k2"),
        ("[k1][k2]", "k1 k2"),
        ("[k1] [k2]", "k1 k2"),
        ("[k1], [k2]", "k1 k2"),
        ("[k1] and [k2]", "k1 k2"),
        ("[k1][k1]", "k1"),
        ("[k1-k3]", "k1 k2 k3"),
        ("[k1–k3]", "k1 k2 k3"),
        ("[k1 - k3]", "k1 k2 k3"),
        ("[k1-3]", "k1 k2 k3"),
        ("[k1 to k3]", "k1 k2 k3"),
        ("[k11-k9999999]", "k11 k12"),
        ("[k3-k1]", "k3 k1"),
        ("【k1】", "k1"),
        ("［k1］", "k1"),
        ("［ｋ１］", "k1"),
        ("（k1）", "k1"),
        ("(k1)", "k1"),
        ("(k1, k2)", "k1 k2"),
        ("([k1])", "k1"),
        ("([k1], [k2])", "k1 k2"),
        ("(see [k1])", "k1"),
        ("(see k1)", "k1"),
        ("{k1}", "k1"),
        ("{{k1}}", "k1"),
        ("<k1>", "k1"),
        ("[^k1]", "k1"),
        ("[^1]", "k1"),
        ("[#k1]", "k1"),
        ("[key k1]", "k1"),
        ("[keys: k1, k2]", "k1 k2"),
        ("[ID: k1]", "k1"),
        ("(ID:1)", "k1"),
        ("(ID: 1, 2)", "k1 k2"),
        ("[source: k1]", "k1"),
        ("[1]", "k1"),
        ("[1, 2]", "k1 k2"),
        ("[1-3]", "k1 k2 k3"),
        ("【1】", "k1"),
        ("【1†source】", "k1"),
        ("【k1†L3-L9】", "k1"),
        ("[[k1]]", "k1"),
        ("[[1]]", "k1"),
        ("[k1](http://example.com/a?b=(c)", "k1"),
        ("[k1](#k1)", "k1"),
        ("[k1](http://example.com/" + "x" * 200 + ")", "k1"),
        ("[k1](k2)", "k1 k2"),
        ("**[k1]**", "k1"),
        ("*[k1]*", "k1"),
        ("_[k1]_", "k1"),
        ("[**k1**]", "k1"),
        ("[k1k2]", "k1 k2"),
        ("\\[k1\\]", "k1"),
        ("^[k1]^", "k1"),
        ("†[k1]", "k1"),
        ("⟦k1⟧", "k1"),
        ("k1", "k1"),
        ("k1, k2", "k1 k2"),
        ("k1 and k2", "k1 k2"),
    ],
)
@pytest.mark.parametrize("after", [".", "", ".\n", ' "'])
def test_a_marker_in_any_shape_is_read_and_leaves_no_trace(marker: str, keys: str, after: str) -> None:
    stop = after.strip(' "\n')
    quoted = '"' in after
    text = f'"Around 100,000 are near it {marker}."' if quoted else f"Around 100,000 are near it {marker}{after}"
    expected = '"Around 100,000 are near it."' if quoted else f"Around 100,000 are near it{stop}"
    assert told(text) == [(expected, tuple(keys.split()))]


@pytest.mark.parametrize(
    "marker", ["[k1]", "[k1, k2]", "【k1】", "(k1)", "[[k1]]", "[1]", "**[k1]**", "[k1], [k2]", "([k1])"]
)
def test_a_marker_after_the_full_stop_belongs_to_the_sentence_before(marker: str) -> None:
    keys = ("k1", "k2") if "k2" in marker else ("k1",)
    assert told(f"It fell. {marker} Then it rose. [k3]") == [("It fell.", keys), ("Then it rose.", ("k3",))]
    assert told(f"It fell.{marker} Then it rose [k3].") == [("It fell.", keys), ("Then it rose.", ("k3",))]


@pytest.mark.parametrize(
    "text",
    [
        "[k1] It fell. [k2] Then it rose. [k3]",
        "[k1]: It fell.\n[k2]: Then it rose.",
        "[k1] - It fell.\n\n[k2] - Then it rose.",
        "- [k1] It fell.\n- [k2] Then it rose.",
    ],
)
def test_a_marker_before_its_sentence_belongs_to_it_where_the_sentence_before_began_with_one(text: str) -> None:
    assert told(text)[:2] == [("It fell.", ("k1",)), ("Then it rose.", ("k2",))]
    assert len(told(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "It is (2022) now.",
        "The agency (AP) said so.",
        "He [sic] said so.",
        "There were [1,000] of them.",
        "It rose (by 3) to 5 < 6 and 7 > 6.",
        "He said [...] no.",
        "The mountain K2 is high.",
        "They met in Article 5 (Article 5) terms.",
        "A set {a, b} of them.",
        "The file (ID 4) is lost.",
        "Only 5% [about a third] came.",
        "(The rest stayed.)",
    ],
)
def test_brackets_that_name_no_key_are_text(text: str) -> None:
    assert [(stated.text, stated.keys, stated.unknown) for stated in parse(text)] == [(text, (), ())]


@pytest.mark.parametrize(
    "marker, keys, unknown",
    [
        ("[k99]", (), ("k99",)),
        ("[2022]", (), ("2022",)),
        ("[k1, k99]", ("k1",), ("k99",)),
        ("[k50-k60]", (), ("k50-k60",)),
        ("[k1][k98][k99]", ("k1",), ("k98", "k99")),
        ("[99999999999999999999999999]", (), ("99999999999999999999999999",)),
        ("[k0]", (), ("k0",)),
    ],
)
def test_what_was_never_issued_is_told_apart_and_leaves_the_text(
    marker: str, keys: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    assert parse(f"It fell {marker}.") == [Stated("It fell.", keys, unknown, " ")]


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("It fell [k1]. It rose [k2].", ["It fell.", "It rose."]),
        ("It fell. It rose.", ["It fell.", "It rose."]),
        ("Mr. Smith met Dr. Jones [k1].", ["Mr. Smith met Dr. Jones."]),
        ("The U.S. Army came [k1].", ["The U.S. Army came."]),
        ("On Jan. 24 it began [k1].", ["On Jan. 24 it began."]),
        ("No. 5 won by 3.5 points [k1].", ["No. 5 won by 3.5 points."]),
        ("J. K. Rowling left at 5 a.m. Monday [k1].", ["J. K. Rowling left at 5 a.m. Monday."]),
        ("See e.g. London [k1].", ["See e.g. London."]),
        ("Am 5. Mai kam er [k1].", ["Am 5. Mai kam er."]),
        ("He said “We go. They stay.” and left [k1].", ["He said “We go. They stay.” and left."]),
        ('He said "We go. They stay." Then left [k1].', ['He said "We go. They stay."', "Then left."]),
        ('"We go [k1]." They stay [k2].', ['"We go."', "They stay."]),
        ("„Wir gehen. Sie bleiben“, sagte er [k1].", ["„Wir gehen. Sie bleiben“, sagte er."]),
        ("Really? Yes! It did...", ["Really?", "Yes!", "It did..."]),
        ("It ended... Then more [k1].", ["It ended... Then more."]),
        ("军队约10万[k1]。下一句话。[k2]再一句。", ["军队约10万。", "下一句话。", "再一句。"]),
        ("例えば、50人[k1]！次。", ["例えば、50人！", "次。"]),
        ("Был 1 [k1]. Стал 2 [k2].", ["Был 1.", "Стал 2."]),
        ("It fell. (It had risen.) [k1]", ["It fell. (It had risen.)"]),
        ("iOS fell. iPhone rose [k1].", ["iOS fell. iPhone rose."]),
        ("It fell [k1]\nIt rose [k2]\nand stayed.", ["It fell", "It rose and stayed."]),
        ("It fell in\nParis today [k1].", ["It fell in Paris today."]),
        ("Answer:\nIt fell [k1].", ["Answer:", "It fell."]),
        ("It fell [k1], it rose [k2].", ["It fell, it rose."]),
        ("It fell from 5 [k1] to 3 [k2] points.", ["It fell from 5 to 3 points."]),
        ("It fell by 100[k1]000.", ["It fell by 100 000."]),
        ("It fell. $5 was left [k1].", ["It fell.", "$5 was left."]),
        ("Visit example.com/a.b today [k1].", ["Visit example.com/a.b today."]),
        ("It fell [k1]? [k2] It rose! [k3]", ["It fell?", "It rose!"]),
    ],
)
def test_sentences_end_where_a_reader_says_they_end(text: str, sentences: list[str]) -> None:
    assert [stated.text for stated in parse(text)] == sentences


@pytest.mark.parametrize(
    "text, sentence, lead",
    [
        ("A fell [k1]. **B rose** today [k2].", "B rose today.", " "),
        ("A fell [k1].\nB rose [k2].", "B rose.", "\n"),
        ("A fell. [k1]\nB rose [k2].", "B rose.", "\n"),
        ("A fell [k1]\nB rose [k2].", "B rose.", "\n"),
        ("A fell [k1].\n\nB rose [k2].", "B rose.", "\n\n"),
        ("A fell.\n \n\nB rose [k2].", "B rose.", "\n\n"),
        ("A fell [k1].\n- B *rose* [k2]\n", "B rose", "\n"),
        ("A fell [k1]\n* B __rose__ [k2]\n", "B rose", "\n"),
        ("- A fell [k1].\n\n- B rose [k2].", "B rose.", "\n\n"),
        ("A fell [k1].\n\n---\n\nB rose [k2].", "B rose.", "\n\n"),
        ("1. A fell [k1].\n2. B rose [k2].", "B rose.", "\n"),
        ("1) A fell\n2) B rose [k2].", "B rose.", "\n"),
        ("A fell [k1].\n## B rose", "B rose", "\n"),
        ("A fell [k1].\n> B rose [k2].", "B rose.", "\n"),
        ("A fell [k1].\n> 5 people rose [k2].", "> 5 people rose.", "\n"),
        ("A fell [k1].\n5. Mai oder so [k2].", "5. Mai oder so.", "\n"),
        ("A fell [k1].\n```\n[k1] B.\n```\nB rose [k2].", "B rose.", "\n\n"),
        ("**A fell [k1]. B rose [k2].**", "B rose.", " "),
        ("A fell [k1].\n\n[k2] B rose.", "B rose.", "\n\n"),
    ],
)
def test_markdown_is_taken_from_the_text_and_kept_as_the_lead(text: str, sentence: str, lead: str) -> None:
    last = parse(text)[-1]
    assert (last.text, last.lead) == (sentence, lead)


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 is 6.",
        "2*3 is 6.",
        "snake_case it is.",
        "2 ** 3 is 8.",
        "A [b](http://c) d.",
        "![a](http://b) c.",
        "He said f***ing no.",
    ],
)
def test_what_only_looks_like_markdown_and_what_the_gate_must_see_stays(text: str) -> None:
    assert [stated.text for stated in parse(text)] == [text]


def test_a_row_of_a_table_is_a_sentence_with_its_pipes() -> None:
    assert told("| a | b |\n|---|---|\n| c | 5 [k1] |\n") == [("| a | b |", ()), ("| c | 5 |", ("k1",))]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Use `a b` now [k1].", [("Use `a b` now.", ("k1",))]),
        ("Use `[k1]` now.", [("Use `` now.", ())]),
        ("Use ``a ` [k1]`` now [k2].", [("Use ``a ` `` now.", ("k2",))]),
        ("A stray ` hides [k1].\nNot here [k2].", [("A stray ` hides . Not here.", ("k2",))]),
        ("```\nIt fell [k1].\n```", []),
        ("It fell [k1].\n```python\nx[k2]\n", [("It fell.", ("k1",))]),
    ],
)
def test_no_key_counts_in_code(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert told(text) == expected


def test_what_a_model_says_to_itself_is_not_stated() -> None:
    assert told("<think>\nThe user asks [k1]. So it fell [k2].\n</think>\n\nIt rose [k3].") == [("It rose.", ("k3",))]


@pytest.mark.parametrize(
    "text, position",
    [
        ("It fell [k1]. It rose", len("It fell [k1].")),
        ("It fell **[k1]**. It rose", len("It fell **[k1]**.")),
        ("It fell ([k1]). It rose", len("It fell ([k1]).")),
        ('"It fell [k1]." It rose', len('"It fell [k1]."')),
        ("“It fell [k1].” It rose", len("“It fell [k1].”")),
        ("它[k1]。次", len("它[k1]。")),
        ("It fell k1. It rose", len("It fell k1.")),
        ("It fell. [k1][k2] It rose", len("It fell. [k1][k2] I")),
        ("It fell. [k1]\n\nIt rose", len("It fell. [k1]\n\n")),
        ("It fell. It rose", len("It fell. I")),
        ("- It fell [k1]\n- It rose", len("- It fell [k1]\n")),
        ("Sure:\n\nIt rose", len("Sure:\n\n")),
    ],
)
def test_a_sentence_leaves_at_the_very_character_that_ends_it(text: str, position: int) -> None:
    parser = KeyParser(KEYS)
    assert [at for at, character in enumerate(text, 1) for _ in parser.feed(character)] == [position]


@pytest.mark.parametrize(
    "text",
    ["NO ANSWER", "no answer", "No answer.", '"NO ANSWER"', "**NO ANSWER**", "NO ANSWER [k1].", " \n`NO ANSWER`\n", "NO ANSWER. Nobody tells how many.", "NO ANSWER: nobody tells.", "Sorry.\n\nNO ANSWER"],
)  # fmt: skip
def test_the_refusal_is_heard_and_not_stated(text: str) -> None:
    parser = KeyParser(KEYS)
    stated = parser.feed(text) + parser.end()
    assert parser.refused
    assert not any("no answer" in one.text.casefold() or one.keys for one in stated)


@pytest.mark.parametrize(
    "text",
    ["", "It fell [k1].", "NO ANSWER. It fell [k1].", "It fell [k1]. NO ANSWER", "No answer was given [k1].", "No answer was given.", "There is no answer.", "NO ANSWERS", "NO ANSWER, but it fell [k1]."],
)  # fmt: skip
def test_a_text_that_proves_something_or_says_something_else_is_no_refusal(text: str) -> None:
    parser = KeyParser(KEYS)
    parser.feed(text)
    parser.end()
    assert not parser.refused


@given(SOUP, st.lists(st.integers(0, 400), max_size=12))
@example("It fell [k1]. [k2] It rose.", [10, 11, 12, 15, 17])
@example("`a``b[k1]\n[k2](http://x).", [2, 3, 8, 12])
def test_chunks_change_neither_what_is_stated_nor_when(text: str, cuts: list[int]) -> None:
    by_character = KeyParser(KEYS)
    positions = [(at, stated) for at, character in enumerate(text) for stated in by_character.feed(character)]
    by_chunk = KeyParser(KEYS)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    for start, end in itertools.pairwise(edges):
        assert by_chunk.feed(text[start:end]) == [stated for at, stated in positions if start <= at < end]
    assert by_chunk.end() == by_character.end()
    assert by_chunk.refused == by_character.refused


@given(SOUP)
@example("[[k1]k2] a [k**1] b [k[k1]1] c [[k1](k2] d.")
@example("`[k1` and [k2 [k`3] (k1")
@example("[**k**1]")
def test_no_key_is_made_up_and_none_stays_in_the_text(text: str) -> None:
    for stated in parse(text):
        assert set(stated.keys) <= set(KEYS)
        assert len(set(stated.keys)) == len(stated.keys)
        assert not set(stated.unknown) & set(KEYS)
        assert not BRACKETED_KEY.search(stated.text)
        assert stated.text == " ".join(stated.text.split())
        assert stated.text and "\x00" not in stated.text and "\u202e" not in stated.text
        assert stated.lead in (" ", "\n", "\n\n")


@given(SOUP)
def test_a_text_whose_keys_were_never_issued_proves_nothing(text: str) -> None:
    assert all(stated.keys == () for stated in parse(text, ()))


@given(st.lists(st.sampled_from(["It fell.", "They rose to 3.5.", "He left!", "Did 100,000 stay?"]), max_size=8))
def test_a_text_without_keys_yields_its_sentences(sentences: list[str]) -> None:
    assert told(" ".join(sentences)) == [(sentence, ()) for sentence in sentences]


SENTENCES = st.builds(
    lambda opening, words, stop: (f"{opening} {' '.join(words)}", stop),
    st.sampled_from(["The", "Around 100,000", "“Yes,” he said, the", "In Kyiv,", "Mr. Smith’s", "A 3.5 %"]),
    st.lists(st.sampled_from("troops rose to near border 24 January (AP) by U.S. officials in-between".split()), min_size=1, max_size=8).map(lambda words: [*words, "word"]),
    st.sampled_from([".", "!", "?"]),
)  # fmt: skip


@given(
    st.lists(
        st.tuples(
            SENTENCES,
            st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
            st.sampled_from(["[{}]", "[{}][{}]", "【{}】", "({})"]),
            st.booleans(),
            st.sampled_from([" ", "\n", "\n\n"]),
        ),
        max_size=6,
    )
)
def test_sentences_written_with_markers_come_back(
    written: list[tuple[tuple[str, str], list[str], str, bool, str]],
) -> None:
    text, expected = "", []
    for number, ((words, stop), keys, shape, before, lead) in enumerate(written):
        opening, closing = shape[0], shape[3]
        marks = (
            "".join(opening + key + closing for key in keys) if "][" in shape else opening + ", ".join(keys) + closing
        )
        text += (lead if number else "") + (f"{words} {marks}{stop}" if before else f"{words}{stop} {marks}")
        expected.append(Stated(words + stop, tuple(keys), (), lead if number else " "))
    assert parse(text) == expected


def test_a_sentence_that_is_too_long_comes_out_once_and_proves_nothing() -> None:
    text = "It fell [k1] and " + "went on and " * 500 + "on [k2]. It rose [k3]."
    cut, after = parse(text)
    assert cut.text.startswith("It fell and went on")
    assert len(cut.text) <= 2000 and cut.keys == ()
    assert (after.text, after.keys) == ("It rose.", ("k3",))


@pytest.mark.parametrize(
    "endless", ["word ", "[k1] ", "[k99999] ", "x", " ", "[", "(the ", "`", "**", '"A. ', "<think>", "[k1](http://"]
)
def test_memory_stays_flat_on_a_text_without_an_end(endless: str) -> None:
    parser = KeyParser(KEYS)
    chunk = endless * 200
    for _ in range(5):
        parser.feed(chunk)
    tracemalloc.start()
    try:
        for _ in range(40):
            parser.feed(chunk)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 200_000


@pytest.mark.parametrize(
    "piece",
    ["[", "[k", "(ID:", "[k1]", "[k1-k12]", ".", '". "', "x", " ", "\n", "*", " *a", "_a", "`", "` ", "a. A", "- ", "-\n", "1. a\n", "<", "[k1](", "k1 ", " k1.", "[[ ", "[(", "<think>", "{<[", "\0", "9", "“", "k1, "],
)  # fmt: skip
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    # Quadratic time would be minutes; the bound leaves room for a busy machine.
    started = time.perf_counter()
    parse(piece * (200_000 // len(piece)))
    assert time.perf_counter() - started < 10
