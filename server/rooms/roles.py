"""What people are in this meeting beyond what they came as; it ends with their seat."""

from __future__ import annotations

from auth.audit.events import AuditAction
from auth.model import GuestKind, Identification, RoomRole
from server.rooms.effects import Effects
from server.rooms.lobby import Lobby
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Language

PROVEN = frozenset({Identification.SHOWN, Identification.EID})
"""A link alone can be forwarded, and a code by SMS can be read out: neither proves a colleague."""


class Roles:
    """A colleague who came by a link is a guest.  The host of the meeting may make them co-host when they have proved
    who they are; an account of the organisation is better named co-host on the meeting's page (two factors, R11)."""

    def __init__(self, settings: RoomSettings, people: People, lobby: Lobby) -> None:
        self._settings = settings
        self._people = people
        self._lobby = lobby

    def mark_interpreter(self, by: Participant, participant: str, *, on: bool) -> Effects:
        """Of a guest who came by an interpreter's link it is always true."""
        person = self._people.by_id(participant)
        if not person.inside or person.host:
            raise AppError(Code.NO_SUCH_PERSON)
        if person.kind is GuestKind.INTERPRETER or on == person.marked_interpreter:
            return []
        person.marked_interpreter = on
        if not on:
            person.interprets = None
        action = AuditAction.MADE_INTERPRETER if on else AuditAction.INTERPRETER_ENDED
        return [self._settings.audit(action, by, subject=person), *self._people.tell_changed(person)]

    def interpret(self, person: Participant, language: Language | None) -> Effects:
        if person.interprets is language:
            return []
        person.interprets = language
        return self._people.tell_changed(person)

    def appoint(self, by: Participant, participant: str, *, on: bool) -> Effects:
        person = self._people.by_id(participant)
        if not person.inside or person.kind is not GuestKind.COLLEAGUE:
            raise AppError(Code.NO_SUCH_PERSON)
        if on and not person.proofs & PROVEN:
            raise AppError(Code.NOT_PROVEN)
        if on == person.host:
            return []
        person.role = RoomRole.CO_HOST if on else RoomRole.GUEST
        # Who leads the meeting does not interpret it at the same time.
        person.marked_interpreter, person.interprets = False, None
        action = AuditAction.CO_HOST_NAMED if on else AuditAction.CO_HOST_REMOVED
        effects: Effects = [self._settings.audit(action, by, subject=person)]
        effects += self._people.tell_changed(person)
        effects += self._lobby.show(person)
        return [*effects, *self._lobby.host_presence_changed()]
