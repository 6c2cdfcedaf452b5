"""What no sentence may carry out of the service: links, tags, code, keys and characters that hide or reorder text."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(
    r"""
    [a-z][a-z0-9+.-]{1,20}://|(?<!\w)(?:javascript|data|vbscript|file|mailto|tel|blob):(?=\S)|(?<!\w)www\.\w
    |(?<![\w@.])[\w-]{1,63}\.(?:com|org|net|io|example|co|ly|me|dev|app|info|xyz)(?:/|(?![\w.-]))
    |(?<![\w@.])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}/\S
    |[\w.+-]{1,64}@[\w-]{1,63}\.\w
    |!\[|\][(\[]|\]:[ ]?\S
    |<[a-z/!?]|&(?:\#x?[0-9a-f]{1,8}|[a-z]{2,10});|`|~~~
    |[\[(\u3010\u3014\uff3b\uff08\u2039{]\s?\^?\s?(?:[a-z]\s?\d{1,6}|\d{1,3}(?:\s?[,;]\s?[a-z]?\d{1,6}){0,20})\s?[\])\u3011\u3015\uff3d\uff09\u203a}]
    |[\[\u3010\u3014\uff3b]\s?\^?\s?[a-z]?\d{1,6}(?:\s?[,;]\s?[a-z]?\d{1,6}){0,20}
    |(?<!\w)k\d{1,4}(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\(\s?\d{1,3}\s?\)")
# Controls, format characters (bidi overrides, zero widths, tags), private use and lone surrogates.
_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs"))
_HARMLESS = frozenset("\n\t\u00ad")


def has_markup(sentence: str) -> bool:
    """Whether a sentence holds a link, an image, a tag, code, a citation key or a hidden character.

    A number alone in round brackets is no key: "Oksana Melnyk (34)".
    """
    if any(_BARE_NUMBER.fullmatch(match.group()) is None for match in _MARKUP.finditer(sentence)):
        return True
    if sentence.isascii() and sentence.isprintable():
        return False
    return any(unicodedata.category(character) in _HIDDEN and character not in _HARMLESS for character in sentence)
