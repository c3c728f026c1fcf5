"""The schema.  Every row carries its tenant; times are Unix seconds in UTC; secrets are stored as hashes, or sealed
by the vault where they must be read again."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _id() -> Mapped[str]:
    return mapped_column(String(64), primary_key=True)


def _tenant() -> Mapped[str]:
    return mapped_column(ForeignKey("tenants.id"), index=True)


class TenantRow(Base):
    """An organisation.  ``slug`` is its part of addresses; colour and logo are its look."""

    __tablename__ = "tenants"
    id: Mapped[str] = _id()
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str | None] = mapped_column(String(7))
    """As #rrggbb."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[float] = mapped_column(Float)


class UnitRow(Base):
    __tablename__ = "units"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(Float)
    closed_at: Mapped[float | None] = mapped_column(Float)


class AccountRow(Base):
    __tablename__ = "accounts"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    email: Mapped[str] = mapped_column(String(254))
    """Folded to lower case."""
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(32))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed."""
    totp_step: Mapped[int | None] = mapped_column(BigInteger)
    """The time step of the last code that was accepted; it and all before it are used up (R13)."""
    oidc_subject: Mapped[str | None] = mapped_column(String(255))
    """Who this is at the organisation's identity provider."""
    created_at: Mapped[float] = mapped_column(Float)
    signed_in_at: Mapped[float | None] = mapped_column(Float)
    disabled_at: Mapped[float | None] = mapped_column(Float)
    __table_args__ = (
        UniqueConstraint("tenant_id", "email", name="uq_accounts_tenant_email"),
        UniqueConstraint("tenant_id", "oidc_subject", name="uq_accounts_tenant_oidc_subject"),
        Index("ix_accounts_email", "email"),
    )


class PasskeyRow(Base):
    """A WebAuthn credential.  ``id`` is the credential id in base64url without padding."""

    __tablename__ = "passkeys"
    id: Mapped[str] = mapped_column(String(1400), primary_key=True)
    tenant_id: Mapped[str] = _tenant()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class RecoveryCodeRow(Base):
    """One recovery code; ``id`` is its hash."""

    __tablename__ = "recovery_codes"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class SetupLinkRow(Base):
    """A one-time link to a person's first sign-in, or to a new one when they have lost theirs."""

    __tablename__ = "setup_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    """None for the first account: the tenant is made with it."""
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class CeremonyRow(Base):
    """Something that a browser has begun and must end soon, once: a second factor, a passkey, a round trip to an
    identity provider, a code by SMS.  ``id`` is the hash of what the browser holds; ``data`` is sealed."""

    __tablename__ = "ceremonies"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str | None] = mapped_column(String(64))
    """The account or the guest session that it is about, where that is known."""
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float, index=True)
    tries_left: Mapped[int] = mapped_column(Integer)
    used_at: Mapped[float | None] = mapped_column(Float)


class StaffSessionRow(Base):
    __tablename__ = "staff_sessions"
    id: Mapped[str] = _id()
    """Hash of the cookie."""
    tenant_id: Mapped[str] = _tenant()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    method: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[float] = mapped_column(Float)
    strong_at: Mapped[float] = mapped_column(Float)
    """When the person last proved who they are."""
    last_seen_at: Mapped[float] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)


class MeetingRow(Base):
    __tablename__ = "meetings"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    meeting_class: Mapped[str] = mapped_column(String(32))
    lobby: Mapped[bool] = mapped_column(Boolean)
    capacity: Mapped[int | None] = mapped_column(Integer)
    """Most people inside; None: as many as the server lets into any meeting."""
    starts_at: Mapped[float] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)
    ended_at: Mapped[float | None] = mapped_column(Float, index=True)
    purged_at: Mapped[float | None] = mapped_column(Float)
    """When the retention rule removed names and title; the row stays for statistics and the audit trail."""


class CoHostRow(Base):
    __tablename__ = "co_hosts"
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    tenant_id: Mapped[str] = _tenant()
    added_at: Mapped[float] = mapped_column(Float)


class InvitationRow(Base):
    """One personal link, or the common link of an open meeting (``shared``)."""

    __tablename__ = "invitations"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    shared: Mapped[bool] = mapped_column(Boolean)
    identification: Mapped[str] = mapped_column(String(16))
    """How this guest must be identified."""
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed."""
    email: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed."""
    person_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of the personal number that e-identification must give (R4)."""
    protected_identity: Mapped[bool] = mapped_column(Boolean)
    """Nobody sees more of this guest than the name written here (R10)."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)


class GuestSessionRow(Base):
    """A browser that consumed a link."""

    __tablename__ = "guest_sessions"
    id: Mapped[str] = _id()
    """Hash of the cookie."""
    tenant_id: Mapped[str] = _tenant()
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitations.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    second_device: Mapped[bool] = mapped_column(Boolean)
    identified_by: Mapped[str] = mapped_column(String(16))
    """Every way in which the guest has been identified, weakest first, with + between; ``link`` where there is no
    other."""
    identified_at: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)
    admitted_at: Mapped[float | None] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)


class RoomItemRow(Base):
    """One thing that the people in a meeting share: something said, shown, drawn or sent."""

    __tablename__ = "room_items"
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = _tenant()
    n: Mapped[int] = mapped_column(BigInteger)
    """Its place in the order of all changes."""
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """The account, invitation or guest session whose it is."""
    at: Mapped[float] = mapped_column(Float)
    changed_at: Mapped[float | None] = mapped_column(Float)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: what it says, who shows as its author, and who may see it."""


