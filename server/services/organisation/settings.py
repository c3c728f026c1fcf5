"""Each organisation's settings: sealed, typed, and with what holds where nothing has been set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

import msgspec

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.model import Staff
from server.services.organisation.stored_settings import DEFAULT_RETENTION, read, write
from server.services.vault import Vault
from server.wire import api

S = TypeVar("S", bound=api.Body)

NAMES: Mapping[type[api.Body], str] = MappingProxyType(
    {
        api.OidcSettings: "oidc",
        api.EidSettings: "eid",
        api.SmsSettings: "sms",
        api.MailSettings: "mail",
        api.AuditExportSettings: "audit_export",
        api.RetentionSettings: "retention",
    }
)
DIRECT: Mapping[str, type[api.Body]] = MappingProxyType(
    {NAMES[kind]: kind for kind in (api.OidcSettings, api.EidSettings, api.SmsSettings, api.MailSettings)}
)
"""What one administrator may change; the others need two."""
_SECRETS = ("client_secret", "secret")


class SettingStore(Protocol):
    """Sealed values by organisation and name."""

    async def setting(self, tenant_id: str, name: str) -> bytes | None: ...
    async def chosen_by(self, tenant_id: str, name: str) -> str | None: ...
    async def put_setting(self, tenant_id: str, name: str, value: bytes, by: str, now: float) -> None: ...
    async def remove_setting(self, tenant_id: str, name: str) -> None: ...


class TenantSettings:
    """The caller has checked that ``staff`` may; ``now`` gives Unix seconds."""

    def __init__(self, store: SettingStore, vault: Vault, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._now = now

    async def get(self, tenant_id: str, kind: type[S]) -> S | None:
        """With its secret; None where nothing has been set."""
        name = NAMES[kind]
        sealed = await self._store.setting(tenant_id, name)
        if sealed is None:
            return None
        return read(kind, await self._vault.open(tenant_id, f"setting {name}", sealed))

    async def chosen_by(self, tenant_id: str, kind: type[api.Body]) -> str | None:
        """The id of the account that changed a setting last; None where nothing has been set."""
        return await self._store.chosen_by(tenant_id, NAMES[kind])

    async def retention(self, tenant_id: str) -> api.RetentionSettings:
        """What is set, or what holds where nothing is."""
        return await self.get(tenant_id, api.RetentionSettings) or DEFAULT_RETENTION

    async def put(self, staff: Staff, value: api.Body) -> None:
        """Store a setting.  A secret that is left out is the stored one."""
        stored = await self.get(staff.tenant_id, type(value))
        name = NAMES[type(value)]
        sealed = await self._vault.seal(staff.tenant_id, f"setting {name}", write(with_secret(value, stored)))
        await self._record(AuditAction.SETTING_CHANGED, staff, name)
        await self._store.put_setting(staff.tenant_id, name, sealed, staff.account_id, self._now())

    async def remove(self, staff: Staff, name: str) -> None:
        """Recorded before it happens; a second time changes nothing."""
        await self._record(AuditAction.SETTING_REMOVED, staff, name)
        await self._store.remove_setting(staff.tenant_id, name)

    async def view(self, tenant_id: str) -> api.SettingsView:
        """Everything that may be shown."""
        oidc, oidc_secret = without_secret(await self.get(tenant_id, api.OidcSettings))
        eid, eid_secret = without_secret(await self.get(tenant_id, api.EidSettings))
        sms, sms_secret = without_secret(await self.get(tenant_id, api.SmsSettings))
        mail, mail_secret = without_secret(await self.get(tenant_id, api.MailSettings))
        export, export_secret = without_secret(await self.get(tenant_id, api.AuditExportSettings))
        stored = {
            "oidc": oidc_secret,
            "eid": eid_secret,
            "sms": sms_secret,
            "mail": mail_secret,
            "audit_export": export_secret,
        }
        return api.SettingsView(
            oidc=oidc,
            eid=eid,
            sms=sms,
            mail=mail,
            audit_export=export,
            retention=await self.retention(tenant_id),
            secrets=[name for name, there in stored.items() if there],
        )

    async def _record(self, action: AuditAction, staff: Staff, name: str) -> None:
        event = AuditEvent(staff.tenant_id, action, ActorKind.STAFF, staff.account_id, outcome=name)
        await self._audit.record(event)


def with_secret(value: S, stored: S | None) -> S:
    """The value with the stored secret where it has none of its own."""
    for field in _SECRETS:
        if stored is not None and hasattr(value, field) and getattr(value, field) is None:
            return msgspec.structs.replace(value, **{field: getattr(stored, field)})
    return value


def without_secret(value: S | None) -> tuple[S | None, bool]:
    """What may be shown, and whether there is a secret that is not."""
    for field in _SECRETS:
        if value is not None and getattr(value, field, None) is not None:
            return msgspec.structs.replace(value, **{field: None}), True
    return value, False
