"""The only module that imports ``jose``: short-lived signed tokens, one purpose each (R21-R28).

The library is lenient in ways that matter (it accepts missing claims, string times, unknown critical headers and
several spellings of one token), so everything that it does not insist on is checked here, before or after it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jose import jwt

from auth.crypto.keys import KeyRing, Purpose

MAX_TOKEN_BYTES = 2048
LEEWAY_SECONDS = 10
ALGORITHMS = ["HS256"]
ISSUER = "resfri"

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}")
_HEADER_KEYS = {"alg", "typ", "kid"}
_REQUIRED_TEXT = ("iss", "aud", "sub", "jti")
_REQUIRED_TIMES = ("exp", "nbf", "iat")
_MAX_TIME = 1 << 40


class BadToken(Exception):
    """The token is not acceptable; the reason is not for the bearer."""


class ExpiredToken(BadToken):
    """Signed by us, but too late: the one way in which an honest bearer's token goes bad."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says.  ``expires_at`` is in Unix seconds; ``jti`` identifies the token for revocation
    and one-time use, because its text has several valid spellings (R26)."""

    subject: str
    jti: str
    expires_at: int
    extra: Mapping[str, str]


def issue(
    ring: KeyRing, purpose: Purpose, *, subject: str, jti: str, now: float, seconds: int, extra: Mapping[str, str]
) -> str:
    """Sign a token for one purpose that lives for ``seconds``."""
    issued = int(now)
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": purpose.value,
        "sub": subject,
        "jti": jti,
        "iat": issued,
        "nbf": issued,
        "exp": issued + seconds,
        **{f"x_{name}": value for name, value in extra.items()},
    }
    headers = {"kid": ring.signing.kid, "typ": purpose.value}
    return str(jwt.encode(claims, ring.signing.secret, algorithm=ALGORITHMS[0], headers=headers))


def verify(ring: KeyRing, purpose: Purpose, token: str, *, now: float) -> Claims:
    """Check everything and return the claims; any failure, whatever the library raises, is :class:`BadToken`."""
    if len(token) > MAX_TOKEN_BYTES or not _SHAPE.fullmatch(token):
        raise BadToken
    header = _header(token)
    key = ring.find(header["kid"])
    if key is None or header["alg"] != ALGORITHMS[0] or header["typ"] != purpose.value:
        raise BadToken
    try:
        # Times are checked below against the caller's clock, which the library cannot be given.
        claims = jwt.decode(
            token,
            key.secret,
            algorithms=list(ALGORITHMS),
            audience=purpose.value,
            issuer=ISSUER,
            options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except Exception as error:  # The library lets several unrelated exception types escape (R24).
        raise BadToken from error
    return _checked(claims, purpose, now)


def _header(token: str) -> dict[str, str]:
    part = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadToken from error
    if not isinstance(header, dict) or set(header) != _HEADER_KEYS:
        raise BadToken
    if not all(isinstance(value, str) for value in header.values()):
        raise BadToken
    return header


def _checked(claims: Mapping[str, Any], purpose: Purpose, now: float) -> Claims:
    for name in _REQUIRED_TEXT:
        if not isinstance(claims.get(name), str) or not claims[name]:
            raise BadToken
    for name in _REQUIRED_TIMES:
        value = claims.get(name)
        if type(value) is not int or not 0 <= value < _MAX_TIME:
            raise BadToken
    if claims["iss"] != ISSUER or claims["aud"] != purpose.value:
        raise BadToken
    early = now + LEEWAY_SECONDS
    if claims["nbf"] > early or claims["iat"] > early:
        raise BadToken
    extra = {name[2:]: value for name, value in claims.items() if name.startswith("x_")}
    if not all(isinstance(value, str) for value in extra.values()):
        raise BadToken
    if claims["exp"] <= now - LEEWAY_SECONDS:
        raise ExpiredToken
    return Claims(subject=claims["sub"], jti=claims["jti"], expires_at=claims["exp"], extra=extra)
