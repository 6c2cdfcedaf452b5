from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.answering.chat.breaker import Breaker


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def ticket(breaker: Breaker) -> int:
    """What one who is let through gets."""
    given = breaker.lets_through()
    assert given is not None
    return given


def test_it_opens_after_so_many_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(failures=3, seconds=10, clock=Hand())
    for _ in range(2):
        breaker.failed(ticket(breaker))
        assert breaker.lets_through()
    breaker.failed(ticket(breaker))
    assert not breaker.lets_through()


def test_a_success_between_failures_begins_the_count_anew() -> None:
    breaker = Breaker(failures=2, seconds=10, clock=Hand())
    breaker.failed(ticket(breaker))
    breaker.succeeded(ticket(breaker))
    breaker.failed(ticket(breaker))
    assert breaker.lets_through()


def test_after_the_pause_one_asker_is_let_through_and_decides_for_all() -> None:
    clock = Hand()
    breaker = Breaker(failures=1, seconds=10, clock=clock)
    breaker.failed(ticket(breaker))
    clock.now = 9.9
    assert not breaker.lets_through()
    clock.now = 10.0
    trial = ticket(breaker)
    assert not breaker.lets_through()
    breaker.failed(trial)
    clock.now = 19.9
    assert not breaker.lets_through()
    clock.now = 20.0
    breaker.succeeded(ticket(breaker))
    assert breaker.lets_through()
    assert breaker.lets_through()
    assert breaker.lets_through()


def test_an_asker_who_leaves_makes_room_for_the_next() -> None:
    clock = Hand()
    breaker = Breaker(failures=1, seconds=10, clock=clock)
    breaker.failed(ticket(breaker))
    clock.now = 10.0
    breaker.left(ticket(breaker))
    assert breaker.lets_through()


def test_a_failure_from_before_it_opened_makes_the_pause_no_longer() -> None:
    clock = Hand()
    breaker = Breaker(failures=2, seconds=30, clock=clock)
    first, second, late = (ticket(breaker) for _ in range(3))
    breaker.failed(first)
    breaker.failed(second)
    clock.now = 20.0
    breaker.failed(late)
    clock.now = 30.0
    assert breaker.lets_through()


def test_no_outcome_from_before_it_opened_lets_a_second_one_through_beside_the_trial() -> None:
    clock = Hand()
    breaker = Breaker(failures=1, seconds=30, clock=clock)
    first, *late = (ticket(breaker) for _ in range(4))
    breaker.failed(first)
    clock.now = 30.0
    assert breaker.lets_through()
    breaker.left(late[0])
    breaker.failed(late[1])
    breaker.succeeded(late[2])
    assert not breaker.lets_through()


@given(st.lists(st.sampled_from(["succeeded", "failed", "left", "wait"]), max_size=60))
def test_it_is_never_closed_for_longer_than_its_pause(steps: list[str]) -> None:
    clock = Hand()
    breaker = Breaker(failures=2, seconds=5, clock=clock)
    for step in steps:
        if step == "wait":
            clock.now += 1
        elif ticket := breaker.lets_through():
            getattr(breaker, step)(ticket)
    clock.now += 5
    assert breaker.lets_through()
