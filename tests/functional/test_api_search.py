from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from service.language.asked_days import days_asked
from tests.fakes.served import Served, copied, problem, seeded, served

QUERY = "troops near the border"


@pytest.fixture(scope="module")
def server(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The seed articles, served."""
    seeds = seeded(tmp_path_factory.getbasetemp(), models)
    with served(copied(seeds, tmp_path_factory.mktemp("search"))) as running:
        yield running


def test_passages_come_best_first_with_the_ranks_they_were_fused_from(server: Served) -> None:
    results = server.search(QUERY, limit=50)["results"]
    scores = [one["score"] for one in results]
    assert scores == sorted(scores, reverse=True)
    for searcher in ("dense", "lexical"):
        ranked = [one["ranks"] for one in results if one["ranks"][searcher] is not None]
        ranks = [one[searcher] for one in ranked]
        assert ranks and min(ranks) >= 1
        assert len(set(ranks)) == len(ranks)
        by_rank = sorted(ranked, key=lambda one: one[searcher])
        raw = [one[f"{searcher}_score"] for one in by_rank]
        assert raw == sorted(raw, reverse=True)
    assert all(one["ranks"]["dense"] or one["ranks"]["lexical"] for one in results)


def test_every_passage_is_the_very_characters_of_its_article(server: Served) -> None:
    for one in server.search(QUERY, limit=20)["results"]:
        article = server.http.get(f"/v1/articles/{one['article_id']}", params={"version": one["version"]}).json()
        assert article["text"][one["start_char"] : one["end_char"]] == one["text"]
        assert (article["title"], article["source"]) == (one["title"], one["source"])


@pytest.mark.parametrize("limit", [1, 2, 8])
def test_limit_keeps_the_best(server: Served, limit: int) -> None:
    best = [one["passage_id"] for one in server.search(QUERY)["results"]]
    assert len(best) == 8
    assert [one["passage_id"] for one in server.search(QUERY, limit=limit)["results"]] == best[:limit]


def test_a_copy_stands_behind_the_article_it_repeats(server: Served) -> None:
    results = server.search("weighing a plan to send up to 5,000 U.S. troops", limit=50)["results"]
    found = {one["article_id"] for one in results}
    copies = {copy for one in results for copy in one["copies"]}
    assert copies
    assert not found & copies


@pytest.mark.parametrize("question", ["What did Moscow demand this week?", "What was agreed on 21 January?"])
@pytest.mark.parametrize("as_of", ["2022-01-22", "2022-01-28"])
def test_days_are_counted_from_the_day_of_asking(server: Served, question: str, as_of: str) -> None:
    results = server.search(question, as_of=as_of, limit=50)["results"]
    days = days_asked(question, date.fromisoformat(as_of))
    for one in results:
        published = date.fromisoformat(one["published_at"][:10])
        assert published <= date.fromisoformat(as_of)
        assert one["ranks"]["timely"] is any(first <= published <= last for first, last in days)
    assert any(one["ranks"]["timely"] for one in results)
    assert {one["ranks"]["timely"] for one in server.search(QUERY, as_of=as_of)["results"]} == {None}


def test_reranked_passages_are_those_that_an_answer_is_made_from(server: Served) -> None:
    plain = server.search(QUERY, limit=50)["results"]
    assert all(one["ranks"]["reader"] is None for one in plain)
    reranked = server.search(QUERY, rerank=True)["results"]
    assert [one["passage_id"] for one in reranked] == [one["passage_id"] for one in server.ask(QUERY)["evidence"]]
    assert {one["passage_id"] for one in reranked} <= {one["passage_id"] for one in plain}
    assert any(one["ranks"]["reader"] == 1 for one in reranked)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"query": ""}, "empty"),
        ({"query": "why " * 2500}, "10,000"),
        ({"query": QUERY, "as_of": "soon"}, "as_of"),
        ({"query": QUERY, "limit": 0}, "limit"),
        ({"query": QUERY, "limit": 51}, "limit"),
        ({"query": QUERY, "limit": "many"}, "limit"),
        ({"query": QUERY, "question": QUERY}, "question"),
        ({"query": QUERY, "filters": {"published_to": "2022-13-01"}}, "published_to"),
        ({}, "query"),
    ],
)
def test_a_search_that_cannot_be_made_is_refused_with_what_is_wrong(
    server: Served, body: dict[str, Any], words: str
) -> None:
    assert words in problem(server.http.post("/v1/search", json=body), 422, "invalid_input")["detail"]


def test_an_unknown_collection_is_not_found(server: Served) -> None:
    problem(server.http.post("/v1/search", json={"query": QUERY, "collection": "nowhere"}), 404, "not_found")
