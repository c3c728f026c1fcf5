"""What people report that did not work."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class FaultReportRow(Base):
    """What somebody told about something that did not work; not who it was."""

    __tablename__ = "fault_reports"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    reference: Mapped[str] = mapped_column(String(16))
    by_staff: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[float] = mapped_column(Float)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
