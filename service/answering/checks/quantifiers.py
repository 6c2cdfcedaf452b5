"""Whether "all", "most", "few" or "none" of something is told where its citations tell another share of it."""

from __future__ import annotations

from collections.abc import Sequence

from service.answering.checks.analysis import Analysis, Cited
from service.language.clauses import Word
from service.language.number_words import NUMBER_WORDS
from service.language.word_lists import word_set

_ALL, _MOST, _MANY, _SOME, _FEW, _NONE = "all", "most", "many", "some", "few", "none"
_SHARES = {
    **dict.fromkeys(word_set("all every each both everyone everybody everything"), _ALL),
    **dict.fromkeys(word_set("most majority"), _MOST),
    **dict.fromkeys(word_set("many numerous countless"), _MANY),
    **dict.fromkeys(word_set("some several certain"), _SOME),
    **dict.fromkeys(word_set("few handful"), _FEW),
    **dict.fromkeys(word_set("no none neither"), _NONE),
}
# What each share that is cited allows to be said.
_ALLOWS = {
    _ALL: frozenset({_ALL, _MOST, _MANY, _SOME}),
    _MOST: frozenset({_MOST, _MANY, _SOME}),
    _MANY: frozenset({_MANY, _SOME}),
    _SOME: frozenset({_SOME}),
    _FEW: frozenset({_FEW, _SOME}),
    _NONE: frozenset({_NONE}),
}
# Between a share and what it is a share of: "all of the passengers".
_LINKS = word_set("of the a an these those them its his her their our my your")


def is_another_share(sentence: Analysis, cited: Sequence[Cited]) -> bool:
    """Whether a thing of which the sentence tells a share has only others in the citations."""
    said = _shares(sentence.words)
    if not said:
        return False
    given: dict[str, set[str]] = {}
    for one in cited:
        for thing, share in _shares(one.body.words):
            given.setdefault(thing, set()).update(_ALLOWS[share])
    return any(thing in given and share not in given[thing] for thing, share in said)


def _shares(words: Sequence[Word]) -> list[tuple[str, str]]:
    """Each thing, in its normal form, with the share of it that is told: the first content word after it."""
    found: list[tuple[str, str]] = []
    for at, word in enumerate(words):
        share = _SHARES.get(word.lower)
        if share is None:
            continue
        share = _turned(share, words, at)
        after = at + 1
        while after < len(words) and (words[after].lower in _LINKS or _is_number(words[after])):
            after += 1
        if share == _SOME and any(map(_is_number, words[at + 1 : at + 2])):
            # "Some 5,000" is about 5,000.
            continue
        if share and after < len(words) and words[after].content and words[after].clause == word.clause:
            found.append((words[after].normal, share))
    return found


def _turned(share: str, words: Sequence[Word], at: int) -> str:
    """The share as the word before it leaves it: "not all" is some, and "not many" and "at most" tell no share."""
    before = words[at - 1].lower if at else ""
    if words[at].lower == "most" and before in ("at", "the", "third", "second"):
        return ""
    if before == "not":
        return _SOME if share == _ALL else ""
    return _MANY if share == _FEW and words[max(0, at - 2)].lower == "quite" else share


def _is_number(word: Word) -> bool:
    return word.lower in NUMBER_WORDS or word.surface[0].isdigit()
