"""Names that the library cannot keep as ids get ones that it can, always the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.evaluation.formats.identity import article_name
from service.library.identity import article_id
from service.records import Draft


def test_a_name_that_can_be_kept_is_kept() -> None:
    assert article_name("MED-10_a.b") == "MED-10_a.b"


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_name_becomes_an_id_that_the_library_takes(name: str) -> None:
    made = article_name(name)
    assert article_id(Draft(text="", id=made), "default") == made
    assert article_name(name) == made == article_name(made)


def test_names_that_differ_stay_apart() -> None:
    names = ["a b", "a  b", "a/b", "c/a b", "a?b", "x" * 201, "x" * 202]
    assert len({article_name(name) for name in names}) == len(names)
