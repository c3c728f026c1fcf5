"""Meetings and their links, as staff make, send and end them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import digest, mint_id, mint_secret
from auth.limits.quota import Quota
from auth.meeting_classes import RULES, Lobby, Proofs, Way, enough
from auth.model import Staff
from auth.permissions.matrix import Action
from auth.permissions.may import may
from server.services.meetings.invitations import Invitations, common, placed, problems
from server.services.model import Invitation, Meeting
from server.wire.api import NewGuest, NewMeeting
from server.wire.errors import AppError, Code
from server.wire.vocabulary import LeaveReason, Text

START_LIMIT_SECONDS = 2 * 366 * 86400
MEETINGS = 60
INVITATIONS = 400
QUOTA_SECONDS = 3600.0
"""What one account makes at most, so that a stolen session fills nothing; links made anew count as invitations."""


class MeetingStore(Protocol):
    """Meetings and invitations; tokens come here as hashes."""

    async def add_meeting(self, meeting: Meeting, now: float) -> None: ...
    async def meeting(self, meeting_id: str) -> Meeting | None: ...
    async def meetings_of(self, owner_id: str) -> list[Meeting]: ...
    async def end_meeting(self, meeting_id: str, now: float) -> bool: ...
    async def add_invitation(self, invitation: Invitation, token_hash: str, now: float) -> None: ...
    async def invitations(self, meeting_id: str) -> list[Invitation]: ...
    async def invitation_by_token(self, token_hash: str) -> Invitation | None: ...
    async def replace_token(self, invitation_id: str, token_hash: str, now: float) -> None: ...
    async def revoke_invitation(self, invitation_id: str, now: float) -> None: ...
    async def proofs_given(self, meeting_id: str) -> dict[str, Proofs]: ...


class LiveRooms(Protocol):
    """What meetings need to know of, and tell, the rooms that are running."""

    def host_present(self, meeting_id: str) -> bool: ...
    def host_names(self, meeting_id: str) -> list[str]:
        """Of those who host the meeting at this moment."""
        ...

    def counts(self, meeting_id: str) -> tuple[int, int]: ...
    def close_person(self, meeting_id: str, person: str, reason: LeaveReason) -> None:
        """``person`` is an invitation or an account."""
        ...

    def end(self, meeting_id: str) -> None: ...
    def link_trouble(self, meeting_id: str, name: str) -> None: ...
    def identity_trouble(self, meeting_id: str, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its link's secret, which exists only in this answer."""

    invitation: Invitation
    token: str