class FileRow(Base):
    """A file that was sent in a meeting; what is in it lies sealed in the file store, under ``id``."""

    __tablename__ = "files"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """The account, invitation or guest session whose it is."""
    kind: Mapped[str] = mapped_column(String(16))
    """What it is, by its content."""
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)


class FaultReportRow(Base):
    """What somebody told about something that did not work; not who it was."""

    __tablename__ = "fault_reports"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    reference: Mapped[str] = mapped_column(String(16))
    by_staff: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[float] = mapped_column(Float)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""


class PolicyRow(Base):
    """One decision about what a unit (or, without one, the whole organisation) may do with a meeting class.  The
    newest row is in force; the older ones are the record of who decided what, and why."""

    __tablename__ = "policies"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    meeting_class: Mapped[str] = mapped_column(String(32))
    allowed: Mapped[bool] = mapped_column(Boolean)
    identification: Mapped[str] = mapped_column(Text)
    """The ways of identification that are enough, as a JSON list."""
    decision: Mapped[str] = mapped_column(String(1000))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[float] = mapped_column(Float)


class SettingRow(Base):
    """One of an organisation's settings, sealed."""

    __tablename__ = "settings"
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[float] = mapped_column(Float)


class ProposalRow(Base):
    """A change of a setting that needs a second administrator (R19)."""

    __tablename__ = "proposals"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    name: Mapped[str] = mapped_column(String(32))
    value: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[float] = mapped_column(Float)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[float | None] = mapped_column(Float)
    approved: Mapped[bool | None] = mapped_column(Boolean)


class DataKeyRow(Base):
    """A key that seals one organisation's or one meeting's data, wrapped by the master key (R85)."""

    __tablename__ = "data_keys"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    scope: Mapped[str] = mapped_column(String(64), unique=True)
    """The id of the organisation or of the meeting."""
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[float] = mapped_column(Float)


class AuditRow(Base):
    """One link of an organisation's audit chain: ``hash`` covers every field and ``previous`` (R80).  Triggers refuse
    to change it, and to remove it before its time."""

    __tablename__ = "audit_events"
    tenant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[float] = mapped_column(Float)
    action: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[str | None] = mapped_column(String(64))
    meeting_id: Mapped[str | None] = mapped_column(String(64), index=True)
    subject: Mapped[str | None] = mapped_column(String(64))
    method: Mapped[str | None] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(32))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        Index("ix_audit_events_tenant_at", "tenant_id", "at"),
        Index("ix_audit_events_tenant_subject", "tenant_id", "subject"),
        Index("ix_audit_events_tenant_actor", "tenant_id", "actor"),
    )


class AuditHeadRow(Base):
    """A signed statement of how far an organisation's chain had come, or from where it begins."""

    __tablename__ = "audit_heads"
    tenant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[float] = mapped_column(Float)
    key_id: Mapped[str] = mapped_column(String(32))
    signature: Mapped[str] = mapped_column(String(128))
    """Ed25519, hexadecimal."""
    exported_at: Mapped[float | None] = mapped_column(Float)
    """When everything up to here had reached the place off this machine."""


class ReviewRow(Base):
    """One follow-up of the audit trail: the monthly sample, or everything about one person (R9)."""

    __tablename__ = "reviews"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    kind: Mapped[str] = mapped_column(String(16))
    period: Mapped[str | None] = mapped_column(String(7))
    """The month of a sample, as 2026-11."""
    subject: Mapped[str | None] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    events: Mapped[str] = mapped_column(Text)
    """The sequence numbers that were looked at, as a JSON list."""
    opened_by: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[float] = mapped_column(Float)
    outcome: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed."""
    closed_by: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[float | None] = mapped_column(Float)
