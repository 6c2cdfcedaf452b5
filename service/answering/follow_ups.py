"""A follow-up as a question of its own, by rules: what the embedded answerer can do without a model.

Every content word of the result stands in the question or in the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.language.conversation.antecedents import Exchange, antecedent
from service.language.conversation.ellipsis import complete
from service.language.conversation.pronouns import resolve
from service.language.conversation.verbs import is_past
from service.language.lexemes import read_lexemes
from service.language.question import analyse
from service.records import Turn

# Turns and characters beyond these are not read.
MOST_TURNS = 12
MOST_EXCHANGES = 3
LONGEST_QUESTION = 500
LONGEST_ANSWER = 600
# What any answerer reads of a turn.
LONGEST_TURN = 2000
_MARKERS = re.compile(r"\s?\[\d{1,3}(?:,\s?\d{1,3}){0,8}\]")
_COURTESY = re.compile(
    r"(?:(?:ok(?:ay)?|thanks?|thank you|great|good|nice|cool|wow|yes|no|sure|hello|hi|hey|please|bye|very much|so much|"
    r"a lot|interesting|i see|right|alright|perfect|got it)[\s.,!?]*)+",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[?!])\s|(?<=[a-z0-9]{3}\.)\s(?=[A-Z])")
_IMPLICIT = frozenset({"how_many", "how_much", "how_long", "who", "when", "where", "why", "what", "how_old", "how_far"})
_FEW_WORDS = 5


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked by somebody who had not heard the conversation; itself where it needs nothing.

    The last `MOST_TURNS` turns count; earlier follow-ups among them are understood first, in their order.
    """
    exchanges: list[Exchange] = []
    for turn in history[-MOST_TURNS:]:
        exchanges = _heard(turn, exchanges)
    return _understood(question, exchanges)


def _heard(turn: Turn, exchanges: list[Exchange]) -> list[Exchange]:
    if turn.role == "user":
        content = turn.content[:LONGEST_QUESTION]
        if not any(character.isalnum() for character in content) or _COURTESY.fullmatch(content.strip()):
            return exchanges
        asked = _understood(_asking(content), exchanges)
        return [*exchanges, Exchange(asked[:LONGEST_QUESTION])][-MOST_EXCHANGES:]
    answer = " ".join(_MARKERS.sub("", turn.content[:LONGEST_ANSWER]).split())
    if not exchanges or not answer:
        return exchanges
    return [*exchanges[:-1], Exchange(exchanges[-1].question, f"{exchanges[-1].answer} {answer}".strip())]


def _understood(question: str, exchanges: Sequence[Exchange]) -> str:
    if not exchanges or len(question) > LONGEST_QUESTION or _COURTESY.fullmatch(question.strip()):
        return question
    sentence = _asking(question)
    before = " ".join(question.split()).removesuffix(sentence)
    if before and not _COURTESY.fullmatch(before):
        return question
    completed = complete(sentence, exchanges)
    if completed is not None:
        return completed
    resolved = resolve(sentence, exchanges)
    text = resolved.text
    if resolved.open or (text == sentence and _lacks_topic(sentence)):
        text = _with_topic(text, exchanges)
    return question if text == sentence else _without_conjunction(text)


def _asking(text: str) -> str:
    """The last sentence of a turn, white space folded; the last that asks where one does."""
    sentences = [sentence for sentence in _SENTENCE_END.split(" ".join(text.split())) if sentence]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    return (asking or sentences or [""])[-1]


def _lacks_topic(sentence: str) -> bool:
    """Whether so little is asked about that it must be about what was said before: "how many died?"."""
    asked = analyse(sentence)
    lexemes = read_lexemes(sentence)
    tokens = [word for word, kind in zip(lexemes.folded, lexemes.kinds, strict=True) if kind == "word"]
    content = set(asked.content_words) - {"people", "persons"}
    past = bool({"did", "was", "were"} & set(tokens)) or (tokens[-1:] != [] and _past(tokens))
    return asked.kind in _IMPLICIT and not asked.names and len(tokens) <= _FEW_WORDS and len(content) <= 1 and past


def _past(tokens: Sequence[str]) -> bool:
    return any(is_past(word) for word in tokens)


def _with_topic(text: str, exchanges: Sequence[Exchange]) -> str:
    topic = antecedent("topic", exchanges, text)
    if topic is None or topic.casefold() in text.casefold():
        return text
    text = _without_conjunction(text)
    lexemes = read_lexemes(text)
    first = text[:1].lower() if lexemes.word(0) in _OPENING_WORDS else text[:1]
    return f"About {topic}: {first}{text[1:]}"


_OPENING_WORDS = frozenset(
    "who whom whose what when where why which how is are was were did does do has have had can could will would should "
    "in on at by for from to and".split()
)


def _without_conjunction(text: str) -> str:
    lexemes = read_lexemes(text)
    at = 0
    while at < len(lexemes) and lexemes.word(at) in ("and", "but", "so", "ok", "okay", ","):
        at += 1
    if at == 0 or at >= len(lexemes):
        return text
    capital = text[:1].isupper()
    rest = text[lexemes.starts[at] :]
    return rest[:1].upper() + rest[1:] if capital else rest
