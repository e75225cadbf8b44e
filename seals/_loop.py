"""Running pyHanko's coroutines from plain functions, whatever the caller's thread is doing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """The coroutine's result, from a loop of its own.

    `asyncio.run` refuses a thread whose loop is running, so in such a thread the work moves to a
    fresh one.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run_here(make)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(_run_here, make).result()


def _run_here(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    # In the main thread `asyncio.run` would also set and reset the handler of SIGINT, which costs
    # more than the loop.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(make())
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
