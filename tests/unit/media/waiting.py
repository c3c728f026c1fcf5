"""Wait for a state instead of sleeping."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest


async def wait_until(state: Callable[[], Any], satisfied: Callable[[Any], Any] = bool, seconds: float = 15.0) -> Any:
    """Poll ``state`` (plain or async) until ``satisfied``; the failure shows the last state seen."""
    deadline = time.monotonic() + seconds
    while True:
        seen = state()
        if asyncio.iscoroutine(seen):
            seen = await seen
        if satisfied(seen):
            return seen
        if time.monotonic() > deadline:
            pytest.fail(f"after {seconds} s still: {seen!r}")
        await asyncio.sleep(0.01)
