"""Follow-ups that leave out what the question before said: "And in Belarus?", "Why?", "how many women?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.language.conversation.antecedents import Exchange
from service.language.conversation.parallels import substitute
from service.language.conversation.phrases import PREPOSITIONS, Phrase, find_phrases
from service.language.conversation.verbs import is_past, known_verb
from service.language.lexemes import Lexemes, read_lexemes
from service.language.sought import AUXILIARIES
from service.language.word_lists import word_set
from service.language.words import normal

_LEADS = (
    ("what", "about"), ("how", "about"), ("what", "of"), ("and",), ("but",), ("so",), ("ok",), ("okay",), ("also",),
    ("well",), ("or",), (",",), ("same", "for"), ("same", "question", "for"), ("then",), ("whatabout",), ("plus",),
)  # fmt: skip
_ASKS = (
    "how many|how much|how long|how often|how far|how old|how come|how so|since when|until when|till when|from when|"
    "by whom|to whom|from whom|with whom|for how long|from where|to where|where to|where from|when exactly|"
    "where exactly|why exactly|who exactly|why not|who else|what else|where else|"
    "when|where|why|who|how|whom|whose|which|what"
)
_ASK = re.compile(rf"(?P<ask>{_ASKS})(?P<else>\s+else)?\b", re.I)
_HAPPENED = re.compile(
    r"(?P<ask>when|where|why|how|since when)\s+(?:was|is|did|does|has|were|do|have)\s+(?:(?:that|this|it)"
    r"(?:\s+(?:so|happen|happened|occur|take place|the case))?|(?:they|he|she|it)\s+(?:do|done)\s+(?:that|this|it|so))"
    r"\s*[?.!]*",
    re.I,
)
_COMPARED = re.compile(
    r"(?:is|was|are|were)\s+(?:that|it|this|they|those)\s+(?:(?:any|much|far|a lot)\s+)?"
    r"(?:more|less|fewer|higher|lower|better|worse|up|down|bigger|larger|smaller|the same)\b",
    re.I,
)
_REASONS = {
    "how come": "why",
    "how so": "how",
    "when exactly": "when",
    "where exactly": "where",
    "why exactly": "why",
    "who exactly": "who",
}
_LONGEST_REST = 6
_ADVERBS = word_set("when where why how since until till from by to for")
_SINGLE = word_set("which whose what whom")


def complete(question: str, exchanges: Sequence[Exchange]) -> str | None:
    """The follow-up with what it leaves out taken from the question before; None where it leaves out nothing."""
    previous = exchanges[-1]
    lexemes = read_lexemes(question)
    at = _skip_leads(lexemes)
    if at >= len(lexemes):
        return None
    body = question[lexemes.starts[at] :].strip()
    happened = _HAPPENED.fullmatch(body)
    if happened:
        return _asked_again(happened["ask"].lower(), body, previous)
    if _COMPARED.match(body):
        return _compared(body, previous)
    asking = _ASK.match(body)
    if asking is None:
        led = at > 0
        if _has_verb(read_lexemes(body)):
            return None
        return substitute(body, led, previous)
    rest = body[asking.end() :].strip(" ?.!,")
    ask = " ".join(body[: asking.end()].lower().split())
    if len(rest.split()) > _LONGEST_REST:
        return None
    if not rest:
        return None if ask in _SINGLE else _asked_again(ask, body, previous)
    if _has_verb(read_lexemes(rest)) and not _is_state(rest):
        return None
    return _asked_of(ask, rest, body, previous)


def _skip_leads(lexemes: Lexemes) -> int:
    at, before = 0, -1
    while before != at:
        before = at
        for lead in _LEADS:
            if tuple(lexemes.folded[at : at + len(lead)]) == lead and at + len(lead) < len(lexemes):
                at += len(lead)
                break
    return at


def _has_verb(lexemes: Lexemes) -> bool:
    phrases = find_phrases(lexemes.text)
    nouns = {place for phrase in phrases for place in range(phrase.first, phrase.last)}
    for at in range(len(lexemes)):
        word = lexemes.word(at)
        if word in AUXILIARIES and word != "may":
            return True
        if at in nouns or lexemes.kind(at) != "word":
            continue
        if (word.endswith("ing") and len(word) > len("during")) or is_past(word) or known_verb(word):
            return not (len(lexemes) <= 2 and is_past(word))
    return False


def _is_state(text: str) -> bool:
    """Whether the text is one participle, which takes the place of another: "injured"."""
    return " " not in text and is_past(text.lower())


def _compared(body: str, previous: Exchange) -> str | None:
    before = previous.question.rstrip(" ?.!")
    if body.lower().rstrip(" ?.!") in before.lower():
        return None
    return f"{before}, and {body[:1].lower()}{body[1:]}"


def _asked_of(ask: str, rest: str, body: str, previous: Exchange) -> str | None:
    """ "how many from the Canadian one", "when in Spain": an asking word and a phrase, without a verb."""
    front = " ".join(previous.question.lower().split()[: len(ask.split())])
    if front == ask:
        return substitute(rest, True, previous, asked_of=True)
    if _ASK.match(rest) or not read_lexemes(rest).kinds or ask in _SINGLE:
        return None
    first = read_lexemes(rest).word(0)
    if ask in ("how many", "how much") and first not in PREPOSITIONS:
        return None
    asked = _asked_again(ask, body, previous)
    return substitute(rest, True, Exchange(asked, previous.answer)) if asked else None


def _asked_again(ask: str, body: str, previous: Exchange) -> str | None:
    """The question before, asked with another asking word: "Did it sink?", "When?" → "When did it sink?"."""
    ask = _REASONS.get(ask, ask)
    lexemes = previous.lexemes
    at = _skip_leads(lexemes)
    text = previous.question[lexemes.starts[at] :] if at < len(lexemes) else ""
    if not text:
        return None
    capital = previous.question[:1].isupper()
    front = text.split()[0].lower()
    if ask.endswith(" else"):
        plain = ask.removesuffix(" else")
        if front == plain:
            return _capitalised(f"{ask}{text[len(plain) :]}", capital)
        return _and(ask, previous) if plain in ("who", "what") else _asked_again(plain, body, previous)
    if front in AUXILIARIES:
        return _of_yes_or_no(ask, text, previous, capital)
    wh = _ASK.match(text)
    if wh is None:
        return None
    if " ".join(wh.group().lower().split()) == ask:
        return _capitalised(text, capital)
    if ask in ("how many", "how much"):
        return _how_many(ask, previous, capital)
    if ask.split()[0] not in _ADVERBS or ask in ("how", "by whom"):
        return _and(ask, previous)
    return _of_wh(ask, at, previous, capital)


def _of_yes_or_no(ask: str, text: str, previous: Exchange, capital: bool) -> str | None:
    if ask in ("who", "what", "whom"):
        return _and(ask, previous)
    if ask not in ("how many", "how much"):
        return _capitalised(f"{ask} {text[:1].lower()}{text[1:]}", capital)
    several = next((phrase for phrase in reversed(previous.phrases) if phrase.plural and phrase.kind != "moment"), None)
    if several is None:
        return _and(ask, previous)
    without = " ".join((previous.question[: several.start] + previous.question[several.end :]).split())
    return _capitalised(f"{ask} {several.bare} {without[:1].lower()}{without[1:]}", capital)


def _how_many(ask: str, previous: Exchange, capital: bool) -> str | None:
    asked = next((phrase for phrase in previous.phrases if phrase.asked), None)
    if asked is None:
        return _and(ask, previous)
    return _capitalised(f"{ask} {asked.bare}{previous.question[asked.end :]}", capital)


def _of_wh(ask: str, at: int, previous: Exchange, capital: bool) -> str | None:
    lexemes, question = previous.lexemes, previous.question
    noun = next((phrase for phrase in previous.phrases if phrase.asked and phrase.first - at <= 2), None)
    verb_at = _after_ask(lexemes, at, noun)
    if verb_at >= len(lexemes):
        return _and(ask, previous)
    rest = question[lexemes.starts[verb_at] :]
    if lexemes.word(verb_at) not in AUXILIARIES:
        return _of_subject(ask, noun, rest, lexemes.word(verb_at), previous, capital)
    subject = next((phrase for phrase in previous.phrases if phrase.first == verb_at + 1), None)
    if noun is None and subject is not None and lexemes.word(at) == "who" and lexemes.word(verb_at) in ("is", "was"):
        name = _named(previous)
        if name is None:
            return _and(ask, previous)
        return _capitalised(f"{ask} {lexemes.surface(verb_at)} {name}{question[lexemes.ends[verb_at] :]}", capital)
    if noun is None:
        who = lexemes.word(at) in ("who", "what") and subject is None
        return _and(ask, previous) if who else _capitalised(f"{ask} {rest}", capital)
    auxiliary, after = lexemes.surface(verb_at), question[lexemes.ends[verb_at] :]
    if subject is None:
        return _capitalised(f"{ask} {auxiliary} {noun.text}{after}", capital)
    place = subject.last
    while place < len(lexemes) and lexemes.kind(place) == "word" and lexemes.word(place) not in PREPOSITIONS:
        place += 1
    end = lexemes.ends[place - 1]
    moved = f"{question[lexemes.starts[verb_at] : end]} {noun.text}{question[end:]}"
    return _capitalised(f"{ask} {moved}", capital)


def _after_ask(lexemes: Lexemes, at: int, noun: Phrase | None) -> int:
    if noun is not None:
        return noun.last
    if lexemes.word(at) in PREPOSITIONS:
        at += 1
    at += 1
    if lexemes.word(at - 1) == "how" and lexemes.word(at) not in AUXILIARIES:
        at += 1
    return at


def _of_subject(ask: str, noun: Phrase | None, rest: str, verb: str, previous: Exchange, capital: bool) -> str | None:
    """ "Who won the race?" has no auxiliary to turn round: "When was it that Kiprono won the race?"."""
    subject = noun.text if noun is not None else _named(previous)
    if subject is None:
        return _and(ask, previous)
    link = "was it that" if is_past(verb) or (normal(verb) != verb and not verb.endswith("s")) else "is it that"
    return _capitalised(f"{ask} {link} {subject} {rest}", capital)


def _named(previous: Exchange) -> str | None:
    """Who the answer to a question of who names."""
    if previous.asked.kind != "who":
        return None
    asked = previous.question.casefold()
    named = (phrase for phrase in previous.answered if phrase.name and phrase.kind != "moment" and not phrase.before)
    return next((phrase.name for phrase in named if phrase.name.casefold() not in asked), None)


def _and(ask: str, previous: Exchange) -> str | None:
    before = previous.question.rstrip(" ?.!")
    return None if before.lower().endswith(f"and {ask}") else f"{before}, and {ask}?"


def _capitalised(text: str, capital: bool) -> str:
    return text[:1].upper() + text[1:] if capital else text[:1].lower() + text[1:]
