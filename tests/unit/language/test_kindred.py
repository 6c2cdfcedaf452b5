"""Nouns of one kind answer for each other, and others do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.kindred import kinship


@given(st.sampled_from(["troops", "soldier", "tanks", "people", "gizmo", "death", "country"]))
def test_a_noun_answers_for_itself(noun: str) -> None:
    assert kinship(noun, noun) == 1


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ("troops", "soldier"),
        ("troops", "personnel"),
        ("deaths", "dead"),
        ("countries", "nation"),
        ("houses", "home"),
        ("types", "kind"),
    ],
)
def test_synonyms_answer_fully(asked: str, counted: str) -> None:
    assert kinship(asked, counted) == 1


@pytest.mark.parametrize(("asked", "counted"), [("people", "civilian"), ("people", "dead"), ("people", "russian")])
def test_whoever_is_a_person_answers_for_people(asked: str, counted: str) -> None:
    assert kinship(asked, counted) >= 0.9


@pytest.mark.parametrize(
    ("asked", "counted"), [("people", "job"), ("jets", "fighter"), ("weapons", "missile"), ("shots", "save")]
)
def test_what_may_be_meant_by_a_wider_word_answers_in_part_and_does_not_prove(asked: str, counted: str) -> None:
    assert 0.3 < kinship(asked, counted) < 0.5


@pytest.mark.parametrize(
    ("asked", "counted"), [("troops", "tank"), ("people", "missile"), ("deaths", "injured"), ("ships", "soldier")]
)
def test_another_thing_does_not_answer(asked: str, counted: str) -> None:
    assert kinship(asked, counted) == 0


@given(st.text(max_size=12), st.text(max_size=12))
def test_kinship_is_a_share_of_one(asked: str, counted: str) -> None:
    assert 0 <= kinship(asked, counted) <= 1
