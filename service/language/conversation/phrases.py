"""The noun phrases of a question: what a pronoun may stand for, and what another phrase may take the place of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from service.language.conversation.verbs import known_verb, reads_as_verb
from service.language.lexemes import Lexemes, read_lexemes
from service.language.nouns import STOPS, is_plural, singular
from service.language.places import find_places, place_of
from service.language.quantities import find_quantities
from service.language.sought import AUXILIARIES, PERSON_NOUNS, PLACE_NOUNS
from service.language.word_lists import word_set
from service.language.words import STOP_WORDS

PhraseKind = Literal["person", "group", "place", "moment", "name", "thing"]

PREPOSITIONS = word_set(
    "in on at by for from to into onto of near with without within about against between among through during before "
    "after over under outside inside off across around towards toward per since until till behind beyond along amid"
)
LOCATIVE = word_set("in at near inside outside across around from off on along beyond")
DETERMINERS = word_set("a an the this that these those his her its their our my your some any each every both all")
GROUPS = word_set(
    "company firm club team party bank airline university agency charity ministry government council court parliament "
    "committee union organisation organization network retailer supermarket newspaper publisher group body institution "
    "band manufacturer maker regulator police army navy bakery school operator brewery carmaker startup producer"
)
HUMANS = (PERSON_NOUNS - GROUPS) | word_set(
    "chief executive ceo boss founder chairman chairwoman secretary chancellor captain champion winner teacher nurse "
    "doctor father mother son daughter wife husband brother sister boy girl suspect attacker gunman runner goalkeeper "
    "striker head owner pilot analyst professor researcher admiral adm colonel officer author speaker lord lady sir mr "
    "mrs ms dr vice lieutenant sergeant heir duke duchess mathematician swimmer cyclist defender midfielder pitcher"
)
_NAME_LINKS = word_set("of de del la le von van du the and")
_CARDINAL = ("number", "decade", "ordinal")
_BE_AND_HAVE = word_set("is are was were be am has have had")
_SUBJECT_PRONOUNS = word_set("i you he she it we they that this")
_JOINING = frozenset("-‑_")
# How far, in lexemes, a clause is read on for its verb.
_FAR = 12
_STARTERS = STOP_WORDS | STOPS | AUXILIARIES
_NOT_NOUNS = word_set(
    "how many much when who whom whose what which where why really actually still yet ago else long old far often "
    "together instead please tell thanks yes no okay ok back well currently finally per more less least most "
    "according first exactly so far and"
)
# Before "of" and a country these make one name with it.
_OF_PLACES = word_set("tour church house kingdom republic isle gulf bay board museum college commonwealth people's")
_ASKED_BY = word_set("which what many much whose few")
_DEMONYM_ENDINGS = ("an", "ian", "ish", "ese", "ch", "i", "iss", "ss", "er", "ans", "ns", "s")
_COUNTRY_NAMES = word_set("us u.s. u.s.a. usa america uk u.k. britain holland eu e.u. un u.n. uae burma kiev drc")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: characters `[start, end)` of its text, determiner included; lexemes `[first, last)`.

    `head` is its noun, lower case, as written; `name` the proper name in it or ""; `before` the preposition
    that leads to it or ""; `asked` says that "which", "how many" and the like stand before it.
    """

    start: int
    end: int
    first: int
    last: int
    text: str
    head: str
    name: str
    determiner: str
    before: str
    plural: bool
    kind: PhraseKind
    asked: bool = False

    @property
    def bare(self) -> str:
        """The phrase without its determiner."""
        return self.text[len(self.determiner) :].lstrip() if self.determiner else self.text


def find_phrases(text: str) -> tuple[Phrase, ...]:
    """The noun phrases of `text` in order, dates among them; owners in a phrase ("Norvane’s profit") come apart too."""
    lexemes = read_lexemes(text)
    return tuple(phrase for phrase in _read_phrases(lexemes) if _stands_apart(phrase, text))


