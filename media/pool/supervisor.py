"""One worker's place in the pool: its process, what lives on it, and the task that replaces it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from enum import StrEnum

import msgspec

from media import protocol as wire
from media.pool import placement
from media.pool.client import MediaError, WorkerClient, start_worker
from media.pool.forks import Forks
from media.pool.placement import Candidate, Meter
from media.protocol import AnyEvent, ErrorCode, TransportState, WorkerOptions, WorkerStats

log = logging.getLogger(__name__)

RESPAWN_SECONDS = 0.2
RESPAWN_LIMIT_SECONDS = 10.0
STABLE_SECONDS = 30.0
"""A worker that lived so long starts again without delay."""
ENDED = (TransportState.FAILED, TransportState.CLOSED)


class WorkerDied(msgspec.Struct, frozen=True, kw_only=True):
    """A worker ended unasked; these rooms and transports are gone."""

    worker: int
    rooms: list[str]
    transports: list[str]


class Phase(StrEnum):
    """Where a worker stands between start and end."""

    STARTING = "starting"
    """No process yet, or none any more."""
    OPEN = "open"
    DRAINING = "draining"
    """Its rooms go on and may grow; new ones go elsewhere."""
    EMPTIED = "emptied"
    """Drained; its process is being ended."""


MOVES: Mapping[Phase, frozenset[Phase]] = {
    Phase.STARTING: frozenset({Phase.OPEN}),
    Phase.OPEN: frozenset({Phase.DRAINING, Phase.STARTING}),
    Phase.DRAINING: frozenset({Phase.EMPTIED, Phase.STARTING}),
    Phase.EMPTIED: frozenset({Phase.STARTING}),
}


class Supervisor:
    """``on_event`` hears the worker's events and its death; ``on_phase`` is called after every change of phase."""

    def __init__(
        self,
        index: int,
        options: WorkerOptions,
        forks: Forks,
        on_event: Callable[[AnyEvent | WorkerDied], None],
        on_phase: Callable[[], None],
    ) -> None:
        self.index = index
        self.phase = Phase.STARTING
        self.client: WorkerClient | None = None
        self.rooms: set[str] = set()
        self.transports: dict[str, str] = {}
        """transport -> room; "" for a probe"""
        self.turn = 0
        """See :class:`media.pool.placement.Candidate`."""
        self._options = options
        self._forks = forks
        self._on_event = on_event
        self._on_phase = on_phase
        self._opened: dict[str, float] = {}
        """transport -> the loop's time at which it was opened"""
        self._meter = Meter()
        self._emptied = asyncio.Event()

    def move(self, to: Phase) -> None:
        """Raises ValueError for a move that the table does not know."""
        if to not in MOVES[self.phase]:
            raise ValueError(f"a worker's place cannot go from {self.phase} to {to}")
        self.phase = to
        self._on_phase()

    # What lives here

    def add(self, transport: str, room: str) -> None:
        """Count a transport (``room`` is "" for a probe) before the worker is asked to open it."""
        if room:
            self.rooms.add(room)
        self.transports[transport] = room
        self._opened[transport] = asyncio.get_running_loop().time()

    def forget(self, transport: str) -> None:
        self._opened.pop(transport, None)
        room = self.transports.pop(transport, "")
        if room and room not in self.transports.values():
            self.rooms.discard(room)
        self._end_when_empty()

    def candidate(self) -> Candidate:
        """This worker as :func:`media.pool.placement.least_loaded` sees it."""
        settled = asyncio.get_running_loop().time() - placement.SETTLE_SECONDS
        return Candidate(
            index=self.index,
            cpu_share=self._meter.cpu_share,
            packets_per_second=self._meter.packets_per_second,
            newcomers=sum(opened > settled for opened in self._opened.values()),
            transports=len(self.transports),
            rooms=len(self.rooms),
            turn=self.turn,
        )

    def drain(self) -> None:
        """Take no new rooms, and begin anew when empty.  A worker that is starting is new already."""
        if self.phase is Phase.OPEN:
            self.move(Phase.DRAINING)
            self._end_when_empty()

    def _end_when_empty(self) -> None:
        if self.phase is Phase.DRAINING and not self.transports:
            self.move(Phase.EMPTIED)
            self._emptied.set()

    # The process

    async def call(self, request: wire.AnyRequest) -> WorkerStats | None:
        """Raises :class:`MediaError`."""
        if self.client is None:
            raise MediaError(ErrorCode.WORKER_LOST, "this media worker is being started again")
        return await self.client.call(request)

    async def stats(self) -> WorkerStats | None:
        """The worker's own figures with what only the pool knows; None when it does not answer."""
        try:
            answer = await self.call(wire.GetStats())
        except MediaError:
            return None
        if answer is None or self.client is None:
            return None
        return msgspec.structs.replace(
            answer,
            worker=self.index,
            port=self.client.port,
            load=self.candidate().load,
            draining=self.phase is not Phase.OPEN,
        )

    async def start(self) -> None:
        """Raises :class:`MediaError`."""
        self._meter = Meter()
        self._emptied.clear()
        self.client = await start_worker(self._options, self._received, self._measured, self._forks)
        self.move(Phase.OPEN)

    async def close(self) -> None:
        """End the worker, politely first.  Nobody may be in :meth:`keep`."""
        if self.client is not None:
            await self.client.close()
            self._gone()

    def _received(self, event: AnyEvent) -> None:
        if isinstance(event, wire.TransportChanged) and event.state in ENDED:
            self.forget(event.transport)
        self._on_event(event)

    def _measured(self, stats: WorkerStats) -> None:
        self._meter.observe(asyncio.get_running_loop().time(), stats.cpu_seconds, stats.packets_forwarded)

    async def keep(self) -> None:
        """Replace the worker whenever it has ended: at once after a drain, after a growing pause when it died."""
        loop = asyncio.get_running_loop()
        delay = RESPAWN_SECONDS
        while self.client is not None:
            started = loop.time()
            if await self._drained(self.client):
                await self.client.close()
                self._gone()
                log.info("media worker %d was drained and is started again", self.index)
                await self._start_again(0.0)
                continue
            self._gone()
            self._tell_death()
            if loop.time() - started > STABLE_SECONDS:
                delay = RESPAWN_SECONDS
            await self._start_again(delay)
            delay = min(delay * 2, RESPAWN_LIMIT_SECONDS)

    async def _drained(self, client: WorkerClient) -> bool:
        """Wait until the worker has been drained (true) or has died (false)."""
        died = asyncio.create_task(client.ended(), name=f"media worker {self.index} death")
        emptied = asyncio.create_task(self._emptied.wait(), name=f"media worker {self.index} drain")
        try:
            await asyncio.wait([died, emptied], return_when=asyncio.FIRST_COMPLETED)
            return not died.done()
        finally:
            for task in (died, emptied):
                task.cancel()
            await asyncio.gather(died, emptied, return_exceptions=True)

    def _gone(self) -> None:
        self.client = None
        self.move(Phase.STARTING)

    def _tell_death(self) -> None:
        rooms, transports = sorted(self.rooms), sorted(self.transports)
        self.rooms.clear()
        self.transports.clear()
        self._opened.clear()
        log.error("media worker %d died with %d rooms", self.index, len(rooms))
        self._on_event(WorkerDied(worker=self.index, rooms=rooms, transports=transports))

    async def _start_again(self, delay: float) -> None:
        while self.client is None:
            await asyncio.sleep(delay)
            try:
                await self.start()
            except MediaError as error:
                log.error("media worker %d did not start: %s", self.index, error)
                delay = min(max(delay, RESPAWN_SECONDS) * 2, RESPAWN_LIMIT_SECONDS)
