"""One meeting's room: who waits, who is inside, and what each change means for everybody else.

All methods are synchronous; each checks first, then changes state, then returns the effects.  A refused call raises
:class:`AppError` and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auth.audit import ActorKind, AuditAction, AuditEvent
from auth.links import mint_id
from media.protocol import Offer, Pause, Produce, Source, StopProducing
from server.rooms.admission import Arrival, DoorRules, Entry, decide
from server.rooms.effects import (
    Audit,
    Command,
    Disconnect,
    Effects,
    RememberAdmitted,
    RememberBarred,
    RememberEnded,
    Send,
    StartGrace,
)
from server.rooms.participant import Participant, Presence
from server.rooms.transports import Transports
from server.wire.errors import AppError, Code
from server.wire.messages import (
    InLobby,
    Joined,
    LinkTrouble,
    LobbyChanged,
    PersonChanged,
    PersonJoined,
    PersonLeft,
    ServerMessage,
    SpeakersMessage,
)
from server.wire.vocabulary import LeaveReason, MeetingInfo

LOBBY_GRACE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class RoomSettings:
    tenant_id: str
    info: MeetingInfo
    rules: DoorRules
    grace_seconds: float


class Room:
    """See the module's docstring.  ``now`` gives Unix seconds."""

    def __init__(self, settings: RoomSettings, now: Callable[[], float]) -> None:
        self.settings = settings
        self.transports = Transports()
        self.ended = False
        self._now = now
        self._people: dict[str, Participant] = {}
        self._speaking: list[str] = []
        self._barred: set[str] = set()
        """Seats of the removed; what is remembered of them is written a moment later."""

    # --- looking -------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        return not self._people

    @property
    def inside(self) -> list[Participant]:
        return [person for person in self._people.values() if person.inside]

    @property
    def lobby(self) -> list[Participant]:
        return [person for person in self._people.values() if person.in_lobby]

    @property
    def host_present(self) -> bool:
        return any(person.host and person.presence is Presence.JOINED for person in self._people.values())

    def by_connection(self, connection: str) -> Participant:
        for person in self._people.values():
            if person.connection == connection:
                return person
        raise AppError(Code.NO_SUCH_PERSON)

    def _by_seat(self, seat: str) -> Participant | None:
        return next((person for person in self._people.values() if person.seat == seat), None)

    def _target(self, participant_id: str) -> Participant:
        person = self._people.get(participant_id)
        if person is None:
            raise AppError(Code.NO_SUCH_PERSON)
        return person

    # --- coming --------------------------------------------------------------------------------------------------

    def connect(self, arrival: Arrival) -> Effects:
        """A new socket of a person.  The newest connection of a seat wins."""
        if arrival.seat in self._barred:
            raise AppError(Code.BAD_LINK)
        known = self._by_seat(arrival.seat)
        if known is not None:
            return self._come_back(known, arrival)
        entry = decide(arrival, self.settings.rules, inside=len(self.inside), waiting=len(self.lobby))
        if entry is Entry.FULL:
            raise AppError(Code.ROOM_FULL)
        person = self._new_participant(arrival, Presence.WAITING)
        self._people[person.id] = person
        if entry is Entry.ENTER:
            return self._enter(person)
        return [self._audit(AuditAction.WAITED, person), *self._greet_waiting(person), *self._lobby_changed()]

    def _new_participant(self, arrival: Arrival, presence: Presence) -> Participant:
        return Participant(
            id=mint_id(),
            seat=arrival.seat,
            person=arrival.person,
            name=arrival.name,
            kind=arrival.kind,
            host=arrival.host,
            second_device=arrival.second_device,
            shared_link=arrival.shared_link,
            since=self._now(),
            presence=presence,
            connection=arrival.connection,
            microphone=arrival.microphone,
            camera=arrival.camera,
        )

    def _come_back(self, person: Participant, arrival: Arrival) -> Effects:
        effects: Effects = []
        if person.connection is not None:
            effects.append(Disconnect(person.connection, LeaveReason.REPLACED))
        person.connection = arrival.connection
        person.epoch += 1
        person.microphone, person.camera = arrival.microphone, arrival.camera
        if person.in_lobby:
            if person.presence is Presence.WAITING_LOST:
                person.move(Presence.WAITING)
            return [*effects, *self._greet_waiting(person), *self._lobby_changed()]
        if person.presence is Presence.RECONNECTING:
            person.move(Presence.JOINED)
        keeps = person.transport is not None and arrival.transport == person.transport
        if not keeps:
            # A page that was loaded anew no longer shares its screen.
            person.screen = person.screen_audio = False
        effects += self._greet_joined(person, keeps=keeps)
        effects += self.transports.pauses(person) if keeps else self.transports.open(person)
        effects += self.transports.resend(person) if keeps else []
        effects += self._tell_inside(PersonChanged(person=person.as_person()), but=person)
        return [*effects, *(self._host_presence_changed() if person.host else [])]

    def _enter(self, person: Participant) -> Effects:
        """From the lobby, or straight in."""
        lost = person.presence is Presence.WAITING_LOST
        person.move(Presence.RECONNECTING if lost else Presence.JOINED)
        effects = self._take_over_from_other_devices(person)
        effects.append(self._audit(AuditAction.JOINED, person))
        if person.connection is not None:
            effects += self._greet_joined(person, keeps=False)
            effects += self.transports.open(person)
        effects += self._tell_inside(PersonJoined(person=person.as_person()), but=person)
        return [*effects, *(self._host_presence_changed() if person.host else [])]

    def _take_over_from_other_devices(self, person: Participant) -> Effects:
        effects: Effects = []
        for other in list(self._people.values()):
            if other.person == person.person and other is not person and not other.shared_link:
                effects += self._depart(other, LeaveReason.REPLACED)
        return effects

    def _greet_joined(self, person: Participant, *, keeps: bool) -> Effects:
        joined = Joined(
            meeting=self.settings.info,
            you=person.id,
            people=[other.as_person() for other in self.inside],
            waiting=[other.as_waiting() for other in self.lobby] if person.host else [],
            transport=person.transport if keeps else None,
        )
        connection = person.connection or ""
        return [Send(connection, joined), Send(connection, SpeakersMessage(speaking=self._speaking))]

    def _greet_waiting(self, person: Participant) -> Effects:
        if person.connection is None:
            return []
        message = InLobby(
            meeting=self.settings.info,
            you=person.id,
            name=person.name,
            host_present=self.host_present,
            second_device=person.second_device,
        )
        return [Send(person.connection, message)]

    # --- going ---------------------------------------------------------------------------------------------------

    def disconnect(self, connection: str) -> Effects:
        """A socket is gone without goodbye.  The seat is kept for the grace period."""
        person = next((one for one in self._people.values() if one.connection == connection), None)
        if person is None:
            return []
        person.connection = None
        person.epoch += 1
        if person.in_lobby:
            person.move(Presence.WAITING_LOST)
            return [StartGrace(person.id, person.epoch, LOBBY_GRACE_SECONDS)]
        person.move(Presence.RECONNECTING)
        effects: Effects = [StartGrace(person.id, person.epoch, self.settings.grace_seconds)]
        effects += self._tell_inside(PersonChanged(person=person.as_person()), but=person)
        return [*effects, *(self._host_presence_changed() if person.host else [])]

    def grace_expired(self, participant: str, epoch: int) -> Effects:
        person = self._people.get(participant)
        if person is None or person.epoch != epoch or person.connection is not None:
            return []
        return self._depart(person, LeaveReason.LOST)

    def leave(self, person: Participant) -> Effects:
        return self._depart(person, LeaveReason.LEFT)

    def close_seats(self, wanted: Callable[[Participant], bool], reason: LeaveReason) -> Effects:
        """Everybody whose right to be here has ended."""
        effects: Effects = []
        for person in [one for one in self._people.values() if wanted(one)]:
            effects += self._depart(person, reason)
        return effects

    def _depart(self, person: Participant, reason: LeaveReason) -> Effects:
        """The one way out of a room."""
        was_inside = person.inside
        effects: Effects = [Disconnect(person.connection, reason)] if person.connection else []
        effects += self.transports.close(person)
        person.connection = None
        person.move(Presence.LEFT)
        del self._people[person.id]
        effects.append(self._audit(AuditAction.LEFT, person, outcome=reason))
        if not was_inside:
            return [*effects, *self._lobby_changed()]
        effects += self._tell_inside(PersonLeft(participant=person.id, reason=reason))
        return [*effects, *(self._host_presence_changed() if person.host else [])]

    # --- what the host decides -----------------------------------------------------------------------------------

    def admit(self, by: Participant, participant_id: str) -> Effects:
        person = self._target(participant_id)
        if not person.in_lobby:
            raise AppError(Code.NOT_WAITING)
        if len(self.inside) >= self.settings.rules.capacity:
            raise AppError(Code.ROOM_FULL)
        effects: Effects = [self._audit(AuditAction.ADMITTED, by, subject=person), RememberAdmitted(person.seat)]
        person.second_device = False
        effects += self._enter(person)
        if person.presence is Presence.RECONNECTING:
            effects.append(StartGrace(person.id, person.epoch, self.settings.grace_seconds))
        return [*effects, *self._lobby_changed()]

    def deny(self, by: Participant, participant_id: str) -> Effects:
        person = self._target(participant_id)
        if not person.in_lobby:
            raise AppError(Code.NOT_WAITING)
        return [self._audit(AuditAction.DENIED, by, subject=person), *self._depart(person, LeaveReason.DENIED)]

    def remove(self, by: Participant, participant_id: str) -> Effects:
        person = self._target(participant_id)
        if not person.inside or person.host:
            raise AppError(Code.NO_SUCH_PERSON)
        self._barred.add(person.seat)
        effects: Effects = [self._audit(AuditAction.REMOVED, by, subject=person), RememberBarred(person.seat)]
        return [*effects, *self._depart(person, LeaveReason.REMOVED)]

    def end(self, by: Participant | None) -> Effects:
        """End for everybody, for good.  ``by`` is None when it was ended from outside the room."""
        self.ended = True
        effects: Effects = []
        if by is not None:
            effects += [self._audit(AuditAction.MEETING_ENDED, by), RememberEnded()]
        return [*effects, *self.close_seats(lambda _: True, LeaveReason.ENDED)]

    def link_trouble(self, name: str) -> Effects:
        return self._tell_hosts(LinkTrouble(name=name))

    # --- media ---------------------------------------------------------------------------------------------------

    def set_media(self, person: Participant, *, microphone: bool, camera: bool) -> Effects:
        person.microphone, person.camera = microphone, camera
        if not person.inside:
            return []
        return [
            *self.transports.pauses(person),
            *self._tell_inside(PersonChanged(person=person.as_person()), but=person),
        ]

    def share_screen(self, person: Participant, *, active: bool, audio: bool) -> Effects:
        if person.transport is None:
            raise AppError(Code.NO_TRANSPORT)
        transport, before = person.transport, self._screen_sources(person)
        person.screen, person.screen_audio = active, active and audio
        after = self._screen_sources(person)
        if before == after:
            return []
        effects: Effects = [self._audit(AuditAction.SCREEN_SHARED, person, outcome="on" if active else "off")]
        for source in sorted(before - after):
            effects.append(Command(StopProducing(transport=transport, source=source)))
        for source in sorted(after - before):
            effects.append(Command(Produce(transport=transport, source=source)))
            effects.append(Command(Pause(transport=transport, source=source, paused=False)))
        return [*effects, *self._tell_inside(PersonChanged(person=person.as_person()))]

    @staticmethod
    def _screen_sources(person: Participant) -> set[Source]:
        picture = {Source.SCREEN} if person.screen else set()
        return picture | {Source.SCREEN_AUDIO} if person.screen_audio else picture

    def media_offer(self, offer: Offer) -> Effects:
        return self.transports.offered(offer)

    def media_lost(self, transports: Iterable[str]) -> Effects:
        """These transports are gone (worker died, consent expired): whoever is connected gets a new one."""
        effects: Effects = []
        for person in [self.transports.lost(transport) for transport in transports]:
            if person is not None and person.presence is Presence.JOINED:
                effects += self.transports.open(person)
        return effects

    def media_speakers(self, transports: Iterable[str]) -> Effects:
        owners = [self.transports.owner(transport) for transport in transports]
        speaking = [person.id for person in owners if person is not None and person.microphone]
        if speaking == self._speaking:
            return []
        self._speaking = speaking
        return self._tell_inside(SpeakersMessage(speaking=speaking))

    # --- telling -------------------------------------------------------------------------------------------------

    def _tell_inside(self, message: ServerMessage, *, but: Participant | None = None) -> Effects:
        return [
            Send(person.connection, message)
            for person in self._people.values()
            if person.inside and person.connection is not None and person is not but
        ]

    def _tell_hosts(self, message: ServerMessage) -> Effects:
        hosts = [person for person in self.inside if person.host and person.connection is not None]
        return [Send(person.connection or "", message) for person in hosts]

    def _lobby_changed(self) -> Effects:
        return self._tell_hosts(LobbyChanged(waiting=[person.as_waiting() for person in self.lobby]))

    def _host_presence_changed(self) -> Effects:
        return [effect for person in self.lobby for effect in self._greet_waiting(person)]

    def _audit(
        self, action: AuditAction, by: Participant, *, subject: Participant | None = None, outcome: str = "ok"
    ) -> Audit:
        return Audit(
            AuditEvent(
                tenant_id=self.settings.tenant_id,
                action=action,
                actor_kind=ActorKind.STAFF if by.host else ActorKind.GUEST,
                actor=by.seat,
                meeting_id=self.settings.info.id,
                subject=subject.seat if subject else None,
                outcome=outcome,
            )
        )
