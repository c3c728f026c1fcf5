"""How much one core carries: rooms of six are added until packets get lost or late, then the edge is searched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from tests.load.measure import WARM_UP_SECONDS, Window, undisturbed_window
from tests.load.native import Load
from tests.load.scenarios import LIMIT_ROOM
from tests.load.servers import FAILURES, Server, ServerFactory, running

MAX_LOSS = 0.001
MAX_P99_MS = 20.0
FIRST_ROOMS = 4
MAX_ROOMS = 64
CALM_SECONDS = 0.5
CALM_TRIES = 20


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest number of rooms that a server carried, and the window that shows it; no window when it did not
    carry a single one.  ``disturbed`` when that window was, or one in which it did not carry more."""

    rooms: int
    window: Window | None
    disturbed: bool
    details: dict[str, str]

    @property
    def forwarded_per_second(self) -> float:
        return self.window.forwarded_per_second if self.window is not None else 0.0


def carried(window: Window) -> bool:
    return window.traffic.loss < MAX_LOSS and window.traffic.latency_p99 <= MAX_P99_MS


def next_rooms(good: int, bad: int | None) -> int | None:
    """How many rooms to try when ``good`` were carried and ``bad`` were not; ``None`` when the edge is found."""
    if bad is None:
        return min(MAX_ROOMS, max(good + 1, good * 3 // 2)) if 0 < good < MAX_ROOMS else None
    return (good + bad) // 2 if bad - good > 1 else None


async def find(factory: ServerFactory, seconds: float, tries: int, tell: Callable[[str], None]) -> Limit:
    """Search with windows of ``seconds``; ``tell`` hears of each."""
    async with running(factory) as (server, load):
        search = _Search(server, load, seconds, tries, tell)
        await search.run()
        disturbed = search.failures_disturbed or (search.best is not None and search.best.disturbed)
        return Limit(search.good, search.best, disturbed, dict(server.details))


class _Search:
    def __init__(self, server: Server, load: Load, seconds: float, tries: int, tell: Callable[[str], None]) -> None:
        self.good = 0
        self.best: Window | None = None
        self.failures_disturbed = False
        self._server = server
        self._load = load
        self._seconds = seconds
        self._tries = tries
        self._tell = tell
        self._joined = 0

    async def run(self) -> None:
        rooms: int | None = FIRST_ROOMS
        bad: int | None = None
        while rooms is not None:
            try:
                window = await self._carry(rooms)
            except FAILURES as error:
                if not self.good:
                    raise
                # A server that ends under load, or lets nobody in any more, has found its limit.
                self._tell(f"{rooms} rooms: {type(error).__name__} {error}")
                return
            if window is None:
                bad = rooms
            else:
                self.good, self.best = rooms, window
            rooms = next_rooms(self.good, bad)

    async def _carry(self, rooms: int) -> Window | None:
        """A window in which so many rooms were carried; a hiccup is forgiven once."""
        await self._fill(rooms)
        disturbed = False
        for _ in range(2):
            self._load.activate(rooms)
            await asyncio.sleep(WARM_UP_SECONDS)
            window = await undisturbed_window(self._server, self._load, self._seconds, self._tries)
            traffic, usage = window.traffic, window.usage
            self._tell(
                f"{rooms} rooms: {window.forwarded_per_second:.0f} packets/s, {window.cpu_us_per_packet:.1f} us, "
                f"loss {traffic.loss:.2%}, p99 {traffic.latency_p99:.1f} ms, "
                f"cores {usage.server / usage.seconds:.0%} and {usage.load / usage.seconds:.0%}"
            )
            if carried(window):
                return window
            await self._calm()
            disturbed = window.disturbed
        self.failures_disturbed |= disturbed
        return None

    async def _fill(self, rooms: int) -> None:
        """Let further rooms join while nobody speaks."""
        if self._joined < rooms:
            self._load.activate(0)
        while self._joined < rooms:
            await self._server.join(self._joined, LIMIT_ROOM)
            self._joined += 1

    async def _calm(self) -> None:
        """Silence everybody until nothing that the server queued comes any more."""
        self._load.activate(0)
        for _ in range(CALM_TRIES):
            before = self._load.result().arrived
            await asyncio.sleep(CALM_SECONDS)
            if self._load.result().arrived == before:
                return
