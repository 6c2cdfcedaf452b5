from __future__ import annotations

import pytest

from service.answering.checks.analysis import cite
from service.answering.checks.scripts import are_cited

PROOF = "The paper Новости wrote that Ångström’s naïve café was closed."


@pytest.mark.parametrize(
    "said", ["", "It was closed.", "Новости wrote it.", "The naïve Ångström café – closed.", "“Café” 2²"]
)
def test_latin_letters_and_what_the_text_says_are_let_through(said: str) -> None:
    assert are_cited(said, [cite(PROOF, "", None)])


@pytest.mark.parametrize("said", ["The café is 关闭.", "Правда wrote it.", "ورود closed."])
def test_a_word_of_another_script_that_the_text_does_not_say_is_not(said: str) -> None:
    assert not are_cited(said, [cite(PROOF, "", None)])


def test_a_heading_may_say_it() -> None:
    assert are_cited("Правда wrote it.", [cite(PROOF, "Правда", None)])
