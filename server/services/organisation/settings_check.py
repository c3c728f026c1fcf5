"""The checks beside an organisation's settings: each does the real thing once, and says what went wrong."""

from __future__ import annotations

from auth.model import Staff
from auth.signin.oidc import OidcError, Provider, ProviderClient
from server.services.delivery.mail import Mail
from server.services.delivery.sms import Sms
from server.services.organisation.settings import TenantSettings
from server.wire.api import EidSettings, OidcSettings, TestResult
from server.wire.errors import AppError, Code


class SettingsCheck:
    """Each answers NOT_SET_UP where there is nothing to check."""

    def __init__(self, settings: TenantSettings, mail: Mail, sms: Sms, providers: ProviderClient) -> None:
        self._settings = settings
        self._mail = mail
        self._sms = sms
        self._providers = providers

    async def mail(self, staff: Staff, email: str) -> TestResult:
        """A test message to this address."""
        trouble = await self._mail.trouble(staff.tenant_id, email)
        return TestResult(ok=trouble is None, detail=trouble or "")

    async def sms(self, staff: Staff, to: str) -> TestResult:
        """A test message to this number, in E.164."""
        trouble = await self._sms.trouble(staff.tenant_id, to)
        return TestResult(ok=trouble is None, detail=trouble or "")

    async def provider(self, staff: Staff, kind: type[OidcSettings] | type[EidSettings], origin: str) -> TestResult:
        """Whether the provider can be found and describes itself as it should; nobody signs in."""
        found: Provider | None = await self._settings.get(staff.tenant_id, kind)
        if found is None:
            raise AppError(Code.NOT_SET_UP)
        try:
            await self._providers.begin(found, origin)
        except OidcError as error:
            return TestResult(ok=False, detail=error.fault)
        return TestResult(ok=True, detail="")
