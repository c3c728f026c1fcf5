"""What those who wait are told, and who is told of them."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from auth.audit.events import AuditAction
from server.rooms.door import Door
from server.rooms.effects import Effects
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.seat import Seat
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.room.lobby import (
    IdentityTrouble,
    InLobby,
    LinkTrouble,
    LobbyChanged,
    LobbyLeft,
    LobbyNote,
    LobbyPerson,
    LobbySentence,
    Waiting,
)

SEATS_PER_INVITATION = 2
"""A guest's telephone and tablet; whoever else has the link takes nobody's place but theirs."""


class Lobby:
    """Hosts hear of the lobby wherever in the meeting they are."""

    def __init__(self, settings: RoomSettings, people: People, door: Door, now: Callable[[], float]) -> None:
        self._settings = settings
        self._people = people
        self._door = door
        self._now = now

    def greet(self, person: Participant) -> Effects:
        """Everything that one who waits may know: no names while who they are is still to be shown."""
        known, note = not person.missing, person.note
        message = InLobby(
            meeting=self._settings.info_for(person),
            you=person.id,
            name=person.name if known else "",
            host_present=self._people.host_present,
            second_device=person.second_device,
            note=note if known or note is None else replace(note, by=""),
        )
        return self._people.tell(person, message)

    def came(self, person: Participant) -> Effects:
        """Somebody waits, or waits under other signs than before."""
        return self._people.tell_hosts(LobbyPerson(person=self._seen(person)))

    def went(self, person: Participant) -> Effects:
        """In, or away."""
        return self._people.tell_hosts(LobbyLeft(participant=person.id))

    def show(self, person: Participant) -> Effects:
        """To somebody who has just become host, or is one no longer."""
        return self._people.tell(person, self._seen_by_hosts() if person.host else LobbyChanged(waiting=[]))

    def giving_way(self, seat: Seat) -> list[Participant]:
        """Who waits no more when somebody comes to wait on this seat: of one personal link there are so many, and of
        its browsers the first keeps its place before the others."""
        alike = [one for one in self._people.lobby if one.seat.person == seat.person]
        excess = len(alike) - SEATS_PER_INVITATION + 1
        return sorted(alike, key=lambda one: not one.second_device)[:excess] if excess > 0 else []

    def host_presence_changed(self) -> Effects:
        return [effect for person in self._people.lobby for effect in self.greet(person)]

    def write(self, by: Participant, participant: str | None, sentence: LobbySentence | None, text: str) -> Effects:
        """To one who waits, or to all who wait now.  The latest note takes the place of those before."""
        if sentence is None and not text.strip():
            raise AppError(Code.EMPTY_NOTE)
        people = self._people.lobby if participant is None else [self._people.by_id(participant)]
        if not all(person.in_lobby for person in people) or not people:
            raise AppError(Code.NOT_WAITING)
        effects: Effects = []
        for person in people:
            person.note = LobbyNote(
                sentence=sentence, text="" if sentence else text.strip(), by=by.name, at=self._now()
            )
            effects.append(self._settings.audit(AuditAction.LOBBY_WRITTEN, by, subject=person))
            effects += self.greet(person)
        return effects

    def link_trouble(self, name: str) -> Effects:
        return self._people.tell_hosts(LinkTrouble(name=name))

    def identity_trouble(self, name: str) -> Effects:
        return self._people.tell_hosts(IdentityTrouble(name=name))

    def seen(self) -> list[Waiting]:
        """The whole lobby, as hosts see it."""
        return [self._seen(person) for person in self._people.lobby]

    def _seen(self, person: Participant) -> Waiting:
        return person.as_waiting(like_a_host=self._door.passes_for_staff(person.seat))

    def _seen_by_hosts(self) -> LobbyChanged:
        return LobbyChanged(waiting=self.seen())
