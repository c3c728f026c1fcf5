"""Mail.  Its subject and sender say nothing about a case: that somebody is in contact with the social services is
itself a secret (R10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from auth.limits.quota import Quota
from server.services.organisation.settings import TenantSettings
from server.wire.api import MailSettings
from server.wire.errors import AppError, Code

TENANT_MESSAGES = 500
TENANT_SECONDS = 3600.0
"""What one organisation sends at most, so that a fault or a thief does not bring its mail server into disrepute."""


class MailTrouble(StrEnum):
    """What went wrong, as administrators are told."""

    SIGN_IN = "sign_in"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    INNER = "inner"
    """In the server's own network, where the operator lets no organisation."""
    PLAIN = "plain"
    """Without TLS, which the operator does not let anybody."""


class NotSent(Exception):
    """The mail server did not take it."""

    def __init__(self, trouble: MailTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class MailMessage:
    """To one person, as plain text."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """One try with one mail server."""

    async def send(self, settings: MailSettings, message: MailMessage) -> None:
        """Raises :class:`NotSent`."""


class Mail:
    """From each organisation's own mail server.  ``now`` gives Unix seconds."""

    def __init__(self, settings: TenantSettings, mailer: Mailer, now: Callable[[], float]) -> None:
        self._settings = settings
        self._mailer = mailer
        self._now = now
        self._quota = Quota(TENANT_MESSAGES, TENANT_SECONDS)

    async def must_be_set_up(self, tenant_id: str) -> MailSettings:
        """Raises NOT_SET_UP or RATE_LIMITED, so that nothing is half done before the message cannot be sent."""
        found = await self._settings.get(tenant_id, MailSettings)
        if found is None:
            raise AppError(Code.NOT_SET_UP)
        if not self._quota.may(tenant_id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        return found

    async def send(self, tenant_id: str, message: MailMessage) -> None:
        """Raises NOT_SET_UP, RATE_LIMITED, or MAIL_NOT_SENT."""
        settings = await self._may_send(tenant_id)
        try:
            await self._mailer.send(settings, message)
        except NotSent as error:
            raise AppError(Code.MAIL_NOT_SENT) from error

    async def send_staff_link(self, tenant_id: str, email: str, name: str, link: str) -> None:
        """The link by which somebody chooses how to sign in.  Raises NOT_SET_UP, RATE_LIMITED, MAIL_NOT_SENT."""
        await self.send(
            tenant_id, MailMessage(email, "Välj hur du loggar in / Choose how to sign in", staff_text(name, link))
        )

    async def send_recovery_link(self, tenant_id: str, email: str, name: str, link: str) -> None:
        """To the owner of an account that has a way in.  Raises NOT_SET_UP, RATE_LIMITED, MAIL_NOT_SENT."""
        await self.send(
            tenant_id, MailMessage(email, "Nytt sätt att logga in / A new way to sign in", recovery_text(name, link))
        )

    async def trouble(self, tenant_id: str, email: str) -> MailTrouble | None:
        """Sends a test message and answers what went wrong, if anything."""
        text = "Det här är ett test. / This is a test.\n"
        settings = await self._may_send(tenant_id)
        try:
            await self._mailer.send(settings, MailMessage(email, "Test", text))
        except NotSent as error:
            return error.trouble
        return None

    async def _may_send(self, tenant_id: str) -> MailSettings:
        settings = await self.must_be_set_up(tenant_id)
        if not self._quota.take(tenant_id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        return settings


def staff_text(name: str, link: str) -> str:
    """In Swedish and English; says nothing of an organisation."""
    return (
        f"Hej {name}!\n\n"
        "Du har fått ett konto för videomöten. Öppna länken och välj hur du loggar in.\n"
        "Länken fungerar en gång, i 24 timmar.\n\n"
        f"{link}\n\n"
        "--\n\n"
        f"Hello {name},\n\n"
        "You have been given an account for video meetings. Open the link above and choose how to sign in.\n"
        "The link works once, for 24 hours.\n"
    )


def recovery_text(name: str, link: str) -> str:
    """In Swedish and English; says nothing of an organisation."""
    return (
        f"Hej {name}!\n\n"
        "En administratör har bett om ett nytt sätt för dig att logga in. Öppna länken och välj hur du loggar in.\n"
        "Då slutar dina tidigare sätt att gälla. Länken fungerar en gång, i 24 timmar.\n"
        "Har du inte bett om det? Öppna inte länken, och berätta det för din administratör.\n\n"
        f"{link}\n\n"
        "--\n\n"
        f"Hello {name},\n\n"
        "An administrator has asked for a new way for you to sign in. Open the link above and choose how to sign in.\n"
        "Your earlier ways then stop working. The link works once, for 24 hours.\n"
        "You did not ask for this? Leave the link alone, and tell your administrator.\n"
    )
