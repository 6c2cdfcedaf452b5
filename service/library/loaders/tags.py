"""Markup to plain text: paragraphs apart by a blank line, list items and table rows a line each."""

from __future__ import annotations

import re
from typing import Any

from service.library.text import normalise

# lxml has no type information: its elements are Any here and in html.py.
Element = Any

# With them what is struck out: the author took it back.
UNSEEN = frozenset(
    ("script", "style", "template", "noscript", "svg", "head", "title", "button", "select", "textarea",
     "iframe", "object", "audio", "video", "del", "s", "strike")
)  # fmt: skip
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
     "header", "hr", "html", "list", "main", "nav", "ol", "p", "pre", "quote", "section", "summary", "table",
     "ul")
)  # fmt: skip
_LINES = frozenset(("li", "item", "tr", "row"))
_BREAKS = frozenset(("br", "lb"))
_CELLS = frozenset(("td", "th", "cell"))
_LISTS = frozenset(("ul", "ol", "dl", "list"))
# Marks that no text can hold, since C0 controls are taken out of it.
_BLOCK, _LINE, _CELL, _BREAK = "\x01", "\x02", "\x03", "\x04"
_EMPTY_LINE = re.compile(rf"{_BREAK}\s*{_BREAK}")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")


def parse(markup: str) -> Element | None:
    """The tree of an HTML page or fragment without comments; None where it holds nothing.

    lxml expands no entity that a document declares and fetches nothing.
    """
    import lxml.etree
    import lxml.html

    # "huge" lifts the limits of 256 levels and 10 MB of text in one node, beyond which text is lost.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(normalise(markup).encode("utf-8"), parser=parser)
    except (lxml.etree.LxmlError, AssertionError):
        return None


def strip_tags(markup: str) -> str:
    """The text that a reader of the HTML fragment sees, in blocks."""
    tree = parse(markup)
    return "" if tree is None else render(tree)


def render(tree: Element, unseen: frozenset[str] = UNSEEN) -> str:
    """The text of a tree in blocks, without the elements named `unseen`.

    Reads the names of HTML and those of trafilatura's output (TEI: head, list, item, row, cell, lb).
    """
    pieces: list[str] = []
    _walk(tree, unseen, pieces)
    marked = _EMPTY_LINE.sub(_BLOCK, "".join(pieces)).replace(_BREAK, _LINE)
    blocks = (_block(block) for block in marked.split(_BLOCK))
    return "\n\n".join(block for block in blocks if block)


def _walk(tree: Element, unseen: frozenset[str], pieces: list[str]) -> None:
    import lxml.etree

    inside: list[str] = []  # the open elements that change how those within them are set
    walker = lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in unseen:
                walker.skip_subtree()
                continue
            pieces.append(_mark(tag, inside))
            if tag in _LISTS or tag in _CELLS or tag == "pre":
                inside.append(tag)
            pieces.append(_text(element.text, inside))
            continue
        if event == "end" and tag not in unseen:
            if inside and inside[-1] == tag:
                inside.pop()
            if tag not in _BREAKS:
                pieces.append(_mark(tag, inside))
        if element is not tree:
            pieces.append(_text(element.tail, inside))


def _mark(tag: str, inside: list[str]) -> str:
    in_cell = any(tag_ in _CELLS for tag_ in inside)
    if tag in _CELLS:
        return _CELL
    if tag in _BLOCKS:
        return " " if in_cell else _LINE if inside else _BLOCK
    if tag in _LINES:
        return " " if in_cell else _LINE
    if tag in _BREAKS:
        return " " if in_cell else _BREAK
    return ""


def _text(text: str | None, inside: list[str]) -> str:
    clean = _CONTROLS.sub("", text or "")
    return clean.replace("\n", _LINE) if inside and inside[-1] == "pre" else clean


def _block(block: str) -> str:
    lines = (
        " | ".join(cell for part in line.split(_CELL) if (cell := " ".join(part.split())))
        for line in block.split(_LINE)
    )
    return "\n".join(line for line in lines if line)
