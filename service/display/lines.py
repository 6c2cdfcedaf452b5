"""What all commands print alike: JSON, one line, how wide."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from service.records import Article

WIDTH = 100


def print_json(value: Any) -> None:
    """A value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def about(article: Article) -> str:
    """Outlet, date and title of an article, or its id."""
    return " · ".join(part for part in (article.source, article.published_at, article.title) if part) or article.id


def done(value: Mapping[str, Any], words: str, as_json: bool) -> None:
    """What came of a command."""
    if as_json:
        print_json(value)
    else:
        print(words)


def complain(line: str) -> None:
    """One line of what is not as it should be."""
    print(line, file=sys.stderr)
