"""Who walks straight in, who waits, and who is turned away: one pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auth.model import GuestKind, Identification, MeetingClass, RoomRole


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person at the door, as the server knows them.

    ``seat`` is the stable key of the person in this meeting: their account, or the browser that consumed the link.
    ``person`` groups the seats of one link, so that a second device can take over from the first.
    """

    seat: str
    person: str
    connection: str
    name: str
    kind: GuestKind | None
    role: RoomRole
    identified_by: Identification
    admitted: bool
    second_device: bool
    shared_link: bool
    transport: str | None
    microphone: bool
    camera: bool


class Entry(StrEnum):
    ENTER = "enter"
    WAIT = "wait"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the meeting says about its door."""

    meeting_class: MeetingClass
    lobby: bool
    capacity: int
    lobby_capacity: int


def decide(arrival: Arrival, rules: DoorRules, *, inside: int, waiting: int) -> Entry:
    """The host enters, also a full meeting.  Who was admitted before returns without waiting.  A second device
    always waits.  Without a lobby (open meetings only) everybody else enters; otherwise they wait."""
    if arrival.role is not RoomRole.GUEST:
        return Entry.ENTER
    no_lobby = rules.meeting_class is MeetingClass.OPEN and not rules.lobby
    if (arrival.admitted or no_lobby) and not arrival.second_device:
        return Entry.ENTER if inside < rules.capacity else Entry.FULL
    return Entry.WAIT if waiting < rules.lobby_capacity else Entry.FULL
