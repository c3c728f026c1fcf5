"""Passkeys (WebAuthn Level 3): always discoverable, always with user verification, so that one is two factors (R11)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

CHALLENGE_BYTES = 32


class BadPasskey(Exception):
    """The answer is not one of this browser to this challenge, or not of this passkey."""


class CounterWentBack(BadPasskey):
    """The signature is right but the counter is not: there may be a copy of the passkey (6.1.1)."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: ``rp_id`` is the host of ``origin``."""

    origin: str
    rp_id: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey; ``id`` is in base64url."""

    id: str
    public_key: bytes = field(repr=False)
    sign_count: int = 0


def new_challenge() -> str:
    """256 random bits in base64url."""
    return bytes_to_base64url(secrets.token_bytes(CHALLENGE_BYTES))


def registered(answer: Mapping[str, str], challenge: str, site: Site) -> Registered:
    """Check the answer to ``navigator.credentials.create()``: ``id``, ``client_data`` and ``attestation`` in base64url.
    No attestation is asked for, because every authenticator is welcome.  Raises :class:`BadPasskey`."""
    try:
        made = webauthn.verify_registration_response(
            credential=_credential(
                answer, {"clientDataJSON": answer["client_data"], "attestationObject": answer["attestation"]}
            ),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # Whatever the library stumbles over is not acceptable.
        raise BadPasskey from error
    return Registered(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def used(answer: Mapping[str, str], challenge: str, site: Site, public_key: bytes, sign_count: int) -> int:
    """Check the answer to ``navigator.credentials.get()``: ``id``, ``client_data``, ``authenticator_data`` and
    ``signature`` in base64url.  Answers the new counter.  Raises :class:`BadPasskey`."""
    response = {
        "clientDataJSON": answer["client_data"],
        "authenticatorData": answer["authenticator_data"],
        "signature": answer["signature"],
    }
    try:
        done = webauthn.verify_authentication_response(
            credential=_credential(answer, response),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            # The counter is checked below, where its fault can be told from others.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:
        raise BadPasskey from error
    if (done.new_sign_count or sign_count) and done.new_sign_count <= sign_count:
        raise CounterWentBack
    return int(done.new_sign_count)


def _credential(answer: Mapping[str, str], response: Mapping[str, str]) -> dict[str, Any]:
    return {"id": answer["id"], "rawId": answer["id"], "type": "public-key", "response": dict(response)}
