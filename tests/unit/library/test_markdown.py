"""A Markdown file is prose and the fields of its front matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidInput
from service.library.loaders.markdown import load_markdown, to_prose
from service.library.text import normalise
from service.records import Draft, Refusal


def only(drafts: Iterator[Draft | Refusal]) -> Draft:
    (draft,) = drafts
    assert isinstance(draft, Draft)
    return draft


def load(text: str) -> Draft:
    return only(load_markdown(text.encode(), "a.md"))


FRONT = """---
id: 007
title: 1984
source: The Sentinel
author: [Ann Lee, Bo Roe]
date: 2022-01-24
url: https://example.org/a
lang: en-GB
collection: local
tags: [river, flood]
seen: 2022-01-25
---

"""


def test_front_matter_states_the_fields_as_they_are_written() -> None:
    draft = load(FRONT + "# Heading\n\nThe river rose.")
    assert (draft.id, draft.title, draft.source, draft.author) == (
        "007",
        "1984",
        "The Sentinel",
        "Ann Lee, Bo Roe",
    )
    assert (draft.published_at, draft.url) == ("2022-01-24", "https://example.org/a")
    assert (draft.language, draft.collection) == ("en-GB", "local")
    assert draft.metadata == {"tags": ["river", "flood"], "seen": "2022-01-25"}
    assert draft.text == "Heading\n\nThe river rose."


def test_of_two_names_for_a_field_the_first_wins_and_the_other_stays_in_metadata() -> None:
    draft = load("---\ndate: last week\npublished_at: 24 January 2022\n---\nThe river rose.")
    assert draft.published_at == "2022-01-24"
    assert draft.metadata == {"date": "last week"}


def test_without_front_matter_the_title_is_the_first_level_one_heading() -> None:
    assert load("## Not this\n\n# The *river* [rose](https://example.org)\n\nText.").title == "The river rose"
    assert load("The river rose. It rained.").title == "The river rose."


@pytest.mark.parametrize(
    ("front", "line", "why"),
    [
        ("a: 1\nb: [1", 4, "expected"),
        ("a: 1\n\tb: 2", 3, "cannot start any token"),
        ("- a", 2, "name: value"),
        ("a: &x 1\nb: *x", 3, "aliases"),
        ("a: 1\na: 2", 3, "given twice"),
        ("? [a]\n: 1", 2, "a name must be a word"),
        ("title:\n  a: 1", 3, "title must be a single value"),
        ("a: !!int x", 2, "does not fit its tag"),
        ("a: !!python/name:os.system x", 2, "could not determine a constructor"),
        ("a: " + "[" * 5_000, 2, "nested too deeply"),
        ("a: \ufffe", 2, "not allowed"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused_at_its_line(front: str, line: int, why: str) -> None:
    with pytest.raises(InvalidInput, match=f"line {line}: .*{why}"):
        load(f"---\n{front}\n---\nText.")


def test_front_matter_that_is_not_closed_is_refused_but_a_rule_is_not_front_matter() -> None:
    with pytest.raises(InvalidInput, match="never closed"):
        load("---\ntitle: a\n\nText.")
    assert load("---\n\nText above.\n\n---\n\nText below.").text == "Text above.\n\nText below."


def test_blank_lines_in_and_above_front_matter_keep_their_count() -> None:
    draft = load("\n\n--- \r\nnote: |\r\n  one\r\n\r\n\r\n\r\n  two\r\n---\r\nText.")
    assert draft.metadata == {"note": "one\n\n\n\ntwo\n"}
    with pytest.raises(InvalidInput, match="line 8"):
        load("\n---\na: 1\n\n\n\n\nb: *x\n---\nText.")


def test_empty_front_matter_states_nothing() -> None:
    assert load("---\n---\nThe river rose.") == load("The river rose.")


@pytest.mark.parametrize(
    ("field", "bad"), [("url", "javascript:x"), ("date", "2022-02-31"), ("lang", "e_e"), ("x", ".nan")]
)
def test_a_stated_field_that_cannot_be_used_is_refused(field: str, bad: str) -> None:
    with pytest.raises(InvalidInput, match=r"url|published_at|language|metadata"):
        load(f"---\n{field}: {bad}\n---\nText.")


def test_markup_becomes_prose() -> None:
    markdown = """
# Flood

The *river* rose by **three**
metres, said [Ann](https://example.org "x") of `ash`.
![a photo](p.jpg) It ~~has~~ fell.\\
New line <b>here</b>, a &amp; b.

- One
- Two

  more
    1. Three

> Quoted *words*.

| Town | Level |
|------|-------|
| Ash  | 3 m   |

<div>Raw <script>x()</script>words</div>

```
code one
code two
```

***
See <https://example.org/b> and the <title> tag.
"""
    _, text = to_prose(markdown)
    assert text == "\n\n".join(
        [
            "Flood",
            "The river rose by three metres, said Ann of ash. It fell.\nNew line here, a & b.",
            "One\nTwo\nmore\nThree",
            "Quoted words.",
            "Town | Level\nAsh | 3 m",
            "Raw words",
            "code one\ncode two",
            "See https://example.org/b and the tag.",
        ]
    )


SENTENCES = st.lists(st.sampled_from(["the", "council", "voted", "on", "a"]), min_size=1).map(
    lambda words: " ".join(words) + "."
)


@given(st.lists(SENTENCES, min_size=1))
def test_plain_paragraphs_are_the_same_before_and_after(paragraphs: list[str]) -> None:
    wrapped = "\n\n".join(paragraph.replace(" ", "\n", 1) for paragraph in paragraphs)
    assert to_prose(wrapped) == (None, "\n\n".join(paragraphs))


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")) | st.text("#*_`[]()<>!|-\n> a1.~&;\\")
)
def test_any_markdown_gives_text_in_its_final_form(markdown: str) -> None:
    _, text = to_prose(normalise(markdown))
    assert text == normalise(text)


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
    | st.text("ab:[]{}&*!-? \n'\"|>%@1.~")
)
def test_any_front_matter_is_read_or_refused(front: str) -> None:
    try:
        load(f"---\n{front}\n---\nThe river rose.")
    except InvalidInput as error:
        assert str(error)
