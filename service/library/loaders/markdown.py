"""Markdown files: prose without its markup, and the fields that YAML front matter states."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from service.errors import InvalidInput
from service.library.loaders.encoding import decode
from service.library.loaders.fields import DEEPEST_METADATA, make_draft
from service.library.loaders.tags import strip_tags
from service.library.text import normalise
from service.records import Draft, Refusal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# What front matter may call a field, first choice first; the other name then stays in metadata.
_NAMES = {
    "id": ("id",),
    "title": ("title",),
    "source": ("source",),
    "author": ("author",),
    "published_at": ("published_at", "date"),
    "url": ("url",),
    "language": ("language", "lang"),
    "collection": ("collection",),
}
_OPENING = re.compile(r"---[ \t]*\n(?![ \t]*\n)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_LONGEST_FRONT_MATTER = 64 * 1024
_DEEPEST = 100


def load_markdown(raw: bytes, origin: str) -> Iterator[Draft | Refusal]:
    """One article; InvalidInput gives the line at which front matter cannot be read."""
    front, body = _split(decode(raw))
    stated = {} if front is None else _front_matter(front)
    title, text = to_prose(normalise(body))
    stated["title"] = stated.get("title") or title
    yield make_draft(stated, text, origin)


def to_prose(markdown: str) -> tuple[str | None, str]:
    """The first level-one heading, and the text in blocks apart by a blank line.

    Links become their words, images vanish, list items and table rows are a line each, a soft line
    break is a space. Source: CommonMark 0.31, with GitHub's tables and strikethrough.
    """
    parser = _parser()
    tokens = parser.parse(markdown)
    markup = str(parser.renderer.render(tokens, parser.options, {}))
    return _heading(parser, tokens), strip_tags(markup)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # HTML is stripped piece by piece: an unclosed <title> among words would swallow all that follows.
    parser.add_render_rule("html_inline", _inline_html)
    parser.add_render_rule("html_block", _block_html)
    parser.add_render_rule("image", _no_image)
    return parser


def _inline_html(_renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return "<br>" if tokens[index].content.lower().startswith("<br") else ""


def _block_html(_renderer: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f"<pre>{html.escape(strip_tags(tokens[index].content))}</pre>"


def _no_image(_renderer: Any, _tokens: Sequence[Token], _index: int, *_: Any) -> str:
    return ""


def _heading(parser: MarkdownIt, tokens: Sequence[Token]) -> str | None:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            words = strip_tags(str(parser.renderer.render([inline], parser.options, {})))
            return words[:1000] or None
    return None


def _split(text: str) -> tuple[str | None, str]:
    """Front matter without its fences, and the body; a `---` before a blank line is a mere rule."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    content = text.lstrip("\n")
    opening = _OPENING.match(content)
    if opening is None:
        return None, text
    # Blank lines above stay, so that the lines of what follows keep their numbers.
    above = "\n" * (len(text) - len(content))
    closing = _CLOSING.search(content, opening.end())
    if closing is None:
        line = len(above) + 1
        raise InvalidInput(f"front matter opens on line {line} and is never closed: end it with a line ---")
    return above + content[opening.end() : closing.start()], content[closing.end() :]


def _front_matter(front: str) -> dict[str, object]:
    """The stated fields as strings exactly as written, the rest as `metadata`."""
    import yaml

    if len(front) > _LONGEST_FRONT_MATTER:
        raise InvalidInput(f"front matter has {len(front):,} characters; at most {_LONGEST_FRONT_MATTER:,} are read")
    try:
        _refuse_traps(front)
        return _fields(front)
    except yaml.MarkedYAMLError as error:
        raise _broken(
            error.problem or error.context or "it is not YAML", _line(error.problem_mark or error.context_mark)
        ) from None
    except yaml.reader.ReaderError as error:
        raise _broken(error.reason, front.count("\n", 0, error.position)) from None
    except InvalidInput:
        raise
    except Exception as error:  # PyYAML lets whatever an ill-typed tag (!!int x) provokes pass through
        raise _broken(f"a value does not fit its tag ({error})", 0) from None


def _refuse_traps(front: str) -> None:
    """An alias may stand for itself or for a billion values, and deep nesting takes quadratic time."""
    import yaml

    depth = 0
    for event in yaml.parse(front, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _broken(f"aliases such as *{event.anchor} are not read", _line(event.start_mark))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_METADATA:
            raise _broken("it is nested too deeply", _line(event.start_mark))


def _fields(front: str) -> dict[str, object]:
    import yaml

    loader = yaml.SafeLoader(front)
    # Dates stay as they are written: they are JSON then, and service.library.dates is what reads them.
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    root = loader.get_single_node()
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise _broken("it must be lines of the form `name: value`", _line(root.start_mark))
    nodes: dict[str, Any] = {}
    for key, value in root.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _broken("a name must be a word", _line(key.start_mark))
        if key.value in nodes:
            raise _broken(f"{key.value} is given twice", _line(key.start_mark))
        nodes[key.value] = value
    stated: dict[str, object] = {}
    for field, names in _NAMES.items():
        name = next((name for name in names if name in nodes), None)
        if name is not None:
            stated[field] = _words(nodes.pop(name), name)
    if isinstance(author := stated.get("author"), list):
        stated["author"] = ", ".join(author)
    stated["metadata"] = {name: loader.construct_object(node, deep=True) for name, node in nodes.items()}
    return stated


def _words(node: Any, name: str) -> str | list[str] | None:
    """A scalar as it is written (007 stays 007), or the names in a list of authors."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    inner = node.value if isinstance(node, yaml.SequenceNode) and name == "author" else [node]
    if all(isinstance(item, yaml.ScalarNode) for item in inner):
        return [str(item.value) for item in inner]
    raise _broken(f"{name} must be a single value", _line(node.start_mark))


def _line(mark: Any) -> int:
    return int(mark.line) if mark else 0


def _broken(problem: str, line: int) -> InvalidInput:
    """`line` counts from 0 in the front matter, which begins on the second line of the file."""
    return InvalidInput(f"front matter cannot be read at line {line + 2}: {problem}")
