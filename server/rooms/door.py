"""The door of one running meeting: who is let in, who waits, and whom nobody lets in again."""

from __future__ import annotations

from auth.audit.events import AuditAction
from server.rooms.admission import Entry, decide, identified
from server.rooms.effects import Effects
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.seat import Seat
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.lookalikes import alike
from server.wire.room.lobby import RoomLocked

_REFUSALS = {
    Entry.FULL: Code.ROOM_FULL,
    Entry.LOCKED: Code.ROOM_LOCKED,
    Entry.NOT_IDENTIFIED: Code.NOT_IDENTIFIED,
}


class Door:
    """What hosts have decided about people holds for as long as the room runs; what outlives it is remembered."""

    def __init__(self, settings: RoomSettings, people: People) -> None:
        self._settings = settings
        self._people = people
        self.locked = False
        self._barred: set[str] = set()
        """Seats of the removed; what is remembered of them is written a moment later."""
        self._somebody_removed = False
        """Whoever was removed would come back by the common link: from now on there is a lobby."""
        self._sent_back: set[str] = set()
        """Seats that a host has put back into the lobby and nobody has admitted since."""

    def must_not_be_barred(self, seat: Seat) -> None:
        """Raises BAD_LINK."""
        if seat.key in self._barred:
            raise AppError(Code.BAD_LINK)

    def entry(self, seat: Seat) -> Entry:
        """ENTER or WAIT, for somebody who has no seat yet.  Raises AppError for everybody else."""
        entry = decide(
            seat,
            self._settings.rules,
            locked=self.locked,
            sent_back=seat.key in self._sent_back,
            watched=self._somebody_removed or self.passes_for_staff(seat),
            inside=len(self._people.inside),
            waiting=self._waiting(seat),
        )
        if entry in _REFUSALS:
            raise AppError(_REFUSALS[entry])
        return entry

    def _waiting(self, seat: Seat) -> int:
        """Invitations beside this one of which somebody waits.  Browsers of the common link are one each, and are
        counted apart: they take no place of those who were invited by name."""
        kind = seat.shared_link
        people = {one.seat.person for one in self._people.lobby if one.seat.shared_link is kind}
        return len(people - {seat.person})

    def passes_for_staff(self, seat: Seat) -> bool:
        """Whether somebody has given themself a name that people may take for that of a host of this meeting."""
        if not seat.shared_link:
            return False
        hosts = [person.name for person in self._people.inside if person.host]
        return alike(seat.name, [self._settings.info.host_name, *hosts])

    def must_let_in(self, person: Participant) -> None:
        """Raises AppError for somebody whom not even a host may admit now."""
        rules = self._settings.rules
        if not identified(rules.meeting_class, person.seat.way, person.proofs, shared_link=person.seat.shared_link):
            raise AppError(Code.NOT_IDENTIFIED)
        if self.locked:
            raise AppError(Code.ROOM_LOCKED)
        if len(self._people.inside) >= rules.capacity:
            raise AppError(Code.ROOM_FULL)

    def lock(self, by: Participant, *, locked: bool) -> Effects:
        if locked == self.locked:
            return []
        self.locked = locked
        action = AuditAction.LOCKED if locked else AuditAction.UNLOCKED
        return [self._settings.audit(action, by), *self._people.tell_inside(RoomLocked(locked=locked))]

    def admitted(self, seat: Seat) -> None:
        self._sent_back.discard(seat.key)

    def send_back(self, seat: Seat) -> None:
        self._sent_back.add(seat.key)

    def bar(self, seat: Seat) -> None:
        self._barred.add(seat.key)
        self._somebody_removed = True
