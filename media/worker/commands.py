"""What a worker does for each request: the rooms and transports of one process, and its clock."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from media import protocol
from media.fanout.audience import Fanout
from media.net.mux import Mux
from media.protocol import ErrorCode
from media.sfu.negotiation import StaleAnswerError
from media.sfu.router import Router
from media.sfu.sdp import BadSdpError
from media.sfu.transport import Context, Transport
from media.worker.loop_lag import LoopLag

log = logging.getLogger(__name__)

TICK_SECONDS = 0.05
SPEAKER_TICKS = 7
"""At most three events a second."""
SECOND_TICKS = 20
COLLECT_TICKS = 600
TICKED_AT_ONCE = 8
"""Transports; then packets get their turn."""
MAX_TRANSPORTS = 2000


class RefusedError(Exception):
    """The request cannot be carried out; the reply says why."""

    def __init__(self, code: ErrorCode, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Commands:
    """Rooms and transports by id, and one handler per request."""

    def __init__(
        self, mux: Mux, addresses: list[str], emit: Callable[[protocol.AnyEvent], None], fanout: Fanout
    ) -> None:
        self._mux = mux
        self._emit = emit
        self._context = Context(mux, addresses, emit, self._ended, fanout)
        self._rooms: dict[str, Router] = {}
        self._room_of: dict[str, Router | None] = {}
        self._transports: dict[str, Transport] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._probes: dict[str, asyncio.TimerHandle] = {}
        self._lag = LoopLag()
        self.stopping = asyncio.Event()

    def handle(self, request: protocol.AnyRequest) -> protocol.WorkerStats | None:
        """Carry out one request.  Raises :class:`RefusedError`."""
        return _HANDLERS[type(request)](self, request)

    def create_transport(self, request: protocol.CreateTransport) -> None:
        self._admit(request.transport)
        room = self._rooms.get(request.room)
        if room is None:
            room = self._rooms[request.room] = Router(request.room, self._emit)
        transport = Transport(request.transport, self._context, room.hear(request.transport))
        self._transports[transport.id] = transport
        self._room_of[transport.id] = room
        room.add(transport)

    def create_probe(self, request: protocol.CreateProbe) -> None:
        self._admit(request.transport)
        transport = Transport(request.transport, self._context, lambda _level, _now, _packets: None, request.protocol)
        self._transports[transport.id] = transport
        self._room_of[transport.id] = None
        loop = asyncio.get_running_loop()
        self._probes[transport.id] = loop.call_later(protocol.PROBE_SECONDS, transport.fail)
        transport.offer_probe()

    def _admit(self, transport: str) -> None:
        if transport in self._transports:
            raise RefusedError(ErrorCode.DUPLICATE, "this transport exists")
        if len(self._transports) >= MAX_TRANSPORTS:
            raise RefusedError(ErrorCode.LIMIT, "this worker is full")

    def _transport(self, identifier: str) -> Transport:
        transport = self._transports.get(identifier)
        if transport is None:
            raise RefusedError(ErrorCode.UNKNOWN_TRANSPORT)
        return transport

    def _room(self, transport: Transport) -> Router:
        room = self._room_of[transport.id]
        if room is None:
            raise RefusedError(ErrorCode.UNKNOWN_ROOM, "a probe is in no room")
        return room

    def close_transport(self, request: protocol.CloseTransport) -> None:
        self._forget(self._transport(request.transport))

    def close_room(self, request: protocol.CloseRoom) -> None:
        room = self._rooms.get(request.room)
        if room is None:
            raise RefusedError(ErrorCode.UNKNOWN_ROOM)
        for transport in list(room.transports.values()):
            self._forget(transport)

    def answer(self, request: protocol.Answer) -> None:
        transport = self._transport(request.transport)
        try:
            transport.answer(request.revision, request.sdp)
        except StaleAnswerError as error:
            raise RefusedError(ErrorCode.STALE_ANSWER, str(error)) from error
        except BadSdpError as error:
            raise RefusedError(ErrorCode.BAD_SDP, str(error)) from error

    def restart_ice(self, request: protocol.RestartIce) -> None:
        self._transport(request.transport).restart_ice()

    def produce(self, request: protocol.Produce) -> None:
        transport = self._transport(request.transport)
        self._room(transport).produce(transport, request.source)

    def stop_producing(self, request: protocol.StopProducing) -> None:
        transport = self._transport(request.transport)
        self._room(transport).stop_producing(transport, request.source)

    def pause(self, request: protocol.Pause) -> None:
        transport = self._transport(request.transport)
        now = asyncio.get_running_loop().time()
        self._room(transport).pause(transport, request.source, request.paused, now)

    def watch(self, request: protocol.Watch) -> None:
        transport = self._transport(request.transport)
        self._room(transport).watch(transport, request.tiles)

    def get_stats(self, request: protocol.GetStats) -> protocol.WorkerStats:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        transports = self._transports.values()
        counters = self._context.counters
        return protocol.WorkerStats(
            rooms=len(self._rooms),
            transports=len(self._transports),
            producers=sum(len(transport.producers) for transport in transports),
            consumers=sum(len(transport.downlink.consumers) for transport in transports),
            packets_received=self._mux.received_packets,
            packets_forwarded=counters.forwarded + self._mux.forwarded_packets,
            packets_dropped=self._mux.dropped_packets + counters.dropped,
            nacks_answered=counters.nacks_answered,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            rss_bytes=_resident_bytes(),
            history_bytes=sum(transport.history_bytes for transport in transports),
            loop_lag_ms=self._lag.maximum * 1000,
            loop_lag_p99_ms=self._lag.p99 * 1000,
            fast_path=self._context.fanout.name,
        )

    def shutdown(self, request: protocol.Shutdown) -> None:
        self.stopping.set()

    def _ended(self, transport: Transport) -> None:
        """A transport failed or its client said goodbye."""
        if transport.id in self._transports:
            self._forget(transport)

    def _forget(self, transport: Transport) -> None:
        """Take a transport out of its room at once; its goodbye and its keys follow in a task of their own."""
        self._transports.pop(transport.id, None)
        room = self._room_of.pop(transport.id, None)
        transport.retire()
        timer = self._probes.pop(transport.id, None)
        if timer is not None:
            timer.cancel()
        if room is not None:
            room.remove(transport)
            if not room.transports:
                self._rooms.pop(room.id, None)
        task = asyncio.create_task(transport.close(), name=f"close {transport.id}")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def tick_forever(self) -> None:
        """The worker's clock.  Its own delay is the loop's lag."""
        loop = asyncio.get_running_loop()
        before = loop.time()
        count = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = loop.time()
            self._lag.record(now - before - TICK_SECONDS)
            count += 1
            await self._tick(count, now)
            before = now

    async def _tick(self, count: int, now: float) -> None:
        for place, transport in enumerate(list(self._transports.values()), 1):
            # Each has its own place in the second, so that not all reports leave at once.
            second = (count + transport.number) % SECOND_TICKS == 0
            if second or transport.active:
                self._tick_transport(transport, now, second=second)
            if place % TICKED_AT_ONCE == 0:
                await asyncio.sleep(0)
        if count % SPEAKER_TICKS == 0:
            for room in self._rooms.values():
                room.tick_speakers(now)
        if count % COLLECT_TICKS == 0:
            # Automatic collection is off: packets make no cycles, and a full collection costs milliseconds.
            gc.collect()

    def _tick_transport(self, transport: Transport, now: float, *, second: bool) -> None:
        """A mistake of ours in one transport ends that transport and not the worker's clock."""
        try:
            transport.tick(now)
            if second:
                transport.tick_second(now)
        except Exception:
            log.exception("a transport broke and is closed")
            transport.fail()

    async def close(self) -> None:
        for transport in list(self._transports.values()):
            self._forget(transport)
        while self._closing:
            await asyncio.gather(*self._closing, return_exceptions=True)
        await self._mux.close()


_HANDLERS: dict[type, Callable[[Commands, Any], protocol.WorkerStats | None]] = {
    protocol.CreateTransport: Commands.create_transport,
    protocol.CreateProbe: Commands.create_probe,
    protocol.CloseTransport: Commands.close_transport,
    protocol.CloseRoom: Commands.close_room,
    protocol.Answer: Commands.answer,
    protocol.RestartIce: Commands.restart_ice,
    protocol.Produce: Commands.produce,
    protocol.StopProducing: Commands.stop_producing,
    protocol.Pause: Commands.pause,
    protocol.Watch: Commands.watch,
    protocol.GetStats: Commands.get_stats,
    protocol.Shutdown: Commands.shutdown,
}


def _resident_bytes() -> int:
    """Memory in use; where there is no /proc, the largest it ever was."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale
