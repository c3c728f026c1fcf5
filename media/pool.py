"""The server's side of the media workers: start them, place rooms on them, watch them.

A room lives on one worker from its first transport to its last.  When a worker dies, everything on it is gone at
once: :class:`WorkerDied` says what, calls that waited fail, and the next transport of such a room is placed anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Literal

import msgspec

from media import protocol as wire
from media.client import MediaError, WorkerClient, start_worker
from media.protocol import AnyEvent, ErrorCode, Source, Tile, TransportState, WorkerOptions, WorkerStats

__all__ = ["MediaError", "MediaPool", "WorkerDied", "WorkerOptions"]

log = logging.getLogger(__name__)

RESPAWN_SECONDS = 0.2
RESPAWN_LIMIT_SECONDS = 10.0
WAIT_SECONDS = 10.0
"""How long a new transport waits for a worker to come back."""
STABLE_SECONDS = 30.0
"""A worker that lived so long starts again without delay."""


class WorkerDied(msgspec.Struct, frozen=True, kw_only=True):
    """A worker ended unasked; these rooms and transports are gone."""

    worker: int
    rooms: list[str]
    transports: list[str]


class _Place:
    """What lives on one worker; ``client`` is ``None`` while it starts again."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.client: WorkerClient | None = None
        self.rooms: set[str] = set()
        self.transports: dict[str, str] = {}
        """transport -> room; "" for a probe"""


