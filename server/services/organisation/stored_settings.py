"""How an organisation's settings are stored: shapes of their own, so that what was stored stays readable whatever
becomes of the bodies of the API.

The rule for every later version: a stored field is never renamed and never changes its meaning; a new one has a
default; one that the body no longer has stays here, or goes, and what was stored under it is passed over.  Where that
is not enough, the shape gets another version, and :func:`read` turns the older ones into it.  Bounds are those of the
body that was taken in, and are not asked again: a bound that has become narrower must not shut anybody out.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import msgspec

from auth.model import MeetingClass, StaffRole
from server.wire import api

S = TypeVar("S", bound=api.Body)

DEFAULT_RETENTION = api.RetentionSettings(
    content_hours={MeetingClass.OPEN: 24, MeetingClass.PROTECTED: 24, MeetingClass.SENSITIVE: 0},
    meeting_days=30,
    session_days=90,
    audit_days=5 * 366,
)


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown fields are passed over.  ``version`` is left out in version 1."""

    version: Literal[1] | msgspec.UnsetType = msgspec.UNSET

    def values(self) -> dict[str, Any]:
        """By the names of the body's fields."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "version"}


class StoredOidc(Stored, frozen=True, kw_only=True):
    """As ``OidcSettings``."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    acr: str = ""
    groups_claim: str = "groups"
    roles: dict[str, str] = {}

    def values(self) -> dict[str, Any]:
        """A role that there is no longer gives nobody anything."""
        roles = {role.value: role for role in StaffRole}
        known = {group: roles[role] for group, role in self.roles.items() if role in roles}
        return {**super().values(), "roles": known}


class StoredEid(Stored, frozen=True, kw_only=True):
    """As ``EidSettings``."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    acr: str = ""
    number_claim: str = "personal_identity_number"


class StoredSms(Stored, frozen=True, kw_only=True):
    """As ``SmsSettings``."""

    url: str
    body: Literal["form", "json"]
    auth: Literal["basic", "bearer"]
    username: str = ""
    secret: str | None = None
    sender: str
    fields: dict[str, str]


class StoredMail(Stored, frozen=True, kw_only=True):
    """As ``MailSettings``."""

    host: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    secret: str | None = None
    sender: str


class StoredAuditExport(Stored, frozen=True, kw_only=True):
    """As ``AuditExportSettings``."""

    kind: Literal["syslog", "https"]
    address: str
    secret: str | None = None
    ca: str = ""


class StoredRetention(Stored, frozen=True, kw_only=True):
    """As ``RetentionSettings``; class names as text."""

    content_hours: dict[str, int]
    meeting_days: int
    session_days: int
    audit_days: int

    def values(self) -> dict[str, Any]:
        """A meeting class that came later has the hours that hold where nothing is set."""
        hours = {one: self.content_hours.get(one, DEFAULT_RETENTION.content_hours[one]) for one in MeetingClass}
        return {**super().values(), "content_hours": hours}


SHAPES: Mapping[type[api.Body], type[Stored]] = MappingProxyType(
    {
        api.OidcSettings: StoredOidc,
        api.EidSettings: StoredEid,
        api.SmsSettings: StoredSms,
        api.MailSettings: StoredMail,
        api.AuditExportSettings: StoredAuditExport,
        api.RetentionSettings: StoredRetention,
    }
)
"""A test compares their fields with those of the bodies."""


def write(value: api.Body) -> str:
    """The JSON text that is sealed."""
    shape = SHAPES[type(value)]
    return msgspec.json.encode(shape(**msgspec.structs.asdict(value))).decode()


def read(kind: type[S], plain: str) -> S:
    """What :func:`write` of this version or an earlier one wrote."""
    stored = msgspec.json.decode(plain, type=SHAPES[kind])
    present = kind.__struct_fields__
    return kind(**{name: value for name, value in stored.values().items() if name in present})
