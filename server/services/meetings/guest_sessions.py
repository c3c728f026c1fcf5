"""Guests' links and what they open: a session in one browser, for one meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import Door, digest, door
from auth.limits.quota import Quota
from auth.limits.throttle import Throttle
from auth.meeting_classes import missing_at_the_door, strongest
from auth.model import Guest
from auth.signin.session_rules import Lifetime, guest_alive, mint_cookie
from server.services.meetings.meetings import LiveRooms
from server.services.model import GuestSession, Invitation, Meeting
from server.services.organisation.policies import Policies
from server.wire.errors import MEANINGS, AppError, Code
from server.wire.lookalikes import alike
from server.wire.vocabulary import Text

ENTRIES_SECONDS = 600.0
ENTRIES = 20
"""New browsers on one personal link within that time."""
COMMON_ENTRIES = 120
"""On the common link, from one network."""


class GuestSessionStore(Protocol):
    """Tokens and cookies come here as hashes."""

    async def meeting(self, meeting_id: str) -> Meeting | None: ...
    async def invitation_by_token(self, token_hash: str) -> Invitation | None: ...
    async def host_names(self, meeting_id: str) -> list[str]: ...
    async def use_invitation(self, invitation_id: str, token_hash: str, now: float) -> bool:
        """True to the first browser."""
        ...

    async def add_guest_session(self, session: GuestSession) -> None: ...
    async def guest_session(self, session_id: str) -> GuestSession | None: ...


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a living link opens, and whether the door is open yet."""

    meeting: Meeting
    invitation: Invitation
    door: Door


