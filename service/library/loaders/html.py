"""Web pages: the body of the article without what surrounds it, and what the page says of itself."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from service.errors import InvalidInput
from service.library.loaders import fields
from service.library.loaders.encoding import declared_charset, decode
from service.library.loaders.quiet import quietly
from service.library.loaders.tags import UNSEEN, Element, parse, render
from service.library.loaders.title import cut
from service.records import Draft, Refusal

_BESIDE_ARTICLES = UNSEEN | {"a", "aside", "footer", "form", "header", "nav"}
_MOST_BLOCKS = 3_000
_STRUCK_OUT = frozenset(("del",))
_STATED_DATES = (
    "//meta[@property='article:published_time' or @property='og:article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='article:published_time' or @name='date' or @name='DC.date.issued' or @name='dcterms.date'"
    " or @name='pubdate' or @name='publish_date' or @name='publication_date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)
_LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\]{1,80})"')
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u",
     "var", "wbr")
)  # fmt: skip


def load_html(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """One article from a page; InvalidInput where the page holds none."""
    text, found = read_page(decode(raw, declared_charset(raw)))
    yield fields.make_draft(found, text, origin)


def read_page(markup: str) -> tuple[str, dict[str, object]]:
    """The article's text and, by the names of records.Draft, what the page states of it.

    Paragraphs are apart by a blank line. What the page states but cannot be used (a date in the
    future, an address that is not http) is left out and told in `metadata["warnings"]`.
    InvalidInput where there is no text beside navigation and links.
    Source: Barbaresi 2021, "Trafilatura", ACL System Demonstrations, 122-131.
    """
    tree = parse(markup)
    beside = "" if tree is None else render(tree, _BESIDE_ARTICLES)
    if tree is None or not beside:
        raise InvalidInput(
            "no article text found in this HTML page (only navigation, or text that a script fills in): "
            "save the page as the browser shows it, or give the article as text"
        )
    with quietly("trafilatura"), quietly("htmldate"):
        return _body(tree) or beside, _stated(tree)


def _body(tree: Element) -> str:
    from trafilatura import bare_extraction

    tree = copy.deepcopy(tree)
    _name_paragraphs(tree)
    try:
        # Precision keeps newsletters and teasers out; paragraphs written as <div> are named first, so
        # that it keeps those too.
        # "fast" leaves out the second opinion of jusText, whose time grows as the square of the blocks.
        fast = sum(element.tag == "br" or element.tag not in _INLINE for element in tree.iter()) > _MOST_BLOCKS
        page: Any = bare_extraction(tree, include_comments=False, favor_precision=True, fast=fast)
    except Exception:  # any page may break a heuristic: the tags are then stripped plainly
        return ""
    return "" if page is None or page.body is None else render(page.body, _STRUCK_OUT)


def _name_paragraphs(tree: Element) -> None:
    """Turns a `div` that holds running text and no block into a `p`: trafilatura may pass over the first."""
    for division in list(tree.iter("div")):
        if all(inner.tag in _INLINE for inner in division.iterdescendants()):
            division.tag = "p"
    for paragraph in list(tree.iter("p")):
        _part(paragraph)


def _part(paragraph: Element) -> None:
    """Makes paragraphs of what two line breaks in a row set apart: trafilatura would leave one break."""
    children = list(paragraph)
    doubled = [_is_empty_break(before) and after.tag == "br" for before, after in pairwise(children)]
    if not any(doubled):
        return
    part = paragraph.makeelement("p")
    part.text, paragraph.text, paragraph.tag = paragraph.text, None, "div"
    parts = [part]
    for child, is_end in zip(children, [*doubled, False], strict=True):
        if is_end:
            part = paragraph.makeelement("p")
            parts.append(part)
        else:
            part.append(child)
    paragraph[:] = parts


def _is_empty_break(element: Element) -> bool:
    return bool(element.tag == "br" and not (element.tail or "").strip())


def _stated(tree: Element) -> dict[str, object]:
    warnings: list[str] = []
    page = _page_metadata(tree)
    found: dict[str, object] = {
        "title": _name(getattr(page, "title", None), fields.LONGEST_TITLE),
        "author": _name(getattr(page, "author", None)),
        "source": _name(getattr(page, "sitename", None)),
        "url": fields.usable(fields.web_address, getattr(page, "url", None), warnings),
        "published_at": _date(tree, getattr(page, "date", None), warnings),
        "language": fields.usable(fields.language, _first(tree, "/html/@lang"), []),
        "id": _first(tree, "//meta[@name='dateline:id']/@content"),
    }
    if warnings:
        found["metadata"] = {"warnings": warnings}
    return found


def _page_metadata(tree: Element) -> object:
    from trafilatura.metadata import extract_metadata

    try:
        # Without this the year of a copyright line would pass for the date of the article.
        dates = {"extensive_search": False, "original_date": True}
        return extract_metadata(copy.deepcopy(tree), None, dates, extensive=False)
    except Exception:  # as in _body: what a page says of itself is welcome, never needed
        return None


def _name(value: object, limit: int = fields.LONGEST_FIELD) -> str | None:
    return cut(" ".join(str(value or "").split()), limit) or None


def _date(tree: Element, guessed: object, warnings: list[str]) -> str | None:
    """The date that the page states for machines, else the one that htmldate reads from it."""
    stated = next((value for path in _STATED_DATES if (value := _first(tree, path))), None)
    if stated is None:
        scripts = tree.xpath("//script[@type='application/ld+json']/text()")
        linked = (_LINKED_DATE.search(script) for script in scripts)
        stated = next((match[1] for match in linked if match), None)
    return fields.usable(fields.publication, stated or guessed, warnings)


def _first(tree: Element, path: str) -> str | None:
    return next((value for found in tree.xpath(path) if (value := str(found).strip())), None)
