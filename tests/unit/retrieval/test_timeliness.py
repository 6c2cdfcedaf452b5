"""A question about "this week" is answered from the week in which it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.catalogue import published_within
from service.records import Draft, Filters, Ranks
from service.retrieval.fusion import Fused
from service.retrieval.timeliness import TIMELY, timely, until
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import Opened, opened, take_all

DAYS = [f"2022-{month:02}-14" for month in range(1, 13, 2)]
TOWNS = ("Aberlour", "Ballater", "Crieff", "Dunkeld", "Ellon", "Forfar")
DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))
QUESTION = "Which town was chosen by the council{}?"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("timely") / "data", WordHashEmbedder()) as parts:
        told = [
            Draft(f"The council chose a town this week, and it was {town}, as it was told.", id=town, published_at=day)
            for town, day in zip(TOWNS, DAYS, strict=True)
        ]
        # Scores are told from the spread of all that is found, so there has to be more than what answers.
        others = [Draft(f"Nothing was said by number{n} of ship{n}.", published_at="2021-12-01") for n in range(60)]
        take_all(parts, [*told, *others, Draft("The council chose a town once, and it was Gretna.", id="Gretna")])
        yield parts


@pytest.mark.parametrize(("town", "day"), list(zip(TOWNS, DAYS, strict=True)))
@pytest.mark.parametrize("when", [" this week", " yesterday", " recently"])
def test_the_article_of_the_days_asked_about_comes_first(news: Opened, town: str, day: str, when: str) -> None:
    asked = day[:-2] + "15"
    found = news.searcher.search(QUESTION.format(when), as_of=asked).evidence
    assert found[0].article.id == town
    assert [one.ranks.timely for one in found].count(True) == 1
    assert all((one.article.published_at or asked) <= asked for one in found)


@pytest.mark.parametrize(
    ("town", "month"), list(zip(TOWNS, ("January", "March", "May", "July", "September", "November"), strict=True))
)
def test_a_month_that_is_named_is_found_whoever_asks_when(news: Opened, town: str, month: str) -> None:
    found = news.searcher.search(QUESTION.format(f" in {month} 2022"), as_of=None).evidence
    assert found[0].article.id == town


# The others are of the first of December, when papers still tell of November.
@pytest.mark.parametrize(
    ("town", "month"), list(zip(TOWNS[:5], ("January", "March", "May", "July", "September"), strict=True))
)
def test_old_papers_are_asked_about_a_month_of_theirs(news: Opened, town: str, month: str) -> None:
    found = news.searcher.search(QUESTION.format(f" in {month}"), as_of=None).evidence
    assert found[0].article.id == town
    assert not any(
        one.ranks.timely for one in news.searcher.search(QUESTION.format(f" in {month}"), as_of="2030-01-01").evidence
    )


def test_a_question_without_days_is_ranked_as_it_was(news: Opened) -> None:
    found = news.searcher.search(QUESTION.format("")).evidence
    assert {one.ranks.timely for one in found} == {None}


def test_where_no_article_is_of_those_days_nothing_moves(news: Opened) -> None:
    for asked in (None, "2024-08-01"):
        found = news.searcher.search(QUESTION.format(" this week"), as_of=asked).evidence
        assert {one.ranks.timely for one in found} == {False}
        assert found


@pytest.mark.parametrize("day", ["14 October 1066", "1 January 9999", "31 December 1599"])
@pytest.mark.parametrize("as_of", [None, "1600-01-01", "2022-01-15"])
def test_a_day_of_which_no_paper_tells_is_asked_about_all_the_same(news: Opened, day: str, as_of: str | None) -> None:
    found = news.searcher.search(QUESTION.format(f" on {day}"), as_of=as_of).evidence
    assert not any(one.ranks.timely and "9999" not in day for one in found)


def test_an_article_is_of_the_days_that_it_was_published_on(news: Opened) -> None:
    keys = range(1, 68)
    first, last = date.fromisoformat(DAYS[0]), date.fromisoformat(DAYS[1])
    both = published_within(news.library, keys, [(first, first), (last, last)])
    assert len(both) == 2
    assert both == published_within(news.library, keys, [(first, last)])
    assert published_within(news.library, keys, [(date.min, date.max)]) > both
    assert not published_within(news.library, [], [(first, last)])


@given(st.lists(st.floats(-5, 5), min_size=66, max_size=66), st.sampled_from(DAYS))
def test_being_timely_is_a_score_beside_others(news: Opened, scores: list[float], day: str) -> None:
    fused = [Fused(key, score, Ranks()) for key, score in enumerate(scores, start=1)]
    made = timely(fused, QUESTION.format(" this week"), day, news.library)
    before = dict(enumerate(scores, start=1))
    assert [one.key for one in made] == [one.key for one in sorted(made, key=lambda one: (-one.score, one.key))]
    for one in made:
        assert one.score == before[one.key] + (TIMELY if one.ranks.timely else 0.0)
    assert [one.ranks.timely for one in made].count(True) == 1


@given(DATES, st.none() | DATES)
def test_nothing_after_the_day_of_asking_is_used(as_of: date, published_to: date | None) -> None:
    filters = Filters(published_to=None if published_to is None else str(published_to))
    narrowed = until(filters, str(as_of)).published_to
    assert narrowed == min(str(as_of), filters.published_to or str(as_of))
    assert until(until(filters, str(as_of)), str(as_of)).published_to == narrowed


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="is not an ISO 8601 date"):
        until(Filters(), "last Tuesday")