class MediaPool:
    """``on_event`` is called in the loop for every event of a worker except ``Ready``; it must not block."""

    def __init__(self, workers: int, options: WorkerOptions, on_event: Callable[[AnyEvent | WorkerDied], None]) -> None:
        self._options = options
        self._on_event = on_event
        self._places = [_Place(index) for index in range(workers)]
        self._keepers: list[asyncio.Task[None]] = []
        self._running = asyncio.Event()

    async def start(self) -> None:
        """Start all workers.  Raises :class:`MediaError` with a sentence for the operator."""
        started = await asyncio.gather(*map(self._start_worker, self._places), return_exceptions=True)
        for place, client in zip(self._places, started, strict=True):
            place.client = None if isinstance(client, BaseException) else client
        for failure in started:
            if isinstance(failure, BaseException):
                await self.close()
                raise failure
        self._running.set()
        for place in self._places:
            name = f"media worker {place.index}"
            self._keepers.append(asyncio.create_task(self._keep(place), name=name))

    async def close(self) -> None:
        """End all workers, politely first; calls that wait fail with ``worker_lost``."""
        self._running.clear()
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers.clear()
        clients = [place.client for place in self._places if place.client is not None]
        await asyncio.gather(*(client.close() for client in clients))
        for place in self._places:
            place.client = None

    @property
    def ports(self) -> list[int]:
        """The media ports in use, for the operator and the status page."""
        return [place.client.port for place in self._places if place.client is not None]

    @property
    def fast_path(self) -> str:
        """Which code forwards packets, ``python`` or ``native``; "" while no worker runs."""
        return next((place.client.fast_path for place in self._places if place.client is not None), "")

    # Calls, each to the worker that has the room or the transport

    async def create_transport(self, room: str, transport: str) -> None:
        """Place the room, if it is new, and open a transport in it; waits for a worker that is being started
        again.  Raises :class:`MediaError` ``duplicate``, ``limit`` or ``worker_lost``."""
        if self._find(transport) is not None:
            raise MediaError(ErrorCode.DUPLICATE, "this transport exists")
        await self._some_worker()
        place = self._place_of_room(room)
        place.rooms.add(room)
        place.transports[transport] = room
        try:
            await self._call(place, wire.CreateTransport(room=room, transport=transport))
        except MediaError:
            self._forget(place, transport)
            raise

    async def create_probe(self, transport: str, protocol: Literal["udp", "tcp"]) -> None:
        """Open a transport that only tests the network; see :class:`media.protocol.CreateProbe`."""
        if self._find(transport) is not None:
            raise MediaError(ErrorCode.DUPLICATE, "this transport exists")
        await self._some_worker()
        place = self._least_loaded()
        place.transports[transport] = ""
        try:
            await self._call(place, wire.CreateProbe(transport=transport, protocol=protocol))
        except MediaError:
            self._forget(place, transport)
            raise

    async def close_transport(self, transport: str) -> None:
        """Closing what is gone already is no error."""
        place = self._find(transport)
        if place is None:
            return
        self._forget(place, transport)
        with contextlib.suppress(MediaError):
            await self._call(place, wire.CloseTransport(transport=transport))

    async def close_room(self, room: str) -> None:
        """Closing what is gone already is no error."""
        place = next((place for place in self._places if room in place.rooms), None)
        if place is None:
            return
        for transport in [transport for transport, owner in place.transports.items() if owner == room]:
            self._forget(place, transport)
        with contextlib.suppress(MediaError):
            await self._call(place, wire.CloseRoom(room=room))

    async def answer(self, transport: str, revision: int, sdp: str) -> None:
        """Raises :class:`MediaError` ``bad_sdp`` or ``stale_answer``, and then nothing has changed."""
        await self._call_for(transport, wire.Answer(transport=transport, revision=revision, sdp=sdp))

    async def restart_ice(self, transport: str) -> None:
        await self._call_for(transport, wire.RestartIce(transport=transport))

    async def produce(self, transport: str, source: Source) -> None:
        await self._call_for(transport, wire.Produce(transport=transport, source=source))

    async def stop_producing(self, transport: str, source: Source) -> None:
        await self._call_for(transport, wire.StopProducing(transport=transport, source=source))

    async def pause(self, transport: str, source: Source, paused: bool) -> None:
        await self._call_for(transport, wire.Pause(transport=transport, source=source, paused=paused))

    async def watch(self, transport: str, tiles: list[Tile]) -> None:
        """Tell which pictures the client shows, and how large."""
        await self._call_for(transport, wire.Watch(transport=transport, tiles=tiles))

    async def stats(self) -> list[WorkerStats]:
        """One entry per worker that answers."""
        answers = await asyncio.gather(
            *(self._call(place, wire.GetStats()) for place in self._places if place.client is not None),
            return_exceptions=True,
        )
        return [answer for answer in answers if isinstance(answer, WorkerStats)]

    async def _call(self, place: _Place, request: wire.AnyRequest) -> WorkerStats | None:
        if place.client is None:
            raise MediaError(ErrorCode.WORKER_LOST, "this media worker is being started again")
        return await place.client.call(request)

    async def _call_for(self, transport: str, request: wire.AnyRequest) -> None:
        place = self._find(transport)
        if place is None:
            raise MediaError(ErrorCode.UNKNOWN_TRANSPORT)
        await self._call(place, request)

    # Placing

    async def _some_worker(self) -> None:
        """Until at least one worker runs; the calls that follow say what is wrong if none does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                await self._running.wait()

    def _place_of_room(self, room: str) -> _Place:
        return next((place for place in self._places if room in place.rooms), None) or self._least_loaded()

    def _least_loaded(self) -> _Place:
        running = [place for place in self._places if place.client is not None]
        if not running:
            raise MediaError(ErrorCode.WORKER_LOST, "no media worker is running")
        return min(running, key=lambda place: (len(place.transports), len(place.rooms)))

    def _find(self, transport: str) -> _Place | None:
        return next((place for place in self._places if transport in place.transports), None)

    def _forget(self, place: _Place, transport: str) -> None:
        room = place.transports.pop(transport, "")
        if room and room not in place.transports.values():
            place.rooms.discard(room)

    # Watching

    def _received(self, place: _Place, event: AnyEvent) -> None:
        ended = (TransportState.FAILED, TransportState.CLOSED)
        if isinstance(event, wire.TransportChanged) and event.state in ended:
            self._forget(place, event.transport)
        self._on_event(event)

    async def _start_worker(self, place: _Place) -> WorkerClient:
        port = self._options.port + place.index if self._options.port else 0
        options = msgspec.structs.replace(self._options, port=port)
        return await start_worker(options, lambda event: self._received(place, event))

    async def _keep(self, place: _Place) -> None:
        """Wait for the worker's death, tell it, and start another."""
        loop = asyncio.get_running_loop()
        delay = RESPAWN_SECONDS
        while place.client is not None:
            started = loop.time()
            await place.client.ended()
            place.client = None
            if not any(other.client for other in self._places):
                self._running.clear()
            self._tell_death(place)
            if loop.time() - started > STABLE_SECONDS:
                delay = RESPAWN_SECONDS
            place.client = await self._start_again(place, delay)
            self._running.set()
            delay = min(delay * 2, RESPAWN_LIMIT_SECONDS)

    def _tell_death(self, place: _Place) -> None:
        rooms, transports = sorted(place.rooms), sorted(place.transports)
        place.rooms.clear()
        place.transports.clear()
        log.error("media worker %d died with %d rooms", place.index, len(rooms))
        self._on_event(WorkerDied(worker=place.index, rooms=rooms, transports=transports))

    async def _start_again(self, place: _Place, delay: float) -> WorkerClient:
        while True:
            await asyncio.sleep(delay)
            try:
                return await self._start_worker(place)
            except MediaError as error:
                log.error("media worker %d did not start: %s", place.index, error)
                delay = min(delay * 2, RESPAWN_LIMIT_SECONDS)
