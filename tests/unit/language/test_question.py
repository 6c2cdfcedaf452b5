"""A question is understood however it is put, and says which quantities would answer it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities
from service.language.question import analyse, fits

ASKED = [
    ("How many US troops was Biden considering?", "how_many", "troops"),
    ("how many us troops is biden sending", "how_many", "troops"),
    ("HOW MANY RUSSIAN TROOPS ARE THERE?", "how_many", "troops"),
    ("howmany soldiers died", "how_many", "soldiers"),
    ("how  many   tanks ?", "how_many", "tanks"),
    ("Do you know how many people fled?", "how_many", "people"),
    ("I read about Biden. How many troops is he sending?", "how_many", "troops"),
    ("How many have been killed?", "how_many", "people"),
    ("The book set a record by selling how many copies?", "how_many", "copies"),
    ("When Russia invaded, how many tanks crossed?", "how_many", "tanks"),
    ("What was the number of casualties?", "how_many", "casualties"),
    ("What was the death toll?", "how_many", "deaths"),
    ("What is the population of Warsaw?", "how_many", "population"),
    ("About how many of the hostages were freed?", "how_many", "hostages"),
    ("How much did it cost?", "how_much", None),
    ("By how much did prices rise?", "how_much", None),
    ("What was the price of the painting?", "how_much", "price"),
    ("What percentage of voters agreed?", "how_much", "percentage"),
    ("How tall is the tower?", "how_much", "tall"),
    ("How fast was the car?", "how_much", "fast"),
    ("How long will the families be away?", "how_long", None),
    ("For how long was it shut?", "how_long", None),
    ("What was the company fined for the spill?", "how_much", None),
    ("What did the loaf cost in May?", "how_much", None),
    ("What did the cost of the loaf lead to?", "what", None),
    ("What does it cost per month?", "how_much", None),
    ("What is the union’s own figure for the dead?", "how_much", "figure"),
    ("Which figure stands in the square?", "who", "figure"),
    ("How old is the king?", "how_old", None),
    ("At what age did she retire?", "how_old", "age"),
    ("How far is Kiev from the border?", "how_far", None),
    ("How often do trains run?", "how_often", None),
    ("When did Denmark join?", "when", None),
    ("In what year did it open?", "when", "year"),
    ("At what time did it leave?", "when", "time"),
    ("Since when has he ruled?", "when", None),
    ("what day was it", "when", "day"),
    ("Who warned of disaster?", "who", None),
    ("Tell me who won", "who", None),
    ("To whom was it sold?", "who", None),
    ("name the president of France", "who", "president"),
    ("Which company bought it?", "who", "company"),
    ("What's the name of the man who won?", "who", "man"),
    ("Where were they sent?", "where", None),
    ("In which city did it happen?", "where", "city"),
    ("Protests took place in which country?", "where", "country"),
    ("Why did they leave?", "why", None),
    ("Do you know why they left?", "why", None),
    ("How come they left?", "why", None),
    ("What caused the fire?", "why", None),
    ("What has held up the ferry?", "why", None),
    ("What do police think set off the blaze?", "why", None),
    ("What made the baker leave?", "why", None),
    ("What is to blame for the delay?", "why", None),
    ("What is behind the rise?", "why", None),
    ("What did the storm cause?", "what", None),
    ("What was caused by the storm?", "what", "caused"),
    ("What made a profit?", "what", None),
    ("How did he escape?", "how", None),
    ("What did Johnson warn of?", "what", None),
    ("What is the capital of Ghana?", "what", "capital"),
    ("Which treaty ended it?", "which", "treaty"),
    ("What was the final score?", "what", "score"),
    ("Which article of the treaty says so?", "which", "article"),
    ("Did Biden send troops?", "yes_no", None),
    ("is it true that russia denied plans", "yes_no", None),
    ("After the vote on Monday, was there a change?", "yes_no", None),
    ("ukraine border troops", "other", None),
    ("", "other", None),
]


@pytest.mark.parametrize(("text", "kind", "focus"), ASKED)
def test_the_kind_and_the_focus_of_a_question(text: str, kind: str, focus: str | None) -> None:
    question = analyse(text)
    assert (question.kind, question.focus) == (kind, focus)
    assert question.is_question_like == (kind != "other")


@pytest.mark.parametrize(("text", "kind", "focus"), [asked for asked in ASKED if asked[0].endswith("?")])
def test_case_and_the_question_mark_do_not_matter(text: str, kind: str, focus: str | None) -> None:
    for written in (text.rstrip("?"), text.lower(), text.upper(), f"Please, {text[0].lower()}{text[1:]}"):
        assert (analyse(written).kind, analyse(written).focus) == (kind, focus)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("How many troops?", "count ratio percent"),
        ("How many days did it last?", "count ratio percent duration"),
        ("How many miles is it?", "count ratio percent distance"),
        ("How many euros did it cost?", "count ratio percent money"),
        ("How much did it cost?", "money"),
        ("What did it cost?", "money"),
        ("What was Meta fined for?", ""),
        ("How long is the ship?", "distance"),
        ("How long is the Nord Stream 2 pipe?", "distance"),
        ("How long does it take to ship a tank?", "date distance duration year"),
        ("What percentage voted?", "percent ratio"),
        ("When?", "date year time duration"),
        ("How tall is it?", "distance"),
        ("How hot was it?", "temperature"),
        ("What was the score?", "score"),
        ("Who won?", ""),
        ("How much oil did the tanker spill?", "percent ratio count mass distance area temperature duration"),
        ("How much did the tanker carry and what did it cost?", "money"),
    ],
)
def test_a_question_expects_the_kinds_that_could_answer_it(text: str, kinds: str) -> None:
    assert analyse(text).expects == set(kinds.split())


def test_a_question_has_names_numbers_and_content_words() -> None:
    question = analyse("Why did the US send 8,500 soldiers to Poland in 2022?")
    assert question.names == ("US", "Poland")
    assert [number.low for number in question.numbers] == [8500, 2022]
    assert question.content_words == ("us", "send", "8,500", "soldiers", "poland", "2022")


@given(st.text(max_size=120))
def test_any_text_can_be_analysed(text: str) -> None:
    question = analyse(text)
    assert question.text == text
    assert all(word == word.lower() for word in question.content_words)


@given(
    st.sampled_from([text for text, _, _ in ASKED]),
    st.sampled_from(["5,000 tanks", "$5m", "nine months", "on 24 January", "half", "3-1"]),
)
def test_fitness_is_a_share_of_one(text: str, answer: str) -> None:
    assert 0 <= fits(analyse(text), find_quantities(answer)[0]) <= 1


@pytest.mark.parametrize(
    ("text", "best_first"),
    [
        ("How many troops are near the border?", ["around 100,000 troops", "100,000", "half of staff", "5,000 tanks"]),
        ("How many troops are near the border?", ["8,500 personnel", "100,000", "nine months"]),
        ("How many people died?", ["12 dead", "12", "30 injured"]),
        ("How many people died?", ["24 people", "24", "$24"]),
        ("How long will they be away?", ["nine months", "nine miles", "9"]),
        ("How many days did it last?", ["five days", "two weeks", "five tanks"]),
        ("What year did it open?", ["in 1972", "Monday", "5 km"]),
        ("When did it open?", ["24 January 2022", "1972", "three years later", "three years", "5 km"]),
        ("How much did it cost?", ["$5m", "5 miles"]),
        ("How old is she?", ["aged 34", "34 miles"]),
        ("How often do they meet?", ["twice a week", "5 tanks"]),
    ],
)
def test_the_better_answer_fits_better(text: str, best_first: list[str]) -> None:
    question = analyse(text)
    values = [fits(question, find_quantities(answer)[0]) for answer in best_first]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[-1]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("How many troops?", "5,000 tanks"),
        ("How many troops?", "nine months"),
        ("Who won?", "3-1"),
        ("How many died?", "30 injured"),
        ("How much did it cost?", "50 miles"),
    ],
)
def test_another_thing_does_not_fit_at_all(text: str, answer: str) -> None:
    assert fits(analyse(text), find_quantities(answer)[0]) == 0
