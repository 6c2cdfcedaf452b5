"""Times of day are minutes since midnight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.language.quantities import find_quantities


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_on_the_twenty_four_hour_clock_is_its_minutes(hour: int, minute: int) -> None:
    (found,) = find_quantities(f"at {hour:02}:{minute:02}")
    assert (found.kind, found.low) == ("time", 60 * hour + minute)


@given(st.integers(1, 12), st.sampled_from(["am", " am", " a.m.", "pm", " p.m.", ".00pm", ":00 am"]))
def test_before_and_after_noon_are_twelve_hours_apart(hour: int, half: str) -> None:
    (found,) = find_quantities(f"at {hour}{half} local time")
    assert found.low == 60 * (hour % 12) + (720 if "p" in half else 0)
    assert found.unit == "local"


@pytest.mark.parametrize(
    ("text", "low", "high", "zone"),
    [
        ("19:30 GMT", 1170, 1170, "gmt"),
        ("1700 GMT", 1020, 1020, "gmt"),
        ("2 o'clock", 120, 120, ""),
        ("noon", 720, 720, ""),
        ("9-11am", 540, 660, ""),
        ("between 5 and 6 p.m.", 1020, 1080, ""),
        ("midnight", 0, 0, ""),
    ],
)
def test_a_time_has_its_zone(text: str, low: float, high: float, zone: str) -> None:
    (found,) = find_quantities(text)
    assert (found.kind, found.low, found.high, found.unit) == ("time", low, high, zone)
