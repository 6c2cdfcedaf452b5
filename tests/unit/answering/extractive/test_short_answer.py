"""The few words of a sentence that answer."""

from __future__ import annotations

import pytest

from service.answering.extractive.short_answer import short_answer
from service.language.question import analyse


def short(question: str, sentence: str, read: str) -> str:
    at = sentence.index(read)
    return short_answer(analyse(question), sentence, (at, at + len(read))) or ""


@pytest.mark.parametrize(
    ("question", "sentence", "read"),
    [
        ("How many people died?", "Officials said 12 died and 300 people fled.", "12"),
        ("How many seats did they win?", "They won 120 of the 300 seats.", "120"),
        ("How many soldiers were killed?", "At least 12 were killed and 300 soldiers wounded.", "At least 12"),
        ("How high is the tower?", "The 300-metre tower cost $80 million.", "300-metre"),
        ("How much land burned?", "Some 4,000 hectares burned, causing $20 million of damage.", "Some 4,000 hectares"),
        ("How much solvent leaked?", "Roughly 74,000 gallons of solvent leaked; it cost $2 million.", "74,000 gallons"),
        ("When did it start?", "It started at 8pm on Saturday.", "8pm on Saturday"),
        ("How many were killed or injured?", "It left 12 dead and 30 injured.", "12 dead and 30 injured"),
    ],
)
def test_a_figure_that_was_read_is_not_given_up_for_one_that_stands_beside_it(
    question: str, sentence: str, read: str
) -> None:
    assert read in short(question, sentence, read)


@pytest.mark.parametrize(
    ("question", "sentence", "read", "wanted"),
    [
        (
            "How many people is it laying off?",
            "It will cut 430 jobs, about one in eleven.",
            "about one in eleven",
            "430",
        ),
        ("How many people came?", "On 3 May 900 people came.", "May", "900"),
        ("When is it due?", "Ann Lee said it was due by the end of January.", "Ann Lee", "the end of January"),
        ("How much did it cost?", "The company paid $40 for the old lamp.", "lamp", "$40"),
    ],
)
def test_what_was_read_gives_way_to_a_figure_where_one_is_asked_for_and_it_has_none_that_fits(
    question: str, sentence: str, read: str, wanted: str
) -> None:
    assert wanted in short(question, sentence, read)


@pytest.mark.parametrize(
    ("sentence", "read", "wanted"),
    [
        ("The mayor of Brightmouth, Ines Calloway, spoke.", "The mayor of Brightmouth, Ines Calloway", "Ines Calloway"),
        ("Ines Calloway, the mayor, spoke.", "Ines Calloway, the mayor", "Ines Calloway"),
        ("Ann Lee, Bo Carr and Cy Dunn spoke.", "Ann Lee, Bo Carr and Cy Dunn", "Ann Lee, Bo Carr and Cy Dunn"),
        ("The mayor of Brightmouth spoke.", "The mayor of Brightmouth", "The mayor of Brightmouth"),
    ],
)
def test_who_is_answered_with_the_name_alone_where_an_office_stands_beside_it(
    sentence: str, read: str, wanted: str
) -> None:
    assert short("Who spoke?", sentence, read) == wanted


