"""Whether every proper name of a sentence stands in what it cites or in the heading of the article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.dates import MONTHS, WEEKDAYS
from service.language.nouns import STOPS
from service.language.number_words import NUMBER_WORDS
from service.language.places import place_of
from service.language.word_lists import word_set
from service.language.words import STOP_WORDS

# Titles that a paraphrase may add, drop or exchange.
TITLES = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady president prime minister chancellor secretary senator sen "
    "representative rep governor gov mayor general gen colonel col captain capt lieutenant lt sergeant sgt admiral "
    "adm judge justice king queen prince princess pope ambassador councillor chief superintendent convener coach vice "
    "deputy chairman chairwoman director st saint"
)
# Common words that begin a sentence, so that their capital shows no name.
_COMMON = word_set(
    "police officials authorities organisers organizers management attendance according despite however meanwhile "
    "instead overall together nobody nothing everyone everything someone something anyone none neither either another "
    "half most many several few some more less least much fewer officially reportedly additionally furthermore "
    "moreover also yet thus therefore hence otherwise besides indeed still later earlier before after since until "
    "unless although though while whereas because given like unlike following amid among across along around per via "
    "once twice first second third finally next then today yesterday tomorrow tonight now here there yes no not never "
    "only just even construction production revenue profit inflation unemployment growth demand supply trade traffic "
    "weather rain snow parliament government opposition staff people residents workers researchers scientists experts "
    "analysts critics supporters opponents investigators prosecutors lawyers doctors nurses teachers students parents "
    "children women men families neighbours neighbors voters lawmakers ministers diplomats soldiers troops rebels "
    "fighters protesters passengers drivers customers investors shares stocks prices costs sales exports imports "
    "talks negotiations peace war fighting violence damage losses deaths casualties rescue rescuers firefighters "
    "paramedics crews crew evidence data figures results details plans work study research scholars engineers "
    "technicians experts reporters journalists media news article articles report reports sources part parts about "
    "roughly approximately nearly almost over under up down early late mid formerly previously currently recently "
    "originally initially eventually ultimately consequently similarly likewise conversely nevertheless nonetheless "
    "regardless separately specifically notably importantly i god internet anyone readers fans players guests "
    "visitors shoppers traders brokers insurers engineers councillors commissioners"
)
_COMMON_ENDINGS = ("ing", "ly", "ous", "ive", "ions", "ists", "ers", "ies", "ents", "ments", "ors", "ants")
# A country may be told for its capital or seat of power, never the other way.
_SEATS = {
    "russia": "moscow kremlin", "united states": "washington pentagon", "united kingdom": "london westminster",
    "ukraine": "kyiv", "germany": "berlin", "france": "paris", "china": "beijing", "european union": "brussels",
    "belarus": "minsk", "poland": "warsaw", "japan": "tokyo", "india": "delhi", "israel": "jerusalem", "iran": "tehran",
    "spain": "madrid", "italy": "rome", "turkey": "ankara", "europe": "european union",
}  # fmt: skip
_CAPITALS_SHARE = 0.8
_DETERMINERS = word_set("the a an its his her their our former then ex")
# Between a title and its name: a full stop and a space.
_BESIDE = 2


def are_cited(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether each name of a sentence is cited, by itself, by its initials or as the people of a place."""
    held = _Held(cited)
    if not all(held.has_place(place) for place in sentence.places - _currencies(sentence)):
        return False
    names = name_words(sentence, held.normals)
    names = [word for word in names if not _in_money(word, sentence)]
    return all(held.has(word, names) for word in names) and not _mixes(sentence, cited)


def name_words(sentence: Analysis, cited: frozenset[str]) -> list[Word]:
    """The words of a sentence that its capitals show to be names; `cited` are normal forms that may stand anyway."""
    words = sentence.words
    letters = [word for word in words if word.surface[0].isalpha()]
    upper = sum(word.surface.isupper() for word in letters)
    if upper >= _CAPITALS_SHARE * len(letters):
        return []
    found: list[Word] = []
    for at, word in enumerate(words):
        if not word.surface[0].isupper() or _is_title(words, at) or _is_in_date(word, sentence):
            continue
        acronym = len(word.surface) > 1 and word.surface.isupper()
        if word.start and sentence.text[word.start - 1] == "°":
            continue
        if (word.lower in STOP_WORDS or word.lower in NUMBER_WORDS) and not acronym:
            continue
        if not acronym and _opens(sentence.text, word.start):
            following = words[at + 1] if at + 1 < len(words) else None
            if not _named_at_opening(word, following, cited):
                continue
        found.append(word)
    return found


def _is_title(words: Sequence[Word], at: int) -> bool:
    """Whether a word is the title of somebody: before a name, or of one whom "the" makes known."""
    if words[at].lower not in TITLES:
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    if following is not None and following.surface[0].isupper() and following.start - words[at].end <= _BESIDE:
        return True
    first = at
    while first and (words[first - 1].surface[0].isupper() or words[first - 1].lower in TITLES):
        first -= 1
    return not first or words[first - 1].lower in _DETERMINERS


def _is_in_date(word: Word, sentence: Analysis) -> bool:
    """Whether a month or weekday is read as a date and so is checked as one; "the August deadline" is not."""
    return (word.lower in MONTHS or word.lower in WEEKDAYS) and any(
        one.kind == "date" and one.start <= word.start < one.end for one in sentence.quantities
    )


def _in_money(word: Word, sentence: Analysis) -> bool:
    """Whether a word is part of a sum, as "Canadian dollars" is; the sum's currency is checked with it."""
    return any(one.kind == "money" and one.start <= word.start < one.end for one in sentence.quantities)


def _currencies(sentence: Analysis) -> frozenset[str]:
    """The places that a sentence names only to tell a currency."""
    inside = {place_of(word.surface) for word in sentence.words if _in_money(word, sentence)}
    outside = {place_of(word.surface) for word in sentence.words if not _in_money(word, sentence)}
    return frozenset(place for place in inside - outside if place is not None)


def _opens(text: str, at: int) -> bool:
    """Whether a sentence, a quotation or a part after a colon begins at a position."""
    before = text[max(0, at - 3) : at].rstrip()
    return not before or (
        before[-1] in ".!?:“\"‘'(—–-•…«" and (before[-1] != "-" or before != text[max(0, at - 3) : at])
    )


def _named_at_opening(word: Word, following: Word | None, cited: frozenset[str]) -> bool:
    if place_of(word.surface) is not None or word.normal in cited:
        return word.normal not in cited
    if word.lower in _COMMON or word.lower in STOPS:
        return False
    if following is not None and following.surface[0].isupper() and following.lower not in STOP_WORDS:
        return True
    if following is not None and following.lower.endswith("s") and not following.lower.endswith(("ss", "us")):
        # "Burns produces", "Burns was": a verb in the singular follows no plural.
        return not word.lower.endswith(_COMMON_ENDINGS)
    return not word.lower.endswith(_COMMON_ENDINGS)


class _Held:
    """The names that citations and headings supply, in the forms in which they may be told."""

    def __init__(self, cited: Sequence[Cited]) -> None:
        sources = [source for one in cited for source in (one.body, one.heading)]
        self.normals: frozenset[str] = frozenset[str]().union(*(source.normals for source in sources))
        self._places: frozenset[str] = frozenset[str]().union(*(source.places for source in sources))
        self._sources = sources

    def has_place(self, place: str) -> bool:
        if place in self._places or place in self.normals:
            return True
        if not frozenset(_SEATS.get(place, "").split()).isdisjoint(self.normals):
            return True
        return (
            all(part in self.normals for part in place.split())
            or _initials_in("".join(part[0] for part in place.split()), self._sources)
            or (len(place) < 6 and _initials_in(place, self._sources))
        )

    def has(self, word: Word, names: Sequence[Word]) -> bool:
        if word.normal in self.normals or word.normal in self._places:
            return True
        if place_of(word.surface) is not None:
            return self.has_place(place_of(word.surface) or "")
        if word.surface.isupper() and len(word.surface) > 1:
            return _initials_in(word.normal.replace(".", ""), self._sources)
        return self._in_long_place(word) or self._in_acronym(word, names)

    def _in_long_place(self, word: Word) -> bool:
        """Whether a word is part of the long name of a place that is cited by another name."""
        return any(word.lower in place.split() for place in self._places if " " in place)

    def _in_acronym(self, word: Word, names: Sequence[Word]) -> bool:
        """Whether a word belongs to a run of names whose initials are cited: "World Health Organization" by "WHO"."""
        at = next(place for place, name in enumerate(names) if name is word)
        for length in (5, 4, 3, 2):
            for first in range(max(0, at - length + 1), min(at, len(names) - length) + 1):
                run = names[first : first + length]
                if run[-1].end - run[0].start > 80:
                    continue
                if "".join(name.lower[0] for name in run) in self.normals and length > 2:
                    return True
        return False


def _initials_in(acronym: str, sources: Sequence[Analysis]) -> bool:
    """Whether a run of capitalised words in a text has an acronym for its initials, small words left out."""
    if len(acronym) < 2:
        return False
    return any(
        acronym.lower() in "".join(word.lower[0] if word.surface[0].isupper() else "" for word in run)
        for source in sources
        for run in _runs(source)
    )


def _runs(source: Analysis) -> list[list[Word]]:
    runs: list[list[Word]] = [[]]
    for word in source.words:
        if word.surface[0].isupper():
            runs[-1].append(word)
        elif word.lower not in STOP_WORDS and runs[-1]:
            runs.append([])
    return runs


def _mixes(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a first name is put before another surname than the one it always has in the citations."""
    pairs = {
        (a.normal, b.normal)
        for one in cited
        for source in (one.body, one.heading)
        for a, b in pairwise(source.words)
        if a.surface[0].isupper() and b.surface[0].isupper() and b.start - a.end <= 2
    }
    for first, second in pairwise(sentence.words):
        if not (first.surface[0].isupper() and second.surface[0].isupper() and second.start - first.end == 1):
            continue
        if (
            first.lower in TITLES
            or place_of(first.surface)
            or place_of(second.surface)
            or (first.normal, second.normal) in pairs
        ):
            continue
        follows = {b for a, b in pairs if a == first.normal}
        precedes = {a for a, b in pairs if b == second.normal}
        if follows and precedes - TITLES:
            return True
    return False
