"""Whether a follow-up as a model rewrote it is the question, and not something else that the model had to say."""

from __future__ import annotations

from collections.abc import Iterable

from service.answering.chat.model_call import Piece
from service.answering.chat.presentation import inert
from service.answering.checks.markup import has_markup
from service.answering.told import Told
from service.language.instructions import is_instruction
from service.language.words import STOP_WORDS, normal, words
from service.records import Degradation

# Characters of a rewriting, beside twice those of the question.
_ROOM = 400
_LONGEST = 2000
# Words that neither question nor conversation has: this many always, and this share of all.
_FEW_NEW = 2
_SHARE_NEW = 0.2


def rewritten(piece: Piece, question: str, conversation: Iterable[str], told: Told) -> tuple[str, Degradation | None]:
    """The rewriting, or an empty text and why it cannot be used."""
    text = " ".join(piece.text.split()).strip("\"'“”")
    if piece.unfinished:
        return "", "model_interrupted"
    if not any(character.isalnum() for character in text):
        return "", "model_empty"
    if text == inert(question):
        return question, None
    if len(text) > min(2 * len(question) + _ROOM, max(_LONGEST, len(question))):
        return "", "model_invalid"
    if has_markup(text) or is_instruction(text) or told.stands_in(text) or _adds(text, [question, *conversation]):
        return "", "model_invalid"
    return text, None


def _adds(text: str, known: Iterable[str]) -> bool:
    said = _content(text)
    new = said.difference(*map(_content, known))
    return len(new) > max(_FEW_NEW, _SHARE_NEW * len(said))


def _content(text: str) -> set[str]:
    return {normal(word) for word, _, _ in words(text) if word.casefold() not in STOP_WORDS}
