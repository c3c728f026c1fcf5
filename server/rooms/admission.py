"""Who walks straight in, who waits, and who is turned away: one pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auth.meeting_classes import RULES, Lobby, Proofs, Way, missing_at_the_door
from auth.model import MeetingClass, RoomRole
from server.rooms.seat import Seat


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person at the door, on one connection.  ``transport`` is the media transport that their page still has."""

    seat: Seat
    connection: str
    transport: str | None
    microphone: bool
    camera: bool


class Entry(StrEnum):
    """What becomes of somebody at the door."""

    ENTER = "enter"
    WAIT = "wait"
    FULL = "full"
    LOCKED = "locked"
    NOT_IDENTIFIED = "not_identified"


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the meeting says about its door."""

    meeting_class: MeetingClass
    lobby: bool
    capacity: int
    lobby_capacity: int


def identified(meeting_class: MeetingClass, way: Way, proofs: Proofs, *, shared_link: bool) -> bool:
    """Whether a guest is identified as far as this class of meeting demands of who wants to come in (R1)."""
    rules = RULES[meeting_class]
    return way in rules.possible and (rules.shared_link or not shared_link) and not missing_at_the_door(way, proofs)


def decide(
    seat: Seat, rules: DoorRules, *, locked: bool, sent_back: bool, watched: bool, inside: int, waiting: int
) -> Entry:
    """The host enters, also a full or a locked meeting.  Who was admitted before returns without waiting, unless a
    host has sent them back to the lobby.  A second device always waits.  Without a lobby (open meetings only, and
    while the door is not ``watched``) everybody else enters; otherwise they wait."""
    if seat.role is not RoomRole.GUEST:
        return Entry.ENTER
    if not identified(rules.meeting_class, seat.way, seat.proofs, shared_link=seat.shared_link):
        return Entry.NOT_IDENTIFIED
    if locked:
        return Entry.LOCKED
    no_lobby = RULES[rules.meeting_class].lobby is Lobby.OPTIONAL and not rules.lobby and not watched
    if (seat.admitted or no_lobby) and not seat.second_device and not sent_back:
        return Entry.ENTER if inside < rules.capacity else Entry.FULL
    return Entry.WAIT if waiting < rules.lobby_capacity else Entry.FULL
