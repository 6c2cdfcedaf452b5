from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.answering.background import Background


async def _where() -> tuple[str, int]:
    await asyncio.sleep(0)
    return threading.current_thread().name, id(asyncio.get_running_loop())


def test_all_callers_share_one_loop_in_a_thread_of_its_own() -> None:
    background = Background()
    try:
        with ThreadPoolExecutor(8) as threads:
            found = set(threads.map(lambda _: background.run(_where()), range(40)))
    finally:
        background.close()
    assert len(found) == 1
    assert found.pop()[0] != threading.current_thread().name


def test_an_error_reaches_the_caller_as_it_was_raised() -> None:
    async def fail() -> None:
        raise LookupError("nothing there")

    background = Background()
    try:
        with pytest.raises(LookupError, match="nothing there"):
            background.run(fail())
        assert background.run(_where())
    finally:
        background.close()


def test_it_can_be_closed_twice_and_started_again() -> None:
    background = Background()
    background.close()
    assert background.run(_where())
    background.close()
    background.close()
    assert background.run(_where())
    before = threading.active_count()
    background.close()
    assert threading.active_count() < before
