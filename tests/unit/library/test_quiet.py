"""A parser that talks is silent while it is asked to be."""

from __future__ import annotations

import logging
import warnings

import pytest

from service.library.loaders.quiet import quietly


def test_neither_a_log_line_nor_a_warning_gets_out(capfd: pytest.CaptureFixture[str]) -> None:
    with quietly("talkative"):
        logging.getLogger("talkative.inner").error("something")
        warnings.warn("something", DeprecationWarning, stacklevel=1)
    assert capfd.readouterr() == ("", "")


def test_warnings_outside_are_as_they_were() -> None:
    with quietly("talkative"):
        pass
    with pytest.warns(DeprecationWarning, match="again"):
        warnings.warn("again", DeprecationWarning, stacklevel=1)
