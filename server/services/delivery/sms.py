"""Text messages through the organisation's SMS service.  Their text says nothing about a case, a unit or a meeting's
title: that somebody is in contact with the social services is itself a secret (R10)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from auth.limits.quota import Quota
from server.services.organisation.settings import TenantSettings
from server.wire.api import SmsSettings
from server.wire.errors import AppError, Code

TENANT_MESSAGES = 500
TENANT_SECONDS = 3600.0
"""What one organisation sends at most, so that a fault or a thief does not empty its account."""


class SmsTrouble(StrEnum):
    """What went wrong, as administrators are told."""

    SIGN_IN = "sign_in"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    INNER = "inner"
    """In the server's own network, where the operator lets no organisation."""


class SmsNotSent(Exception):
    """The SMS service did not take it."""

    def __init__(self, trouble: SmsTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class SmsGateway(Protocol):
    """One try with one SMS service."""

    async def send(self, settings: SmsSettings, to: str, text: str) -> None:
        """``to`` is in E.164.  Raises :class:`SmsNotSent`."""


class Sms:
    """Through each organisation's own SMS service.  ``now`` gives Unix seconds."""

    def __init__(self, settings: TenantSettings, gateway: SmsGateway, now: Callable[[], float]) -> None:
        self._settings = settings
        self._gateway = gateway
        self._now = now
        self._quota = Quota(TENANT_MESSAGES, TENANT_SECONDS)

    async def must_be_set_up(self, tenant_id: str) -> SmsSettings:
        """Raises NOT_SET_UP or RATE_LIMITED, so that nothing is half done before the message cannot be sent."""
        found = await self._settings.get(tenant_id, SmsSettings)
        if found is None:
            raise AppError(Code.NOT_SET_UP)
        if not self._quota.may(tenant_id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        return found

    async def send(self, tenant_id: str, to: str, text: str) -> None:
        """Raises NOT_SET_UP, RATE_LIMITED, or SMS_NOT_SENT."""
        settings = await self.must_be_set_up(tenant_id)
        if not self._quota.take(tenant_id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        try:
            await self._gateway.send(settings, to, text)
        except SmsNotSent as error:
            raise AppError(Code.SMS_NOT_SENT) from error

    async def trouble(self, tenant_id: str, to: str) -> SmsTrouble | None:
        """Sends a test message and answers what went wrong, if anything."""
        settings = await self.must_be_set_up(tenant_id)
        if not self._quota.take(tenant_id, self._now()):
            raise AppError(Code.RATE_LIMITED)
        try:
            await self._gateway.send(settings, to, "Det här är ett test. / This is a test.")
        except SmsNotSent as error:
            return error.trouble
        return None


def code_text(code: str) -> str:
    """A guest's code, in Swedish and English."""
    return f"Din kod: {code}. Gäller i 10 minuter, bara för dig. / Your code: {code}. Valid for 10 minutes."


def link_text(link: str) -> str:
    """A guest's link, in Swedish and English."""
    return f"Inbjudan till ett videomöte. Öppna länken: {link}\nInvitation to a video meeting. Open the link above."
