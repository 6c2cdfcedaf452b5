"""What words say of candidates, and what is no candidate."""

from __future__ import annotations

import pytest

from service.answering.extractive.candidates import find_candidates
from service.answering.extractive.word_features import WORD_FEATURES, word_features
from service.language.question import analyse
from service.library.sentences import sentence_spans
from service.records import Article, Evidence, Passage, Ranks


def evidence(text: str, published_at: str | None = None, title: str = "") -> Evidence:
    article = Article("a", "default", 1, "0" * 64, title, None, None, None, published_at, "2024-01-01", "en", text)
    return Evidence(Passage(1, "a", 1, 0, 0, len(text), text, tuple(sentence_spans(text))), article, 1.0, Ranks())


def feature(name: str, question: str, of: Evidence) -> float:
    rows = word_features(analyse(question), find_candidates([of]), [of])
    return float(rows[0, WORD_FEATURES.index(name)])


@pytest.mark.parametrize(
    "byline",
    [
        "By Ann Lee, The Bulletin, 16 April 2025",
        "By Bo Carr and Ann Lee, City Post",
        "By José Ruiz in Odesa",
        "By Ann Lee | The Bulletin",
    ],
)
def test_a_byline_is_no_candidate(byline: str) -> None:
    found = find_candidates([evidence(f"{byline}\n\nFrost came on April 9.")])
    assert [one.text for one in found] == ["Frost came on April 9."]


@pytest.mark.parametrize(
    "sentence",
    [
        "By Friday the river had risen.",
        "By Friday.",
        "By Sea and Air, Ukraine Strikes Back",
        "By Ann Lee's count, 40 people came.",
    ],
)
def test_a_sentence_that_opens_like_a_byline_is_a_candidate(sentence: str) -> None:
    assert [one.text for one in find_candidates([evidence(sentence)])] == [sentence]


def test_a_year_or_month_that_neither_passage_nor_publication_has_is_missing() -> None:
    question = "How many people came in 2023?"
    assert feature("dates_missing", question, evidence("Some 900 people came.", "2024-05-01")) == 1
    assert feature("dates_missing", question, evidence("Some 900 people came.", "2023-05-01")) == 0
    assert feature("dates_missing", question, evidence("Some 900 people came in 2023.", "2024-05-01")) == 0
    assert feature("dates_missing", "How many people came?", evidence("Some 900 people came.")) == 0


def test_another_country_than_the_one_asked_about_counts() -> None:
    question = "What is the name of the Danish frigate?"
    other = "Spain has sent the frigate Mar Azul."
    assert feature("other_place", question, evidence(other)) == 1
    assert 0 < feature("other_place", question, evidence(other, title="Denmark and Spain send ships")) < 1
    assert feature("other_place", question, evidence("Denmark has sent the frigate Mar Azul.")) == 0
    assert feature("other_place", question, evidence("It has sent the frigate Mar Azul.")) == 0
    assert feature("other_place", "Which country beat Brazil?", evidence("Croatia won on penalties.")) == 0


def test_words_that_an_acronym_stands_for_are_the_acronym() -> None:
    question = "Who was the MVP?"
    spelled, other = evidence("Kuusela was the most valuable player."), evidence("Kuusela was the best goaltender.")
    assert feature("coverage", question, spelled) > feature("coverage", question, other)
    assert feature("names_missing", question, spelled) == 0 < feature("names_missing", question, other)
