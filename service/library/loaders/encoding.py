"""Bytes to text: the encoding that the file states, else the one that fits, else a refusal."""

from __future__ import annotations

import codecs
import re

from service.errors import InvalidInput
from service.library.loaders.quiet import quietly

_MAGIC = (
    (b"\x7fELF", "an ELF program"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"RIFF", "a RIFF image or sound"),
    (b"OggS", "an Ogg sound"),
    (b"ID3", "an MP3 sound"),
    (b"%PDF-", "PDF"),
)
_MAGIC_OF_WORDS = (b"RIFF", b"BZh", b"ID3", b"OggS", b"GIF8")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The legacy encodings of the WHATWG Encoding Standard, by Python's names. Others are never tried:
# some (punycode, unicode_escape) are no encodings of documents and take quadratic time.
_LEGACY = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866",
    "cp874", "cp932", "cp949", "big5", "euc_jp", "euc_kr", "gb18030", "gbk", "gb2312", "shift_jis",
    "iso2022_jp", "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "iso8859_2", "iso8859_3", "iso8859_4",
    "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "iso8859_10", "iso8859_13", "iso8859_14",
    "iso8859_15", "iso8859_16",
)  # fmt: skip
# Those of the Macintosh are believed where declared; as guesses they win over Western text with
# typographic quotes, which is the commonest legacy file there is.
_GUESSED = tuple(name for name in _LEGACY if not name.startswith("mac_"))
_DECLARED_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED_HTML = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 65_536
_MOST_CONTROLS = 0.01
_MOST_MESS = 0.2
_MOST_LEGACY_LETTERS = 0.2
_ASCII = bytes(range(128))


def decode(raw: bytes, declared: str | None = None) -> str:
    """The text of `raw`: by its byte-order mark, else as UTF-8, else as `declared`, else as detected.

    Detection is by charset-normalizer among the legacy encodings of the web. InvalidInput says that
    the bytes look like a binary file, and of which kind where that is known.
    Source: the order is that of the WHATWG Encoding Standard, with UTF-8 asked before the declaration.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode_marked(raw[len(mark) :], encoding)
    refuse_formats(raw)
    if (offset := raw.find(b"\x00")) >= 0:
        raise _binary(f"a NUL byte at {offset:,}")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared is not None and (text := _decode_declared(raw, declared)) is not None:
        return text
    return _decode_detected(raw)


def declared_charset(raw: bytes) -> str | None:
    """The encoding that an XML declaration or an HTML meta tag in the first 4 KiB names."""
    head = raw[:_HEAD_BYTES]
    found = _DECLARED_XML.search(head) or _DECLARED_HTML.search(head)
    return found[1].decode("ascii", "ignore") if found else None


def refuse_formats(raw: bytes) -> None:
    """Raises InvalidInput where the bytes begin as a well-known binary format does."""
    for magic, kind in _MAGIC:
        if raw.startswith(magic) and not (magic in _MAGIC_OF_WORDS and _is_prose(raw)):
            raise _binary(kind)


def _is_prose(raw: bytes) -> bool:
    """Whether bytes that begin with letters such as ID3 or RIFF go on as text does."""
    head = raw[:_HEAD_BYTES]
    return not head.translate(None, bytes(range(32, 127)) + b"\t\n\r")


def _decode_marked(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"begins with the byte-order mark of {encoding[:6].upper().rstrip('-')} but is not valid "
            f"at byte {error.start}: save it as UTF-8"
        ) from None


def _decode_declared(raw: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name.replace("-", "_")
    except (LookupError, ValueError):
        return None
    # Pages that declare Latin-1 or ASCII mean Windows-1252 (WHATWG Encoding Standard, 4.2).
    name = "cp1252" if name in ("iso8859_1", "ascii") else name
    if name not in _LEGACY:
        return None
    try:
        return raw.decode(name)
    except UnicodeDecodeError:
        return None


def _decode_detected(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(raw):
        raise _binary(f"{controls:,} control characters in {len(raw):,} bytes")
    with quietly("charset_normalizer"):
        guesses = list(from_bytes(_sample(raw), cp_isolation=list(_GUESSED), threshold=_MOST_MESS))
    # A few legacy letters fit many encodings equally well; most such files are Western.
    guesses.sort(key=lambda guess: (round(guess.chaos - guess.coherence, 2), guess.encoding != "cp1252"))
    encodings = [guess.encoding for guess in guesses]
    # Markup looks like a mess to the detector; where it is sure of nothing, mostly ASCII means Western.
    if len(raw.translate(None, _ASCII)) <= _MOST_LEGACY_LETTERS * len(raw):
        encodings.append("cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _binary("no text encoding fits it")


def _sample(raw: bytes) -> bytes:
    """The beginning, cut after a newline or a space, which is never half of a character."""
    if len(raw) <= _SAMPLE_BYTES:
        return raw
    end = max(raw.rfind(b"\n", 0, _SAMPLE_BYTES), raw.rfind(b" ", 0, _SAMPLE_BYTES))
    return raw[: end + 1] if end > 0 else raw


def _binary(why: str) -> InvalidInput:
    return InvalidInput(f"looks like a binary file ({why}), not text: give the article as text, HTML or PDF")
