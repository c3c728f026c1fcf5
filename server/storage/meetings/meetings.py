"""Meetings, invitations and guest sessions in SQL."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Row, Select, Update, or_, select, update

from auth.meeting_classes import ONLY_LINK, Proofs, Way, in_order
from auth.model import GuestKind, Identification, MeetingClass
from server.services.model import GuestSession, Invitation, Meeting
from server.storage.database import Database
from server.storage.rows.meetings import CoHostRow, GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import TenantRow
from server.storage.rows.signin import AccountRow

MEETINGS_LISTED = 200


class SqlMeetingStore:
    """Implements ``MeetingStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_meeting(self, meeting: Meeting, now: float) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                MeetingRow(
                    id=meeting.id,
                    tenant_id=meeting.tenant_id,
                    unit_id=meeting.unit_id,
                    owner_id=meeting.owner_id,
                    title=meeting.title,
                    show_title=meeting.show_title,
                    meeting_class=meeting.meeting_class.value,
                    lobby=meeting.lobby,
                    capacity=meeting.capacity,
                    starts_at=meeting.starts_at,
                    created_at=now,
                    ended_at=None,
                )
            )

    async def meeting(self, meeting_id: str) -> Meeting | None:
        async with self._database.session() as session:
            row = (await session.execute(meetings_with_names().where(MeetingRow.id == meeting_id))).first()
            if row is None:
                return None
            co_hosts = await session.scalars(select(CoHostRow.account_id).where(CoHostRow.meeting_id == meeting_id))
            return replace(meeting_of(row), co_hosts=frozenset(co_hosts))

    async def meetings_of(self, owner_id: str) -> list[Meeting]:
        """Those that this account hosts, alone or beside the host; newest start first, at most
        ``MEETINGS_LISTED``."""
        beside = select(CoHostRow.meeting_id).where(CoHostRow.account_id == owner_id)
        hosted = or_(MeetingRow.owner_id == owner_id, MeetingRow.id.in_(beside))
        query = meetings_with_names().where(hosted, MeetingRow.purged_at.is_(None))
        async with self._database.session() as session:
            rows = await session.execute(query.order_by(MeetingRow.starts_at.desc()).limit(MEETINGS_LISTED))
            return [meeting_of(row) for row in rows]

    async def end_meeting(self, meeting_id: str, now: float) -> bool:
        """True for exactly one caller."""
        statement = (
            update(MeetingRow)
            .where(MeetingRow.id == meeting_id, MeetingRow.ended_at.is_(None))
            .values(ended_at=now)
            .returning(MeetingRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(statement)).first() is not None

    async def add_invitation(self, invitation: Invitation, token_hash: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            session.add(
                InvitationRow(
                    id=invitation.id,
                    tenant_id=invitation.tenant_id,
                    meeting_id=invitation.meeting_id,
                    name=invitation.name,
                    kind=invitation.kind.value,
                    shared=invitation.shared,
                    identification=invitation.identification.value,
                    phone=invitation.phone,
                    email=invitation.email,
                    person_hash=invitation.person_hash,
                    protected_identity=invitation.protected_identity,
                    token_hash=token_hash,
                    created_at=now,
                    used_at=None,
                    revoked_at=None,
                )
            )

    async def host_names(self, meeting_id: str) -> list[str]:
        """Of the meeting's host and co-hosts."""
        owner = select(MeetingRow.owner_id).where(MeetingRow.id == meeting_id)
        beside = select(CoHostRow.account_id).where(CoHostRow.meeting_id == meeting_id)
        query = select(AccountRow.name).where(or_(AccountRow.id.in_(owner), AccountRow.id.in_(beside)))
        async with self._database.session() as session:
            return list(await session.scalars(query))

    async def invitations(self, meeting_id: str) -> list[Invitation]:
        query = select(InvitationRow).where(InvitationRow.meeting_id == meeting_id)
        async with self._database.session() as session:
            rows = await session.scalars(query.order_by(InvitationRow.shared, InvitationRow.created_at))
            return [_invitation(row) for row in rows]

    async def invitation_by_token(self, token_hash: str) -> Invitation | None:
        async with self._database.session() as session:
            query = select(InvitationRow).where(InvitationRow.token_hash == token_hash)
            row = (await session.scalars(query)).first()
            return None if row is None else _invitation(row)

    async def replace_token(self, invitation_id: str, token_hash: str, now: float) -> None:
        """The old link and the sessions it gave are void; the new link is unused."""
        async with self._database.session() as session, session.begin():
            await session.execute(
                update(InvitationRow)
                .where(InvitationRow.id == invitation_id)
                .values(token_hash=token_hash, used_at=None, revoked_at=None)
            )
            await session.execute(_revoke_sessions(now).where(GuestSessionRow.invitation_id == invitation_id))

    async def revoke_invitation(self, invitation_id: str, now: float) -> None:
        async with self._database.session() as session, session.begin():
            await session.execute(update(InvitationRow).where(InvitationRow.id == invitation_id).values(revoked_at=now))
            await session.execute(_revoke_sessions(now).where(GuestSessionRow.invitation_id == invitation_id))

    async def use_invitation(self, invitation_id: str, token_hash: str, now: float) -> bool:
        """True for exactly one caller: the first use."""
        statement = (
            update(InvitationRow)
            .where(
                InvitationRow.id == invitation_id,
                InvitationRow.token_hash == token_hash,
                InvitationRow.used_at.is_(None),
            )
            .values(used_at=now)
            .returning(InvitationRow.id)
        )
        async with self._database.session() as session, session.begin():
            return (await session.execute(statement)).first() is not None

    async def add_guest_session(self, session: GuestSession) -> None:
        invitation = session.invitation
        async with self._database.session() as database, database.begin():
            database.add(
                GuestSessionRow(
                    id=session.id,
                    tenant_id=invitation.tenant_id,
                    meeting_id=invitation.meeting_id,
                    invitation_id=invitation.id,
                    name=session.name,
                    second_device=session.second_device,
                    identified_by=spelled(session.proofs),
                    created_at=session.created_at,
                    admitted_at=None,
                    revoked_at=None,
                )
            )

    async def guest_session(self, session_id: str) -> GuestSession | None:
        query = (
            select(GuestSessionRow, InvitationRow)
            .join(InvitationRow, InvitationRow.id == GuestSessionRow.invitation_id)
            .where(GuestSessionRow.id == session_id)
        )
        async with self._database.session() as session:
            found = (await session.execute(query)).first()
        if found is None:
            return None
        row, invitation = found
        return GuestSession(
            id=row.id,
            invitation=_invitation(invitation),
            name=row.name,
            second_device=row.second_device,
            created_at=row.created_at,
            admitted_at=row.admitted_at,
            revoked_at=row.revoked_at,
            proofs=proofs_of(row.identified_by),
        )

    async def admit_guest(self, session_id: str, now: float) -> None:
        """The seat is this browser's now; other browsers on the same personal link are out."""
        async with self._database.session() as session, session.begin():
            row = await session.get(GuestSessionRow, session_id)
            if row is None:
                return
            row.admitted_at, row.second_device = now, False
            invitation = await session.get(InvitationRow, row.invitation_id)
            if invitation is not None and not invitation.shared:
                others = GuestSessionRow.id != session_id
                same = GuestSessionRow.invitation_id == row.invitation_id
                await session.execute(_revoke_sessions(now).where(same, others))

    async def return_guest(self, session_id: str) -> None:
        """The guest waits again."""
        async with self._database.session() as session, session.begin():
            row = await session.get(GuestSessionRow, session_id)
            if row is not None:
                row.admitted_at = None

    async def identify_guest(self, session_id: str, proof: Identification, now: float) -> None:
        """One more way in which this guest has been identified."""
        async with self._database.session() as session, session.begin():
            row = await session.get(GuestSessionRow, session_id, with_for_update=True)
            if row is not None:
                row.identified_by, row.identified_at = spelled(proofs_of(row.identified_by) | {proof}), now

    async def proofs_given(self, meeting_id: str) -> dict[str, Proofs]:
        """How the guest of each invitation has been identified, in any browser that is not shut out."""
        query = select(GuestSessionRow.invitation_id, GuestSessionRow.identified_by)
        query = query.where(GuestSessionRow.meeting_id == meeting_id, GuestSessionRow.revoked_at.is_(None))
        found: dict[str, Proofs] = {}
        async with self._database.session() as session:
            for invitation_id, stored in await session.execute(query):
                found[invitation_id] = found.get(invitation_id, ONLY_LINK) | proofs_of(stored)
        return found

    async def bar_guest(self, session_id: str, now: float) -> None:
        """From then on the meeting has a lobby: whoever was sent out would come back by the common link."""
        async with self._database.session() as session, session.begin():
            row = await session.get(GuestSessionRow, session_id)
            if row is None:
                return
            row.revoked_at = now
            await session.execute(update(MeetingRow).where(MeetingRow.id == row.meeting_id).values(lobby=True))
            invitation = await session.get(InvitationRow, row.invitation_id)
            if invitation is not None and not invitation.shared:
                invitation.revoked_at = now


def spelled(proofs: Proofs) -> str:
    return "+".join(in_order(proofs - ONLY_LINK)) or Identification.LINK.value


def proofs_of(stored: str) -> Proofs:
    return ONLY_LINK | {Identification(one) for one in stored.split("+")}


def _revoke_sessions(now: float) -> Update:
    return update(GuestSessionRow).where(GuestSessionRow.revoked_at.is_(None)).values(revoked_at=now)


def meetings_with_names() -> Select[MeetingRow, str, str]:
    return (
        select(MeetingRow, AccountRow.name, TenantRow.name)
        .join(AccountRow, AccountRow.id == MeetingRow.owner_id)
        .join(TenantRow, TenantRow.id == MeetingRow.tenant_id)
    )


def meeting_of(found: Row[MeetingRow, str, str]) -> Meeting:
    row, host_name, organisation = found
    return Meeting(
        id=row.id,
        tenant_id=row.tenant_id,
        unit_id=row.unit_id,
        owner_id=row.owner_id,
        host_name=host_name,
        organisation=organisation,
        title=row.title,
        show_title=row.show_title,
        meeting_class=MeetingClass(row.meeting_class),
        lobby=row.lobby,
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        capacity=row.capacity,
    )


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        tenant_id=row.tenant_id,
        meeting_id=row.meeting_id,
        name=row.name,
        kind=GuestKind(row.kind),
        shared=row.shared,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        identification=Way(row.identification),
        phone=row.phone,
        email=row.email,
        person_hash=row.person_hash,
        protected_identity=row.protected_identity,
    )
