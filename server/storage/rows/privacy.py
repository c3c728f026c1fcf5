"""The keys that seal what is personal."""

from __future__ import annotations

from sqlalchemy import Float, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class DataKeyRow(Base):
    """A key that seals one organisation's or one meeting's data, wrapped by the master key (R85)."""

    __tablename__ = "data_keys"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    scope: Mapped[str] = mapped_column(String(64), unique=True)
    """The id of the organisation or of the meeting."""
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[float] = mapped_column(Float)