def _stands_apart(phrase: Phrase, text: str) -> bool:
    """Whether no letter, digit or joining sign touches the phrase: "0A" is one word of two lexemes."""
    before, after = text[: phrase.start][-1:], text[phrase.end :][:1]
    return not before.isalnum() and not after.isalnum() and before not in _JOINING


def is_demonym(word: str) -> bool:
    """Whether a place is named by its people or adjective: "Canadian", "Dutch"."""
    place = place_of(word)
    lower = word.lower().removesuffix("'s").removesuffix("’s")
    return place is not None and lower != place and lower not in _COUNTRY_NAMES and lower.endswith(_DEMONYM_ENDINGS)


def _read_phrases(lexemes: Lexemes) -> Iterator[Phrase]:
    text = lexemes.text
    moments = [(one.start, one.end) for one in find_quantities(text) if one.kind in ("date", "year")]
    long_names = [(start, end) for start, end, _ in find_places(text) if " " in text[start:end]]
    at, auxiliary, subject = 0, False, False
    while at < len(lexemes):
        moment = next(((start, end) for start, end in moments if start <= lexemes.starts[at] < end), None)
        if moment:
            last = at
            while last < len(lexemes) and lexemes.starts[last] < moment[1]:
                last += 1
            yield _phrase(lexemes, at, at, last, "moment")
            at = last
            continue
        if lexemes.word(at) in AUXILIARIES:
            auxiliary, subject = lexemes.word(at) not in _BE_AND_HAVE, False
        first = at + (lexemes.word(at) in DETERMINERS)
        last = _run_end(lexemes, first, moments, long_names, auxiliary, subject)
        if last == first:
            subject = auxiliary and (subject or lexemes.word(at) in _SUBJECT_PRONOUNS)
            at += 1
            continue
        yield from _owners(lexemes, at, first, last)
        yield _phrase(lexemes, at, first, last)
        subject = auxiliary
        at = last + (lexemes.kind(last) == "word" and known_verb(lexemes.word(last)))


def _run_end(
    lexemes: Lexemes,
    first: int,
    moments: list[tuple[int, int]],
    long_names: list[tuple[int, int]],
    auxiliary: bool,
    subject: bool,
) -> int:
    """Past the last word of the noun phrase whose words begin at `first`; `first` where none does."""
    at = first
    while at < len(lexemes):
        start = lexemes.starts[at]
        if any(begin <= start < end for begin, end in moments) and lexemes.kind(at + 1) != "word":
            break
        long_name = next((end for begin, end in long_names if begin <= start < end), None)
        if long_name is not None:
            while at < len(lexemes) and lexemes.starts[at] < long_name:
                at += 1
            continue
        if _links_names(lexemes, at, first):
            at += 1
            continue
        named = _in_name(lexemes, at)
        if not named:
            word = lexemes.word(at)
            if lexemes.kind(at) not in ("word", "code", *_CARDINAL):
                break
            if (word in _STARTERS or word in _NOT_NOUNS) and not lexemes.hyphen(at - 1):
                break
            after = at > first and (lexemes.capitalised(at - 1) or _last_verb(lexemes, at))
            base_due = auxiliary and (subject or after)
            if reads_as_verb(lexemes, at, first, base_due):
                break
            if word.endswith("ly") and lexemes.word(at - 1) not in DETERMINERS and not place_of(word):
                break
        at += 1
        if lexemes.surface(at - 1).isdigit() and lexemes.kind(at) not in ("word", "code"):
            break
    return at


def _last_verb(lexemes: Lexemes, at: int) -> bool:
    """Whether a clause that waits for its verb can find it nowhere after a position."""
    following = lexemes.word(at + 1)
    if following and lexemes.kind(at + 1) == "word" and following not in STOPS:
        return False
    return not any(known_verb(word) for word in lexemes.folded[at + 1 : at + _FAR])


