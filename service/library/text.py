"""The one form that every article's text is kept in, so that offsets into it never move."""

from __future__ import annotations

import re
import unicodedata

from service.errors import InvalidInput

_LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = dict.fromkeys(code for code in range(32) if chr(code) not in "\n\t")
_BLANK_LINES = re.compile("\n{3,}")
_BYTE_ORDER_MARK = "\ufeff"


def normalise(text: str) -> str:
    """Text in NFC with `\\n` line ends, no trailing space, no outer blank lines and at most one between.

    A byte-order mark at the start and C0 controls other than tab and newline are dropped. The
    function is idempotent. InvalidInput names the offset (code points, from 0) of a NUL or of a
    lone surrogate, which no UTF-8 store can hold.
    Source: Unicode Standard Annex 15 (NFC); UAX 14, classes BK, CR, LF and NL (line ends).
    """
    if unstorable := _UNSTORABLE.search(text):
        raise InvalidInput(_describe(text, unstorable.start()))
    text = _LINE_BREAKS.sub("\n", text).translate(_CONTROLS)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = text.lstrip(_BYTE_ORDER_MARK + "\n").rstrip("\n")
    return _BLANK_LINES.sub("\n\n", text)


def _describe(text: str, offset: int) -> str:
    code = ord(text[offset])
    kind = "a NUL character" if code == 0 else f"a lone surrogate (U+{code:04X})"
    line = text.count("\n", 0, offset) + 1
    return f"the text holds {kind} at character {offset}, on line {line}: remove it, or save the text as UTF-8"
