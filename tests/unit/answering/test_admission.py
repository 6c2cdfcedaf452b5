from __future__ import annotations

import asyncio

import pytest

from service.answering.admission import Admission
from service.errors import Overloaded


def test_so_many_are_in_at_a_time_and_the_rest_come_in_order() -> None:
    async def run() -> tuple[int, list[int]]:
        admission = Admission(most=3, waiting=50, seconds=10)
        inside, peak, done = 0, 0, []

        async def ask(number: int) -> None:
            nonlocal inside, peak
            async with admission.enter():
                inside += 1
                peak = max(peak, inside)
                await asyncio.sleep(0)
                inside -= 1
                done.append(number)

        await asyncio.gather(*(ask(number) for number in range(30)))
        return peak, done

    peak, done = asyncio.run(run())
    assert peak == 3
    assert sorted(done) == list(range(30))


def test_whoever_finds_the_line_full_is_told_at_once() -> None:
    async def run() -> None:
        admission = Admission(most=1, waiting=1, seconds=10)
        async with admission.enter():
            second = asyncio.create_task(_pass(admission))
            await asyncio.sleep(0)
            with pytest.raises(Overloaded, match="wait already"):
                await _pass(admission)
        await second

    asyncio.run(run())


def test_nobody_waits_longer_than_allowed_and_then_others_find_room() -> None:
    async def run() -> None:
        admission = Admission(most=1, waiting=1, seconds=0.01)
        async with admission.enter():
            for _ in range(3):
                with pytest.raises(Overloaded, match="no turn came"):
                    await _pass(admission)
        await _pass(admission)

    asyncio.run(run())


def test_a_waiting_asker_who_leaves_gives_up_the_place() -> None:
    async def run() -> None:
        admission = Admission(most=1, waiting=1, seconds=10)
        async with admission.enter():
            leaving = asyncio.create_task(_pass(admission))
            await asyncio.sleep(0)
            leaving.cancel()
            await asyncio.gather(leaving, return_exceptions=True)
            staying = asyncio.create_task(_pass(admission))
            await asyncio.sleep(0)
            assert not staying.done()
        await staying

    asyncio.run(run())


async def _pass(admission: Admission) -> None:
    async with admission.enter():
        pass
