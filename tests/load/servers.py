"""The one interface to the servers that are compared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from media.pool.client import MediaError
from tests.load.native import Load
from tests.load.scenarios import Scenario


class Server(Protocol):
    """A running server with one load.  ``details`` says how it is configured and is complete after a join."""

    @property
    def pid(self) -> int:
        """The process that forwards."""

    details: dict[str, str]

    async def start(self) -> None:
        """Start on the core for servers."""

    async def join(self, room: int, scenario: Scenario) -> None:
        """Let a whole room join, one participant after the other, and return when everybody is connected to
        everybody; publishers are silent until the load lets their room speak."""

    async def history_bytes(self) -> int:
        """How much of its memory are packets kept for retransmission; 0 where that is not known."""

    async def close(self) -> None:
        """End everything.  The load must have stopped."""


FAILURES = (MediaError, OSError, RuntimeError, TimeoutError)
"""What a server that does not do what it should may raise."""

ServerFactory = Callable[[Load], Server]


@asynccontextmanager
async def running(factory: ServerFactory) -> AsyncIterator[tuple[Server, Load]]:
    """A fresh server and a fresh load, both ended afterwards."""
    load = Load()
    server = factory(load)
    try:
        await server.start()
        yield server, load
    finally:
        load.stop()
        await asyncio.shield(server.close())
