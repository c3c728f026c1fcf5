"""What the people in a meeting share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Float, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class RoomItemRow(Base):
    """One thing that the people in a meeting share: something said, shown, drawn or sent."""

    __tablename__ = "room_items"
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = tenant_column()
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
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    """The account, invitation or guest session whose it is."""
    kind: Mapped[str] = mapped_column(String(16))
    """What it is, by its content."""
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
