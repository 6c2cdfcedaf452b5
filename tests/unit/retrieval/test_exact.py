"""Exact search over few passages: the same for the same library, and never of another state of it."""

from __future__ import annotations

import numpy as np

from service.records import Draft, Filters
from service.retrieval.exact import ExactSearch
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import Opened, take_all

EMBEDDER = WordHashEmbedder()


def found(exact: ExactSearch, house: Opened, collection: str = "default", filters: Filters | None = None) -> list[int]:
    hits = exact.search(EMBEDDER.embed_question("A dam"), collection, filters or Filters(), house.library.head(), 3)
    assert hits is not None
    return [hit.key for hit in hits]


def test_the_nearest_come_first_by_cosine(house: Opened) -> None:
    take_all(house, [Draft(f"The dam of town {number} broke.", id=f"d-{number}") for number in range(9)])
    vector = EMBEDDER.embed_question("A dam")
    hits = ExactSearch(house.library).search(vector, "default", Filters(), house.library.head(), 100)
    assert hits is not None and len(hits) == 9
    keys, vectors = house.library.vectors([hit.key for hit in hits])
    cosine = dict(zip(keys, vectors @ vector, strict=True))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(np.isclose(hit.score, cosine[hit.key]) for hit in hits)


def test_a_library_that_changed_is_read_again(house: Opened) -> None:
    exact = ExactSearch(house.library)
    take_all(house, [Draft("The dam broke.", id="a")])
    first = found(exact, house)
    take_all(house, [Draft("A dam", id="b")])
    assert len(found(exact, house)) == 2 and found(exact, house)[0] != first[0]
    house.library.delete("b")
    assert found(exact, house) == first


def test_collections_are_kept_apart_and_may_be_empty(house: Opened) -> None:
    exact = ExactSearch(house.library)
    take_all(house, [Draft("A dam", id=f"c-{number}", collection=f"c{number}") for number in range(7)])
    for _ in range(2):
        assert len({found(exact, house, f"c{number}")[0] for number in range(7)}) == 7
    assert found(exact, house, "nowhere") == []


def test_where_more_pass_the_filters_it_says_nothing(house: Opened) -> None:
    take_all(house, [Draft("A dam", id=f"e-{number}") for number in range(3)])
    vector, seq = EMBEDDER.embed_question("A dam"), house.library.head()
    exact = ExactSearch(house.library, 2)
    for _ in range(2):
        assert exact.search(vector, "default", Filters(), seq, 10) is None
    assert len(found(exact, house, filters=Filters(article_ids=("e-1",)))) == 1
