from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.checks.analysis import analyse


@given(st.text(max_size=120))
def test_an_analysis_depends_on_the_text_alone(text: str) -> None:
    assert analyse(text) == analyse(str(text))
    assert analyse(text).ends == tuple(word.end for word in analyse(text).words)


def test_words_quantities_and_places_are_read() -> None:
    found = analyse("American officials sent 5,000 troops.")
    assert found.places == {"united states"}
    assert [one.text for one in found.quantities] == ["5,000 troops"]
    assert {"official", "troop"} <= found.normals
