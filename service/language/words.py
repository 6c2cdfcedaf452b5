"""Words of a text with their offsets, and their normal forms: what two wordings have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from service.language.places import place_of
from service.language.word_lists import word_set

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,8}|\d++(?:[.,]\d++){0,8}+(?:[^\W_]++)?+(?:[-‑][^\W_]++){0,8}+|[^\W_]++(?:['’\-‑][^\W_]++){0,8}+"
)
STOP_WORDS = word_set(
    "a an the this that these those his her hers its it's their theirs our ours my mine your yours he she "
    "it they we you i him them us me himself herself itself themselves ourselves myself yourself who whom "
    "whose which what when where why how and but or nor so yet if than then because while although though "
    "as of in on at by for from to into onto with without within about against between among through "
    "during before after above below up down out off over under again further near per via upon toward "
    "towards is are was were be been being am has have had having do does did doing done will would shall "
    "should can could may might must not no don't doesn't didn't isn't aren't wasn't weren't hasn't "
    "haven't hadn't won't wouldn't can't couldn't shouldn't there here all any both each few more most "
    "other some such only own same too very just also ever even still already now s t d ll re ve"
)
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "lives": "life", "wives": "wife",
    "said": "say", "went": "go", "gone": "go", "began": "begin", "begun": "begin", "sent": "send", "told": "tell",
    "held": "hold", "took": "take", "taken": "take", "gave": "give", "given": "give", "made": "make", "won": "win",
    "lost": "lose", "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "came": "come",
    "became": "become", "brought": "bring", "bought": "buy", "built": "build", "got": "get", "knew": "know",
    "known": "know", "led": "lead", "met": "meet", "paid": "pay", "ran": "run", "saw": "see", "seen": "see",
    "sold": "sell", "spent": "spend", "spoke": "speak", "spoken": "speak", "stood": "stand", "thought": "think",
    "wrote": "write", "written": "write", "chose": "choose", "chosen": "choose", "drew": "draw", "drawn": "draw",
    "fought": "fight", "flew": "fly", "flown": "fly", "grew": "grow", "grown": "grow", "kept": "keep",
    "shot": "shoot", "struck": "strike", "sank": "sink", "left": "leave", "fled": "flee", "stole": "steal",
    "stolen": "steal", "died": "die", "dying": "die", "lying": "lie", "broke": "break", "broken": "break",
    "threw": "throw", "thrown": "throw", "taught": "teach", "caught": "catch", "wore": "wear", "worn": "wear",
    "mice": "mouse", "buses": "bus", "feet": "foot", "teeth": "tooth", "crises": "crisis", "analyses": "analysis",
}  # fmt: skip
_DOUBLED = re.compile(r"([^aeioulsz\W\d_])\1$")
_VOWEL = re.compile(r"[aeiouyà-öø-ÿ]")
_SYLLABLES = re.compile(r"[aeiouy]+[^aeiouy]+")
_SHORT_SYLLABLE = re.compile(r"[^aeiouy][aeiouy][^aeiouywx]$")
_SHORTEST = 3


def words(text: str) -> list[tuple[str, int, int]]:
    """Each word of `text` as (word, start, end) in code points, as it is written.

    Apostrophes and hyphens inside a word, the points of "U.S." and those inside a number belong
    to it.
    """
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a lower-case English word; the stem of a stem is itself.

    Plurals, -ed, -ing and the final e, after steps 1 and 5a of M. F. Porter, "An algorithm for
    suffix stripping", Program 14 (1980), with irregular forms by table, until nothing changes.
    """
    seen = {word}
    while True:
        shorter = _strip(word)
        if shorter in seen:
            return word
        seen.add(shorter)
        word = shorter


def _strip(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= _SHORTEST:
        return word
    if word.endswith("s"):
        return _strip_plural(word)
    for ending in ("eed", "ing", "ed"):
        if word.endswith(ending):
            return _strip_verb(word, ending)
    if word.endswith("e") and not word.endswith("ee"):
        rest = word[:-1]
        measure = len(_SYLLABLES.findall(rest))
        if measure > 1 or (measure == 1 and not _SHORT_SYLLABLE.search(rest)):
            return rest
    return word


def _strip_plural(word: str) -> str:
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > _SHORTEST + 1 else word[:-1]
    if word.endswith(("ss", "us", "is", "ous")):
        return word
    return word[:-1]


def _strip_verb(word: str, ending: str) -> str:
    rest = word.removesuffix(ending)
    if ending == "eed":
        return word[:-1] if _SYLLABLES.search(rest) else word
    if ending == "ed" and rest.endswith("i"):
        return rest[:-1] + "y" if len(rest) > _SHORTEST - 1 else rest + "e"
    if not _VOWEL.search(rest) or len(rest) < _SHORTEST - 1:
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if _DOUBLED.search(rest):
        return rest[:-1]
    if len(_SYLLABLES.findall(rest)) == 1 and _SHORT_SYLLABLE.search(rest):
        return rest + "e"
    return rest


@lru_cache(maxsize=65_536)
def normal(word: str) -> str:
    """What a word shares with its other forms: the country of a demonym, or the stem without case and accents.

    "Ukrainians'" → "ukraine", "U.S." → "united states", "Café's" → "cafe", "troops" → "troop".
    """
    word = word.replace("’", "'").replace("‑", "-")
    for ending in ("'s", "'S", "'"):
        word = word.removesuffix(ending)
    place = place_of(word)
    if place is not None:
        return place
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(character for character in decomposed if not unicodedata.combining(character))
    if "." in folded and not folded[0].isdigit():
        folded = folded.replace(".", "")
    return stem(folded.replace(",", "") if folded[:1].isdigit() else folded)
