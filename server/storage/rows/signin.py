"""Accounts, and how one signs in to them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    exists,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.storage.rows.base import Base, id_column, tenant_column


class AccountRow(Base):
    __tablename__ = "accounts"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    email: Mapped[str] = mapped_column(String(254))
    """Folded to lower case."""
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(32))
    role_since: Mapped[float] = mapped_column(Float, server_default="0")
    """Since when it has this role in this unit; 0 where the operator gave it, or an older version."""
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
    tenant_id: Mapped[str] = tenant_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[float] = mapped_column(Float)
    used_at: Mapped[float | None] = mapped_column(Float)


class RecoveryCodeRow(Base):
    """One recovery code; ``id`` is its hash."""

    __tablename__ = "recovery_codes"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = tenant_column()
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
    id: Mapped[str] = id_column()
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
    id: Mapped[str] = id_column()
    """Hash of the cookie."""
    tenant_id: Mapped[str] = tenant_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    method: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[float] = mapped_column(Float)
    strong_at: Mapped[float] = mapped_column(Float)
    """When the person last proved who they are."""
    last_seen_at: Mapped[float] = mapped_column(Float)
    revoked_at: Mapped[float | None] = mapped_column(Float)


def can_sign_in() -> ColumnElement[bool]:
    """Whether an account has a way in."""
    passkey = exists().where(PasskeyRow.account_id == AccountRow.id)
    return or_(AccountRow.password_hash.is_not(None), AccountRow.oidc_subject.is_not(None), passkey)
