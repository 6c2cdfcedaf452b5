"""Where a report was written."""

from __future__ import annotations

import pytest

from service.language.datelines import dateline_end


@pytest.mark.parametrize(
    "dateline",
    [
        "KRAMATORSK, Ukraine — ",
        "KYIV — ",
        "LONDON (Reuters) - ",
        "SÃO PAULO, Brazil — ",
        "ROME/PARIS (Reuters) - ",
        "LONDON, 3 May (Reuters) — ",
        "NEW YORK, May 3, 2024 — ",
    ],
)
def test_a_dateline_ends_where_its_sentence_begins(dateline: str) -> None:
    assert dateline_end(f"{dateline}The mayor spoke.") == len(dateline)


@pytest.mark.parametrize(
    "sentence",
    ["NASA — which runs it — won.", "IBM - the maker - bought it.", "The mayor spoke.", "Kyiv — The end.", ""],
)
def test_a_name_before_an_aside_is_no_dateline(sentence: str) -> None:
    assert dateline_end(sentence) == 0
