"""An organisation's settings: what it talks to outside, and how long it keeps what.

Secrets are write-only: a view never holds one, and an absent secret in a body keeps the stored one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.model import MeetingClass, StaffRole
from server.wire.api.base import Body, View

Url = Annotated[str, Meta(min_length=8, max_length=500, pattern=r"^https?://[^\s]+$")]
Short = Annotated[str, Meta(max_length=200)]
Credential = Annotated[str, Meta(max_length=500)]
Days = Annotated[int, Meta(ge=0, le=36500)]


class OidcSettings(Body, frozen=True, kw_only=True):
    """The organisation's identity provider for staff (OpenID Connect Core 1.0, code flow with PKCE)."""

    issuer: Url
    client_id: Short
    client_secret: Credential | None = None
    acr: Short = ""
    """The level of assurance that a sign-in must have; empty: what the provider says is two factors is trusted."""
    groups_claim: Short = "groups"
    roles: dict[Short, StaffRole] = {}
    """Which role each group gives; the strongest wins.  Nobody without such a group gets in."""


class EidSettings(Body, frozen=True, kw_only=True):
    """The e-identification broker for guests (OpenID Connect)."""

    issuer: Url
    client_id: Short
    client_secret: Credential | None = None
    acr: Short = ""
    number_claim: Short = "personal_identity_number"
    """The claim that holds the personal number."""


class SmsSettings(Body, frozen=True, kw_only=True):
    """An SMS service over HTTP, described rather than programmed.  ``fields`` are the request's fields, where
    ``{to}``, ``{text}`` and ``{sender}`` are filled in."""

    url: Url
    body: Literal["form", "json"]
    auth: Literal["basic", "bearer"]
    username: Short = ""
    secret: Credential | None = None
    """The password, or the bearer token."""
    sender: Annotated[str, Meta(max_length=15)]
    fields: dict[Annotated[str, Meta(max_length=40)], Short]


class MailSettings(Body, frozen=True, kw_only=True):
    """An SMTP server."""

    host: Short
    port: Annotated[int, Meta(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Short = ""
    secret: Credential | None = None
    sender: Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


class AuditExportSettings(Body, frozen=True, kw_only=True):
    """Where the audit trail is copied to, off this machine: ``syslog`` is RFC 5425 (TLS) at host:port."""

    kind: Literal["syslog", "https"]
    address: Short
    secret: Credential | None = None
    """A bearer token for https."""
    ca: Annotated[str, Meta(max_length=10_000)] = ""
    """The certificate authority to trust (PEM); empty: the machine's."""


class RetentionSettings(Body, frozen=True, kw_only=True):
    """How long what is kept (R5).  Hours and days count from the end of the meeting, or from the event."""

    content_hours: dict[MeetingClass, Annotated[int, Meta(ge=0, le=24 * 365)]]
    """Chat and files."""
    meeting_days: Days
    """Titles, and the names and contact data of guests."""
    session_days: Days
    """Sign-ins and visits that are over."""
    audit_days: Annotated[int, Meta(ge=5 * 366, le=36500)]


class SettingsView(View, frozen=True, kw_only=True):
    """GET /api/admin/settings: what is set; secrets are left out, and named in ``secrets``."""

    oidc: OidcSettings | None
    eid: EidSettings | None
    sms: SmsSettings | None
    mail: MailSettings | None
    audit_export: AuditExportSettings | None
    retention: RetentionSettings
    secrets: list[str]
    """The settings that have a secret stored."""
    returns: dict[str, str] = {}
    """Where a provider sends the browser back to, by setting; to be registered there exactly so."""
