"""From a session to a seat: who may come to which meeting, and as what."""

from __future__ import annotations

from dataclasses import dataclass

from auth.meeting_classes import ONLY_STAFF, Way
from auth.model import Guest, Principal, RoomRole, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import may
from server.rooms.admission import DoorRules
from server.rooms.seat import Seat
from server.rooms.settings import RoomSettings
from server.services.meetings.guest_sessions import GuestSessions
from server.services.meetings.meetings import Meetings
from server.services.model import GuestSession, Meeting
from server.wire.errors import AppError, Code
from server.wire.vocabulary import MeetingInfo

LOBBY_CAPACITY = 200


@dataclass(frozen=True, slots=True)
class SeatLimits:
    """``grace_seconds`` is how long a lost connection keeps its seat."""

    room_capacity: int
    grace_seconds: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """An authenticated session.  ``guest`` is set for guests."""

    session: str
    principal: Principal
    guest: GuestSession | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat, and the settings of the room where it is."""

    settings: RoomSettings
    seat: Seat


def _info(meeting: Meeting) -> MeetingInfo:
    """All of it; the room tells each person what they may know."""
    return MeetingInfo(
        id=meeting.id,
        title=meeting.title,
        organisation=meeting.organisation,
        meeting_class=meeting.meeting_class,
        host_name=meeting.host_name,
        starts_at=meeting.starts_at,
    )


class Seats:
    """Asks at every step anew: what was allowed a moment ago may not be."""

    def __init__(self, meetings: Meetings, guests: GuestSessions, limits: SeatLimits) -> None:
        self._meetings = meetings
        self._guests = guests
        self._limits = limits

    async def take(self, visitor: Visitor, meeting_id: str | None) -> Taken:
        """The seat of this session in the meeting (a guest has only one).  Raises AppError: a meeting that is not
        theirs looks as if it did not exist."""
        meeting, seat = await self._seat(visitor, meeting_id)
        return Taken(self._room_settings(meeting), seat)

    async def _seat(self, visitor: Visitor, meeting_id: str | None) -> tuple[Meeting, Seat]:
        match visitor.principal:
            case Guest() as guest if visitor.guest is not None and meeting_id in (None, guest.meeting_id):
                meeting = await self._guests.meeting_open(guest.meeting_id)
                await self._guests.must_be_identified(visitor.guest, meeting)
                return meeting, self._guest_seat(visitor.guest, guest, meeting)
            case Staff() as staff if meeting_id is not None:
                meeting = await self._meetings.hosted(staff, meeting_id, Action.ENTER_MEETING)
                if meeting.ended_at is not None:
                    raise AppError(Code.NOT_FOUND)
                return meeting, self._host_seat(staff, meeting)
            case _:
                raise AppError(Code.NOT_FOUND)

    def _guest_seat(self, session: GuestSession, guest: Guest, meeting: Meeting) -> Seat:
        if not may(Action.ENTER_MEETING, guest, meeting.target):
            raise AppError(Code.NOT_FOUND)
        return Seat(
            key=session.id,
            person=session.id if guest.shared_link else guest.invitation_id,
            name=session.name,
            kind=guest.kind,
            role=RoomRole.GUEST,
            way=session.invitation.identification,
            proofs=session.proofs,
            admitted=session.admitted_at is not None,
            second_device=guest.second_device,
            shared_link=guest.shared_link,
        )

    @staticmethod
    def _host_seat(staff: Staff, meeting: Meeting) -> Seat:
        return Seat(
            key=staff.account_id,
            person=staff.account_id,
            name=staff.name,
            kind=None,
            role=RoomRole.HOST if staff.account_id == meeting.owner_id else RoomRole.CO_HOST,
            way=Way.LINK,
            proofs=ONLY_STAFF,
            admitted=True,
            second_device=False,
            shared_link=False,
        )

    def _room_settings(self, meeting: Meeting) -> RoomSettings:
        rules = DoorRules(
            meeting_class=meeting.meeting_class,
            lobby=meeting.lobby,
            capacity=min(meeting.capacity or self._limits.room_capacity, self._limits.room_capacity),
            lobby_capacity=LOBBY_CAPACITY,
        )
        grace = self._limits.grace_seconds
        return RoomSettings(meeting.tenant_id, _info(meeting), rules, grace, meeting.show_title)
