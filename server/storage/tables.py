"""The schema.  Every row carries its tenant; times are Unix seconds in UTC; secrets are stored as hashes only."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, ForeignKey, Index, MetaData, String
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
    __tablename__ = "tenants"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(Float)


class UnitRow(Base):
    __tablename__ = "units"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(Float)


class AccountRow(Base):
    __tablename__ = "accounts"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Folded to lower case."""
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(32))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[float] = mapped_column(Float)
    disabled_at: Mapped[float | None] = mapped_column(Float)


class SetupLinkRow(Base):
    """A one-time link that makes the first account, or signs an account in once."""

    __tablename__ = "setup_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(ForeignKey("tenants.id"))
    """None for the first account: the tenant is made with it."""
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[float] = mapped_column(Float)
    expires_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class StaffSessionRow(Base):
    __tablename__ = "staff_sessions"
    id: Mapped[str] = _id()
    """Hash of the cookie."""
    tenant_id: Mapped[str] = _tenant()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[float] = mapped_column(Float)
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
    starts_at: Mapped[float] = mapped_column(Float)
    created_at: Mapped[float] = mapped_column(Float)
    ended_at: Mapped[float | None] = mapped_column(Float)


class InvitationRow(Base):
    """One personal link, or the common link of an open meeting (``shared``)."""

    __tablename__ = "invitations"
    id: Mapped[str] = _id()
    tenant_id: Mapped[str] = _tenant()
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(32))
    shared: Mapped[bool] = mapped_column(Boolean)
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
    created_at: Mapped[float] = mapped_column(Float)
    admitted_at: Mapped[float | None] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)


class AuditRow(Base):
    __tablename__ = "audit_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    tenant_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Float)
    action: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    meeting_id: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(32))
    __table_args__ = (Index("ix_audit_events_tenant_at", "tenant_id", "at"),)
