"""The few errors that a caller may act on; each says what was wrong, where, and what to do."""

from __future__ import annotations


class DatelineError(Exception):
    """Something a user can act on; the message is fit to be shown to them."""

    code = "failure"


class InvalidInput(DatelineError):
    """What the caller gave cannot be used; `field` names the part at fault where one is known."""

    code = "invalid_input"

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooLarge(InvalidInput):
    """What the caller gave is beyond a stated limit."""

    code = "too_large"


class NotFound(DatelineError):
    """The article, version or collection named is not in the library."""

    code = "not_found"


class KeyNeeded(DatelineError):
    """What was asked for takes a key, and none that is known was given."""

    code = "key_needed"


class NotAllowed(DatelineError):
    """What was asked for is not allowed to this key, or to pages of this origin."""

    code = "not_allowed"


class LibraryUnavailable(DatelineError):
    """The library cannot be read or written: disk full, read-only, or damaged."""

    code = "library_unavailable"


class IndexBusy(DatelineError):
    """Another process holds the embedded index."""

    code = "index_busy"


class IndexMismatch(DatelineError):
    """The index was made by another embedder or another library than the one configured."""

    code = "index_mismatch"


class ModelUnavailable(DatelineError):
    """A model's files are missing, damaged, or not what their checksum says."""

    code = "model_unavailable"


class Overloaded(DatelineError):
    """More questions are being asked than are answered at a time."""

    code = "overloaded"