class Meetings:
    """``now`` gives Unix seconds."""

    def __init__(
        self,
        store: MeetingStore,
        rooms: LiveRooms,
        invitations: Invitations,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._rooms = rooms
        self._invitations = invitations
        self._audit = audit
        self._now = now
        self._made = Quota(MEETINGS, QUOTA_SECONDS)
        self._written = Quota(INVITATIONS, QUOTA_SECONDS)

    # --- staff ----------------------------------------------------------------------------------------------------

    async def make(self, staff: Staff, form: NewMeeting, organisation: str) -> tuple[Meeting, list[Invited]]:
        """A meeting, its first guests, and the common link where the class has one.  Raises BAD_FIELDS,
        CLASS_UNAVAILABLE, CLASS_NOT_ALLOWED, RATE_LIMITED."""
        frame = await self._invitations.frame(staff.tenant_id, staff.unit_id, form.meeting_class)
        wrong = {**self._problems(form), **placed([problems(guest, frame) for guest in form.guests])}
        if wrong:
            raise AppError(Code.BAD_FIELDS, wrong)
        now = self._now()
        if not self._made.take(staff.account_id, now):
            raise AppError(Code.RATE_LIMITED)
        self._must_write(staff, len(form.guests))
        meeting = Meeting(
            id=mint_id(),
            tenant_id=staff.tenant_id,
            unit_id=staff.unit_id,
            owner_id=staff.account_id,
            host_name=staff.name,
            organisation=organisation,
            title=form.title.strip(),
            meeting_class=form.meeting_class,
            lobby=form.lobby or RULES[form.meeting_class].lobby is Lobby.ALWAYS,
            starts_at=now if form.starts_at is None else form.starts_at,
            ended_at=None,
            capacity=form.capacity,
            show_title=form.show_title,
        )
        await self._store.add_meeting(meeting, now)
        await self._record(AuditAction.MEETING_MADE, staff, meeting)
        written = [await self._invitations.write(meeting, guest) for guest in form.guests]
        if may(Action.MAKE_SHARED_LINK, staff, meeting.target) and enough(Way.LINK, form.meeting_class, frame.bar.ways):
            written.append(common(meeting))
        invited = [await self._invite(staff, meeting, invitation) for invitation in written]
        return meeting, invited

    def _problems(self, form: NewMeeting) -> dict[str, Text]:
        wrong: dict[str, Text] = {}
        if not form.title.strip():
            wrong["title"] = Text(sv="Ge mötet en titel.", en="Give the meeting a title.")
        now = self._now()
        if form.starts_at is not None and not now - 86400 <= form.starts_at <= now + START_LIMIT_SECONDS:
            wrong["starts_at"] = Text(sv="Välj en tid från i dag och framåt.", en="Choose a time from today on.")
        return wrong

    async def hosted_by(self, staff: Staff) -> list[Meeting]:
        """Those that this account hosts or helps to host."""
        return await self._store.meetings_of(staff.account_id)

    async def hosted(self, staff: Staff, meeting_id: str, action: Action) -> Meeting:
        """The meeting, if this account may do this to it; a meeting of others looks as if it did not exist."""
        meeting = await self._store.meeting(meeting_id)
        if meeting is None or not may(action, staff, meeting.target):
            raise AppError(Code.NOT_FOUND)
        return meeting

    async def guests_seen(self, staff: Staff, meeting: Meeting) -> None:
        """Looking at guests is recorded.  Where that cannot be done, only the host of a meeting that is running sees
        them: calls go on."""
        try:
            await self._record(AuditAction.MEETING_SEEN, staff, meeting)
        except AppError:
            if not self._rooms.counts(meeting.id)[0]:
                raise

    async def invitations(self, meeting: Meeting) -> list[Invitation]:
        """Of a meeting, also the revoked."""
        return await self._store.invitations(meeting.id)

    async def proofs_given(self, meeting: Meeting) -> dict[str, Proofs]:
        """How the guest of each invitation that has been used was identified."""
        return await self._store.proofs_given(meeting.id)

    async def invite(self, staff: Staff, meeting: Meeting, guest: NewGuest) -> Invited:
        """One more guest.  Raises BAD_FIELDS, RATE_LIMITED, NOT_FOUND when the meeting is over."""
        self._must_go_on(meeting)
        frame = await self._invitations.frame(meeting.tenant_id, meeting.unit_id, meeting.meeting_class)
        wrong = problems(guest, frame)
        if wrong:
            raise AppError(Code.BAD_FIELDS, wrong)
        self._must_write(staff, 1)
        return await self._invite(staff, meeting, await self._invitations.write(meeting, guest))

    async def _invite(self, staff: Staff, meeting: Meeting, invitation: Invitation) -> Invited:
        token = mint_secret()
        await self._store.add_invitation(invitation, digest(token), self._now())
        await self._record(AuditAction.INVITED, staff, meeting, invitation.id)
        return Invited(invitation, token)

    async def reissue(self, staff: Staff, meeting: Meeting, invitation_id: str) -> Invited:
        """A new link for one guest.  The old link and every browser that used it are out.  Raises RATE_LIMITED."""
        self._must_go_on(meeting)
        invitation = await self.invitation(meeting, invitation_id)
        self._must_write(staff, 1)
        token = mint_secret()
        await self._store.replace_token(invitation.id, digest(token), self._now())
        self._rooms.close_person(meeting.id, invitation.id, LeaveReason.SIGNED_OUT)
        await self._record(AuditAction.LINK_REISSUED, staff, meeting, invitation.id)
        return Invited(await self.invitation(meeting, invitation_id), token)

    async def revoke(self, staff: Staff, meeting: Meeting, invitation_id: str) -> None:
        """The link, and every browser that used it, are out.  Raises NOT_FOUND."""
        invitation = await self.invitation(meeting, invitation_id)
        await self._store.revoke_invitation(invitation.id, self._now())
        self._rooms.close_person(meeting.id, invitation.id, LeaveReason.SIGNED_OUT)
        await self._record(AuditAction.LINK_REVOKED, staff, meeting, invitation.id)

    async def end(self, staff: Staff, meeting: Meeting) -> None:
        """For everybody; a second time changes nothing."""
        if await self._store.end_meeting(meeting.id, self._now()):
            await self._record(AuditAction.MEETING_ENDED, staff, meeting)
        self._rooms.end(meeting.id)

    async def invitation(self, meeting: Meeting, invitation_id: str) -> Invitation:
        """One of this meeting's.  Raises NOT_FOUND."""
        found = [one for one in await self._store.invitations(meeting.id) if one.id == invitation_id]
        if not found:
            raise AppError(Code.NOT_FOUND)
        return found[0]

    async def opens(self, invitation: Invitation, token: str) -> bool:
        """Whether this is the secret of the invitation's living link."""
        found = await self._store.invitation_by_token(digest(token))
        return found is not None and found.id == invitation.id and found.revoked_at is None

    def _must_write(self, staff: Staff, links: int) -> None:
        if not self._written.take(staff.account_id, self._now(), links):
            raise AppError(Code.RATE_LIMITED)

    @staticmethod
    def _must_go_on(meeting: Meeting) -> None:
        if meeting.ended_at is not None:
            raise AppError(Code.NOT_FOUND)

    async def _record(self, action: AuditAction, staff: Staff, meeting: Meeting, subject: str | None = None) -> None:
        event = AuditEvent(meeting.tenant_id, action, ActorKind.STAFF, staff.account_id, meeting.id, subject)
        await self._audit.record(event)
