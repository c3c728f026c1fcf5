"""First start, sign-in, and one's own account.

Every way in is two factors (R11): a passkey with user verification, a password with a one-time code, or the
organisation's identity provider.  What takes two requests is a ceremony: the first sets a cookie that the second
needs.  Bytes of WebAuthn are in base64url without padding.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.model import SignInMethod, StaffRole
from server.wire.api.base import Body, Email, Password, Secret, View
from server.wire.vocabulary import Name

Bytes = Annotated[str, Meta(min_length=1, max_length=16_000, pattern=r"^[A-Za-z0-9_-]+$")]
CredentialId = Annotated[str, Meta(min_length=1, max_length=1364, pattern=r"^[A-Za-z0-9_-]+$")]
Slug = Annotated[str, Meta(min_length=1, max_length=40)]
OneTimeCode = Annotated[str, Meta(min_length=1, max_length=40)]


class Attestation(Body, frozen=True, kw_only=True):
    """The answer to ``navigator.credentials.create()``."""

    id: CredentialId
    client_data: Bytes
    attestation: Bytes


class Assertion(Body, frozen=True, kw_only=True):
    """The answer to ``navigator.credentials.get()``."""

    id: CredentialId
    client_data: Bytes
    authenticator_data: Bytes
    signature: Bytes


class NewPasskey(View, frozen=True, kw_only=True):
    """What ``navigator.credentials.create()`` is called with."""

    challenge: str
    rp_id: str
    rp_name: str
    user_id: str
    user_name: str
    display_name: str
    exclude: list[str]
    """Credential ids that this account has already."""


class PasskeyRequest(View, frozen=True, kw_only=True):
    """What ``navigator.credentials.get()`` is called with.  An empty ``allow``: whichever the person chooses."""

    challenge: str
    rp_id: str
    allow: list[str]


class NewTotp(View, frozen=True, kw_only=True):
    """An authenticator app's new secret, shown once; ``qr`` is an SVG document in a data: URL."""

    seed: str
    qr: str


class SetupLink(Body, frozen=True, kw_only=True):
    """POST /api/setup/check: is this one-time link good?  Does not consume it.  POST /api/setup/demo consumes the
    demo's link and answers Me."""

    token: Secret


class SetupView(View, frozen=True, kw_only=True):
    purpose: Literal["first_account", "invited", "recovery", "demo"]
    """``first_account`` makes the first administrator; ``invited`` and ``recovery`` let an account choose how to sign
    in, ``recovery`` instead of all present ways; ``demo`` signs the demo's account in."""
    organisation: str
    name: str
    email: str


class SetupBegin(Body, frozen=True, kw_only=True):
    """POST /api/setup/begin -> SetupBegun.  The first account needs all names; others have them."""

    token: Secret
    method: Literal["passkey", "totp"]
    organisation: Name | None = None
    unit: Name | None = None
    name: Name | None = None
    email: Email | None = None
    password: Password | None = None
    """For ``totp``."""


class SetupBegun(View, frozen=True, kw_only=True):
    passkey: NewPasskey | None = None
    totp: NewTotp | None = None


class SetupFinish(Body, frozen=True, kw_only=True):
    """POST /api/setup/finish -> SetupDone: the passkey, or the app's first code.  Consumes the link and signs in."""

    attestation: Attestation | None = None
    code: OneTimeCode | None = None


class Me(View, frozen=True, kw_only=True):
    """GET /api/me, and the answer of sign-in and set-up.  ``POST /api/sign-out`` ends the session (204), and
    ``POST /api/sign-out/everywhere`` all sessions of the account."""

    name: str
    email: str
    role: StaffRole
    organisation: str
    organisation_slug: str
    """The organisation's part of addresses."""
    unit: str


class SetupDone(View, frozen=True, kw_only=True):
    me: Me
    recovery_codes: list[str]
    """Shown only here; none with a passkey."""


class SignIn(Body, frozen=True, kw_only=True):
    """POST /api/sign-in -> Me.  ``code`` is the app's, or a recovery code.  Without ``organisation`` it is the
    server's first.  One answer, whichever part is wrong."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=256)]
    code: OneTimeCode
    organisation: Slug | None = None


class ProviderBegin(Body, frozen=True, kw_only=True):
    """POST /api/sign-in/oidc/begin -> ProviderAddress."""

    organisation: Slug | None = None


class ProviderAddress(View, frozen=True, kw_only=True):
    """Where the browser goes; it comes back to /sign-in/oidc/SLUG with ``code``, ``state`` and ``iss``."""

    url: str


class ProviderReturn(Body, frozen=True, kw_only=True):
    """POST /api/sign-in/oidc -> Me; POST /api/step-up/oidc (204).  ``organisation`` is the SLUG in the address that the
    browser came back to."""

    organisation: Slug
    code: Annotated[str, Meta(max_length=2048)]
    state: Annotated[str, Meta(max_length=200)]
    iss: Annotated[str, Meta(max_length=500)] = ""


class StepUpCode(Body, frozen=True, kw_only=True):
    """POST /api/step-up (204): the app's code.  Also by passkey and by provider, as in signing in."""

    code: OneTimeCode


class PasskeyView(View, frozen=True, kw_only=True):
    id: str
    name: str
    created_at: float
    used_at: float | None


class SessionView(View, frozen=True, kw_only=True):
    """A browser in which this account is signed in."""

    id: str
    method: SignInMethod
    created_at: float
    last_seen_at: float
    here: bool


class SignInWays(View, frozen=True, kw_only=True):
    """GET /api/me/sign-in: how this account signs in, and where it is signed in.

    DELETE /api/me/passkeys/{passkey}, /api/me/totp and /api/me/sessions/{session} (204); the last way in stays."""

    passkeys: list[PasskeyView]
    totp: bool
    """Password and authenticator app."""
    recovery_codes: int
    """How many are left."""
    provider: bool
    """The organisation's identity provider."""
    sessions: list[SessionView]


class AddPasskey(Body, frozen=True, kw_only=True):
    """POST /api/me/passkeys (204), after /api/me/passkeys/begin -> NewPasskey."""

    name: Name
    attestation: Attestation


class RenamePasskey(Body, frozen=True, kw_only=True):
    """PUT /api/me/passkeys/{passkey} (204)."""

    name: Name


class TotpBegin(Body, frozen=True, kw_only=True):
    """POST /api/me/totp/begin -> NewTotp: another app, and another password where one is given."""

    password: Password | None = None


class TotpFinish(Body, frozen=True, kw_only=True):
    """POST /api/me/totp -> RecoveryCodes: the new app's first code.  All other sessions end."""

    code: OneTimeCode


class RecoveryCodes(View, frozen=True, kw_only=True):
    """Also POST /api/me/recovery-codes; the earlier ones stop working.  Shown only here."""

    codes: list[str]
