"""Near-identical copies of an article, such as one wire story in several papers.

Word shingles are hashed to a MinHash signature (Broder 1997); signatures that agree on one whole
band become candidates (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, 3.4), and a
candidate counts as a copy when the estimated Jaccard similarity reaches `SIMILARITY`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Signature = NDArray[np.uint32]

PERMUTATIONS = 128
BANDS = 32
SHINGLE = 3
SIMILARITY = 0.6
# At most this many articles are kept under a band: a stub that a thousand pages share ("Subscribe to go
# on reading") would else make a million pairs. Later copies find the kept ones and so join their group.
BUCKET = 50

Item = TypeVar("Item")

_WORD = re.compile(r"\w+")


def signature(text: str) -> Signature:
    """The MinHash signature of the text's three-word shingles; shape (128,), uint32."""
    from datasketch import MinHash

    # A text without any word, such as one of emoji, is compared by its characters.
    words = _WORD.findall(text.casefold()) or list(text)
    count = max(1, len(words) - SHINGLE + 1)
    shingles = {" ".join(words[i : i + SHINGLE]).encode() for i in range(count)}
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch(list(shingles))
    values: Signature = sketch.hashvalues.astype(np.uint32)
    return values


def bands(of: Signature, collection: str) -> list[int]:
    """One signed 64-bit key a band; two signatures of a collection with a key in common are candidates."""
    import hashlib

    rows = of.reshape(BANDS, -1)
    keys = []
    for number, row in enumerate(rows):
        salt = number.to_bytes(2, "big")
        digest = hashlib.blake2b(row.tobytes(), digest_size=8, salt=salt, key=collection.encode()).digest()
        keys.append(int.from_bytes(digest, "big", signed=True))
    return keys


def similarity(first: Signature, second: Signature) -> float:
    """The estimated Jaccard similarity of two texts' shingles, 0 to 1."""
    return float(np.mean(first == second))


def collapse(items: Iterable[Item], name: Callable[[Item], str], pairs: Iterable[tuple[str, str]]) -> list[list[Item]]:
    """Groups `items` whose names are joined by `pairs`, directly or through one another; order is kept."""
    leader: dict[str, str] = {}

    def find(of: str) -> str:
        while leader.setdefault(of, of) != of:
            of = leader[of]
        return of

    for a, b in pairs:
        leader[find(a)] = find(b)
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(find(name(item)), []).append(item)
    return list(groups.values())