@pytest.mark.parametrize(
    ("question", "sentence", "read", "wanted"),
    [
        (
            "Who briefed the mayor?",
            "She was briefed, the officials said, by Bo Carr and Gen. Cy Dunn.",
            "the officials said, by Bo Carr and Gen. Cy Dunn",
            "Bo Carr and Gen. Cy Dunn",
        ),
        (
            "Who said it?",
            "No official said, so far, that it failed.",
            "No official said, so far",
            "No official said, so far",
        ),
        (
            "When will it open?",
            "Officials said, by Friday it opens.",
            "Officials said, by Friday",
            "Officials said, by Friday",
        ),
        (
            "How much did it get?",
            "It got $5 million from the state.",
            "$5 million from the state",
            "$5 million from the state",
        ),
        ("How long will the drill go on?", "For nine days the drill goes on.", "For nine days", "nine days"),
        (
            "By how much did sales drop?",
            "Sales fell 18 percent from a year before.",
            "18 percent from a year",
            "18 percent",
        ),
        (
            "How many homes had no power?",
            "Half of the 4,000 homes were dark.",
            "Half of the 4,000 homes",
            "Half of the 4,000 homes",
        ),
        ("How long was it shut?", "It was shut for a fortnight.", "fortnight", "a fortnight"),
        ("How long will it go on?", "It will last nine days.", "last nine days", "nine days"),
        ("How many nights was it?", "The nine-night fair drew 90 people.", "nine-night", "nine"),
        ("How much was found?", "They had hoped for 20 grams; it was 35 grams.", "20 grams", "35 grams"),
        ("How much did they hope for?", "They had hoped for 20 grams; it was 35.", "20 grams", "20 grams"),
        ("How many are there?", "It counts 97 because it adds 21 of the navy.", "21 of the navy", "97"),
        ("How many came instead of 20?", "Instead of 20 people, 30 people came.", "20 people", "30 people"),
        ("How many buses will run?", "Buses will go from 11 to 22.", "11 to 22", "11 to 22"),
        (
            "Who put troops on standby?",
            "Spain is sending planes and ships to eastern Europe and France has put troops on standby.",
            "Spain is sending planes and ships to eastern Europe and France",
            "France",
        ),
        (
            "Who is sending planes?",
            "Spain is sending planes and France has put troops on standby.",
            "Spain is sending planes and France",
            "Spain is sending planes and France",
        ),
        ("Which variety is tried?", "She tries a late variety, No. 17, that lasted.", "a late variety", "No. 17"),
        ("Which variety is tried?", "She tries a late variety, which lasted.", "a late variety", "a late variety"),
        ("Which bridge fell?", "The old bridge, Ann Lee said, fell.", "The old bridge", "The old bridge"),
        ("How far is it?", "It is eight miles north of the harbour.", "eight miles north", "eight miles north"),
    ],
)
def test_the_answer_alone_is_given_where_what_stands_beside_it_is_no_part_of_it(
    question: str, sentence: str, read: str, wanted: str
) -> None:
    assert short(question, sentence, read) == wanted


def test_a_reason_is_found_where_none_was_read() -> None:
    told = "It closed on Monday because of mould, its owner said."
    assert short_answer(analyse("Why did it close?"), told) == "mould"


def test_a_place_is_found_with_its_nearness_where_none_was_read() -> None:
    assert short_answer(analyse("Where did it crash?"), "It crashed near Foz.") == "near Foz"
    assert short_answer(analyse("Where did it crash?"), "It crashed in Foz.") == "Foz"


def test_a_dateline_is_nobody_where_nothing_was_read() -> None:
    assert short_answer(analyse("Who came?"), "KYIV, Ukraine — The leader came.") is None
    assert short_answer(analyse("Who came?"), "KYIV, Ukraine — Ines Calloway came.") == "Ines Calloway"


def test_a_short_answer_over_two_lines_is_told_on_one() -> None:
    assert short("When is it due?", "It is due, she said, by the end of\nJanuary.", "she") == "the end of January"


def test_nothing_read_and_nothing_that_fits_is_no_short_answer() -> None:
    assert short_answer(analyse("How many came?"), "They came by train.") is None


@pytest.mark.parametrize(
    ("question", "sentence", "read", "wanted"),
    [
        ("How long is the pipe?", "The pipe is 90 kilometres long.", "90 kilometres long", "90 kilometres"),
        (
            "How long is the pipe?",
            "It is 90 kilometres long and new.",
            "90 kilometres long and new",
            "90 kilometres long and new",
        ),
        ("How deep is the hole?", "The hole is 2 metres deep.", "2 metres deep", "2 metres"),
        ("How big is the hole?", "The hole is 2 metres deep.", "2 metres deep", "2 metres deep"),
        ("How far is the sea?", "The sea is 20 miles away.", "20 miles away", "20 miles"),
        ("What did she say?", "“No comment,” she said.", "“No comment,”", "No comment"),
        ("How was the river rated?", "The survey called it “poor” in May.", "“poor”", "poor"),
        ("What did they shout?", "They shouted “stay” and “go”.", "“stay” and “go”", "“stay” and “go”"),
    ],
)
def test_a_figure_and_a_word_stand_without_what_only_shows_them(
    question: str, sentence: str, read: str, wanted: str
) -> None:
    assert short(question, sentence, read) == wanted
