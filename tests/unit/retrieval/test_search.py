"""Search brings the best passages of a collection, within its filters, each story once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import InvalidInput, NotFound
from service.records import Draft, Filters
from service.retrieval.exact import MOST
from service.retrieval.search import PER_ARTICLE, Found, Searcher
from tests.fakes.embedder import WordHashEmbedder
from tests.fakes.opened import Opened, opened, take_all

SUBJECTS = ("tram", "flood", "comet", "bakery", "goalkeeper", "vaccine", "orchard", "lighthouse", "strike", "museum")
SOURCES = ("Courier", "Wire", 'O\'Hara "News"', None)


def draft(number: int) -> Draft:
    subject = SUBJECTS[number % len(SUBJECTS)]
    place = f"Town{number}"
    return Draft(
        f"The {subject} of {place} was the talk of county{number}. Mayor Name{number} spoke of the {subject} at noon{number}.",
        id=f"{subject}-{number:02}",
        title=f"{subject} in {place}",
        source=SOURCES[number % len(SOURCES)],
        published_at=None if number % 7 == 0 else f"2022-01-{number % 28 + 1:02}",
    )


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("search") / "data", WordHashEmbedder(), few=MOST) as parts:
        take_all(parts, [draft(number) for number in range(60)])
        take_all(parts, [Draft("The tram of another collection.", id="elsewhere", collection="other")])
        yield parts


def keys(found: Found) -> list[int]:
    return [evidence.passage.key for evidence in found.evidence]


def test_what_is_asked_for_comes_first_with_every_score(news: Opened) -> None:
    found = news.searcher.search("What did Mayor Name33 say of the bakery in Town33?")
    best = found.evidence[0]
    assert best.article.id == "bakery-33"
    assert (best.ranks.dense, best.ranks.lexical) == (1, 1)
    assert best.passage.text == best.article.text[best.passage.start : best.passage.end]
    assert [evidence.score for evidence in found.evidence] == sorted((e.score for e in found.evidence), reverse=True)
    assert set(found.timings_ms) == {"sync", "embed", "dense", "lexical", "fuse"}
    assert found.index_seq == news.library.head()


@pytest.mark.parametrize(
    "filters",
    [
        Filters(source=("Wire",)),
        Filters(source=('O\'Hara "News"', "Courier"), published_from="2022-01-10"),
        Filters(published_from="2022-01-05", published_to="2022-01-20"),
        Filters(article_ids=tuple(f"tram-{n:02}" for n in range(0, 60, 10))),
        Filters(source=("nobody",)),
        Filters(published_from="2030-01-01"),
        Filters(),
    ],
)
@pytest.mark.parametrize("question", ["tram in Town10", "the flood and the comet", "Mayor Name27"])
def test_exact_search_and_the_graph_agree_within_filters(news: Opened, question: str, filters: Filters) -> None:
    exact = news.searcher.search(question, filters=filters, limit=20)
    by_graph = Searcher(news.library, news.indexes, WordHashEmbedder(), few=-1)
    graph = by_graph.search(question, filters=filters, limit=20)
    assert keys(exact) == keys(graph)
    for one, other in zip(exact.evidence, graph.evidence, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-3)
        assert one.ranks.dense == other.ranks.dense


def test_everything_found_passes_the_filters(news: Opened) -> None:
    filters = Filters(source=("Courier", "Wire"), published_from="2022-01-05", published_to="2022-01-20")
    found = news.searcher.search("tram flood comet", filters=filters, limit=50)
    assert found.evidence
    for evidence in found.evidence:
        assert evidence.article.source in ("Courier", "Wire")
        assert "2022-01-05" <= (evidence.article.published_at or "") <= "2022-01-20"
    none = Filters(source=())
    assert news.searcher.search("tram", filters=none).evidence == ()


def test_a_collection_is_searched_alone(news: Opened) -> None:
    assert news.ids("tram", collection="other") == ["elsewhere"]
    assert "elsewhere" not in news.ids("tram of another collection", limit=50)


def test_an_unknown_collection_is_not_found_and_a_bad_name_refused(news: Opened) -> None:
    with pytest.raises(NotFound, match="'sports'"):
        news.searcher.search("tram", "sports")
    with pytest.raises(InvalidInput):
        news.searcher.search("tram", "Sports!")
    with pytest.raises(InvalidInput):
        news.searcher.search("tram", filters=Filters(published_from="yesterday"))


def test_as_many_come_as_were_asked_for(news: Opened) -> None:
    for limit in (1, 5, 20, 50):
        assert len(news.searcher.search("the mayor spoke at noon", limit=limit).evidence) == limit
    shorter = keys(news.searcher.search("the mayor spoke at noon", limit=5))
    assert keys(news.searcher.search("the mayor spoke at noon", limit=20))[:5] == shorter


def test_an_empty_library_finds_nothing(house: Opened) -> None:
    found = house.searcher.search("Who won?", filters=Filters(source=("Wire",)))
    assert (found.evidence, found.index_seq) == ((), 0)
    assert house.ids("Who won?") == []


def test_a_deleted_article_is_not_found_again(house: Opened) -> None:
    take_all(house, [draft(1), draft(2)])
    assert house.ids("flood in Town1")[0] == "flood-01"
    house.library.delete("flood-01")
    assert "flood-01" not in house.ids("flood in Town1")


def test_a_changed_article_is_found_by_its_new_text_only(house: Opened) -> None:
    take_all(house, [Draft("The harbour is to close in May.", id="a"), draft(2)])
    take_all(house, [Draft("The airport is to open in June.", id="a")])
    best = house.searcher.search("airport June").evidence[0]
    assert (best.article.id, best.article.version) == ("a", 2)
    assert all("harbour" not in evidence.passage.text for evidence in house.searcher.search("harbour May").evidence)


STORY = (
    "Around 100,000 troops are stationed near the border, the ministry said on Monday. Satellite pictures showed rows "
    "of tents and field hospitals at three bases, and trains carried tanks west through the night."
)


def test_a_story_in_several_papers_is_one_with_its_copies_named(house: Opened) -> None:
    take_all(
        house,
        [
            Draft(STORY, id="wire", source="Wire"),
            Draft("(Wire) " + STORY, id="courier", source="Courier"),
            Draft(STORY + " Talks go on.", id="herald", source="Herald"),
            draft(1),
        ],
    )
    found = house.searcher.search("How many troops are near the border?")
    stories = [evidence for evidence in found.evidence if evidence.article.id in {"wire", "courier", "herald"}]
    assert len(stories) == 1
    assert {stories[0].article.id, *stories[0].copies} == {"wire", "courier", "herald"}
    assert next(evidence for evidence in found.evidence if evidence.article.id == "flood-01").copies == ()
    # Within a filter that leaves one paper, its own article is found.
    assert house.ids("How many troops?", filters=Filters(source=("Herald",))) == ["herald"]


def test_one_long_article_does_not_fill_the_list(house: Opened) -> None:
    long = " ".join(f"The tram passes stop{i} of line{i}, as passenger{i} said to reporter{i}." for i in range(200))
    take_all(house, [Draft(long, id="long"), draft(0), draft(10)])
    assert len(house.library.passages_of("long")) > PER_ARTICLE
    ids = house.ids("Which stops does the tram pass?")
    assert ids.count("long") == PER_ARTICLE
    assert {"tram-00", "tram-10"} <= set(ids)
    assert house.ids("Which stops does the tram pass?", per_article=1).count("long") == 1


def test_what_has_just_been_added_is_found_at_once(house: Opened) -> None:
    for number in range(5):
        take_all(house, [draft(number)])
        assert house.ids(f"Mayor Name{number}")[0] == draft(number).id


def test_many_may_search_while_articles_come_in(house: Opened) -> None:
    take_all(house, [draft(number) for number in range(10)])

    def work(number: int) -> bool:
        if number % 8 == 0:
            take_all(house, [draft(10 + number // 8)])
            return True
        return house.ids(f"Mayor Name{number % 10} of Town{number % 10}")[0] == draft(number % 10).id

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(64)))
    assert len(house.searchable()) == 18


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "the of and", "\x00", "x" * 10_000, "👩‍🚀", "AND OR NOT (", 'title:"x']
)
def test_an_odd_question_is_searched_without_an_error(news: Opened, question: str) -> None:
    assert len(news.searcher.search(question, limit=3).evidence) == 3
