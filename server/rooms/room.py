"""One meeting's room: who waits, who is inside, and what each change means for everybody else.

All methods are synchronous; each checks first, then changes state, then returns the effects.  A refused call raises
:class:`AppError` and has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from auth.audit.events import AuditAction
from auth.crypto.links import mint_id
from auth.model import Identification
from server.rooms.admission import Arrival, Entry
from server.rooms.breakouts import Breakouts, Moves
from server.rooms.door import Door
from server.rooms.effects import (
    Disconnect,
    Effects,
    EndSending,
    RememberAdmitted,
    RememberBarred,
    RememberEnded,
    RememberIdentified,
    RememberReturned,
    Send,
    StartGrace,
)
from server.rooms.items import Log
from server.rooms.lobby import Lobby
from server.rooms.media.room_media import RoomMedia
from server.rooms.moderation import Moderation
from server.rooms.participant import Participant, Presence
from server.rooms.people import People
from server.rooms.ports import IceServers
from server.rooms.roles import Roles
from server.rooms.screens import Screens
from server.rooms.settings import RoomSettings
from server.rooms.sharing import Sharing
from server.wire.errors import AppError, Code
from server.wire.room.breakouts import MAIN
from server.wire.room.media import SpeakersMessage
from server.wire.room.presence import Joined, PersonJoined, PersonLeft
from server.wire.vocabulary import LeaveReason

LOBBY_GRACE_SECONDS = 15.0


class Room:
    """See the module's docstring.  ``now`` gives Unix seconds; ``logs`` are what the meeting's places share."""

    def __init__(
        self, settings: RoomSettings, now: Callable[[], float], ice_servers: IceServers, logs: dict[str, Log]
    ) -> None:
        self.settings = settings
        self.people = People()
        self.door = Door(settings, self.people)
        self.sharing = Sharing(settings, self.people, now, logs)
        self.media = RoomMedia(self.people, now)
        self.screens = Screens(settings, self.people)
        self.moderation = Moderation(settings, self.people, self.media, now)
        self.lobby = Lobby(settings, self.people, self.door, now)
        self.roles = Roles(settings, self.people, self.lobby)
        self.breakouts = Breakouts(settings, self.people, now, Moves(self._withdraw, self._arrive))
        self.ended = False
        self._now = now
        self._ice_servers = ice_servers

    # --- coming --------------------------------------------------------------------------------------------------

    def connect(self, arrival: Arrival) -> Effects:
        """A new socket of a person.  The newest connection of a seat wins."""
        seat = arrival.seat
        self.door.must_not_be_barred(seat)
        known = self.people.by_seat(seat.key)
        if known is not None:
            return self._come_back(known, arrival)
        entry = self.door.entry(seat)
        person = self._new_participant(arrival, Presence.WAITING)
        if entry is Entry.WAIT:
            return self._wait(person)
        self.people.add(person)
        return self._enter(person)

    def _wait(self, person: Participant) -> Effects:
        effects: Effects = []
        for other in self.lobby.giving_way(person.seat):
            effects += self._depart(other, LeaveReason.REPLACED)
        self.people.add(person)
        waited = self.settings.audit(AuditAction.WAITED, person)
        return [*effects, waited, *self.lobby.greet(person), *self.lobby.came(person)]

    def _new_participant(self, arrival: Arrival, presence: Presence) -> Participant:
        return Participant(
            id=mint_id(),
            seat=arrival.seat,
            role=arrival.seat.role,
            proofs=arrival.seat.proofs,
            second_device=arrival.seat.second_device,
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
        person.proofs |= arrival.seat.proofs
        person.microphone, person.camera = arrival.microphone and person.muted_by is None, arrival.camera
        if person.in_lobby:
            if person.presence is Presence.WAITING_LOST:
                person.move(Presence.WAITING)
            return [*effects, *self.lobby.greet(person), *self.lobby.came(person)]
        if person.presence is Presence.RECONNECTING:
            person.move(Presence.JOINED)
        keeps = person.transport is not None and arrival.transport == person.transport
        if not keeps:
            # A page that was loaded anew no longer shares its screen, and has not said yet what it shows.
            person.screen = person.screen_audio = False
            person.tiles = None
        effects += self._greet_joined(person, keeps=keeps)
        effects += self.media.transports.pauses(person) if keeps else self.media.open(person)
        effects += self.media.transports.resend(person) if keeps else []
        effects += self.people.tell_changed(person, but=person)
        return [*effects, *(self.lobby.host_presence_changed() if person.host else [])]

    def _enter(self, person: Participant) -> Effects:
        """From the lobby, or straight in."""
        lost = person.presence is Presence.WAITING_LOST
        person.move(Presence.RECONNECTING if lost else Presence.JOINED)
        effects = self._take_over_from_other_devices(person)
        effects.append(self.settings.audit(AuditAction.JOINED, person))
        if person.connection is not None:
            effects += self._arrive(person)
        for viewer in self.people.inside:
            if viewer is not person:
                effects += self.people.tell(viewer, PersonJoined(person=person.as_seen_by(viewer)))
        return [*effects, *(self.lobby.host_presence_changed() if person.host else [])]

    def _take_over_from_other_devices(self, person: Participant) -> Effects:
        effects: Effects = []
        for other in self.people:
            if other.seat.person == person.seat.person and other is not person and not other.seat.shared_link:
                effects += self._depart(other, LeaveReason.REPLACED)
        return effects

    def _arrive(self, person: Participant) -> Effects:
        """What a newcomer gets, with media of their own in the place where they are."""
        return [*self._greet_joined(person, keeps=False), *self.media.open(person)]

    def _greet_joined(self, person: Participant, *, keeps: bool) -> Effects:
        joined = Joined(
            meeting=self.settings.info_for(person),
            you=person.id,
            people=[other.as_seen_by(person) for other in self.people.inside],
            waiting=self.lobby.seen() if person.host else [],
            transport=person.transport if keeps else None,
            locked=self.door.locked,
            ice_servers=self._ice_servers(),
            spotlight=self.moderation.spotlight_in(person.place),
            free_sharing=self.screens.free,
        )
        speakers = SpeakersMessage(speaking=self.media.speaking_in(person.place))
        more = [*self.breakouts.greeting(), *self.moderation.greeting(person), *self.screens.greeting(person)]
        return [Send(person.connection or "", message) for message in (joined, speakers, *more)]

    # --- going ---------------------------------------------------------------------------------------------------

    def disconnect(self, connection: str) -> Effects:
        """A socket is gone without goodbye.  The seat is kept for the grace period."""
        person = next((one for one in self.people if one.connection == connection), None)
        if person is None:
            return []
        person.connection = None
        person.epoch += 1
        if person.in_lobby:
            person.move(Presence.WAITING_LOST)
            return [StartGrace(person.id, person.epoch, LOBBY_GRACE_SECONDS)]
        person.move(Presence.RECONNECTING)
        effects: Effects = [StartGrace(person.id, person.epoch, self.settings.grace_seconds)]
        effects += self.people.tell_changed(person, but=person)
        return [*effects, *(self.lobby.host_presence_changed() if person.host else [])]

    def grace_expired(self, participant: str, epoch: int) -> Effects:
        person = self.people.get(participant)
        if person is None or person.epoch != epoch or person.connection is not None:
            return []
        return self._depart(person, LeaveReason.LOST)

    def leave(self, person: Participant) -> Effects:
        return self._depart(person, LeaveReason.LEFT)

    def close_seats(self, wanted: Callable[[Participant], bool], reason: LeaveReason) -> Effects:
        """Everybody whose right to be here has ended."""
        effects: Effects = []
        for person in [one for one in self.people if wanted(one)]:
            effects += self._depart(person, reason)
        return effects

    def _depart(self, person: Participant, reason: LeaveReason) -> Effects:
        """The one way out of a room."""
        was_inside = person.inside
        effects: Effects = [Disconnect(person.connection, reason)] if person.connection else []
        person.connection = None
        effects += self._withdraw(person)
        person.move(Presence.LEFT)
        self.people.remove(person)
        effects.append(EndSending(person.id))
        effects.append(self.settings.audit(AuditAction.LEFT, person, outcome=reason))
        if not was_inside:
            return [*effects, *self.lobby.went(person)]
        effects += self.people.tell_inside(PersonLeft(participant=person.id, reason=reason))
        effects += self.breakouts.vacated(person.place)
        return [*effects, *(self.lobby.host_presence_changed() if person.host else [])]

    def _withdraw(self, person: Participant) -> Effects:
        """Nothing of the person stays where they were."""
        effects = [*self.moderation.forget(person), *self.screens.forget(person), *self.media.transports.close(person)]
        self.media.forget(person)
        return effects

    # --- what the host decides -----------------------------------------------------------------------------------

    def admit(self, by: Participant, participant_id: str) -> Effects:
        person = self.people.by_id(participant_id)
        if not person.in_lobby:
            raise AppError(Code.NOT_WAITING)
        self.door.must_let_in(person)
        effects: Effects = [
            self.settings.audit(AuditAction.ADMITTED, by, subject=person),
            RememberAdmitted(person.seat.key),
        ]
        person.second_device, person.note = False, None
        self.door.admitted(person.seat)
        effects += self._enter(person)
        if person.presence is Presence.RECONNECTING:
            effects.append(StartGrace(person.id, person.epoch, self.settings.grace_seconds))
        return [*effects, *self.lobby.went(person)]

    def return_to_lobby(self, by: Participant, participant_id: str) -> Effects:
        """The guest waits again, with everything that was theirs inside gone."""
        person = self.people.by_id(participant_id)
        if not person.inside or person.host:
            raise AppError(Code.NO_SUCH_PERSON)
        self.door.send_back(person.seat)
        effects: Effects = [
            self.settings.audit(AuditAction.RETURNED_TO_LOBBY, by, subject=person),
            RememberReturned(person.seat.key),
            EndSending(person.id),
            *self._withdraw(person),
        ]
        left, person.place = person.place, MAIN
        person.tiles, person.share_allowed, person.interprets, person.muted_by = None, False, None, None
        person.since = self._now()
        if person.presence is Presence.RECONNECTING:
            person.move(Presence.WAITING_LOST)
            person.epoch += 1
            effects.append(StartGrace(person.id, person.epoch, LOBBY_GRACE_SECONDS))
        else:
            person.move(Presence.WAITING)
        effects += self.people.tell_inside(PersonLeft(participant=person.id, reason=LeaveReason.TO_LOBBY))
        effects += self.breakouts.vacated(left)
        return [*effects, *self.lobby.greet(person), *self.lobby.came(person)]

    def deny(self, by: Participant, participant_id: str) -> Effects:
        person = self.people.by_id(participant_id)
        if not person.in_lobby:
            raise AppError(Code.NOT_WAITING)
        return [self.settings.audit(AuditAction.DENIED, by, subject=person), *self._depart(person, LeaveReason.DENIED)]

    def remove(self, by: Participant, participant_id: str) -> Effects:
        person = self.people.by_id(participant_id)
        if not person.inside or person.host:
            raise AppError(Code.NO_SUCH_PERSON)
        self.door.bar(person.seat)
        removed = self.settings.audit(AuditAction.REMOVED, by, subject=person)
        return [removed, RememberBarred(person.seat.key), *self._depart(person, LeaveReason.REMOVED)]

    def confirm_identity(self, by: Participant, participant_id: str) -> Effects:
        """The host has seen the guest's document; what the guest had shown before still counts."""
        person = self.people.by_id(participant_id)
        if not person.inside or person.host:
            raise AppError(Code.NO_SUCH_PERSON)
        person.proofs |= {Identification.SHOWN}
        seen = self.settings.audit(AuditAction.IDENTITY_CONFIRMED, by, subject=person, method=Identification.SHOWN)
        effects: Effects = [seen, RememberIdentified(person.seat.key, Identification.SHOWN)]
        return [*effects, *self.people.tell_changed(person)]

    def end(self, by: Participant | None) -> Effects:
        """End for everybody, for good.  ``by`` is None when it was ended from outside the room."""
        self.ended = True
        effects: Effects = []
        if by is not None:
            effects += [self.settings.audit(AuditAction.MEETING_ENDED, by), RememberEnded()]
        return [*effects, *self.close_seats(lambda _: True, LeaveReason.ENDED)]
