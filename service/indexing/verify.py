"""Proof that the library is whole and that every index holds exactly what the library does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from service.indexing.sync import Indexes
from service.library.store import Library
from service.records import Filters

SAMPLE = 300


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What is wrong with one index: counts are of passages, and all 0 is what a sound index shows."""

    name: str
    applied: int
    head: int
    passages: int
    missing: int
    extra: int
    repeated: int
    unreachable: int

    def sound(self) -> bool:
        """Whether the index holds every passage once, and nothing else, and finds it."""
        return self.applied == self.head and not (self.missing or self.extra or self.repeated or self.unreachable)


@dataclass(frozen=True, slots=True)
class Report:
    """The state of the library and its indexes; `faults` says in words what is wrong with the library."""

    faults: tuple[str, ...]
    indexes: tuple[IndexReport, ...]

    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.faults and all(index.sound() for index in self.indexes)


def verify(library: Library, indexes: Indexes, every: bool = False) -> Report:
    """Compares the indexes with the library, key by key, and searches for passages by their own vector.

    Up to 300 passages, evenly spread, are searched for; all of them when `every` is set.
    """
    live = set(library.live_keys())
    head = library.head()
    reports = []
    for index in indexes.all:
        keys = index.keys()
        reports.append(
            IndexReport(
                name=index.name,
                applied=index.applied(),
                head=head,
                passages=len(keys),
                missing=len(live - keys),
                extra=len(keys - live),
                repeated=indexes.terms.duplicates() if index is indexes.terms else 0,
                unreachable=_unreachable(library, indexes, every) if index is indexes.vectors else 0,
            )
        )
    return Report(tuple(_faults(library, live)), tuple(reports))


def _unreachable(library: Library, indexes: Indexes, every: bool) -> int:
    """How many passages their own vector does not find; deletes can leave such rows in an HNSW graph."""
    keys = library.live_keys()
    chosen = keys if every else keys[:: max(1, len(keys) // SAMPLE)]
    found = library.passages(chosen)
    lost = 0
    for key, vector in zip(*library.vectors(chosen), strict=True):
        # Copies share a vector, so the passage may stand anywhere among the first few.
        hits = indexes.vectors.search(vector, found[key][1].collection, Filters(), 50)
        best = max((hit.score for hit in hits), default=-1.0)
        if key not in {hit.key for hit in hits} and best < 1 - 1e-4:
            lost += 1
    return lost


def _faults(library: Library, live: set[int]) -> list[str]:
    faults = []
    with library.database.read() as connection:
        state = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        without = connection.execute(
            "SELECT count(*) FROM passages p LEFT JOIN vectors v ON v.key = p.key WHERE v.key IS NULL"
        ).fetchone()[0]
        orphans = connection.execute(
            "SELECT count(*) FROM passages p JOIN articles a ON a.row = p.article WHERE a.state <> 'live'"
        ).fetchone()[0]
    if state != "ok":
        faults.append(f"SQLite: {state}")
    if without:
        faults.append(f"{without} passages have no vector")
    if orphans:
        faults.append(f"{orphans} passages belong to versions that are not live")
    faults += _text_faults(library)
    if len(live) != len(library.live_keys()):
        faults.append("the library changed while it was verified: run it again")
    return faults


def _text_faults(library: Library) -> list[str]:
    faults = []
    ends: dict[str, int] = {}
    for page in library.pages():
        for passage, article in page:
            if passage.start != ends.get(article.id, 0):
                faults.append(f"the passages of article {article.id!r} leave a gap before character {passage.start}")
            ends[article.id] = passage.end
    with library.database.read() as connection:
        for row in connection.execute("SELECT id, version, state, sha256, text FROM articles ORDER BY row"):
            # Old versions too: citations to them are promised to resolve.
            if hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"]:
                faults.append(f"the text of article {row['id']!r}, version {row['version']}, is not what its hash says")
            end, length = ends.get(row["id"], 0), len(row["text"])
            if row["state"] == "live" and end != length:
                faults.append(f"the passages of article {row['id']!r} end at character {end} of {length}")
    return faults
