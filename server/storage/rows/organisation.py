"""Organisations, their units, and what their administrators have decided."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class TenantRow(Base):
    """An organisation.  ``slug`` is its part of addresses; colour and logo are its look."""

    __tablename__ = "tenants"
    id: Mapped[str] = id_column()
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    colour: Mapped[str | None] = mapped_column(String(7))
    """As #rrggbb."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[float] = mapped_column(Float)


class UnitRow(Base):
    __tablename__ = "units"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[float] = mapped_column(Float)
    closed_at: Mapped[float | None] = mapped_column(Float)


class PolicyRow(Base):
    """One decision about what a unit (or, without one, the whole organisation) may do with a meeting class.  The
    newest row is in force; the older ones are the record of who decided what, and why."""

    __tablename__ = "policies"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
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
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    name: Mapped[str] = mapped_column(String(32))
    value: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    proposed_by: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[float] = mapped_column(Float)
    decided_by: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[float | None] = mapped_column(Float)
    approved: Mapped[bool | None] = mapped_column(Boolean)
