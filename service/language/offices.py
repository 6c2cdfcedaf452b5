"""Offices that somebody holds, and the words that tell of whoever holds one."""

from __future__ import annotations

from functools import lru_cache

from service.language.synonyms import synonyms
from service.language.word_lists import word_set
from service.language.words import normal

# Offices that somebody holds, so that who holds another is not who is asked for.
OFFICES = word_set(
    "president minister king queen prince princess emperor pope premier chancellor monarch governor mayor senator "
    "secretary ambassador captain skipper commander admiral colonel sergeant lieutenant coach manager director "
    "chairman chairwoman chairperson chief treasurer editor judge prosecutor sheriff bishop archbishop principal "
    "headmaster headteacher spokesman spokeswoman spokesperson deputy envoy owner executive leader head boss"
)
# An office, and other words that tell of whoever holds it.
_OTHER_WORDS = {
    name: told.split()
    for names, told in (
        ("chairman chairwoman chairperson", "chairman chairwoman chairperson chair"),
        ("captain skipper", "captain skipper"),
        ("spokesman spokeswoman spokesperson", "spokesman spokeswoman spokesperson"),
        ("headmaster headteacher principal", "headmaster headmistress headteacher principal head"),
        ("executive", "ceo boss"),
        ("minister", "secretary premier"),
        ("king queen", "monarch"),
        ("owner", "own"),
        ("coach", "trainer manager"),
        ("manager", "manage coach"),
        ("director", "direct"),
        ("leader head boss chief", "leader lead head boss chief run chair"),
    )
    for name in names.split()
}
# Those whose holder may go by "the leader".
HEADS = word_set("president premier chancellor governor mayor chairman chairwoman chairperson chief director")


@lru_cache(maxsize=256)
def office_terms(name: str) -> frozenset[str]:
    """The normal forms of the words that tell of whoever is `name`: holds that office, or does what it says."""
    alike = {normal(word) for word in (name, *_OTHER_WORDS.get(name, ()))}
    if name not in OFFICES:
        alike |= synonyms(normal(name))
        if name.endswith(("er", "or")):
            deed = name[:-3] if name[-3] == name[-4] else name[:-2]
            alike |= synonyms(normal(deed)) | synonyms(normal(f"{deed}e"))
    return frozenset(alike)
