"""Whether sentences and spans hold the kind of thing asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.extractive.kinds import NEUTRAL, fit, span_fit
from service.language.question import analyse


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How much solvent leaked?", "Some 74,000 gallons of solvent leaked.", "It cost $74,000 in 2021."),
        ("How much notice must they give?", "They must give 48 hours’ notice.", "They must stay for 48 hours."),
        ("How much will the repairs cost?", "It will pay 6 million in repairs.", "Some 6 million in Asia saw it."),
        ("How many of them agreed?", "Half of them agreed.", "They agreed."),
        ("How large is the force?", "The force is of 900 soldiers.", "The force came in 2021."),
        ("How many people is it laying off?", "It will cut 430 jobs.", "It will cut 430 trees."),
        ("How many troops are there?", "There are 900 troops.", "About 10% of the troops are ill."),
        ("How many of the ships came?", "None of the ships came.", "All ships are grey."),
        ("Who won?", "Ann Lee won.", "The favourite won."),
        ("Why did it close?", "It closed because of mould.", "It closed on Monday."),
    ],
)
def test_a_sentence_with_what_is_asked_for_fits_better(question: str, better: str, worse: str) -> None:
    asked = analyse(question)
    assert fit(asked, better) > fit(asked, worse)


@pytest.mark.parametrize(
    ("question", "other", "sentence", "span"),
    [
        ("When did he say so?", "When did it sink?", "He said on Friday that it sank.", "Friday"),
        ("Where is Lund?", "Where is Lund’s whale?", "The whale left Lund, Sweden, at dawn.", "Sweden"),
        ("Who is the leader?", "Who is the minister?", "Their leader, Bo Carr, came.", "Bo Carr"),
        ("Who is the president?", "Who is the minister?", "Their leader, Bo Carr, came.", "Bo Carr"),
        ("Who is the skipper?", "Who is the pilot?", "The captain, Bo Carr, came.", "Bo Carr"),
        ("Who was the winner?", "Who was the mayor?", "Bo Carr won it.", "Bo Carr"),
        ("Who was the founder?", "Who was the captain?", "Bo Carr founded it.", "Bo Carr"),
        ("Who is the owner?", "Who is the editor?", "Bo Carr owns it.", "Bo Carr"),
        ("Who is the CEO?", "Who is the chairman?", "The CEO, Bo Carr, came.", "Bo Carr"),
        ("Who chairs it?", "Who is the chief executive?", "Its chairman, Bo Carr, came.", "Bo Carr"),
        ("Who is the deputy minister?", "Who is the minister?", "The deputy minister, Bo Carr, came.", "Bo Carr"),
        ("Who is the minister?", "Who is the mayor?", "The minister, Bo Carr, may come.", "Bo Carr"),
        ("Where was it?", "Who was it?", "KESSELBRIDGE, Norland — The leader came.", "KESSELBRIDGE"),
    ],
)
def test_the_same_span_fits_the_question_it_answers_better(question: str, other: str, sentence: str, span: str) -> None:
    place = (sentence.index(span), sentence.index(span) + len(span))
    assert span_fit(analyse(question), sentence, place) > span_fit(analyse(other), sentence, place)


@pytest.mark.parametrize(
    ("question", "sentence", "right", "wrong"),
    [
        ("Who led the inquiry?", "Ann Lee led the inquiry in May.", "Ann Lee", "in May"),
        ("Who led Ann Lee?", "Bo Carr led Ann Lee.", "Bo Carr", "Ann Lee"),
        ("Who won the cup?", "Marta Ruiz won it for Spain.", "Marta Ruiz", "Spain"),
        ("Who came after Esther Lund?", "“I saw Bo,” Ms. Lund said of Bo Carr.", "Bo Carr", "Ms. Lund"),
        ("Who is the finance minister?", "Bo Carr is finance minister.", "Bo Carr", "finance"),
        ("When did the frost come?", "It came on May 3, growers said on Wednesday.", "May 3", "Wednesday"),
        ("When will it close?", "She told a court in Lund on Friday that it would be in May.", "in May", "Friday"),
        ("Where is Lund’s whale shown?", "It left Lund, Sweden, for Halifax.", "Halifax", "Sweden"),
        ("What’s the name of the ship?", "The old ship Vesle sank.", "Vesle", "old"),
        ("What did Ann call her son?", "Ann had a son in May, Bo.", "Bo", "in May"),
        ("Who began it?", "In the Nova Scotia town Walter Peake began it.", "Walter Peake", "Nova Scotia town"),
        ("On what date was it frozen?", "It was asked for in May 2022, and frozen on 16 June.", "16 June", "May 2022"),
        ("On what date was it frozen?", "It came up this week and was frozen on 16 May.", "16 May", "this week"),
        ("When did it open?", "The museum opened on 3 May.", "3 May", "museum"),
        ("How many came?", "On 3 May 900 people came.", "900", "3 May"),
        ("Where did it land?", "It landed near Woomera at dawn.", "Woomera", "dawn"),
        ("Where were they called to?", "Rescuers were called to a field at dawn.", "a field", "Rescuers"),
        ("Where in Slovakia will it be?", "It will be in Sliac, not in Bulgaria.", "Sliac", "Bulgaria"),
        ("Where did it come down?", "It came down in a ditch where they were not.", "a ditch", "they were not"),
        ("Why did it close?", "The old hall closed because of mould.", "mould", "old hall"),
        ("Why did it close?", "A day after a storm it closed because of mould.", "mould", "a storm"),
        ("What held up the boats?", "A broken crane held up the boats.", "A broken crane", "the boats"),
        ("What caused it?", "In a smaller town, said a guard, it stems from a leak.", "a leak", "smaller town"),
    ],
)
def test_a_span_of_the_kind_asked_for_fits_better(question: str, sentence: str, right: str, wrong: str) -> None:
    asked = analyse(question)

    def of(span: str) -> float:
        at = sentence.index(span)
        return span_fit(asked, sentence, (at, at + len(span)))

    assert of(right) > of(wrong)


@pytest.mark.parametrize(
    ("question", "sentence", "span"),
    [
        ("Where in Europe was it found?", "It was found in Germany.", "Germany"),
        ("Where in the UK is it?", "It is in Scotland.", "Scotland"),
        ("Where in Ukraine is it?", "It is in Kyiv.", "Kyiv"),
        ("Where in Ukraine is it?", "It is in Ukraine’s south.", "Ukraine’s south"),
    ],
)
def test_what_lies_inside_the_place_asked_about_fits(question: str, sentence: str, span: str) -> None:
    place = (sentence.index(span), sentence.index(span) + len(span))
    assert span_fit(analyse(question), sentence, place) > 0


def test_whoever_holds_another_office_is_not_who_is_asked_for() -> None:
    sentence = "The ferry’s operator, Skoneline, thanked the crew."
    place = (sentence.index("Skoneline"), sentence.index(", thanked"))
    assert span_fit(analyse("Who is the captain of the ferry?"), sentence, place) == 0
    assert span_fit(analyse("Who is the operator of the ferry?"), sentence, place) == 1
    former = "The former mayor, Ann Lee, came."
    place_of_name = (former.index("Ann"), former.index(", came"))
    assert span_fit(analyse("Who was the mayor in 2020?"), former, place_of_name) == 1
    # Who did what is asked is a person that some word may stand for.
    assert span_fit(analyse("Who is the witness?"), sentence, place) == NEUTRAL


def test_any_span_will_do_where_no_kind_is_asked_for_and_none_is_worth_nothing() -> None:
    asked = analyse("What did she write?")
    assert span_fit(asked, "She wrote a poem.", (10, 16)) == NEUTRAL
    assert span_fit(asked, "She wrote a poem.", None) == 0


@given(st.sampled_from(["Who?", "How many?", "Where?", "Why?", "When?", "What?"]), st.text(max_size=50), st.data())
def test_every_fit_is_a_share_of_one(question: str, sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence)))
    end = data.draw(st.integers(start, len(sentence)))
    asked = analyse(question)
    assert 0 <= span_fit(asked, sentence, (start, end)) <= 1
    assert 0 <= fit(asked, sentence) <= 1
