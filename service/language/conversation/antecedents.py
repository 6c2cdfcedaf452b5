"""What a pronoun of a follow-up stands for: the phrases of the exchanges before it, ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from service.language.conversation.phrases import LOCATIVE, Phrase, find_phrases
from service.language.lexemes import Lexemes, read_lexemes
from service.language.nouns import singular
from service.language.question import Question, analyse
from service.language.sought import AUXILIARIES, PLACE_NOUNS
from service.language.word_lists import word_set
from service.language.words import normal, words

Standing = Literal["he", "she", "it_doing", "it_done", "they", "members", "there", "group", "topic"]

_SHORT_ANSWER = 6
_ATTACHED = word_set("of on against for about between")
_FEMALE = word_set("mrs ms miss lady queen princess duchess actress woman mother daughter sister wife")
_MALE = word_set("mr sir lord king prince duke man father son brother husband")
_UNITS = word_set("hours minutes seconds days weeks months years percent people times points goals")


@dataclass(frozen=True)
class Exchange:
    """A question as it stands alone, and what was answered; what is read from them is read once."""

    question: str
    answer: str = ""

    @cached_property
    def asked(self) -> Question:
        """What the question asks."""
        return analyse(self.question)

    @cached_property
    def lexemes(self) -> Lexemes:
        """The lexemes of the question."""
        return read_lexemes(self.question)

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """The noun phrases of the question."""
        return find_phrases(self.question)

    @cached_property
    def answered(self) -> tuple[Phrase, ...]:
        """The noun phrases of the answer."""
        return find_phrases(self.answer)


def antecedent(standing: Standing, exchanges: Sequence[Exchange], follow_up: str) -> str | None:
    """The words that a pronoun of `follow_up` stands for, from the latest exchange that has any; None if none has.

    What the follow-up itself names is no candidate.
    """
    said = set(map(normal, (word for word, _, _ in words(follow_up))))
    for exchange in reversed(exchanges):
        ranked = [
            (score, -number, text)
            for number, (score, text) in enumerate(_candidates(standing, exchange))
            if score > 0 and text and not _told(text, said)
        ]
        if ranked:
            return max(ranked)[2]
    return None


def _told(text: str, said: set[str]) -> bool:
    return {normal(word) for word, _, _ in words(text)} - {"the", "of"} <= said


def _candidates(standing: Standing, exchange: Exchange) -> list[tuple[float, str]]:
    if standing in ("he", "she"):
        return _people(standing, exchange)
    if standing == "there":
        return _places(exchange)
    if standing in ("they", "members"):
        return _many(standing, exchange)
    found = [(_one_score(standing, phrase, number, exchange), phrase) for number, phrase in enumerate(exchange.phrases)]
    candidates = [(score, whole(phrase, exchange)) for score, phrase in found]
    if exchange.asked.kind in ("what", "which") and len(exchange.answer.split()) <= _SHORT_ANSWER:
        candidates += [
            (3.5, phrase.text) for phrase in exchange.answered[:1] if phrase.name and phrase.kind != "person"
        ]
    candidates += _told_of(standing, exchange)
    later = [(_one_score(standing, phrase, 1, exchange) - 1.5, phrase.text) for phrase in exchange.answered]
    return candidates + [(score, text) for score, text in later if score > 0 and standing != "topic"]


def _told_of(standing: Standing, exchange: Exchange) -> list[tuple[float, str]]:
    """What answers "what did Apple announce": the thing in the answer that the question does not name."""
    opening = exchange.lexemes.folded[:2]
    if standing not in ("it_doing", "it_done") or opening[:1] != ["what"] or not AUXILIARIES.intersection(opening):
        return []
    asked = {normal(phrase.head) for phrase in exchange.phrases}
    new = [phrase for phrase in exchange.answered if normal(phrase.head) not in asked and not phrase.plural]
    return [
        (4.0, f"the {phrase.bare}" if phrase.determiner.lower() in ("a", "an") else phrase.text)
        for phrase in new[:1]
        if phrase.kind in ("thing", "name") and not phrase.text[:1].isdigit()
    ]


def _one_score(standing: Standing, phrase: Phrase, number: int, exchange: Exchange) -> float:
    """How well a phrase suits "it" ("it_doing" as subject, "it_done" as object), "the company", or a topic."""
    own = phrase.determiner.lower() in ("its", "his", "her", "their", "my", "your", "our", "this", "that", "these")
    if phrase.kind == "moment" or phrase.plural or own or (phrase.kind == "person" and standing != "topic"):
        return 0.0
    if standing == "group":
        return 2.0 + (phrase.before == "") if phrase.name and phrase.kind in ("name", "group") else 0.0
    score = 2.0 + 0.5 * (phrase.determiner != "") - 3.0 * phrase.asked - 1.5 * (phrase.kind == "place")
    if not phrase.determiner and not phrase.name:
        score -= 2.5
    if phrase.before in LOCATIVE and phrase.before not in ("from", "on"):
        score -= 1.5
    elif phrase.before:
        score -= 0.3
    elif number == 0 or (number == 1 and exchange.phrases and exchange.phrases[0].asked):
        score += 1.0 if standing != "it_done" else 0.2
    if phrase.kind == "group":
        score += 0.5 if standing == "it_doing" else -1.5 if standing == "it_done" else 0.0
    return score


def _people(standing: Standing, exchange: Exchange) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    who = exchange.asked.kind == "who"
    asked = exchange.question.casefold()
    for phrases, base in ((exchange.phrases, 0.5), (exchange.answered, 0.0)):
        for number, phrase in enumerate(phrases):
            if phrase.plural or phrase.kind in ("group", "place", "moment") or not _suits(standing, phrase):
                continue
            if not phrase.name:
                if phrase.kind == "person" and phrase.determiner:
                    found.append((1.0 + base, whole(phrase, exchange) if base else phrase.text))
                continue
            if phrase.determiner and phrase.kind != "person" and not phrase.name.istitle():
                continue
            score = base + (3.0 if phrase.kind == "person" else 2.0 if " " in phrase.name else 1.2)
            score -= 2.0 * (phrase.before in LOCATIVE) + 1.5 * (
                phrase.determiner.lower() == "the" and phrase.kind == "name"
            )
            if who and not base and phrase.name.casefold() not in asked:
                score += 3.0 if number == 0 else 1.0
            found.append((score, phrase.name))
    return found


def _suits(standing: Standing, phrase: Phrase) -> bool:
    described = set(phrase.text.lower().replace(".", " ").split())
    return not described & (_MALE if standing == "she" else _FEMALE)


def _many(standing: Standing, exchange: Exchange) -> list[tuple[float, str]]:
    """What "they" ("members": "of them") stands for: several, or a group or a name that acts as one."""
    found = []
    for number, phrase in enumerate(exchange.phrases):
        if phrase.kind == "moment":
            continue
        if phrase.plural:
            repeated = any(normal(other.head) == normal(phrase.head) for other in exchange.answered)
            done_to = (
                standing == "they" and phrase.asked and exchange.lexemes.word(phrase.last) in ("did", "does", "do")
            )
            if done_to:
                continue
            score = 2.0 + phrase.asked + 0.5 * (number == 0) + repeated + 0.2 * bool(phrase.determiner)
            found.append((score, _several(phrase, exchange)))
        elif standing == "they" and (not phrase.before or phrase.kind == "group"):
            described = phrase.name and phrase.bare != phrase.name
            if phrase.kind == "group" or (phrase.kind in ("name", "place") and phrase.name and not described):
                found.append((1.5 - 0.5 * (phrase.kind == "place"), phrase.text))
    for phrase in exchange.answered:
        counted = phrase.text[:1].isdigit() or phrase.head in _UNITS
        if phrase.plural and not counted:
            found.append((1.0 if standing == "they" else 0.8, f"the {phrase.bare}"))
    return found


def _several(phrase: Phrase, exchange: Exchange) -> str:
    return f"the {phrase.bare}{restriction(phrase, exchange) if phrase.asked else ''}"


def restriction(phrase: Phrase, exchange: Exchange) -> str:
    """What the question says of the noun it asks for, as a relative clause with a space before; "" where unclear.

    "Which schools are closing?" → " that are closing"; "How many troops is Biden sending?" → " that Biden is sending".
    """
    lexemes, at = exchange.lexemes, phrase.last
    last = len(lexemes)
    while last > at and lexemes.kind(last - 1) == "mark":
        last -= 1
    if (
        at >= last
        or lexemes.kind(at) != "word"
        or any(lexemes.word(place) in (",", ".", ";") for place in range(at, last))
    ):
        return ""
    end = lexemes.ends[last - 1]
    if lexemes.word(at) not in AUXILIARIES:
        return f" that {exchange.question[lexemes.starts[at] : end]}"
    subject = next((other for other in exchange.phrases if other.first == at + 1), None)
    if subject is None or subject.last >= last:
        return f" that {exchange.question[lexemes.starts[at] : end]}"
    rest = exchange.question[lexemes.starts[subject.last] : end]
    return f" that {subject.text} {lexemes.surface(at)} {rest}"


def _places(exchange: Exchange) -> list[tuple[float, str]]:
    found = []
    where = exchange.asked.kind == "where"
    for phrases, base in ((exchange.answered, 3.0 if where else 0.0), (exchange.phrases, 1.0)):
        for phrase in phrases:
            preposition = phrase.before if phrase.before in LOCATIVE and phrase.before != "from" else "in"
            located = phrase.before in LOCATIVE
            if phrase.kind == "place" and phrase.name:
                found.append((base + 1.0 + located, f"{preposition} {phrase.text}"))
            elif located and (phrase.name or singular(phrase.head) in PLACE_NOUNS):
                found.append((base + 1.0, f"{preposition} {phrase.text}"))
    return found


def whole(phrase: Phrase, exchange: Exchange) -> str:
    """The phrase with what is attached to it ("of the German navy", "who quit"); "a" becomes "the"."""
    end = phrase.end
    if not (phrase.name and phrase.text.endswith(phrase.name)):
        end = _attached_end(phrase, exchange)
    text = exchange.question[phrase.start : end]
    if phrase.determiner.lower() in ("a", "an", "any", "some"):
        return f"the{text[len(phrase.determiner) :]}"
    return text[:1].lower() + text[1:] if phrase.determiner else text


def _attached_end(phrase: Phrase, exchange: Exchange) -> int:
    lexemes = exchange.lexemes
    subject = lexemes.word(phrase.first - 1) in AUXILIARIES
    last = phrase
    for other in exchange.phrases:
        linked = other.first == last.last + 1 and other.before and other.kind != "moment"
        if linked and (
            subject
            or other.before in _ATTACHED
            or (last is phrase and other.before in ("against", "in") and not _moves(phrase, exchange))
        ):
            last = other
    end = last.end
    if lexemes.word(last.last) in ("who", "that", "which") and phrase.kind == "person":
        place = len(lexemes)
        while place > last.last and lexemes.kind(place - 1) == "mark":
            place -= 1
        end = lexemes.ends[place - 1]
    return end


def _moves(phrase: Phrase, exchange: Exchange) -> bool:
    """Whether a verb stands before the phrase, so that "in" may tell where it was done."""
    before = exchange.lexemes.word(phrase.first - 1)
    return before not in AUXILIARIES and before != "there"
