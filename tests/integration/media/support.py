"""Helpers that wait for states instead of sleeping, and a listener for a pool's events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from media.pool import WorkerDied
from media.protocol import AnyEvent, Offer, Speakers, TransportChanged


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
        await asyncio.sleep(0.05)


class Room:
    """Collects a pool's events and hands out what tests ask for."""

    def __init__(self) -> None:
        self.events: list[AnyEvent | WorkerDied] = []
        self.listeners: dict[str, Callable[[Offer], None]] = {}

    def __call__(self, event: AnyEvent | WorkerDied) -> None:
        self.events.append(event)
        if isinstance(event, Offer) and event.transport in self.listeners:
            self.listeners[event.transport](event)

    def states(self, transport: str) -> list[str]:
        return [e.state for e in self.events if isinstance(e, TransportChanged) and e.transport == transport]

    def offers(self, transport: str) -> list[Offer]:
        return [event for event in self.events if isinstance(event, Offer) and event.transport == transport]

    def speakers(self) -> list[list[str]]:
        return [event.speaking for event in self.events if isinstance(event, Speakers)]

    def deaths(self) -> list[WorkerDied]:
        return [event for event in self.events if isinstance(event, WorkerDied)]