class GuestSessions:
    """``now`` gives Unix seconds."""

    def __init__(
        self,
        store: GuestSessionStore,
        rooms: LiveRooms,
        policies: Policies,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._policies = policies
        self._audit = audit
        self._now = now
        self._recorded = Throttle(rate=1 / 600, burst=3)
        self._personal = Quota(ENTRIES, ENTRIES_SECONDS)
        self._common = Quota(COMMON_ENTRIES, ENTRIES_SECONDS)

    async def open_link(self, token: str) -> OpenedLink:
        """What a link opens.  Every bad link, for whatever reason, is the same BAD_LINK."""
        invitation = await self._store.invitation_by_token(digest(token))
        meeting = await self._store.meeting(invitation.meeting_id) if invitation else None
        if invitation is not None and invitation.revoked_at is not None:
            await self._record_refused(invitation)
        if invitation is None or meeting is None or invitation.revoked_at is not None:
            raise AppError(Code.BAD_LINK)
        state = self._door(meeting)
        if state is Door.CLOSED:
            raise AppError(Code.BAD_LINK)
        return OpenedLink(meeting, invitation, state)

    async def _record_refused(self, invitation: Invitation) -> None:
        if self._may_record(AuditAction.LINK_REFUSED, invitation):
            place = (ActorKind.GUEST, invitation.id, invitation.meeting_id, invitation.id, "revoked")
            await self._audit.record(AuditEvent(invitation.tenant_id, AuditAction.LINK_REFUSED, *place))

    def _may_record(self, action: AuditAction, invitation: Invitation) -> bool:
        """What somebody with a link brings about without getting in: a few times each, so that whoever goes on trying
        fills nothing and calls nobody."""
        return self._recorded.take(f"{action} {invitation.id}", self._now())

    def _door(self, meeting: Meeting) -> Door:
        return door(
            starts_at=meeting.starts_at,
            ended=meeting.ended_at is not None,
            host_present=self._rooms.host_present(meeting.id),
            now=self._now(),
        )

    async def enter(self, token: str, name: str | None, network: str) -> tuple[GuestSession, str]:
        """Consume a link.  Answers the new guest session and its cookie.  A personal link that another browser has
        used before gives a session that always waits in the lobby.  ``network`` is where the browser is, to count by;
        raises RATE_LIMITED where one link gives too many sessions."""
        opened = await self.open_link(token)
        if opened.door is Door.EARLY:
            raise AppError(Code.EARLY)
        invitation, now = opened.invitation, self._now()
        self._must_be_few(invitation, network)
        await self._must_be_enough(opened.meeting, invitation, invitation.id)
        chosen = invitation.name
        if invitation.shared:
            chosen = (name or "").strip()
            await self._must_be_own_name(opened.meeting, chosen)
        first = await self._store.use_invitation(invitation.id, digest(token), now)
        cookie = mint_cookie()
        session = GuestSession(
            id=digest(cookie),
            invitation=invitation,
            name=chosen,
            second_device=not first and not invitation.shared,
            created_at=now,
            admitted_at=None,
            revoked_at=None,
        )
        await self._store.add_guest_session(session)
        await self._record_guest(AuditAction.LINK_USED, session, "second_device" if session.second_device else "ok")
        return session, cookie

    async def _must_be_own_name(self, meeting: Meeting, name: str) -> None:
        """Who types a name may not pass for a host of the meeting, there already or not."""
        if not name:
            raise AppError(Code.BAD_FIELDS, {"name": Text(sv="Skriv ditt namn.", en="Write your name.")})
        if alike(name, [*await self._store.host_names(meeting.id), *self._rooms.host_names(meeting.id)]):
            raise AppError(Code.NAME_OF_HOST, {"name": MEANINGS[Code.NAME_OF_HOST].text})

    def _must_be_few(self, invitation: Invitation, network: str) -> None:
        """A personal link is one person's, wherever they are; behind the common link many may share an address."""
        quota, key = (
            (self._common, f"{invitation.id} {network}") if invitation.shared else (self._personal, invitation.id)
        )
        if not quota.take(key, self._now()):
            raise AppError(Code.RATE_LIMITED)

    async def _must_be_enough(self, meeting: Meeting, invitation: Invitation, actor: str) -> None:
        """What was enough when the guest was invited may have become too little (R1)."""
        way = invitation.identification
        if await self._policies.admits(meeting.tenant_id, meeting.unit_id, meeting.meeting_class, way):
            return
        if self._may_record(AuditAction.ENTRY_REFUSED, invitation):
            event = AuditEvent(
                meeting.tenant_id,
                AuditAction.ENTRY_REFUSED,
                ActorKind.GUEST,
                actor,
                meeting.id,
                invitation.id,
                Code.TOO_WEAK,
            )
            await self._audit.record(event)
        raise AppError(Code.TOO_WEAK)

    async def must_be_identified(self, session: GuestSession, meeting: Meeting) -> None:
        """Raises TOO_WEAK or NOT_IDENTIFIED for a guest who may not even wait yet."""
        await self._must_be_enough(meeting, session.invitation, session.id)
        if missing_at_the_door(session.invitation.identification, session.proofs):
            raise AppError(Code.NOT_IDENTIFIED)

    async def guest(self, cookie: str) -> tuple[GuestSession, Guest] | None:
        """The living guest session of a cookie, and who it is."""
        session = await self._store.guest_session(digest(cookie))
        if session is None or session.invitation.revoked_at is not None:
            return None
        if not guest_alive(Lifetime(session.created_at, session.created_at, session.revoked_at), now=self._now()):
            return None
        invitation = session.invitation
        guest = Guest(
            tenant_id=invitation.tenant_id,
            invitation_id=invitation.id,
            meeting_id=invitation.meeting_id,
            name=session.name,
            kind=invitation.kind,
            second_device=session.second_device,
            shared_link=invitation.shared,
            identified_by=strongest(session.proofs),
        )
        return session, guest

    async def meeting_open(self, meeting_id: str) -> Meeting:
        """The meeting if it has not ended."""
        meeting = await self._store.meeting(meeting_id)
        if meeting is None or meeting.ended_at is not None:
            raise AppError(Code.BAD_LINK)
        return meeting

    async def report_link(self, token: str) -> None:
        """Tell the host that a guest cannot get in; answers the same whatever the token is.  A revoked link and a
        meeting that has ended tell nobody anything."""
        invitation = await self._store.invitation_by_token(digest(token))
        meeting = await self._store.meeting(invitation.meeting_id) if invitation else None
        if invitation is None or invitation.revoked_at is not None or meeting is None or meeting.ended_at is not None:
            return
        if not self._may_record(AuditAction.LINK_TROUBLE, invitation):
            return
        self._rooms.link_trouble(invitation.meeting_id, invitation.name)
        event = AuditEvent(
            invitation.tenant_id, AuditAction.LINK_TROUBLE, ActorKind.GUEST, invitation.id, invitation.meeting_id
        )
        await self._audit.record(event)

    async def _record_guest(self, action: AuditAction, session: GuestSession, outcome: str) -> None:
        invitation = session.invitation
        event = AuditEvent(
            invitation.tenant_id,
            action,
            ActorKind.GUEST,
            session.id,
            invitation.meeting_id,
            invitation.id,
            outcome,
        )
        await self._audit.record(event)
