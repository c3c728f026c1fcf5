"""Between the rooms and the media workers: commands go out in the order in which their room decided them, and events
come in to the room that they concern."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from media.pool.pool import MediaError, WorkerDied
from media.protocol import (
    AnyEvent,
    Offer,
    Pause,
    Produce,
    Quality,
    Speakers,
    StopProducing,
    Tracks,
    TransportChanged,
    TransportState,
    Watch,
)
from server.rooms.breakouts import media_room, place_of
from server.rooms.effects import CloseTransport, Command, Effects, OpenTransport
from server.rooms.ports import MediaPlane
from server.rooms.room import Room
from server.runtime.scope import Scope

log = logging.getLogger("resfri.rooms")

MEDIA_QUEUE = 10_000
REOPEN_SECONDS = 1.0

MediaEffect = OpenTransport | CloseTransport | Command
Later = Callable[[float, Callable[[], None]], None]
"""Call after so many seconds, unless the server stops first."""


class Act(Protocol):
    """Acts in a running room."""

    def __call__(self, meeting: str, act: Callable[[Room], Effects]) -> bool:
        """Act in the room of this meeting; False where none is running."""
        ...


@dataclass(slots=True)
class _Line:
    """What one meeting has still to tell the workers."""

    queue: asyncio.Queue[MediaEffect] = field(default_factory=lambda: asyncio.Queue(MEDIA_QUEUE))
    pump: asyncio.Task[None] | None = None


class MediaLink:
    """One queue per meeting; whose transport is whose."""

    def __init__(self, media: MediaPlane, scope: Scope, act: Act, later: Later) -> None:
        self._media = media
        self._scope = scope
        self._act = act
        self._later = later
        self._lines: dict[str, _Line] = {}
        """By meeting, as long as there is something to tell."""
        self._meetings: dict[str, str] = {}
        """transport -> meeting"""
        self.on_stray_offer: Callable[[Offer], None] = lambda _: None
        """Gets the offers of transports that belong to no room."""

    # --- commands ------------------------------------------------------------------------------------------------

    def queue(self, meeting: str, effect: MediaEffect) -> None:
        """Carry out after everything else of this meeting that is still queued."""
        if isinstance(effect, OpenTransport):
            self._meetings[effect.transport] = meeting
        elif isinstance(effect, CloseTransport):
            self._meetings.pop(effect.transport, None)
        line = self._lines.setdefault(meeting, _Line())
        line.queue.put_nowait(effect)
        if line.pump is None or line.pump.done():
            line.pump = self._scope.start("room media", self._pump(meeting, line))

    async def _pump(self, meeting: str, line: _Line) -> None:
        while not line.queue.empty():
            await self._try(meeting, line.queue.get_nowait())
        del self._lines[meeting]

    async def _try(self, meeting: str, effect: MediaEffect) -> None:
        try:
            await self._carry_out(meeting, effect)
        except MediaError as error:
            log.info("media command %s failed: %s", type(effect).__name__, error.code)
            if isinstance(effect, OpenTransport):
                # No worker could take the transport: try again with a fresh one in a moment.
                self._later(REOPEN_SECONDS, partial(self._lost, [effect.transport]))

    async def _carry_out(self, meeting: str, effect: MediaEffect) -> None:
        match effect:
            case OpenTransport(transport=transport, place=place):
                await self._media.create_transport(media_room(meeting, place), transport)
            case CloseTransport(transport=transport):
                await self._media.close_transport(transport)
            case Command(request=request):
                await self._command(request)

    async def _command(self, request: Produce | StopProducing | Pause | Watch) -> None:
        match request:
            case Produce():
                await self._media.produce(request.transport, request.source)
            case StopProducing():
                await self._media.stop_producing(request.transport, request.source)
            case Pause():
                await self._media.pause(request.transport, request.source, request.paused)
            case Watch():
                await self._media.watch(request.transport, request.tiles)

    # --- events --------------------------------------------------------------------------------------------------

    def event(self, event: AnyEvent | WorkerDied) -> None:
        """An event of the media workers; the pool calls this on the event loop."""
        match event:
            case Offer():
                if not self._act(self._meeting(event.transport), lambda room: room.media.offered(event)):
                    self.on_stray_offer(event)
            case Tracks():
                self._act(self._meeting(event.transport), lambda room: room.media.tracks_changed(event))
            case Quality():
                self._act(self._meeting(event.transport), lambda room: room.media.measured(event))
            case Speakers():
                speaking, (meeting, place) = event.speaking, place_of(event.room)
                self._act(meeting, lambda room: room.media.heard(speaking, place))
            case TransportChanged(state=TransportState.FAILED | TransportState.CLOSED):
                self._lost([event.transport])
            case WorkerDied():
                log.warning("media worker %s died with %d rooms", event.worker, len(event.rooms))
                self._lost(event.transports)
            case _:
                pass

    def _meeting(self, transport: str) -> str:
        """Empty for a transport that no room has."""
        return self._meetings.get(transport, "")

    def _lost(self, transports: list[str]) -> None:
        lost: dict[str, list[str]] = {}
        for transport in transports:
            meeting = self._meetings.pop(transport, None)
            if meeting is not None:
                lost.setdefault(meeting, []).append(transport)
        for meeting, theirs in lost.items():
            self._act(meeting, partial(_lose, theirs))


def _lose(transports: list[str], room: Room) -> Effects:
    return room.media.lost(transports)