def _in_name(lexemes: Lexemes, at: int) -> bool:
    if lexemes.kind(at) == "code":
        return lexemes.surface(at)[:1].isupper()
    if not lexemes.capitalised(at):
        return False
    if lexemes.surface(at).isupper() and len(lexemes.surface(at)) > 1:
        return lexemes.word(at) not in _STARTERS or lexemes.word(at) == "us"
    return lexemes.word(at) not in _STARTERS and lexemes.word(at) not in _NOT_NOUNS


def _links_names(lexemes: Lexemes, at: int, first: int) -> bool:
    """Whether a hyphen, the point of an abbreviation or "of" stands between two words of one phrase."""
    if at == first:
        return False
    if lexemes.hyphen(at):
        return True
    if lexemes.word(at) == "." and lexemes.joined(at):
        return lexemes.capitalised(at - 1) and len(lexemes.word(at - 1)) <= 4 and lexemes.capitalised(at + 1)
    if lexemes.word(at) in _NAME_LINKS and lexemes.word(at) != "and" and lexemes.capitalised(at - 1):
        following = at + 1 + (lexemes.word(at + 1) in ("la", "the", "los"))
        if not lexemes.capitalised(following) or lexemes.word(at) == "the":
            return False
        return lexemes.word(at - 1) in GROUPS | _OF_PLACES or not place_of(lexemes.surface(following))
    return False


def _owners(lexemes: Lexemes, opening: int, first: int, last: int) -> Iterator[Phrase]:
    for at in range(first, last - 1):
        if lexemes.surface(at).endswith(("'s", "’s")) and lexemes.capitalised(at):
            begin = at
            while begin > first and lexemes.capitalised(begin - 1):
                begin -= 1
            owner = _phrase(lexemes, opening if begin == first else begin, begin, at + 1)
            if len(owner.name) > 1:
                yield Phrase(
                    owner.start, owner.end - 2, owner.first, owner.last, owner.text[:-2], owner.head, owner.name[:-2],
                    owner.determiner, owner.before, False, owner.kind,
                )  # fmt: skip


def _phrase(lexemes: Lexemes, opening: int, first: int, last: int, kind: PhraseKind | None = None) -> Phrase:
    start, end = lexemes.starts[opening], lexemes.ends[last - 1]
    text = lexemes.text[start:end]
    name_at = last
    while name_at > first and (
        lexemes.capitalised(name_at - 1)
        or lexemes.kind(name_at - 1) in ("code", "dash", "mark")
        or (lexemes.kind(name_at - 1) == "number" and not lexemes.joined(name_at) and name_at == last)
        or lexemes.word(name_at - 1) in _NAME_LINKS
    ):
        name_at -= 1
    while name_at < last and not _in_name(lexemes, name_at):
        name_at += 1
    name = lexemes.text[lexemes.starts[name_at] : end] if name_at < last else ""
    if opening == 0 and last - first == 1 and not place_of(name) and opening == first and len(lexemes) > 3:
        name = ""
    if name and lexemes.joined(name_at) and lexemes.kind(name_at - 1) in ("number", "word", "code"):
        name = ""
    head = lexemes.word(last - 1)
    before = lexemes.word(opening - 1) if lexemes.word(opening - 1) in PREPOSITIONS else ""
    determiner = lexemes.surface(opening) if opening < first else ""
    asked = lexemes.word(opening - 1) in _ASKED_BY
    plural = not name and is_plural(head)
    words = [lexemes.word(at) for at in range(first, last)]
    kind = kind or _kind(words, head, name)
    return Phrase(start, end, opening, last, text, head, name, determiner, before, plural, kind, asked)


def _kind(words: list[str], head: str, name: str) -> PhraseKind:
    described = [singular(word) for word in words[: len(words) - len(name.split())]] if name else []
    if name and place_of(name):
        return "place"
    if singular(head) in GROUPS or set(described) & GROUPS:
        return "group"
    if singular(head) in HUMANS or set(described) & HUMANS or (name and set(words) & HUMANS):
        return "person"
    if place_of(" ".join(words)) and not is_demonym(" ".join(words)):
        return "place"
    if name:
        return "name"
    return "place" if singular(head) in PLACE_NOUNS else "thing"
