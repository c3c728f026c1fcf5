"""The places of one meeting: side rooms and groups, and how people move between them.

Each place is a room of its own in the media worker, with transports of its own: who moves gets a fresh transport
there, and their old one is closed.  So nothing of one place can reach another, whatever a client asks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auth.audit.events import AuditAction
from auth.crypto.links import mint_id
from server.rooms.effects import Effects, StartCountdown
from server.rooms.participant import Participant
from server.rooms.people import People
from server.rooms.settings import RoomSettings
from server.wire.errors import AppError, Code
from server.wire.room.base import ServerMessage
from server.wire.room.breakouts import MAIN, Breakout, BreakoutKind, Group, GroupsNote
from server.wire.room.breakouts import Breakouts as BreakoutsMessage

MAX_SIDE_ROOMS = 10
_APART = "."
"""Between meeting and place in the name of a media room; no minted id has it."""


def media_room(meeting: str, place: str) -> str:
    """What a place is called in the media worker."""
    return meeting if place == MAIN else f"{meeting}{_APART}{place}"


def place_of(room: str) -> tuple[str, str]:
    """Meeting and place of a media room."""
    meeting, apart, place = room.partition(_APART)
    return meeting, place if apart else MAIN


@dataclass(frozen=True, slots=True)
class Moves:
    """How a person leaves a place and is greeted in another: the room knows both."""

    withdraw: Callable[[Participant], Effects]
    arrive: Callable[[Participant], Effects]


class Breakouts:
    """See the module's docstring.  Everybody sees who is where."""

    def __init__(self, settings: RoomSettings, people: People, now: Callable[[], float], moves: Moves) -> None:
        self._settings = settings
        self._people = people
        self._now = now
        self._moves = moves
        self._open: dict[str, Breakout] = {}
        self._countdown = 0
        """Counts what closes the groups, so that a late one cannot close newer groups."""
        self._closes_at: float | None = None

    def greeting(self) -> list[ServerMessage]:
        return [self._message()]

    # --- side rooms ----------------------------------------------------------------------------------------------

    def step_outside(self, by: Participant, participants: list[str]) -> Effects:
        here = self._kind(by.place)
        if here is BreakoutKind.GROUP:
            raise AppError(Code.GO_BACK_FIRST)
        chosen = [self._people.by_id(one) for one in dict.fromkeys(participants)]
        if not all(one.inside and one.place in (MAIN, by.place) for one in chosen):
            raise AppError(Code.NO_SUCH_PERSON)
        moving = [one for one in chosen if one is not by and one.place == MAIN]
        if not moving:
            return []
        effects: Effects = []
        place = by.place
        if here is None:
            place = self._make(BreakoutKind.SIDE, "")
            effects += self._tell()
            moving = [by, *moving]
        for person in moving:
            subject = person if person is not by else None
            effects.append(self._settings.audit(AuditAction.TAKEN_ASIDE, by, subject=subject))
            effects += self._move(person, place)
        return effects

    def come_back(self, person: Participant) -> Effects:
        if person.place == MAIN:
            return []
        left = person.place
        came = self._settings.audit(AuditAction.CAME_BACK, person)
        return [came, *self._move(person, MAIN), *self.vacated(left)]

    def vacated(self, place: str) -> Effects:
        """Somebody has left this place; an empty side room is gone."""
        if self._kind(place) is not BreakoutKind.SIDE or self._people.in_place(place):
            return []
        del self._open[place]
        return self._tell()

    # --- groups --------------------------------------------------------------------------------------------------

    def open_groups(self, by: Participant, groups: list[Group]) -> Effects:
        if self._of_kind(BreakoutKind.GROUP):
            raise AppError(Code.GROUPS_OPEN)
        everybody = [one for group in groups for one in group.participants]
        if len(set(everybody)) != len(everybody):
            raise AppError(Code.BAD_MESSAGE)
        effects: Effects = [self._settings.audit(AuditAction.GROUPS_OPENED, by)]
        made = [(self._make(BreakoutKind.GROUP, group.name), group) for group in groups]
        effects += self._tell()
        for place, group in made:
            found = [self._people.get(one) for one in group.participants]
            for person in found:
                if person is not None and person.inside and person.place == MAIN:
                    effects += self._regroup(by, person, place)
        return effects

    def move_to_group(self, by: Participant, participant: str, place: str) -> Effects:
        """Between the groups and ``main``; who is in a side room is left in peace."""
        person = self._people.by_id(participant)
        if not person.inside or self._kind(person.place) is BreakoutKind.SIDE:
            raise AppError(Code.NO_SUCH_PERSON)
        self._must_be_group(place, or_main=True)
        return self._regroup(by, person, place) if person.place != place else []

    def visit(self, by: Participant, place: str) -> Effects:
        self._must_be_group(place)
        if by.place == place:
            return []
        left = by.place
        visited = self._settings.audit(AuditAction.GROUP_VISITED, by)
        return [visited, *self._move(by, place), *self.vacated(left)]

    def write_to_groups(self, by: Participant, text: str) -> Effects:
        groups = self._of_kind(BreakoutKind.GROUP)
        if not groups:
            raise AppError(Code.NO_GROUPS)
        if not text.strip():
            raise AppError(Code.EMPTY_NOTE)
        effects: Effects = [self._settings.audit(AuditAction.GROUPS_WRITTEN, by)]
        for place in groups:
            effects += self._people.tell_place(place, GroupsNote(text=text.strip(), by=by.name))
        return effects

    def call_back(self, by: Participant, seconds: int) -> Effects:
        if self._kind(by.place) is BreakoutKind.SIDE:
            return self._bring_back(by, by.place)
        if not self._of_kind(BreakoutKind.GROUP):
            raise AppError(Code.NO_GROUPS)
        self._countdown += 1
        effects: Effects = [self._settings.audit(AuditAction.GROUPS_CLOSED, by)]
        if seconds == 0:
            return [*effects, *self._close_groups()]
        self._closes_at = self._now() + seconds
        return [*effects, StartCountdown(self._countdown, float(seconds)), *self._tell()]

    def time_is_up(self, countdown: int) -> Effects:
        return self._close_groups() if countdown == self._countdown else []

    # --- moving --------------------------------------------------------------------------------------------------

    def _move(self, person: Participant, place: str) -> Effects:
        effects = self._moves.withdraw(person)
        person.place, person.tiles = place, None
        if person.connection is not None:
            effects += self._moves.arrive(person)
        return [*effects, *self._people.tell_changed(person, but=person)]

    def _regroup(self, by: Participant, person: Participant, place: str) -> Effects:
        return [self._settings.audit(AuditAction.MOVED_TO_GROUP, by, subject=person), *self._move(person, place)]

    def _bring_back(self, by: Participant, place: str) -> Effects:
        effects: Effects = []
        for person in self._people.in_place(place):
            subject = person if person is not by else None
            effects.append(self._settings.audit(AuditAction.CAME_BACK, by, subject=subject))
            effects += self._move(person, MAIN)
        return [*effects, *self.vacated(place)]

    def _close_groups(self) -> Effects:
        self._closes_at = None
        groups = self._of_kind(BreakoutKind.GROUP)
        effects: Effects = []
        for place in groups:
            for person in self._people.in_place(place):
                effects += self._move(person, MAIN)
            del self._open[place]
        return [*effects, *self._tell()] if groups else []

    # --- what there is -------------------------------------------------------------------------------------------

    def _make(self, kind: BreakoutKind, name: str) -> str:
        if kind is BreakoutKind.SIDE and len(self._of_kind(kind)) >= MAX_SIDE_ROOMS:
            raise AppError(Code.TOO_MANY)
        place = mint_id()
        self._open[place] = Breakout(id=place, kind=kind, name=name)
        return place

    def _kind(self, place: str) -> BreakoutKind | None:
        """None for ``main``."""
        info = self._open.get(place)
        return info.kind if info is not None else None

    def _of_kind(self, kind: BreakoutKind) -> list[str]:
        return [place for place, info in self._open.items() if info.kind is kind]

    def _must_be_group(self, place: str, *, or_main: bool = False) -> None:
        if self._kind(place) is not BreakoutKind.GROUP and not (or_main and place == MAIN):
            raise AppError(Code.NO_GROUPS)

    def _message(self) -> BreakoutsMessage:
        return BreakoutsMessage(breakouts=list(self._open.values()), closes_at=self._closes_at)

    def _tell(self) -> Effects:
        return self._people.tell_inside(self._message())
