"""The rooms that are running on this machine: who comes in, what the services ask of them, and when the last is over.

Everything here runs on the event loop's thread, and a room changes only in between.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from media.pool.pool import WorkerDied
from media.protocol import AnyEvent, Offer
from server.rooms.admission import Arrival
from server.rooms.effects import Effects
from server.rooms.items import Log
from server.rooms.participant import Participant
from server.rooms.ports import Archive, AuditTrail, IceServers, MediaPlane, Memory, Outbox
from server.rooms.room import Room
from server.rooms.running.archive_writer import ArchiveWriter
from server.rooms.running.media_link import MediaLink
from server.rooms.running.record_writer import RecordWriter
from server.rooms.running.runner import Runner, Timers
from server.rooms.running.sockets import Socket, Sockets
from server.rooms.settings import RoomSettings
from server.runtime.scope import Scope
from server.wire.errors import AppError, Code
from server.wire.room.presence import Pong
from server.wire.vocabulary import LeaveReason

ENDED_REMEMBERED = 10_000


class Rooms:
    """Implements ``LiveRooms``."""

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
        self.audit = audit
        self._scope = scope
        self._now = now
        self._ice_servers = ice_servers
        self._live: dict[str, Room] = {}
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._timers = Timers()
        self._sockets = Sockets()
        self._records = RecordWriter(memory, audit, now, scope)
        self._archive = ArchiveWriter(archive)
        self._link = MediaLink(media, scope, self._act, self._timers.later)
        self._runner = Runner(self._sockets, self._link, self._records, self._archive, self._later_in)
        self._when_over: Callable[[], None] | None = None

    def start(self, on_stray_offer: Callable[[Offer], None], on_gone: Callable[[str], None]) -> None:
        """``on_stray_offer`` gets offers of transports that belong to no room (network tests), ``on_gone`` every
        participant who has left or was put back into the lobby."""
        self._link.on_stray_offer = on_stray_offer
        self._runner.on_gone = on_gone
        self._scope.start("archive", self._archive.keep())

    async def stop(self) -> None:
        """Say goodbye to everybody and write down what is still queued, if that can be written."""
        self._timers.cancel()
        self._sockets.close_all(LeaveReason.SERVER_STOPPING)
        await self._records.finish()
        await self._archive.finish()

    # --- coming and going ----------------------------------------------------------------------------------------

    async def open_logs(self, settings: RoomSettings) -> dict[str, Log]:
        """What the meeting shares, for ``connect``."""
        return await self._archive.open(settings.tenant_id, settings.info.id)

    def connect(
        self, settings: RoomSettings, arrival: Arrival, session: str, outbox: Outbox, logs: dict[str, Log]
    ) -> Room:
        """Bring a socket into its room, which comes into being with its first person.  Raises AppError."""
        meeting = settings.info.id
        room = self._live.get(meeting) or Room(settings, self._now, self._ice_servers, logs)
        try:
            self.must_take(meeting)
            if room.people.by_seat(arrival.seat.key) is None:
                self._must_be_recorded(room)
            effects = room.connect(arrival)
        except AppError:
            if meeting not in self._live:
                self._archive.let_go(meeting)
            raise
        self._live[meeting] = room
        self._sockets.add(arrival.connection, Socket(outbox, session, meeting))
        self.perform(room, effects)
        return room

    def _must_be_recorded(self, room: Room) -> None:
        if not self.audit.works_for(room.settings.tenant_id):
            raise AppError(Code.AUDIT_UNAVAILABLE)
        self.must_fit(room)

    async def look_again(self, tenant_id: str) -> None:
        """Where the last record of an organisation could not be written: whether one can be now."""
        if not self.audit.works_for(tenant_id):
            with suppress(AppError):
                await self.audit.must_work()

    def must_fit(self, room: Room) -> None:
        """Before what leaves a record.  Raises AUDIT_UNAVAILABLE where too many wait to be written."""
        self._records.must_take(room.settings.tenant_id, room.settings.info.id)

    def disconnect(self, connection: str) -> None:
        socket = self._sockets.drop(connection)
        if socket is not None:
            self._act(socket.meeting, lambda room: room.disconnect(connection))

    def answer_ping(self, person: Participant) -> None:
        self._sockets.send(person.connection or "", Pong())

    def session_connected(self, session: str) -> bool:
        return bool(self._sockets.of_session(session))

    def close_session(self, session: str) -> None:
        """The session was signed out: its people leave at once."""
        for connection in self._sockets.of_session(session):
            self.expel(connection, LeaveReason.SIGNED_OUT)

    def renew_session(self, session: str, renewed: str) -> None:
        """The session goes on under another id."""
        self._sockets.renew_session(session, renewed)

    def expel(self, connection: str, reason: LeaveReason) -> None:
        """Close one connection and give up its seat."""
        socket = self._sockets.get(connection)
        if socket is not None:
            self._act(
                socket.meeting,
                lambda room: room.close_seats(lambda person: person.connection == connection, reason),
            )

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

    # --- LiveRooms -----------------------------------------------------------------------------------------------

    def host_present(self, meeting_id: str) -> bool:
        room = self._live.get(meeting_id)
        return room is not None and room.people.host_present

    def host_names(self, meeting_id: str) -> list[str]:
        room = self._live.get(meeting_id)
        return [person.name for person in room.people.inside if person.host] if room else []

    def counts(self, meeting_id: str) -> tuple[int, int]:
        """How many are inside, and how many wait."""
        room = self._live.get(meeting_id)
        return (len(room.people.inside), len(room.people.lobby)) if room else (0, 0)

    def running(self) -> list[str]:
        """The meetings with somebody inside or waiting."""
        return list(self._live)

    def close_person(self, meeting_id: str, person: str, reason: LeaveReason) -> None:
        self._act(meeting_id, lambda room: room.close_seats(lambda one: one.seat.person == person, reason))

    def end(self, meeting_id: str) -> None:
        self._act(meeting_id, lambda room: room.end(None))

    def link_trouble(self, meeting_id: str, name: str) -> None:
        self._act(meeting_id, lambda room: room.lobby.link_trouble(name))

    def identity_trouble(self, meeting_id: str, name: str) -> None:
        self._act(meeting_id, lambda room: room.lobby.identity_trouble(name))

    def member(self, meeting_id: str, seats: set[str], participant: str | None = None) -> tuple[Room, Participant]:
        """Who of these seats is inside the meeting right now.  Raises AppError NOT_FOUND."""
        room = self._live.get(meeting_id)
        for person in room.people.inside if room is not None else ():
            if room is not None and person.seat.key in seats and participant in (None, person.id):
                return room, person
        raise AppError(Code.NOT_FOUND)

    # --- what rooms decide ---------------------------------------------------------------------------------------

    def perform(self, room: Room, effects: Effects) -> None:
        """Carry out what a room has decided."""
        self._runner.carry_out(room, effects)
        meeting = room.settings.info.id
        if room.ended:
            self._remember_ended(meeting)
        if room.people.empty and self._live.get(meeting) is room:
            del self._live[meeting]
            self._archive.let_go(meeting)
        self._end_when_over()

    def media_event(self, event: AnyEvent | WorkerDied) -> None:
        """An event of the media workers; the pool calls this on the event loop."""
        self._link.event(event)

    def _act(self, meeting: str, act: Callable[[Room], Effects]) -> bool:
        """Act in the room of this meeting; False where none is running."""
        room = self._live.get(meeting)
        if room is not None:
            self.perform(room, act(room))
        return room is not None

    def _later_in(self, room: Room, seconds: float, act: Callable[[Room], Effects]) -> None:
        """Act in this room after a while, unless it is gone by then."""

        def ring() -> None:
            if self._live.get(room.settings.info.id) is room:
                self.perform(room, act(room))

        self._timers.later(seconds, ring)

    def _remember_ended(self, meeting: str) -> None:
        """A connection that looked the meeting up just before its end must not open its room again."""
        self._ended[meeting] = None
        if len(self._ended) > ENDED_REMEMBERED:
            self._ended.popitem(last=False)
