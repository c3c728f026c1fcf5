"""The rooms that are running on this machine, their sockets and their clocks, and the one place that carries a
room's effects out.

Messages leave at once and in order.  Media commands of one room go through one queue, so that they reach the worker
in the order in which the room decided them.  What must be remembered goes through one queue for all rooms.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

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
from server.rooms.admission import Arrival
from server.rooms.breakouts import media_room, place_of
from server.rooms.effects import (
    CloseTransport,
    Command,
    Disconnect,
    Effects,
    OpenTransport,
    RememberItem,
    Send,
    StartCountdown,
    StartGrace,
)
from server.rooms.items import Log
from server.rooms.participant import Participant
from server.rooms.ports import Archive, AuditTrail, IceServers, MediaPlane, Memory, Outbox
from server.rooms.room import Room
from server.rooms.running.archive_writer import Archiving
from server.rooms.running.record_writer import Records
from server.rooms.settings import RoomSettings
from server.runtime.scope import Scope
from server.wire.errors import AppError, Code
from server.wire.room.presence import Pong
from server.wire.vocabulary import LeaveReason

log = logging.getLogger("resfri.rooms")

MEDIA_QUEUE = 10_000
REOPEN_SECONDS = 1.0
ENDED_REMEMBERED = 10_000

MediaEffect = OpenTransport | CloseTransport | Command


@dataclass(slots=True)
class Socket:
    """One connected browser.  ``session`` is the id of the session behind it."""

    outbox: Outbox
    session: str
    meeting: str


@dataclass(slots=True)
class Live:
    """A running room with its media queue."""

    room: Room
    media: asyncio.Queue[MediaEffect] = field(default_factory=lambda: asyncio.Queue(MEDIA_QUEUE))
    pump: asyncio.Task[None] | None = None


class Rooms:
    """Implements ``LiveRooms``.  Everything here runs on the event loop's thread."""

    def __init__(
        self,
        media: MediaPlane,
        memory: Memory,
        audit: AuditTrail,
        scope: Scope,
        now: Callable[[], float],
        ice_servers: IceServers,
        archive: Archive,
    ) -> None:
        self.media = media
        self._archiving = Archiving(archive)
        self._ice_servers = ice_servers
        self.audit = audit
        self._scope = scope
        self._now = now
        self._live: dict[str, Live] = {}
        self._sockets: dict[str, Socket] = {}
        self._transports: dict[str, str] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._records = Records(memory, audit, now)
        self._timers: set[asyncio.TimerHandle] = set()
        self._on_stray_offer: Callable[[Offer], None] = lambda _: None
        self._when_over: Callable[[], None] | None = None

    def start(self, on_stray_offer: Callable[[Offer], None]) -> None:
        """``on_stray_offer`` gets offers of transports that belong to no room (network tests)."""
        self._on_stray_offer = on_stray_offer
        self._scope.start("records", self._records.keep())
        self._scope.start("archiving", self._archiving.keep())

    async def stop(self) -> None:
        """Say goodbye to everybody and write down what is still queued, if that can be written."""
        for handle in self._timers:
            handle.cancel()
        for socket in list(self._sockets.values()):
            socket.outbox.close(LeaveReason.SERVER_STOPPING)
        await self._records.finish()
        await self._archiving.finish()

    # --- draining ------------------------------------------------------------------------------------------------

    @property
    def draining(self) -> bool:
        return self._when_over is not None

    @property
    def running_meetings(self) -> int:
        """Meetings with somebody inside; who only waits in a lobby takes no part in any."""
        return sum(self.counts(meeting)[0] > 0 for meeting in self._live)

    def drain(self, when_over: Callable[[], None]) -> None:
        """Begin no more meetings; ``when_over`` is called when nobody is inside any.  A second call changes
        nothing."""
        if self._when_over is None:
            self._when_over = when_over
            self._end_when_over()

    def must_take(self, meeting: str) -> None:
        """Raises AppError: BAD_LINK for a meeting that has just ended, UPDATING for one that would begin while the
        server is being drained."""
        if meeting in self._ended:
            raise AppError(Code.BAD_LINK)
        if self.draining and self.counts(meeting)[0] == 0:
            raise AppError(Code.UPDATING)

    def _end_when_over(self) -> None:
        if self._when_over is not None and self.running_meetings == 0:
            self._when_over()

    # --- sockets -------------------------------------------------------------------------------------------------

    async def open_logs(self, settings: RoomSettings) -> dict[str, Log]:
        """What the meeting shares, for ``connect``."""
        return await self._archiving.open(settings.tenant_id, settings.info.id)

    def connect(
        self, settings: RoomSettings, arrival: Arrival, session: str, outbox: Outbox, logs: dict[str, Log]
    ) -> Room:
        """Bring a socket into its room, which comes into being with its first person.  Raises AppError."""
        meeting = settings.info.id
        live = self._live.get(meeting) or Live(Room(settings, self._now, self._ice_servers, logs))
        try:
            self.must_take(meeting)
            if not self.audit.working and live.room.people.by_seat(arrival.seat) is None:
                raise AppError(Code.AUDIT_UNAVAILABLE)
            effects = live.room.connect(arrival)
        except AppError:
            if meeting not in self._live:
                self._archiving.let_go(meeting)
            raise
        self._live[meeting] = live
        self._sockets[arrival.connection] = Socket(outbox, session, meeting)
        self.perform(live.room, effects)
        return live.room

    def disconnect(self, connection: str) -> None:
        socket = self._sockets.pop(connection, None)
        if socket is not None:
            self._in_room(socket.meeting, lambda room: room.disconnect(connection))

    def answer_ping(self, person: Participant) -> None:
        socket = self._sockets.get(person.connection or "")
        if socket is not None:
            socket.outbox.send(Pong())

    def session_connected(self, session: str) -> bool:
        return any(socket.session == session for socket in self._sockets.values())

    def close_session(self, session: str) -> None:
        """The session was signed out: its people leave at once."""
        for connection, socket in list(self._sockets.items()):
            if socket.session == session:
                self.expel(connection, LeaveReason.SIGNED_OUT)

    def renew_session(self, session: str, renewed: str) -> None:
        """The session goes on under another id."""
        for socket in self._sockets.values():
            if socket.session == session:
                socket.session = renewed

    def expel(self, connection: str, reason: LeaveReason) -> None:
        """Close one connection and give up its seat."""
        socket = self._sockets.get(connection)
        if socket is not None:
            self._in_room(
                socket.meeting,
                lambda room: room.close_seats(lambda person: person.connection == connection, reason),
            )

    # --- LiveRooms -----------------------------------------------------------------------------------------------

    def host_present(self, meeting_id: str) -> bool:
        live = self._live.get(meeting_id)
        return live is not None and live.room.people.host_present

    def counts(self, meeting_id: str) -> tuple[int, int]:
        live = self._live.get(meeting_id)
        return (len(live.room.people.inside), len(live.room.people.lobby)) if live else (0, 0)

    def running(self) -> list[str]:
        """The meetings with somebody inside or waiting."""
        return list(self._live)

    def close_person(self, meeting_id: str, person: str, reason: LeaveReason) -> None:
        self._in_room(meeting_id, lambda room: room.close_seats(lambda one: one.person == person, reason))

    def end(self, meeting_id: str) -> None:
        self._in_room(meeting_id, lambda room: room.end(None))

    def link_trouble(self, meeting_id: str, name: str) -> None:
        self._in_room(meeting_id, lambda room: room.link_trouble(name))

    def identity_trouble(self, meeting_id: str, name: str) -> None:
        self._in_room(meeting_id, lambda room: room.identity_trouble(name))

    def member(self, meeting_id: str, seats: set[str], participant: str | None = None) -> tuple[Room, Participant]:
        """Who of these seats is inside the meeting right now.  Raises AppError NOT_FOUND."""
        live = self._live.get(meeting_id)
        for person in live.room.people.inside if live is not None else ():
            if live is not None and person.seat in seats and participant in (None, person.id):
                return live.room, person
        raise AppError(Code.NOT_FOUND)

    # --- effects -------------------------------------------------------------------------------------------------

    def _in_room(self, meeting: str, act: Callable[[Room], Effects]) -> None:
        """Act in the room of this meeting, if it is running."""
        live = self._live.get(meeting)
        if live is not None:
            self.perform(live.room, act(live.room))

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        """Act after a while, unless the server stops first."""

        def ring() -> None:
            self._timers.discard(handle)
            act()

        handle = asyncio.get_running_loop().call_later(seconds, ring)
        self._timers.add(handle)

    def perform(self, room: Room, effects: Effects) -> None:
        meeting = room.settings.info.id
        live = self._live[meeting]
        for effect in effects:
            match effect:
                case Send():
                    if effect.connection in self._sockets:
                        self._sockets[effect.connection].outbox.send(effect.message)
                case Disconnect():
                    socket = self._sockets.pop(effect.connection, None)
                    if socket is not None:
                        socket.outbox.close(effect.reason)
                case OpenTransport() | CloseTransport() | Command():
                    self._queue_media(live, meeting, effect)
                case StartGrace():
                    self._start_grace(live, effect)
                case StartCountdown():
                    self._start_countdown(live, effect)
                case RememberItem(place=place, entry=entry):
                    self._archiving.put(meeting, place, entry)
                case _:
                    self._records.put(meeting, effect)
        if room.ended:
            self._remember_ended(meeting)
        if room.people.empty and self._live.get(meeting) is live:
            del self._live[meeting]
            self._archiving.let_go(meeting)
        self._end_when_over()

    def _remember_ended(self, meeting: str) -> None:
        """A connection that looked the meeting up just before its end must not open its room again."""
        self._ended[meeting] = None
        if len(self._ended) > ENDED_REMEMBERED:
            self._ended.popitem(last=False)

    def _start_grace(self, live: Live, grace: StartGrace) -> None:
        self._later_in(live, grace.seconds, lambda room: room.grace_expired(grace.participant, grace.epoch))

    def _start_countdown(self, live: Live, countdown: StartCountdown) -> None:
        self._later_in(live, countdown.seconds, lambda room: room.breakouts.time_is_up(countdown.countdown))

    def _later_in(self, live: Live, seconds: float, act: Callable[[Room], Effects]) -> None:
        """Act in this room after a while, unless it is gone by then."""

        def ring() -> None:
            if self._live.get(live.room.settings.info.id) is live:
                self.perform(live.room, act(live.room))

        self._later(seconds, ring)

    # --- media ---------------------------------------------------------------------------------------------------

    def _queue_media(self, live: Live, meeting: str, effect: MediaEffect) -> None:
        if isinstance(effect, OpenTransport):
            self._transports[effect.transport] = meeting
        elif isinstance(effect, CloseTransport):
            self._transports.pop(effect.transport, None)
        live.media.put_nowait(effect)
        if live.pump is None or live.pump.done():
            live.pump = self._scope.start("room media", self._pump_media(live))

    async def _pump_media(self, live: Live) -> None:
        while not live.media.empty():
            effect = live.media.get_nowait()
            try:
                await self._carry_out(live.room.settings.info.id, effect)
            except MediaError as error:
                log.info("media command %s failed: %s", type(effect).__name__, error.code)
                if isinstance(effect, OpenTransport):
                    # No worker could take the transport: try again with a fresh one in a moment.
                    self._later(REOPEN_SECONDS, partial(self._media_lost, [effect.transport]))

    async def _carry_out(self, meeting: str, effect: MediaEffect) -> None:
        match effect:
            case OpenTransport(transport=transport, place=place):
                await self.media.create_transport(media_room(meeting, place), transport)
            case CloseTransport(transport=transport):
                await self.media.close_transport(transport)
            case Command(request=request):
                await self._command(request)

    async def _command(self, request: Produce | StopProducing | Pause | Watch) -> None:
        match request:
            case Produce():
                await self.media.produce(request.transport, request.source)
            case StopProducing():
                await self.media.stop_producing(request.transport, request.source)
            case Pause():
                await self.media.pause(request.transport, request.source, request.paused)
            case Watch():
                await self.media.watch(request.transport, request.tiles)

    def media_event(self, event: AnyEvent | WorkerDied) -> None:
        """An event of the media workers; the pool calls this on the event loop."""
        match event:
            case Offer():
                live = self._live.get(self._transports.get(event.transport, ""))
                if live is None:
                    self._on_stray_offer(event)
                else:
                    self.perform(live.room, live.room.media.offered(event))
            case Tracks():
                self._in_room(self._transports.get(event.transport, ""), lambda room: room.media.tracks_changed(event))
            case Quality():
                self._in_room(self._transports.get(event.transport, ""), lambda room: room.media.measured(event))
            case Speakers():
                speaking, (meeting, place) = event.speaking, place_of(event.room)
                self._in_room(meeting, lambda room: room.media.heard(speaking, place))
            case TransportChanged(state=TransportState.FAILED | TransportState.CLOSED):
                self._media_lost([event.transport])
            case WorkerDied():
                log.warning("media worker %s died with %d rooms", event.worker, len(event.rooms))
                self._media_lost(event.transports)
            case _:
                pass

    def _media_lost(self, transports: list[str]) -> None:
        rooms: dict[str, list[str]] = {}
        for transport in transports:
            meeting = self._transports.pop(transport, None)
            if meeting is not None:
                rooms.setdefault(meeting, []).append(transport)
        for meeting, theirs in rooms.items():
            live = self._live.get(meeting)
            if live is not None:
                self.perform(live.room, live.room.media.lost(theirs))
