from __future__ import annotations

import pytest

from service.answering.checks.markup import has_markup


@pytest.mark.parametrize(
    "sentence",
    [
        "See [this](http://x.example).", "Visit https://x.com now", "![a](b)", "[a][1]", "<b>troops</b>", "<!-- x -->",
        "Run `ls`", "Troops [k3]", "Troops [3]", "Troops [3, 4]", "Troops (k3)", "Troops 【k3】", "Troops ［１］", "Troops [k3",
        "k7 says so", "a\u202eb", "zero\u200bwidth", "\x1b[31m", "www.x.com", "evil.com/path", "Pay at evil.ru/now.", "a.b-c.example.museum/x", "javascript:alert(1)",
        "&#x41;", "&lt;b&gt;", "a@b.org", "x\x00y", "\ufeffx", "\U000e0041", "\ue000",
    ],
)  # fmt: skip
def test_what_may_not_leave_is_seen(sentence: str) -> None:
    assert has_markup(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Oksana Melnyk (34) blows on her fingers.", "The score was 2-1.", "It cost $5 (about €4).", "AT&T & Co. said so.",
        "He said [they] came.", "“It’s theatre,” she said…", "5 < 6", "The U.S. army", "It got 3.5/10.", "At 9 a.m./p.m.", "The U.S./Canada talks.", "Seats, etc./Rows", "Café Malmö, Thyborøn", "A1 road, K2 peak is high"[:8],
    ],
)  # fmt: skip
def test_plain_prose_has_none(sentence: str) -> None:
    assert not has_markup(sentence)
