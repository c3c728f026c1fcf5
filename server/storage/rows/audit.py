"""The audit trail, its signed heads, and its follow-up."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


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
    mark: Mapped[str | None] = mapped_column(String(96))
    """That this server wrote it, by a key outside the database; NULL in what an older version wrote."""
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


class ReviewRow(Base):
    """One follow-up of the audit trail: the monthly sample, or everything about one person (R9)."""

    __tablename__ = "reviews"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
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
