"""Citations stand for exact characters, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.answerer import Sentence, Source
from service.answering.citations import Citer, utf16_length
from service.records import Article, Citation, Evidence, Passage, Ranks, Verification

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)


def evidence(text: str, number: int = 0) -> Evidence:
    article = Article(f"a{number}", "default", 1, "sha", "", None, None, None, None, "", "en", text)
    return Evidence(Passage(number, article.id, 1, 0, 0, len(text), text, ((0, len(text)),)), article, 0.0, Ranks())


@st.composite
def cited(draw: st.DrawFn) -> tuple[list[Sentence], list[Evidence]]:
    found = [evidence(text, number) for number, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=4)))]
    sentences = []
    for _ in range(draw(st.integers(0, 5))):
        sources = []
        for _ in range(draw(st.integers(1, 3))):
            number = draw(st.integers(0, len(found) - 1))
            start = draw(st.integers(0, len(found[number].article.text) - 1))
            end = draw(st.integers(start + 1, len(found[number].article.text)))
            sources.append(Source(number, start, end))
        sentences.append(Sentence(draw(st.text("ab c.", min_size=1, max_size=12)), tuple(sources)))
    return sentences, found


def cite(sentences: list[Sentence], found: list[Evidence]) -> tuple[str, tuple[Citation, ...]]:
    """The whole answer; on the way, what was said must add up to it."""
    citer = Citer(found)
    said = [citer.add(sentence, Verification("verified")) for sentence in sentences]
    assert "".join(one.text for one in said) == citer.text
    assert all(citer.text[one.start : one.end] == one.text for one in said)
    assert tuple(citation for one in said for citation in one.citations) == citer.citations
    return citer.text, citer.citations


@given(cited())
def test_every_citation_is_the_characters_it_names(given_: tuple[list[Sentence], list[Evidence]]) -> None:
    sentences, found = given_
    texts = {one.article.id: one.article.text for one in found}
    answer, citations = cite(sentences, found)
    for citation in citations:
        text = texts[citation.article_id]
        assert text[citation.start_char : citation.end_char] == citation.cited_text
        units = text.encode("utf-16-le")
        assert units[2 * citation.start_utf16 : 2 * citation.end_utf16].decode("utf-16-le") == citation.cited_text
        assert citation.verification.status == "verified"
        assert f" [{citation.marker}]" in answer


@given(cited())
def test_markers_count_from_one_by_first_use_and_one_place_has_one(
    given_: tuple[list[Sentence], list[Evidence]],
) -> None:
    _, citations = cite(*given_)
    first_uses = list(dict.fromkeys(citation.marker for citation in citations))
    assert first_uses == list(range(1, len(first_uses) + 1))
    places = {(c.article_id, c.version, c.start_char, c.end_char) for c in citations}
    assert len(places) == len(first_uses)


@given(cited())
def test_a_citation_points_at_the_sentence_of_the_answer_that_it_proves(
    given_: tuple[list[Sentence], list[Evidence]],
) -> None:
    sentences, found = given_
    answer, citations = cite(sentences, found)
    places = [
        {(found[one.number].article.id, one.start, one.end): sentence.text for one in sentence.sources}
        for sentence in sentences
    ]
    proven = [text for sentence in places for text in sentence.values()]
    assert [answer[c.answer_start : c.answer_end] for c in citations] == proven


@given(TEXTS)
def test_utf16_length_is_what_javascript_counts(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2
