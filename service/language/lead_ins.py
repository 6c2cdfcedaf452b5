"""The words that lead up to a question and are no part of what it asks."""

from __future__ import annotations

from service.language.lexemes import Lexemes

_LEAD_INS = (
    "do you know|do you have any idea|can you tell me|could you tell me|can you say|could you say|would you tell me|"
    "will you tell me|please tell me|tell me|tell us|please|i want to know|i would like to know|i'd like to know|"
    "i wonder|i was wondering|i am wondering|i'm wondering|any idea|remind me|let me know|find out|do we know|"
    "is it known|does anyone know|does anybody know|who knows|explain to me|explain|describe|show me|say|state|ask|"
    "does the article say|does it say|do they say|and|but|so|also|ok|okay|well|hi|hello|hey|now|then|exactly|just"
)
_LEAD_IN_WORDS = tuple(sorted((tuple(phrase.split()) for phrase in _LEAD_INS.split("|")), key=len, reverse=True))


def skip_lead_ins(lexemes: Lexemes) -> int:
    """Past "do you know", "please tell me" and the like, where an asking word or a command follows."""
    at, before = 0, -1
    while before != at:
        before = at
        while lexemes.kind(at) in ("mark", "dash"):
            at += 1
        for phrase in _LEAD_IN_WORDS:
            if tuple(lexemes.folded[at : at + len(phrase)]) == phrase:
                after = at + len(phrase)
                after += lexemes.word(after) in ("if", "whether", "about", "me", ",")
                if after < len(lexemes):
                    at = after
                break
    return at
