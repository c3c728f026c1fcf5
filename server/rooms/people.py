"""The people of one room, waiting or inside, and how they are told something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from server.rooms.effects import Effects, Send
from server.rooms.participant import Participant, Presence
from server.wire.errors import AppError, Code
from server.wire.room.base import ServerMessage
from server.wire.room.presence import PersonChanged


@dataclass(slots=True)
class People:
    """In order of arrival."""

    _by_id: dict[str, Participant] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Participant]:
        """Over a copy: who is looked at may leave meanwhile."""
        return iter(list(self._by_id.values()))

    def add(self, person: Participant) -> None:
        self._by_id[person.id] = person

    def remove(self, person: Participant) -> None:
        del self._by_id[person.id]

    @property
    def empty(self) -> bool:
        return not self._by_id

    @property
    def inside(self) -> list[Participant]:
        return [person for person in self if person.inside]

    @property
    def lobby(self) -> list[Participant]:
        return [person for person in self if person.in_lobby]

    @property
    def host_present(self) -> bool:
        return any(person.host and person.presence is Presence.JOINED for person in self)

    def get(self, participant: str) -> Participant | None:
        return self._by_id.get(participant)

    def by_id(self, participant: str) -> Participant:
        person = self._by_id.get(participant)
        if person is None:
            raise AppError(Code.NO_SUCH_PERSON)
        return person

    def by_connection(self, connection: str) -> Participant:
        for person in self._by_id.values():
            if person.connection == connection:
                return person
        raise AppError(Code.NO_SUCH_PERSON)

    def by_seat(self, seat: str) -> Participant | None:
        return next((person for person in self._by_id.values() if person.seat.key == seat), None)

    def in_place(self, place: str) -> list[Participant]:
        return [person for person in self.inside if person.place == place]

    def inside_by_id(self, participant: str) -> Participant:
        """Somebody anywhere in the meeting.  Raises NO_SUCH_PERSON."""
        person = self.by_id(participant)
        if not person.inside:
            raise AppError(Code.NO_SUCH_PERSON)
        return person

    def in_same_place(self, by: Participant, participant: str) -> Participant:
        """Raises NO_SUCH_PERSON for somebody who waits or is elsewhere in the meeting."""
        person = self.inside_by_id(participant)
        if person.place != by.place:
            raise AppError(Code.NO_SUCH_PERSON)
        return person

    def tell(self, person: Participant, message: ServerMessage) -> Effects:
        return [Send(person.connection, message)] if person.connection is not None else []

    def tell_place(self, place: str, message: ServerMessage, *, but: Participant | None = None) -> Effects:
        there = [person for person in self.in_place(place) if person is not but]
        return [effect for person in there for effect in self.tell(person, message)]

    def tell_changed(self, person: Participant, *, but: Participant | None = None) -> Effects:
        """Everybody, each as they may see this person."""
        viewers = [viewer for viewer in self.inside if viewer is not but]
        return [
            effect
            for viewer in viewers
            for effect in self.tell(viewer, PersonChanged(person=person.as_seen_by(viewer)))
        ]

    def tell_changed_near(self, person: Participant, *, but: Participant | None = None) -> Effects:
        """What is to be seen in the person's own place only; a raised hand calls the hosts wherever they are."""
        viewers = [viewer for viewer in self.inside if viewer.host or viewer.place == person.place]
        return [
            effect
            for viewer in viewers
            if viewer is not but
            for effect in self.tell(viewer, PersonChanged(person=person.as_seen_by(viewer)))
        ]

    def tell_inside(self, message: ServerMessage, *, but: Participant | None = None) -> Effects:
        return [
            Send(person.connection, message)
            for person in self.inside
            if person.connection is not None and person is not but
        ]

    def tell_hosts(self, message: ServerMessage) -> Effects:
        hosts = [person for person in self.inside if person.host and person.connection is not None]
        return [Send(person.connection or "", message) for person in hosts]
