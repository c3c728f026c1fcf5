"""The server's side of the media workers: start them, place rooms on them, carry each call to the right one.

A room lives on one worker from its first transport to its last.  When a worker dies, everything on it is gone at
once: :class:`WorkerDied` says what, calls that waited fail, and the next transport of such a room is placed anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from typing import Literal

import msgspec

from media import protocol as wire
from media.pool.client import MediaError
from media.pool.forks import Forks
from media.pool.placement import least_loaded
from media.pool.supervisor import Phase, Supervisor, WorkerDied
from media.protocol import AnyEvent, ErrorCode, Source, Tile, WorkerOptions, WorkerStats

__all__ = ["MediaError", "MediaPool", "WorkerDied", "WorkerOptions"]

WAIT_SECONDS = 10.0
"""How long a new room waits for a worker that takes it."""


class MediaPool:
    """``on_event`` is called in the loop for every event of a worker except ``Ready``; it must not block.  ``forks``
    may be shared, and is then somebody else's to stop."""

    def __init__(
        self,
        workers: int,
        options: WorkerOptions,
        on_event: Callable[[AnyEvent | WorkerDied], None],
        forks: Forks | None = None,
    ) -> None:
        self._forks = forks or Forks()
        self._own_forks = forks is None
        self._supervisors = [
            Supervisor(index, _with_own_port(options, index), self._forks, on_event, self._phase_changed)
            for index in range(workers)
        ]
        self._keepers: list[asyncio.Task[None]] = []
        self._open = asyncio.Event()
        """Some worker takes new rooms."""
        self._turns = itertools.count(1)

    async def start(self) -> None:
        """Start all workers.  Raises :class:`MediaError` with a sentence for the operator."""
        outcomes = await asyncio.gather(
            *(supervisor.start() for supervisor in self._supervisors), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                await self.close()
                raise outcome
        self._keepers.append(asyncio.create_task(self._forks.keep(), name="media fork server"))
        for supervisor in self._supervisors:
            self._keepers.append(asyncio.create_task(supervisor.keep(), name=f"media worker {supervisor.index}"))

    async def close(self) -> None:
        """End all workers, politely first; calls that wait fail with ``worker_lost``."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        self._keepers.clear()
        await asyncio.gather(*(supervisor.close() for supervisor in self._supervisors))
        if self._own_forks:
            await asyncio.to_thread(self._forks.stop)

    def drain(self, worker: int) -> None:
        """Upgrade one worker without ending a call: it takes no new rooms, its rooms go on and may grow, and when the
        last has ended a fresh process takes its place, on the same port where the port is fixed.  New rooms fail with
        ``draining`` while no other worker takes them."""
        self._supervisors[worker].drain()

    @property
    def ports(self) -> list[int]:
        """The media ports in use, for the operator and the status page."""
        return [supervisor.client.port for supervisor in self._supervisors if supervisor.client is not None]

    @property
    def fast_path(self) -> str:
        """Which code forwards packets, ``python`` or ``native``; "" while no worker runs."""
        return next(
            (supervisor.client.fast_path for supervisor in self._supervisors if supervisor.client is not None), ""
        )

    # Calls, each to the worker that has the room or the transport

    async def create_transport(self, room: str, transport: str) -> None:
        """Place the room, if it is new, and open a transport in it; waits for a worker that is being started
        again.  Raises :class:`MediaError` ``duplicate``, ``limit``, ``draining`` or ``worker_lost``."""
        if self._find(transport) is not None:
            raise MediaError(ErrorCode.DUPLICATE, "this transport exists")
        if self._of_room(room) is None:
            await self._some_open()
        supervisor = self._of_room(room) or self._least_loaded()
        await self._open_in(supervisor, transport, room, wire.CreateTransport(room=room, transport=transport))

    async def create_probe(self, transport: str, protocol: Literal["udp", "tcp"]) -> None:
        """Open a transport that only tests the network; see :class:`media.protocol.CreateProbe`."""
        if self._find(transport) is not None:
            raise MediaError(ErrorCode.DUPLICATE, "this transport exists")
        await self._some_open()
        request = wire.CreateProbe(transport=transport, protocol=protocol)
        await self._open_in(self._least_loaded(), transport, "", request)

    async def _open_in(
        self, supervisor: Supervisor, transport: str, room: str, request: wire.CreateTransport | wire.CreateProbe
    ) -> None:
        supervisor.add(transport, room)
        try:
            await supervisor.call(request)
        except MediaError:
            supervisor.forget(transport)
            raise

    async def close_transport(self, transport: str) -> None:
        """Closing what is gone already is no error."""
        supervisor = self._find(transport)
        if supervisor is None:
            return
        supervisor.forget(transport)
        with contextlib.suppress(MediaError):
            await supervisor.call(wire.CloseTransport(transport=transport))

    async def close_room(self, room: str) -> None:
        """Closing what is gone already is no error."""
        supervisor = self._of_room(room)
        if supervisor is None:
            return
        for transport in [transport for transport, owner in supervisor.transports.items() if owner == room]:
            supervisor.forget(transport)
        with contextlib.suppress(MediaError):
            await supervisor.call(wire.CloseRoom(room=room))

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
        """One entry per worker that answers, in the order of their indexes."""
        answers = await asyncio.gather(*(supervisor.stats() for supervisor in self._supervisors))
        return [answer for answer in answers if answer is not None]

    async def _call_for(self, transport: str, request: wire.AnyRequest) -> None:
        supervisor = self._find(transport)
        if supervisor is None:
            raise MediaError(ErrorCode.UNKNOWN_TRANSPORT)
        await supervisor.call(request)

    # Placing

    def _phase_changed(self) -> None:
        if any(supervisor.phase is Phase.OPEN for supervisor in self._supervisors):
            self._open.set()
        else:
            self._open.clear()

    async def _some_open(self) -> None:
        """Until at least one worker takes new rooms; what follows says what is wrong if none does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                await self._open.wait()

    def _least_loaded(self) -> Supervisor:
        """The worker for a new room, which thereby has had its turn."""
        candidates = [supervisor.candidate() for supervisor in self._supervisors if supervisor.phase is Phase.OPEN]
        if not candidates:
            if any(supervisor.phase is Phase.DRAINING for supervisor in self._supervisors):
                raise MediaError(ErrorCode.DRAINING, "every media worker that runs is being drained")
            raise MediaError(ErrorCode.WORKER_LOST, "no media worker is running")
        supervisor = self._supervisors[least_loaded(candidates)]
        supervisor.turn = next(self._turns)
        return supervisor

    def _of_room(self, room: str) -> Supervisor | None:
        return next((supervisor for supervisor in self._supervisors if room in supervisor.rooms), None)

    def _find(self, transport: str) -> Supervisor | None:
        return next((supervisor for supervisor in self._supervisors if transport in supervisor.transports), None)


def _with_own_port(options: WorkerOptions, index: int) -> WorkerOptions:
    """Each worker takes the port after the one before it; where the system chooses, it chooses for each."""
    return msgspec.structs.replace(options, port=options.port + index if options.port else 0)
