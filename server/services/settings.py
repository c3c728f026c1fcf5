"""Each organisation's settings: sealed, typed, and with what holds where nothing has been set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol, TypeVar

import msgspec

from auth.model import MeetingClass, Staff
from server.services.vault import Vault
from server.wire import bodies

S = TypeVar("S", bound=bodies.Body)

NAMES: Mapping[type[bodies.Body], str] = MappingProxyType(
    {
        bodies.OidcSettings: "oidc",
        bodies.EidSettings: "eid",
        bodies.SmsSettings: "sms",
        bodies.MailSettings: "mail",
        bodies.AuditExportSettings: "audit_export",
        bodies.RetentionSettings: "retention",
    }
)
DEFAULT_RETENTION = bodies.RetentionSettings(
    content_hours={MeetingClass.OPEN: 24, MeetingClass.PROTECTED: 24, MeetingClass.SENSITIVE: 0},
    meeting_days=30,
    session_days=90,
    audit_days=5 * 366,
)
_SECRETS = ("client_secret", "secret")


class SettingStore(Protocol):
    async def setting(self, tenant_id: str, name: str) -> bytes | None: ...
    async def put_setting(self, tenant_id: str, name: str, value: bytes, by: str, now: float) -> None: ...
    async def remove_setting(self, tenant_id: str, name: str) -> None: ...


class TenantSettings:
    def __init__(self, store: SettingStore, vault: Vault, now: Callable[[], float]) -> None:
        self._store = store
        self._vault = vault
        self._now = now

    async def get(self, tenant_id: str, kind: type[S]) -> S | None:
        """With its secret; None where nothing has been set."""
        name = NAMES[kind]
        sealed = await self._store.setting(tenant_id, name)
        if sealed is None:
            return None
        return msgspec.json.decode(await self._vault.open(tenant_id, f"setting {name}", sealed), type=kind)

    async def retention(self, tenant_id: str) -> bodies.RetentionSettings:
        return await self.get(tenant_id, bodies.RetentionSettings) or DEFAULT_RETENTION

    async def put(self, staff: Staff, value: bodies.Body) -> None:
        """Store a setting.  A secret that is left out is the stored one."""
        stored = await self.get(staff.tenant_id, type(value))
        name = NAMES[type(value)]
        plain = msgspec.json.encode(with_secret(value, stored)).decode()
        sealed = await self._vault.seal(staff.tenant_id, f"setting {name}", plain)
        await self._store.put_setting(staff.tenant_id, name, sealed, staff.account_id, self._now())

    async def remove(self, tenant_id: str, kind: type[bodies.Body]) -> None:
        await self._store.remove_setting(tenant_id, NAMES[kind])


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
