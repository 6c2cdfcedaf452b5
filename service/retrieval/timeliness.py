"""Articles of the days that a question asks about, before others: "this week" is a week, known by who asks when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from service.language.asked_days import days_asked, names_no_year
from service.language.calendar import day_of
from service.library.catalogue import published_within, years_published
from service.library.dates import epoch_range
from service.library.store import Library
from service.records import Filters
from service.retrieval.fusion import Fused

# What being of the days asked about counts beside the fused z-scores (docs/decisions/0015).
TIMELY = 1.0


def until(filters: Filters, as_of: str | None) -> Filters:
    """The filters, with nothing published after the ISO 8601 date `as_of`; InvalidInput where it is none."""
    if as_of is None:
        return filters
    last = epoch_range(as_of, "as_of")[1]
    if filters.published_to is not None and epoch_range(filters.published_to)[1] <= last:
        return filters
    return replace(filters, published_to=as_of)


def timely(fused: Sequence[Fused], question: str, as_of: str | None, library: Library) -> list[Fused]:
    """The passages with those of the days that the question asks about before others as good, best first.

    Days are counted from `as_of`, or from today. Where nobody says when it is asked and nothing is of the last
    November, "in November" is that of any year. A question that names no days changes nothing.
    """
    keys, asked = [one.key for one in fused], _asked_on(as_of)
    days = days_asked(question, asked)
    if not days:
        return list(fused)
    inside = published_within(library, keys, days)
    if not inside and as_of is None and names_no_year(question):
        # In January papers tell of the December before.
        years = sorted({year - back for year in years_published(library, keys) for back in (0, 1)}, reverse=True)
        inside = published_within(library, keys, days_asked(question, asked, years))
    made = [
        replace(one, score=one.score + TIMELY * (one.key in inside), ranks=replace(one.ranks, timely=one.key in inside))
        for one in fused
    ]
    return sorted(made, key=lambda one: (-one.score, one.key))


def _asked_on(as_of: str | None) -> date:
    return day_of(as_of and as_of.replace("/", "-")) or datetime.now(UTC).date()
