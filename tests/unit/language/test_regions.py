"""Countries and the continents they lie in."""

from __future__ import annotations

import pytest

from service.language.places import place_of
from service.language.regions import regions


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"bulgaria", "kenya", "bread"}, {"europe", "africa"}),
        ({"south korea"}, {"asia"}),
        ({"atlantis"}, set()),
        (set(), set()),
    ],
)
def test_a_country_lies_in_its_continent(places: set[str], expected: set[str]) -> None:
    assert regions(frozenset(places)) == expected


@pytest.mark.parametrize("name", ["Dutch", "Kenyan", "Japanese", "Britain"])
def test_its_names_are_those_of_places(name: str) -> None:
    assert regions(frozenset({place_of(name) or ""}))
