"""First start, sign-in, and one's own account."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.model import StaffRole
from server.wire.bodies.base import Body, Email, Password, Secret, View
from server.wire.vocabulary import Name


class SetupLink(Body, frozen=True, kw_only=True):
    """POST /api/setup/check: is this one-time link good?  Does not consume it."""

    token: Secret


class SetupView(View, frozen=True, kw_only=True):
    purpose: Literal["first_account", "sign_in"]
    """``first_account`` makes the first administrator; ``sign_in`` signs an existing account in once (demo)."""
    organisation: str


class SetupAccount(Body, frozen=True, kw_only=True):
    """POST /api/setup: consume the link.  For ``sign_in`` only the token is needed."""

    token: Secret
    organisation: Name | None = None
    unit: Name | None = None
    name: Name | None = None
    email: Email | None = None
    password: Password | None = None


class SignIn(Body, frozen=True, kw_only=True):
    """POST /api/sign-in.  Sets the session cookie."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=256)]


class Me(View, frozen=True, kw_only=True):
    """GET /api/me, and the answer of sign-in and set-up.  ``POST /api/sign-out`` ends the session (204)."""

    name: str
    email: str
    role: StaffRole
    organisation: str
    organisation_slug: str
    """The organisation's part of addresses."""
    unit: str
