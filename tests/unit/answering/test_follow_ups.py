"""Follow-ups that are made to stand alone, and questions that are left as they are."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.follow_ups import standalone
from service.language.words import STOP_WORDS, normal, words
from service.records import Turn


def talk(*contents: str) -> list[Turn]:
    return [Turn("assistant" if number % 2 else "user", content) for number, content in enumerate(contents)]


CUP = ("Who won the women's cup final in Leeds?", "Harriet Oduya scored twice for Leeds Rovers, who won 3-1 [1].")
STRIKE = ("How many nurses went on strike in Wales last year?", "About 12,000 nurses. [1]")
PROFIT = ("How much profit did Halvorsen Foods make in 2022?", "Halvorsen Foods made $41 million in 2022 [2].")
CHIEF = ("Who is the chief executive of Halvorsen Foods?", "Ingrid Solberg is its chief executive [1].")
VOTE = ("How many votes did Rafael Mendes win in Porto?", "He won 81,000 votes [1].")
TRAIN = ("When will the new night train to Vienna start?", "It starts in December [1].")
FLU = ("Is there a vaccine against the new flu strain?", "Yes. Regulators approved it in May [1].")
MUSEUM = ("How many people visited the maritime museum in 2023?", "Some 1.2 million people did [1].")
SCHOOLS = ("Which schools are closing in Norfolk?", "Alderton Primary and Weston High are closing [1][2].")
FIRE = ("Where did the warehouse fire break out?", "It broke out in Rotterdam [1].")
FERRY = ("Did the Marstal ferry sink?", "Yes, it sank off Ærø on Tuesday [3].")
MERGER = (
    "What did the regulator say about the merger?",
    "The regulator said that the merger would harm customers [1].",
)

REWRITTEN = [
    # a place for a place
    (STRIKE, "And in Scotland?", "How many nurses went on strike in Scotland last year?"),
    (STRIKE, "what about england", "How many nurses went on strike in england last year?"),
    (STRIKE, "and Scotland", "How many nurses went on strike in Scotland last year?"),
    (STRIKE, "ok and in northern ireland", "How many nurses went on strike in northern ireland last year?"),
    (VOTE, "And in Lisbon?", "How many votes did Rafael Mendes win in Lisbon?"),
    (SCHOOLS, "how about Suffolk?", "Which schools are closing in Suffolk?"),
    (("What is Sweden paying for the gas?", "Nothing yet."), "Norway?", "What is Norway paying for the gas?"),
    (("What is Sweden paying for the gas?", "Nothing yet."), "And the Norwegians?", "What are the Norwegians paying for the gas?"),
    (("how many medals did italy win", "Italy won 40."), "and france", "how many medals did france win"),
    (("How many Italian players were banned?", "Four."), "and French?", "How many French players were banned?"),
    (("How many people work at the Danish embassy in Oslo?", "Thirty."), "How many at the Polish one?", "How many people work at the Polish embassy in Oslo?"),
    (("How many people work at the Danish embassy in Oslo?", "Thirty."), "And how many from the Polish one?", "How many people work at the Polish embassy in Oslo?"),
    # a date for a date
    (STRIKE, "what about this year", "How many nurses went on strike in Wales this year?"),
    (STRIKE, "And in 2019?", "How many nurses went on strike in Wales in 2019?"),
    (PROFIT, "2021?", "How much profit did Halvorsen Foods make in 2021?"),
    (PROFIT, "and the year before", "How much profit did Halvorsen Foods make the year before?"),
    (("How many homes lack power in Leeds?", "900 homes."), "And back in March?", "How many homes lack power in Leeds back in March?"),
    (("How many refugees are in Malta?", "About 4,000."), "and last year", "How many refugees were in Malta last year?"),
    # a name for a name, a noun for a noun
    (VOTE, "And Clara Pinto?", "How many votes did Clara Pinto win in Porto?"),
    (PROFIT, "What about Brightwater?", "How much profit did Brightwater make in 2022?"),
    (CUP, "And the men's final?", "Who won the men's final in Leeds?"),
    (CUP, "and the men's?", "Who won the men's cup final in Leeds?"),
    (STRIKE, "and doctors?", "How many doctors went on strike in Wales last year?"),
    (STRIKE, "how many doctors?", "How many doctors went on strike in Wales last year?"),
    (TRAIN, "And the day train?", "When will the day train to Vienna start?"),
    (("When will the library reopen?", "In May."), "and the pool", "When will the pool reopen?"),
    (("How many people were killed in the Gotha crash?", "Two."), "And injured?", "How many people were injured in the Gotha crash?"),
    (("How many people were killed in the Gotha crash?", "Two."), "how many injured", "How many people were injured in the Gotha crash?"),
    (("How much is a ticket for adults?", "£9."), "And for children?", "How much is a ticket for children?"),
    # only an asking word
    (FERRY, "When?", "When did the Marstal ferry sink?"),
    (FERRY, "why", "Why did the Marstal ferry sink?"),
    (FERRY, "how come?", "Why did the Marstal ferry sink?"),
    (FERRY, "When was that?", "When did the Marstal ferry sink?"),
    (FERRY, "where did that happen", "Where did the Marstal ferry sink?"),
    (("Is Halvorsen Foods closing its Bergen plant?", "Yes."), "Since when?", "Since when is Halvorsen Foods closing its Bergen plant?"),
    (FIRE, "When?", "When did the warehouse fire break out?"),
    (SCHOOLS, "how many?", "How many schools are closing in Norfolk?"),
    (SCHOOLS, "Why?", "Why are schools closing in Norfolk?"),
    (CUP, "who else?", "Who else won the women's cup final in Leeds?"),
    (CUP, "When?", "When was it that Harriet Oduya won the women's cup final in Leeds?"),
    # pronouns
    (CHIEF, "How old is she?", "How old is Ingrid Solberg?"),
    (CHIEF, "what is her salary", "what is Ingrid Solberg's salary"),
    (CHIEF, "who hired her?", "who hired Ingrid Solberg?"),
    (VOTE, "When was he elected?", "When was Rafael Mendes elected?"),
    (VOTE, "Who are his allies?", "Who are Rafael Mendes's allies?"),
    (PROFIT, "how many people does it employ", "how many people does Halvorsen Foods employ"),
    (PROFIT, "Who owns the company?", "Who owns Halvorsen Foods?"),
    (PROFIT, "Where is that company based?", "Where is Halvorsen Foods based?"),
    (TRAIN, "How much will it cost?", "How much will the new night train to Vienna cost?"),
    (FERRY, "Who owned it?", "Who owned the Marstal ferry?"),
    (FERRY, "what was its captain called", "what was the Marstal ferry's captain called"),
    (SCHOOLS, "How many pupils do they have?", "How many pupils do the schools that are closing in Norfolk have?"),
    (SCHOOLS, "How many of them are primary schools?", "How many of the schools that are closing in Norfolk are primary schools?"),
    (STRIKE, "how many of those were midwives?", "how many of the nurses that went on strike in Wales last year were midwives?"),
    (FIRE, "How many people live there?", "How many people live in Rotterdam?"),
    (MERGER, "When did it say that?", "When did the regulator say that the merger would harm customers?"),
    (MERGER, "And who proposed it?", "Who proposed the merger?"),
    (("How is Leeds paying for the new stadium?", "By a tax on hotel beds and a loan."), "How much is that hotel tax?", "How much is the tax on hotel beds?"),
    (("What is the ban on wood stoves in Graz about?", "Soot."), "When does the ban start?", "When does the ban on wood stoves in Graz start?"),
    # comparison
    (MUSEUM, "Is that more than in 2021?", "How many people visited the maritime museum in 2023, and is that more than in 2021?"),
    (MUSEUM, "was it less than in 2019", "How many people visited the maritime museum in 2023, and was it less than in 2019"),
    # nothing to take the pronoun's place: the topic is said first
    (FERRY, "Where are they searching for the captain?", "About the Marstal ferry: where are they searching for the captain?"),
    (FERRY, "how many died?", "About the Marstal ferry: how many died?"),
]  # fmt: skip

UNCHANGED = [
    (STRIKE, "Who won the Tour de France in 1998?"),
    (STRIKE, "how much does a litre of petrol cost in germany"),
    (STRIKE, "What is the capital of Peru?"),
    (STRIKE, "what causes earthquakes"),
    (STRIKE, "How many teachers went on strike in Wales last year?"),
    (STRIKE, "Who is the mayor of London?"),
    (CHIEF, "Did Joe Biden say he would send troops?"),
    (CHIEF, "Did Angela Merkel publish her memoirs?"),
    (CHIEF, "What did Brightwater say about its losses?"),
    (CHIEF, "When did the museum say it would reopen?"),
    (CHIEF, "Who is the chief executive of Brightwater?"),
    (PROFIT, "Is it true that the Louvre was robbed in October?"),
    (PROFIT, "Is there a cure for malaria?"),
    (PROFIT, "How many moons are there around Saturn?"),
    (PROFIT, "How long does it take to fly to Tokyo?"),
    (VOTE, "Which voters think that taxes are too high?"),
    (VOTE, "Who directed the film that won the Palme d'Or?"),
    (VOTE, "Why did teachers in Ohio walk out and when did they return?"),
    (TRAIN, "Will it rain in Hamburg tomorrow?"),
    (TRAIN, "how many people died in the Lisbon earthquake"),
    (FLU, "And who won the election in Chile?"),
    (FLU, "Has the strike at Boeing ended and what did workers get for their trouble?"),
    (SCHOOLS, "Where do storks go in winter?"),
    (SCHOOLS, "Those who smoke die younger: how much younger?"),
    (FIRE, "Tell me about the floods in Valencia"),
    (FIRE, "What happened in Sarajevo in 1914?"),
    (FERRY, "When is the next Olympic Games?"),
    (MERGER, "What is dark matter?"),
    (MUSEUM, "thanks"),
    (MUSEUM, "Which city has more people, Lagos or Cairo?"),
]

CONVERSATIONS = [
    (
        talk("How many nurses went on strike in Wales?", "12,000 [1]", "And in Scotland?", "8,000 [1]"),
        "And in 2019?",
        "How many nurses went on strike in Scotland in 2019?",
    ),
    (
        talk("Who leads Norway's Green Party?", "Arild Hermstad [1]", "how old is he", "He is 57 [2]"),
        "When was he born?",
        "When was Arild Hermstad born?",
    ),
    (
        [Turn("user", "Hello"), Turn("user", "How many medals did Italy win?")],
        "And Japan?",
        "How many medals did Japan win?",
    ),
    (
        [*talk(*PROFIT), Turn("user", ""), Turn("assistant", "  ")],
        "how many people does it employ",
        "how many people does Halvorsen Foods employ",
    ),
    (
        talk(*PROFIT, "Who won the Tour de France in 1998?", "Marco Pantani won it [1]."),
        "How old was he?",
        "How old was Marco Pantani?",
    ),
    ([Turn("assistant", "Ask me anything.")], "And in Spain?", "And in Spain?"),
    ([], "And in Spain?", "And in Spain?"),
]


@pytest.mark.parametrize(("history", "question", "expected"), REWRITTEN)
def test_a_follow_up_is_asked_in_full(history: Sequence[str], question: str, expected: str) -> None:
    assert standalone(question, talk(*history)) == expected


@pytest.mark.parametrize(("history", "question"), UNCHANGED)
def test_a_question_that_stands_alone_is_left_as_it_is(history: Sequence[str], question: str) -> None:
    assert standalone(question, talk(*history)) == question


@pytest.mark.parametrize(("history", "question", "expected"), CONVERSATIONS)
def test_turns_are_understood_in_their_order(history: Sequence[Turn], question: str, expected: str) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question"), [(talk(*one[0]), one[1]) for one in REWRITTEN] + [one[:2] for one in CONVERSATIONS]
)
def test_what_was_made_to_stand_alone_stands_alone(history: Sequence[Turn], question: str) -> None:
    once = standalone(question, history)
    assert standalone(once, history) == once


def test_no_history_changes_nothing() -> None:
    for _, question, _ in REWRITTEN:
        assert standalone(question, []) == question


VOCABULARY = (
    "how many who when where why what which did does is are was were the a that those them they he she it his her its "
    "their there then one of in at to and about than more troops nurses company plan city vote strike Wales Spain "
    "Belarus French Polish Ingrid Solberg Halvorsen Foods 2019 November last year 40 million won said died sent paid "
    '[1] ? . , : ’s " more else since come'
).split()
TEXTS = st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join) | st.text(max_size=60)
HISTORIES = st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), TEXTS), max_size=8)


def content(text: str) -> set[str]:
    return {normal(word) for word, _, _ in words(text) if word.lower().replace("’", "'") not in STOP_WORDS}


@given(TEXTS, HISTORIES)
def test_no_word_comes_from_anywhere_but_question_and_history(question: str, history: list[Turn]) -> None:
    said = content(question).union(*(content(turn.content) for turn in history))
    assert content(standalone(question, history)) <= said


@given(TEXTS)
def test_without_a_history_every_question_is_itself(question: str) -> None:
    assert standalone(question, []) == question


@given(TEXTS, HISTORIES)
def test_the_same_conversation_gives_the_same_question(question: str, history: list[Turn]) -> None:
    assert standalone(question, history) == standalone(question, list(history))


@given(TEXTS, HISTORIES, HISTORIES)
def test_what_was_said_long_ago_is_not_looked_at(question: str, old: list[Turn], recent: list[Turn]) -> None:
    ever = [*recent, *talk(*PROFIT, *STRIKE, *VOTE, *TRAIN, *FERRY, *MUSEUM)]
    assert standalone(question, [*old, *ever]) == standalone(question, ever)


@pytest.mark.parametrize(
    "text",
    ["a " * 100_000, "[1]" * 66_000, "Biden " * 33_000, "of the " * 28_000, "?" * 200_000, "A" * 200_000, "who did that? " * 14_000, "the plan " * 22_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_huge_turns_cost_little(text: str) -> None:
    started = time.process_time()
    for question in ("And in Spain?", "Why did he leave?", "How many of them were hit?", text):
        standalone(question, [Turn("user", text), Turn("assistant", text)] * 50)
    assert time.process_time() - started < 2
