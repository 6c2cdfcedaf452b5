"""Articles and indexes, as the command line shows them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from service.display.lines import about, print_json
from service.records import Article

if TYPE_CHECKING:
    from service.indexing.verify import Report
    from service.library.catalogue import Counts, Listing


def listing(page: Listing, json: bool) -> None:
    """One page of articles."""
    if json:
        from service.api.wire import ArticleList

        print(ArticleList.of(page).model_dump_json(indent=2))
        return
    for one in page.articles:
        print(f"{one.id}  v{one.version}  {about(one)}")
    more = f"; next: --cursor {page.cursor}" if page.cursor else ""
    print(f"{len(page.articles)} of {page.total} articles{more}", file=sys.stderr)


def article(one: Article, copies: Sequence[tuple[str, float]], json: bool) -> None:
    """One article with its text."""
    if json:
        from service.api.wire import ArticleShape

        print(ArticleShape.of(one).model_dump_json(indent=2))
        return
    print(f"{one.title}\n{about(one)}")
    print(f"{one.id} v{one.version}{', deleted' if one.deleted else ''} · {one.collection} · {one.url or 'no URL'}")
    if copies:
        print("near-identical: " + ", ".join(f"{identity} ({alike:.0%})" for identity, alike in copies))
    print(f"\n{one.text}")


def status(counts: Counts, head: int, applied: Mapping[str, int], fingerprint: str, json: bool) -> None:
    """How much there is and how far each index is."""
    if json:
        print_json({**asdict(counts), "index_seq": head, "applied": dict(applied), "embedder": fingerprint})
        return
    print(
        f"{counts.articles} articles ({counts.versions} versions), {counts.passages} passages, {counts.copies} copies"
    )
    for name, number in counts.collections.items():
        print(f"  collection {name}: {number} articles")
    for name, seq in applied.items():
        state = "up to date" if seq == head else f"{head - seq} changes behind; the next question catches it up"
        print(f"{name}: {state}")
    print(f"embedder: {fingerprint}")


def report(found: Report, json: bool) -> None:
    """What verification found."""
    if json:
        print_json({"sound": found.sound(), **asdict(found)})
        return
    for fault in found.faults:
        print(f"library: {fault}")
    if not found.faults:
        print("library: sound")
    for index in found.indexes:
        if index.sound():
            print(f"{index.name}: sound, {index.passages} passages")
        else:
            print(
                f"{index.name}: {index.missing} missing, {index.extra} extra, {index.repeated} repeated, "
                f"{index.unreachable} unreachable, applied {index.applied} of {index.head}: "
                "run `dateline index rebuild`"
            )
