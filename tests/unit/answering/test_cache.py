"""Answers kept are bounded in number and in memory, whatever was asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.answering.answer import Request
from service.answering.cache import AnswerCache, estimate, key_of
from service.answering.events import Done
from service.records import Answer, Article, Evidence, Passage, Ranks, Turn


def answer(*texts: str, **change: Any) -> Answer:
    """An answer whose evidence is one passage of an article of each text."""
    plain = Answer(
        "ans", "q", "q", "answered", None, "It fell.", None, (), tuple(map(evidence, texts)), (), (), "extractive",
        False, None, 1.0, {}, {}, None, {}, False, 1,
    )  # fmt: skip
    return replace(plain, **change)


def evidence(text: str) -> Evidence:
    article = Article(text[:8], "default", 1, "sha", "Title", None, None, None, None, "", "en", text)
    return Evidence(Passage(1, article.id, 1, 0, 0, 8, text[:8], ((0, 8),)), article, 1.0, Ranks())


def test_so_many_are_kept_and_the_oldest_goes_first() -> None:
    cache = AnswerCache(2)
    for name in "abc":
        cache.keep(name, [Done(answer("text"))])
    assert [cache.find(name) is not None for name in "abc"] == [False, True, True]


def test_they_take_no_more_memory_than_is_set() -> None:
    cache = AnswerCache(1000, 1_000_000)
    for number in range(50):
        cache.keep(number, [Done(answer(f"{number:08}" + "x" * 100_000))])
        assert cache.taken <= 1_000_000
    assert cache.find(49) is not None and cache.find(30) is None


def test_an_answer_over_the_whole_of_it_is_not_kept() -> None:
    cache = AnswerCache(1000, 1_000_000)
    cache.keep("a", [Done(answer("x" * 2_000_000))])
    assert (cache.find("a"), cache.taken) == (None, 0)


def test_an_answer_kept_again_is_counted_once() -> None:
    cache = AnswerCache(1000)
    for _ in range(3):
        cache.keep("a", [Done(answer("text"))])
    assert cache.taken == estimate(answer("text"))


def test_the_text_of_an_article_is_counted_once_for_all_its_passages() -> None:
    text = "x" * 1_000_000
    assert estimate(answer(text, text, text)) < 1_100_000
    assert estimate(answer(text, "y" + text)) > 2_000_000


def test_what_was_degraded_is_not_kept() -> None:
    cache = AnswerCache(10)
    cache.keep("a", [Done(answer("text", degraded=True, degraded_reason="model_invalid"))])
    assert cache.find("a") is None


def test_a_key_is_short_and_every_part_of_it_counts() -> None:
    asked = Request("Who?", history=(Turn("user", "x" * 1_000_000),))
    key = key_of(asked, "a", "2022-01-01", 1)
    assert len(key) == 64 and key == key_of(asked, "a", "2022-01-01", 1)
    others = [(replace(asked, history=()), "a", "2022-01-01", 1), (asked, "b", "2022-01-01", 1)]
    others += [
        (asked, "a", "2022-01-02", 1),
        (asked, "a", "2022-01-01", 2),
        (replace(asked, as_of="2022"), "a", "2022-01-01", 1),
    ]
    assert len({key, *(key_of(*one) for one in others)}) == 6
