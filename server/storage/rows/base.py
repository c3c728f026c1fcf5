"""What all rows share."""

from __future__ import annotations

from sqlalchemy import ForeignKey, MetaData, String
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


def id_column() -> Mapped[str]:
    """The key of most rows: an opaque id, or a hash in hexadecimal."""
    return mapped_column(String(64), primary_key=True)


def tenant_column() -> Mapped[str]:
    """The organisation that a row belongs to."""
    return mapped_column(ForeignKey("tenants.id"), index=True)
