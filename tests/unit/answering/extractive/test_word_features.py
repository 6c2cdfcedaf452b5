"""What words say of candidates, and what is no candidate."""

from __future__ import annotations

import pytest

from service.answering.extractive.candidates import find_candidates
from service.answering.extractive.otherwise import is_of_others, other_time
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


@pytest.mark.parametrize(
    ("name", "question", "otherwise", "same"),
    [
        ("other_owner", "How many Danish frigates came?", "Spain has four frigates off Denmark.", "Denmark has four frigates."),
        ("other_owner", "How many Danish frigates came?", "Four Spanish frigates came.", "Four Danish frigates passed Spain."),
        ("other_owner", "How many frigates came?", "Four Danish frigates came.", "Four frigates came."),
    ],
)  # fmt: skip
def test_a_sentence_of_another_case_is_told_apart(name: str, question: str, otherwise: str, same: str) -> None:
    assert feature(name, question, evidence(otherwise)) == ("Danish" in question)
    assert feature(name, question, evidence(same)) == 0


@pytest.mark.parametrize(
    ("question", "sentence", "span", "otherwise"),
    [
        ("When did the works start?", "They hope to start in June.", "in June", 1),
        ("When did the works start?", "They started in June and will end in July.", "in June", 0),
        ("When will the works start?", "They started in June.", "in June", 1),
        ("When will the works start?", "They will start in June.", "in June", 0),
        ("When did he say it would start?", "It would start in June.", "in June", 0),
        ("When will the works start?", "It said it would pay and had started in June.", "in June", 1),
        ("When will the works start?", "They start, in June, and will end in July.", "in June", 1),
        ("Who will start the works?", "Ann Lee started them.", "Ann Lee", 0),
        ("How well does it work after five years?", "It works well for two years.", "well", 1),
        ("How well does it work after five years?", "It works well for five years.", "well", 0),
        ("What was paid in July 2024?", "In May 2023 ten loaves were paid.", "ten loaves", 1),
        ("What was paid in July 2024?", "In July ten loaves were paid.", "ten loaves", 0),
        ("What will be paid in 2025?", "Ten loaves will be, down from 12 in 2024.", "Ten loaves", 0),
        ("When in 2024 did it open?", "It opened in May 2023.", "in May 2023", 1),
        ("When in 2024 did it open?", "It opened in May 2024.", "in May 2024", 0),
        ("In what year did it close?", "It closed in 2023.", "2023", 0),
    ],
)
def test_what_is_told_of_another_time_is_told_apart(question: str, sentence: str, span: str, otherwise: float) -> None:
    place = (sentence.index(span), sentence.index(span) + len(span))
    assert other_time(analyse(question), sentence, place) == otherwise


@pytest.mark.parametrize(
    ("question", "sentence", "otherwise"),
    [
        ("Where are the Russian troops?", "He may send 50,000 US troops to counter a Russian offensive.", True),
        ("Where are the Russian troops?", "US soldiers are in Poland.", True),
        ("Where are the Russian troops?", "Russian forces stand in Belarus, US troops in Poland.", False),
        ("Where are the Russian troops?", "They are in Belarus.", False),
        ("How many Danish frigates came?", "Four Spanish frigates came.", True),
        ("What did Russia say?", "US officials said it.", False),
    ],
)
def test_what_is_told_of_the_troops_of_others_alone_is_told_apart(
    question: str, sentence: str, otherwise: bool
) -> None:
    assert is_of_others(analyse(question), sentence) is otherwise


def test_words_that_an_acronym_stands_for_are_the_acronym() -> None:
    question = "Who was the MVP?"
    spelled, other = evidence("Kuusela was the most valuable player."), evidence("Kuusela was the best goaltender.")
    assert feature("coverage", question, spelled) > feature("coverage", question, other)
    assert feature("names_missing", question, spelled) == 0 < feature("names_missing", question, other)
