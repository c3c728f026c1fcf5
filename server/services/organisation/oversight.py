"""Meetings as administrators see them: that they take place and how many there were, never what or whom about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.model import MeetingClass, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.services.model import Meeting
from server.wire.errors import AppError, Code

AHEAD_SECONDS = 24 * 3600
BEHIND_SECONDS = 24 * 3600
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting for the statistics."""

    unit_id: str
    meeting_class: MeetingClass
    starts_at: float
    ended_at: float | None
    guests: int


@dataclass(frozen=True, slots=True)
class Month:
    """One line of the statistics; ``month`` as 2026-11."""

    month: str
    unit_id: str
    meeting_class: MeetingClass
    meetings: int
    guests: int
    minutes: int


class OversightStore(Protocol):
    """Times are Unix seconds."""

    async def meeting(self, meeting_id: str) -> Meeting | None: ...
    async def meetings_between(self, tenant_id: str, after: float, before: float) -> list[Meeting]:
        """Those that have not ended and begin within this time."""
        ...

    async def end_meeting(self, meeting_id: str, now: float) -> bool: ...
    async def held_since(self, tenant_id: str, after: float) -> list[Held]: ...


class RunningRooms(Protocol):
    """``counts``: people inside, and in the lobby."""

    def counts(self, meeting_id: str) -> tuple[int, int]: ...
    def running(self) -> list[str]: ...
    def end(self, meeting_id: str) -> None: ...


class Oversight:
    """For administrators, within their unit or organisation."""

    def __init__(self, store: OversightStore, rooms: RunningRooms, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._rooms = rooms
        self._audit = audit
        self._now = now

    async def meetings(self, by: Staff) -> list[Meeting]:
        """Those that run, whenever they were to begin, and those of yesterday to tomorrow; the earliest first."""
        now = self._now()
        near = await self._store.meetings_between(by.tenant_id, now - BEHIND_SECONDS, now + AHEAD_SECONDS)
        known = {meeting.id for meeting in near}
        running = [await self._store.meeting(one) for one in self._rooms.running() if one not in known]
        found = [*near, *(one for one in running if one is not None and one.ended_at is None)]
        seen = [one for one in found if may(Action.OVERSEE_MEETINGS, by, _target(one))]
        return sorted(seen, key=lambda meeting: meeting.starts_at)

    async def stop(self, by: Staff, meeting_id: str) -> None:
        """End a meeting without entering it."""
        meeting = await self._store.meeting(meeting_id)
        if meeting is None or not may(Action.STOP_MEETING, by, _target(meeting)):
            raise AppError(Code.NOT_FOUND)
        if await self._store.end_meeting(meeting.id, self._now()):
            event = AuditEvent(
                by.tenant_id,
                AuditAction.MEETING_ENDED,
                ActorKind.STAFF,
                by.account_id,
                meeting.id,
                outcome="stopped",
                unit_id=meeting.unit_id,
            )
            await self._audit.record(event)
        self._rooms.end(meeting.id)

    async def statistics(self, by: Staff) -> list[Month]:
        """The last twelve months, newest first."""
        held = await self._store.held_since(by.tenant_id, self._now() - MONTHS * 31 * 86400)
        seen = [one for one in held if may(Action.SEE_STATISTICS, by, Target(by.tenant_id, one.unit_id))]
        return by_month(seen)


def _target(meeting: Meeting) -> Target:
    """Where a meeting belongs, without what makes somebody its host: oversight is not a host's right."""
    return Target(meeting.tenant_id, meeting.unit_id)


def by_month(held: list[Held]) -> list[Month]:
    """Sums for each month, unit and class; newest month first."""
    sums: dict[tuple[str, str, MeetingClass], list[int]] = {}
    for one in held:
        month = datetime.fromtimestamp(one.starts_at).astimezone().strftime("%Y-%m")
        total = sums.setdefault((month, one.unit_id, one.meeting_class), [0, 0, 0])
        lasted = max(0.0, one.ended_at - one.starts_at) if one.ended_at is not None else 0.0
        for index, value in enumerate((1, one.guests, round(lasted / 60))):
            total[index] += value
    ordered = sorted(sums.items(), key=lambda entry: entry[0], reverse=True)
    return [Month(*place, *numbers) for place, numbers in ordered]
