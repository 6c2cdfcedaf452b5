"""What a model was told in confidence, and whether somebody repeats it."""

from __future__ import annotations

from service.language.words import words

# So many words in a row are no accident.
_RUN = 6


class Told:
    """The prompts of a model."""

    def __init__(self, *texts: str) -> None:
        self._runs = frozenset(run for text in texts for run in _runs(text))

    def stands_in(self, text: str) -> bool:
        """Whether `text` repeats six words of it in a row, case and marks aside."""
        return any(run in self._runs for run in _runs(text))


NOTHING_TOLD = Told()


def _runs(text: str) -> list[str]:
    said = [word.casefold() for word, _, _ in words(text)]
    return [" ".join(said[start : start + _RUN]) for start in range(len(said) - _RUN + 1)]
