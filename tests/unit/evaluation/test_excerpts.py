from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.excerpts import Mark, Run, excerpt

TEXT = st.text(alphabet="ab \né😀", max_size=300)
MARKS = st.lists(st.builds(Mark, st.integers(-5, 310), st.integers(-5, 310), st.none() | st.integers(1, 9)), max_size=6)


def pieces(runs: list[Run]) -> list[str]:
    return [run if isinstance(run, str) else "\0" if run is None else str(run[0]) for run in runs]


@given(TEXT, MARKS, st.integers(1, 60))
def test_an_excerpt_is_stretches_of_the_text_in_order(text: str, marks: list[Mark], beside: int) -> None:
    at = 0
    for stretch in "".join(pieces(excerpt(text, marks, beside))).split("\0"):
        found = text.find(stretch, at)
        assert found >= 0
        at = found + len(stretch)


@given(TEXT, MARKS)
def test_with_room_enough_every_marked_character_is_shown_and_marked_as_it_was(text: str, marks: list[Mark]) -> None:
    shown = excerpt(text, marks, 400)
    assert "".join(pieces(shown)) == text
    at = 0
    for run, piece in zip(shown, pieces(shown), strict=True):
        for place in range(at, at + len(piece)):
            over = [mark for mark in marks if mark.start <= place < mark.end]
            markers = sorted({mark.marker for mark in over if mark.marker is not None})
            gold = int(any(mark.marker is None for mark in over))
            assert (run if isinstance(run, str) else list(run or [])[1:]) == ([gold, *markers] if over else piece)
        at += len(piece)


def test_overlap_of_gold_and_citation_is_marked_as_both() -> None:
    assert excerpt("0123456789", [Mark(2, 6, 1), Mark(4, 8)], 50) == ["01", ["23", 0, 1], ["45", 1, 1], ["67", 1], "89"]


def test_the_paragraphs_around_are_shown_whole_and_the_rest_is_left_out() -> None:
    text = "First paragraph, far away.\n\nSecond one.\n\nThe cited one.\n\nFourth one.\n\nLast paragraph, far away."
    start = text.index("The")
    shown = excerpt(text, [Mark(start, start + len("The cited one."), 1)], 20)
    assert shown[0] is None
    assert shown[-1] is None
    assert "".join(pieces(shown)[1:-1]).split() == "Second one. The cited one. Fourth one.".split()


def test_a_text_without_marks_is_shown_from_its_beginning() -> None:
    assert excerpt("word " * 100, [], 10) == ["word word word word", None]


def test_long_texts_take_linear_time() -> None:
    text = "x" * 200_000
    began = time.perf_counter()
    for beside in (10, 400):
        excerpt(text, [Mark(place, place + 50, 1) for place in range(0, 200_000, 2_000)], beside)
        excerpt(text.replace("x", "x\n"), [Mark(0, 200_000, 1)], beside)
    assert time.perf_counter() - began < 2
