"""Nouns that may count the same things: "troops" and "soldiers", "people" and "victims"."""

from __future__ import annotations

from service.language.nouns import singular
from service.language.places import place_of
from service.language.word_lists import word_set
from service.language.words import stem

_GROUPS = tuple(
    frozenset(group.split())
    for group in (
        "troop soldier force personnel serviceman servicewoman servicemember combatant infantry recruit conscript "
        "reservist marine military army guardsman paratrooper peacekeeper",
        "fighter militant rebel insurgent gunman terrorist jihadist mercenary militiaman",
        "death fatality dead killed casualty victim life toll",
        "injury injured wounded casualty hurt wound",
        "arrest arrested detained detainee suspect",
        "hostage captive prisoner detainee inmate",
        "missing",
        "homeless",
        "country nation state member",
        "job worker employee staff position post role workforce personnel",
        "student pupil schoolchild undergraduate",
        "child kid boy girl baby youngster teenager minor",
        "house home household property dwelling",
        "car vehicle automobile truck lorry",
        "ship vessel boat warship ferry",
        "plane aircraft jet airplane warplane airliner aeroplane",
        "company firm business corporation",
        "refugee migrant asylum displaced evacuee",
        "protester demonstrator marcher activist",
        "vote ballot",
        "match game fixture",
        "viewer spectator fan attendee audience crowd",
        "copy book",
        "user subscriber customer account client",
        "tank armour",
        "missile rocket projectile",
        "officer police policeman constable",
        "time occasion",
        "case infection",
        "title championship trophy",
        "resident inhabitant population citizen",
        "lawmaker mp legislator senator congressman representative",
        "hour",
        "year",
        "mile",
        "point",
        "goal",
        "seat",
        "medal",
        "dollar",
        "type kind sort form variety category",
    )
)
# Each is one person's, so that they answer "how many people" of those who lose theirs.
_POSTS = word_set("job position post role")
# What may be meant by a wider word: fair to answer with, and no proof that the two are one.
_NARROWER = {
    **dict.fromkeys(word_set("jet plane aircraft warplane"), word_set("fighter bomber")),
    **dict.fromkeys(word_set("weapon arm"), word_set("missile rocket gun rifle shell bomb")),
    **dict.fromkeys(word_set("person people"), _POSTS),
    "shot": word_set("save"),
}
# What counts people, so that it may answer "how many people".
_PEOPLE = (
    word_set(
        "person people man woman adult resident citizen individual human other passenger patient voter "
        "inhabitant worshipper civilian volunteer visitor tourist participant guest crew traveller traveler "
        "survivor family population pedestrian shopper commuter employee worker immigrant settler colonist "
        "expatriate passerby bystander inmate staffer"
    )
    .union(*_GROUPS[:8])
    .union(*(_GROUPS[at] for at in (9, 10, 11, 17, 18, 21, 23, 26, 30)))
    - _POSTS
    - word_set("property life toll state")
)
_KNOWN = _PEOPLE.union(*_GROUPS)
_HARMED = _GROUPS[2] | _GROUPS[3]
_ANYONE = word_set("person man woman other member")
_SAME, _KIN, _PART, _NARROW, _UNSURE = 1.0, 0.9, 0.5, 0.4, 0.1


def kinship(asked: str, counted: str) -> float:
    """How well the noun counted answers for the noun asked, from 0 (another thing) to 1 (the same).

    Both in lower case, singular or plural; a small value stays where neither is known.
    """
    asked, counted = singular(asked), singular(counted)
    if stem(asked) == stem(counted):
        return _SAME
    if any(asked in group and counted in group for group in _GROUPS):
        return _SAME
    if counted in _NARROWER.get(asked, ()):
        return _NARROW
    people = _counts_people(counted)
    if asked in _HARMED and people:
        return 0.0 if counted in _HARMED else _PART
    if asked in ("person", "people"):
        return _KIN if people else 0.0 if counted in _KNOWN else _UNSURE
    if _counts_people(asked) and (counted in _ANYONE or (people and not {asked, counted} <= _KNOWN)):
        return _PART
    return 0.0 if counted in _KNOWN and asked in _KNOWN else _UNSURE


def _counts_people(noun: str) -> bool:
    return noun in _PEOPLE or place_of(noun) is not None
