"""Meetings, their hosts and their guests."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class MeetingRow(Base):
    __tablename__ = "meetings"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    show_title: Mapped[bool] = mapped_column(Boolean)
    """To guests."""
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
    tenant_id: Mapped[str] = tenant_column()
    added_at: Mapped[float] = mapped_column(Float)


class InvitationRow(Base):
    """One personal link, or the common link of an open meeting (``shared``)."""

    __tablename__ = "invitations"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
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
    id: Mapped[str] = id_column()
    """Hash of the cookie."""
    tenant_id: Mapped[str] = tenant_column()
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
