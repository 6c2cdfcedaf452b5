"""Where a report says that it was written: "KRAMATORSK, Ukraine — ", "LONDON (Reuters) - "."""

from __future__ import annotations

import re

# What stands behind it begins a sentence: "NASA — which runs it — won" has none.
_DATELINE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ .’'/-]+[A-ZÀ-Þ](?:, (?:\w[\w.]*)(?: [\w.]+){0,2}){0,3}(?: \([\w ]+\))? [—–-]{1,2} "
    r"(?=[“\"‘']?(?:\d|[A-ZÀ-Þ]))"
)


def dateline_end(sentence: str) -> int:
    """Where the dateline at the beginning of a sentence ends, 0 where it has none."""
    found = _DATELINE.match(sentence)
    return found.end() if found else 0
