"""Sends a guest their link, by SMS or e-mail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.limits.quota import Quota
from auth.model import Staff
from server.services.delivery.mail import Mail, MailMessage
from server.services.delivery.sms import Sms, link_text
from server.services.meetings.invitations import Invitations
from server.services.meetings.meetings import Invited, Meetings
from server.services.model import Invitation, Meeting
from server.wire.api import SendLink
from server.wire.errors import AppError, Code

SENDS = 5
SENDS_SECONDS = 15 * 60.0
SUBJECT = "Inbjudan till videomöte / Invitation to a video meeting"

Deliver = Callable[[str], Awaitable[None]]
LinkOf = Callable[[str], str]


class LinkDelivery:
    """A few times per guest within a quarter of an hour; ``now`` gives Unix seconds."""

    def __init__(
        self,
        meetings: Meetings,
        invitations: Invitations,
        sms: Sms,
        mail: Mail,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._meetings = meetings
        self._invitations = invitations
        self._sms = sms
        self._mail = mail
        self._audit = audit
        self._now = now
        self._quota = Quota(SENDS, SENDS_SECONDS)

    async def send(
        self, staff: Staff, meeting: Meeting, invitation_id: str, form: SendLink, link_of: LinkOf
    ) -> Invited:
        """``link_of`` makes a link of its secret.  Everything that can be wrong is looked at before a new link
        replaces the old one."""
        invitation = await self._meetings.invitation(meeting, invitation_id)
        deliver = await self._by_sms(invitation) if form.by == "sms" else await self._by_mail(invitation)
        if form.token is not None and not await self._meetings.opens(invitation, form.token):
            raise AppError(Code.NOT_FOUND)
        if not self._quota.take(invitation.id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        if form.token is None:
            invited = await self._meetings.reissue(staff, meeting, invitation_id)
        else:
            invited = Invited(invitation, form.token)
        await deliver(link_of(invited.token))
        event = AuditEvent(
            meeting.tenant_id,
            AuditAction.LINK_SENT,
            ActorKind.STAFF,
            staff.account_id,
            meeting.id,
            invitation.id,
            unit_id=meeting.unit_id,
        )
        await self._audit.record(event)
        return invited

    async def _by_sms(self, invitation: Invitation) -> Deliver:
        await self._sms.must_be_set_up(invitation.tenant_id)
        phone = await self._invitations.phone(invitation)
        if phone is None:
            raise AppError(Code.NO_CONTACT)
        return lambda link: self._sms.send(invitation.tenant_id, phone, link_text(link))

    async def _by_mail(self, invitation: Invitation) -> Deliver:
        await self._mail.must_be_set_up(invitation.tenant_id)
        email = await self._invitations.email(invitation)
        if email is None:
            raise AppError(Code.NO_CONTACT)
        return lambda link: self._mail.send(invitation.tenant_id, MailMessage(email, SUBJECT, mail_text(link)))


def mail_text(link: str) -> str:
    """In Swedish and English; says nothing of a case, a unit or a meeting's title."""
    return (
        "Hej!\n\n"
        "Du är inbjuden till ett videomöte. Öppna länken när det är dags, i telefonen eller datorn.\n"
        "Du behöver ingen app. Länken är bara din, så skicka den inte vidare.\n\n"
        f"{link}\n\n"
        "--\n\n"
        "Hello,\n\n"
        "You are invited to a video meeting. Open the link above when it is time, on a phone or a computer.\n"
        "You need no app. The link is yours alone, so do not pass it on.\n"
    )
