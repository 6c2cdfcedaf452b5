"""What the scorer of sentences is fitted to, and what the fit may not unlearn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from service.answering.extractive.scoring import FEATURES, SURE_FEATURES
from training import asked
from training.asked import Described
from training.reader.written import read_written
from training.sentence_scorer import AGREES, OTHER_DAYS, fit


def _question(seed: int) -> Described:
    chance = np.random.default_rng(seed)
    rows = chance.normal(size=(6, len(FEATURES)))
    # Made so that what agrees is wrong, and what is of other days is right.
    worth = rows[:, FEATURES.index("dates_missing")] - rows[:, FEATURES.index("told")]
    right = worth == worth.max()
    return Described("Who?", str(seed), True, False, rows, right, ("",) * 6)


def test_agreement_and_days_keep_their_part_where_what_is_learnt_from_speaks_against_them() -> None:
    fitted = fit({"written": [_question(seed) for seed in range(40)]})
    assert fitted.order[FEATURES.index("dates_missing")] <= OTHER_DAYS
    assert fitted.order[FEATURES.index("told")] >= AGREES
    assert fitted.sure[SURE_FEATURES.index("told")] >= AGREES


def test_a_fit_puts_first_what_was_right() -> None:
    chance = np.random.default_rng(3)
    made = []
    for seed in range(400):
        rows = chance.normal(size=(6, len(FEATURES)))
        right = rows[:, 0] == rows[:, 0].max()
        made.append(Described("Who?", str(seed), True, False, rows, right, ("",) * 6))
    fitted = fit({"written": made[:340]})
    first = [bool(one.right[int(np.argmax(one.rows @ fitted.order))]) for one in made[340:]]
    assert np.mean(first) > 0.8


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_question_of_ours_is_asked_of_its_own_article(is_answered: bool) -> None:
    _, questions = asked._written(Path())
    titles = {one.title: one.id for one in read_written()}
    some = [one for one in questions if one.answerable is is_answered]
    assert some
    assert all(one.filters.article_ids == (titles[one.group],) for one in some)
