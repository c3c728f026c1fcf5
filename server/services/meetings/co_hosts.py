"""Co-hosts: colleagues whom the host names, and who then do what the host does, except naming others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.model import Staff, StaffRole
from server.services.meetings.meetings import LiveRooms
from server.services.model import Meeting
from server.wire.errors import AppError, Code
from server.wire.vocabulary import LeaveReason, Text

_UNKNOWN = Text(
    sv="Ingen i organisationen som kan hålla möten har den adressen.",
    en="Nobody in the organisation who can hold meetings has that address.",
)
_HOST = Text(sv="Den personen är redan värd för mötet.", en="That person hosts the meeting already.")


@dataclass(frozen=True, slots=True)
class Colleague:
    """An account as a co-host."""

    id: str
    name: str
    role: StaffRole
    disabled: bool
    can_sign_in: bool
    """Its owner has chosen how.  Before that whoever invited them may hold the link to the account."""


class CoHostStore(Protocol):
    """``colleague`` finds by address within the organisation."""

    async def colleague(self, tenant_id: str, email: str) -> Colleague | None: ...
    async def co_hosts(self, meeting: Meeting) -> list[Colleague]: ...
    async def add_co_host(self, meeting: Meeting, account_id: str, now: float) -> None: ...
    async def remove_co_host(self, meeting: Meeting, account_id: str) -> bool: ...


class CoHosts:
    """The caller has checked that ``staff`` may do this to the meeting."""

    def __init__(self, store: CoHostStore, rooms: LiveRooms, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._rooms = rooms
        self._audit = audit
        self._now = now

    async def of(self, meeting: Meeting) -> list[Colleague]:
        """Those of a meeting."""
        return await self._store.co_hosts(meeting)

    async def name(self, staff: Staff, meeting: Meeting, email: str) -> None:
        """By e-mail address.  Raises BAD_FIELDS for nobody who can hold meetings, and for the host."""
        colleague = await self._store.colleague(meeting.tenant_id, email.strip().casefold())
        if colleague is None or not colleague.can_sign_in or colleague.disabled or colleague.role is StaffRole.AUDITOR:
            raise AppError(Code.BAD_FIELDS, {"email": _UNKNOWN})
        if colleague.id == meeting.owner_id:
            raise AppError(Code.BAD_FIELDS, {"email": _HOST})
        await self._record(AuditAction.CO_HOST_NAMED, staff, meeting, colleague.id)
        await self._store.add_co_host(meeting, colleague.id, self._now())

    async def remove(self, staff: Staff, meeting: Meeting, account_id: str) -> None:
        """They are no longer in the meeting either: without being named they had no way into it."""
        if not await self._store.remove_co_host(meeting, account_id):
            raise AppError(Code.NOT_FOUND)
        self._rooms.close_person(meeting.id, account_id, LeaveReason.REMOVED)
        await self._record(AuditAction.CO_HOST_REMOVED, staff, meeting, account_id)

    async def _record(self, action: AuditAction, staff: Staff, meeting: Meeting, subject: str) -> None:
        event = AuditEvent(
            meeting.tenant_id,
            action,
            ActorKind.STAFF,
            staff.account_id,
            meeting.id,
            subject,
            unit_id=meeting.unit_id,
        )
        await self._audit.record(event)
