"""Parsers that talk while they work, made to be silent: what matters is in the refusal."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly(logger: str) -> Iterator[None]:
    """A stretch in which the library of that logger neither logs nor warns.

    Its logger stays silent afterwards, since restoring a level is a race between threads.
    """
    logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
