"""Wait for a state, and say the last one seen when it does not come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(look: Callable[[], T | Awaitable[T]], *, seconds: float = 10.0, every: float = 0.02) -> T:
    """Look again and again until what is seen is true; answer it."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if isinstance(seen, Awaitable):
            seen = await seen
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"not reached within {seconds} s; last seen: {seen!r}")
        await asyncio.sleep(every)
