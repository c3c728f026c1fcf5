"""Everything that is stored about one person or one meeting, and nothing about anybody else (R7)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from server.storage.database import Database
from server.storage.privacy.inventory import INVENTORY, DataClass
from server.storage.rows.audit import AuditRow, ReviewRow
from server.storage.rows.base import Base
from server.storage.rows.files import FileRow, RoomItemRow
from server.storage.rows.meetings import CoHostRow, GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import PolicyRow, ProposalRow, SettingRow, TenantRow
from server.storage.rows.signin import (
    AccountRow,
    CeremonyRow,
    PasskeyRow,
    RecoveryCodeRow,
    SetupLinkRow,
    StaffSessionRow,
)

Found = dict[str, list[dict[str, Any]]]
"""Rows by table, without secrets.  ``phone`` and ``email`` of invitations, ``note`` of reviews and ``content`` of
shared items are still sealed."""


class SqlRightsStore:
    """Implements ``RightsStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenants(self) -> dict[str, str]:
        """Ids by address."""
        async with self._database.session() as session:
            return {row.slug: row.id for row in await session.execute(select(TenantRow.id, TenantRow.slug))}

    async def accounts(self, tenant_id: str, who: str) -> set[str]:
        """By id or address."""
        query = select(AccountRow.id).where(
            AccountRow.tenant_id == tenant_id, or_(AccountRow.id == who, AccountRow.email == who.casefold())
        )
        async with self._database.session() as session:
            return set(await session.scalars(query))

    async def invitations(self, tenant_id: str) -> list[tuple[str, str, bytes | None, bytes | None, str | None]]:
        """Id, meeting, sealed phone, sealed address and keyed hash of the personal number, of everybody."""
        row = InvitationRow
        query = select(row.id, row.meeting_id, row.phone, row.email, row.person_hash).where(row.tenant_id == tenant_id)
        async with self._database.session() as session:
            return [tuple(one) for one in await session.execute(query)]  # type: ignore[misc]

    async def about_account(self, tenant_id: str, account: str) -> Found:
        """What an account has done and is.  Titles of its meetings may name others and are left out."""
        found: Found = {}
        for row, condition in (
            (AccountRow, AccountRow.id == account),
            (PasskeyRow, PasskeyRow.account_id == account),
            (RecoveryCodeRow, RecoveryCodeRow.account_id == account),
            (SetupLinkRow, SetupLinkRow.account_id == account),
            (StaffSessionRow, StaffSessionRow.account_id == account),
            (CeremonyRow, CeremonyRow.subject == account),
            (MeetingRow, MeetingRow.owner_id == account),
            (CoHostRow, CoHostRow.account_id == account),
            (RoomItemRow, RoomItemRow.owner == account),
            (FileRow, FileRow.owner == account),
            (PolicyRow, PolicyRow.decided_by == account),
            (SettingRow, SettingRow.changed_by == account),
            (ProposalRow, or_(ProposalRow.proposed_by == account, ProposalRow.decided_by == account)),
            (ReviewRow, or_(*(c == account for c in (ReviewRow.opened_by, ReviewRow.closed_by, ReviewRow.subject)))),
        ):
            await self._take(found, row, tenant_id, condition)
        for meeting in found["meetings"]:
            del meeting["title"]
        for review in found["reviews"]:
            for name in ("note", "events", "seed"):
                del review[name]
        await self._take_audit(found, tenant_id, {account})
        return _only(found, {account}, "decided_by", "proposed_by", "opened_by", "closed_by", "subject")

    async def about_guest(self, tenant_id: str, invitations: set[str]) -> Found:
        """What these invitations say and led to."""
        found: Found = {}
        await self._take(found, InvitationRow, tenant_id, InvitationRow.id.in_(invitations))
        sessions = await self._session_ids(tenant_id, GuestSessionRow.invitation_id.in_(invitations))
        await self._take(found, GuestSessionRow, tenant_id, GuestSessionRow.invitation_id.in_(invitations))
        await self._take(found, CeremonyRow, tenant_id, CeremonyRow.subject.in_(sessions))
        meetings = {one["meeting_id"] for one in found["invitations"]}
        await self._take(found, MeetingRow, tenant_id, MeetingRow.id.in_(meetings))
        for meeting in found["meetings"]:
            del meeting["owner_id"]
        theirs = invitations | sessions
        await self._take(found, RoomItemRow, tenant_id, RoomItemRow.owner.in_(theirs))
        await self._take(found, FileRow, tenant_id, FileRow.owner.in_(theirs))
        await self._take(found, ReviewRow, tenant_id, ReviewRow.subject.in_(theirs))
        for review in found["reviews"]:
            for name in ("opened_by", "closed_by", "note", "events", "seed"):
                del review[name]
        await self._take_audit(found, tenant_id, theirs)
        return found

    async def about_meeting(self, tenant_id: str, meeting: str) -> Found:
        found: Found = {}
        await self._take(found, MeetingRow, tenant_id, MeetingRow.id == meeting)
        await self._take(found, InvitationRow, tenant_id, InvitationRow.meeting_id == meeting)
        await self._take(found, GuestSessionRow, tenant_id, GuestSessionRow.meeting_id == meeting)
        await self._take(found, CoHostRow, tenant_id, CoHostRow.meeting_id == meeting)
        await self._take(found, RoomItemRow, tenant_id, RoomItemRow.meeting_id == meeting)
        await self._take(found, FileRow, tenant_id, FileRow.meeting_id == meeting)
        await self._take(found, AuditRow, tenant_id, AuditRow.meeting_id == meeting)
        return found

    async def _session_ids(self, tenant_id: str, condition: ColumnElement[bool]) -> set[str]:
        query = select(GuestSessionRow.id).where(GuestSessionRow.tenant_id == tenant_id, condition)
        async with self._database.session() as session:
            return set(await session.scalars(query))

    async def _take_audit(self, found: Found, tenant_id: str, ids: set[str]) -> None:
        """What they did, and what was done about them; the other person in a record is left out."""
        await self._take(found, AuditRow, tenant_id, or_(AuditRow.actor.in_(ids), AuditRow.subject.in_(ids)))
        for event in found["audit_events"]:
            for name in ("previous", "hash"):
                del event[name]
        _only({"": found["audit_events"]}, ids, "actor", "subject")

    async def _take(self, found: Found, row: type[Base], tenant_id: str, condition: ColumnElement[bool]) -> None:
        table = Base.metadata.tables[row.__tablename__]
        named = [name for name, field in INVENTORY[table.name].items() if field.kind is not DataClass.HIDDEN]
        columns = [table.columns[name] for name in sorted(named)]
        query = select(*columns).where(table.columns["tenant_id"] == tenant_id, condition)
        async with self._database.session() as session:
            rows = await session.execute(query.order_by(*table.primary_key))
            found[table.name] = [dict(one) for one in rows.mappings()]


def _only(found: Found, ids: set[str], *names: str) -> Found:
    """Ids of others are left out."""
    for rows in found.values():
        for row in rows:
            for name in names:
                if row.get(name) is not None and row[name] not in ids:
                    row[name] = None
    return found
