"""OpenID Connect for a relying party: the authorization request and the rules of the ID token (OpenID Connect Core
1.0, sections 3.1.2.1 and 3.1.3.7; PKCE of RFC 7636 with S256).  Pure: ``server.adapters.oidc`` talks to the provider.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from joserfc import jwk, jws
from joserfc.errors import JoseError

from auth.signin.json import BadJson, parse_object

ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_SECONDS = 60
MAX_AGE_SECONDS = 600
"""Nobody needs longer from the making of an ID token to its use: it is fetched at once."""
MAX_TOKEN_BYTES = 32 * 1024
MAX_SUBJECT = 255
MAX_KEYS = 50
RSA_MODULUS = range(342, 1367)
"""Acceptable lengths of a modulus in base64url: 2048 to 8192 bits."""


REMEMBERED_SECONDS = 12 * 3600
"""How long a provider may remember somebody who signs in."""


class Fault(StrEnum):
    """Why a sign-in through a provider did not work; for tests and for the settings' test button, not for guests."""

    ADDRESS = "address"
    """Not https, or not an address."""
    UNREACHABLE = "unreachable"
    INNER = "inner"
    """In the server's own network, where the operator lets no organisation."""
    ANSWER = "answer"
    """Not what the protocol says, or too large."""
    ISSUER = "issuer"
    """The provider calls itself something else: a mix-up, or a setting that is not exact."""
    REFUSED = "refused"
    """The provider refused the code or the client."""
    STATE = "state"
    TOKEN = "token"  # noqa: S105
    """The ID token is malformed, its signature is wrong, or its algorithm is not acceptable."""
    KEY = "key"
    """The provider has no key that fits."""
    AUDIENCE = "audience"
    TIME = "time"
    NONCE = "nonce"
    SUBJECT = "subject"
    LEVEL = "level"
    """The level of assurance (acr) is missing or not the demanded one."""


class OidcError(Exception):
    """The only error of this protocol.  Its text names the fault and never holds what the provider sent."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Provider(Protocol):
    """What a setting says about a provider; ``acr`` holds the acceptable levels, separated by spaces."""

    @property
    def issuer(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> str | None: ...
    @property
    def acr(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back in the address (RFC 6749, 4.1.2); ``issuer`` is ``iss`` of RFC 9207, or empty
    where the provider sends none."""

    code: str
    state: str
    issuer: str = ""


class ProviderClient(Protocol):
    """What talks to a provider on behalf of the rules here.  Both raise :class:`OidcError`."""

    async def begin(
        self, provider: Provider, redirect_uri: str, *, scope: str = "openid", fresh: bool = False
    ) -> Begun:
        """Where to send the browser.  ``fresh`` demands that the person proves now who they are."""
        ...

    async def finish(
        self,
        provider: Provider,
        redirect_uri: str,
        begun: Begun,
        returned: Returned,
        *,
        wanted: Sequence[str] = (),
    ) -> Mapping[str, Any]:
        """The checked claims of whoever came back, those that are ``wanted`` looked up where they are missing."""
        ...


@dataclass(frozen=True, slots=True)
class Begun:
    """What must be kept, secretly, until the person comes back.  ``repr`` shows none of it."""

    url: str = field(repr=False)
    """Where the browser goes."""
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    at: float
    """When, in Unix seconds."""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What is kept until the browser comes back to ``redirect_uri``."""

    begun: Begun
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the provider.  ``acr`` holds the acceptable levels, separated by spaces.  ``fresh`` makes the
    provider ask for the person's factors now, whoever it remembers."""

    client_id: str
    redirect_uri: str
    scope: str = "openid"
    acr: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """What an ID token must say."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)
    acr: str = ""
    fresh_since: float | None = None
    """The person must have proved who they are after this time, in Unix seconds."""


def acceptable(address: str) -> bool:
    """Whether a provider's address may be talked to: https, or this machine."""
    try:
        parts = urlsplit(address)
        own = parts.hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False
    return bool(parts.hostname) and not parts.username and (parts.scheme == "https" or (parts.scheme == "http" and own))


def begin(authorization_endpoint: str, request: Request, now: float) -> Begun:
    """A fresh authorization request.  State, nonce and verifier are 256 random bits each."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    given = {
        "response_type": "code",
        "client_id": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scope": request.scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
        "acr_values": request.acr,
        "prompt": "login" if request.fresh else "",
        # With a demand of any age the token says when the person proved who they are (OpenID Connect Core, 3.1.2.1).
        "max_age": "0" if request.fresh else str(REMEMBERED_SECONDS),
    }
    query = urlencode({name: value for name, value in given.items() if value})
    joint = "&" if urlsplit(authorization_endpoint).query else "?"
    return Begun(f"{authorization_endpoint}{joint}{query}", state, nonce, verifier, now, request.fresh)


def challenge_of(verifier: str) -> str:
    """RFC 7636, 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def same_state(begun: Begun, state: str) -> bool:
    """Whether the state that came back is the one that was sent, compared in constant time."""
    return hmac.compare_digest(begun.state.encode(), state.encode())


def claims_of(token: str, keys: Sequence[Mapping[str, Any]], demand: Demand, now: float) -> dict[str, Any]:
    """The claims of an ID token that passes every rule; ``keys`` are the provider's (RFC 7517).  Raises
    :class:`OidcError`."""
    if len(token) > MAX_TOKEN_BYTES or token.count(".") != 2:
        raise OidcError(Fault.TOKEN)
    header = _header(token)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS or "crit" in header:
        raise OidcError(Fault.TOKEN)
    key = _key(keys, algorithm, header.get("kid"))
    try:
        payload = jws.deserialize_compact(token, key, algorithms=[algorithm]).payload
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise OidcError(Fault.TOKEN) from error
    try:
        claims = parse_object(payload)
    except BadJson as error:
        raise OidcError(Fault.TOKEN) from error
    _check_parties(claims, demand)
    _check_times(claims, demand, now)
    _check_person(claims, demand)
    return claims


def _header(token: str) -> dict[str, Any]:
    part = token.split(".", 1)[0]
    try:
        return parse_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise OidcError(Fault.TOKEN) from error


def _key(keys: Sequence[Mapping[str, Any]], algorithm: str, kid: object) -> jwk.Key:
    """The one key that this token may be signed with: by its id, or the only one where the token names none."""
    fitting = [key for key in keys[:MAX_KEYS] if _fits(key, algorithm) and (kid is None or key.get("kid") == kid)]
    if len(fitting) != 1:
        raise OidcError(Fault.KEY)
    try:
        return jwk.import_key(dict(fitting[0]))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise OidcError(Fault.KEY) from error


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    if key.get("use", "sig") != "sig" or key.get("alg", algorithm) != algorithm:
        return False
    if algorithm == "ES256":
        return key.get("kty") == "EC" and key.get("crv") == "P-256"
    return key.get("kty") == "RSA" and len(str(key.get("n", ""))) in RSA_MODULUS


def _check_parties(claims: Mapping[str, Any], demand: Demand) -> None:
    """Rules 2 to 5."""
    if claims.get("iss") != demand.issuer:
        raise OidcError(Fault.ISSUER)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    several = len(audiences) > 1
    if demand.client_id not in audiences or (several and "azp" not in claims):
        raise OidcError(Fault.AUDIENCE)
    if claims.get("azp", demand.client_id) != demand.client_id:
        raise OidcError(Fault.AUDIENCE)


def _check_times(claims: Mapping[str, Any], demand: Demand, now: float) -> None:
    """Rules 9, 10 and 13."""
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    early, late = now + LEEWAY_SECONDS, now - LEEWAY_SECONDS
    if expires <= late or not late - MAX_AGE_SECONDS <= issued <= early:
        raise OidcError(Fault.TIME)
    if "nbf" in claims and _time(claims, "nbf") > early:
        raise OidcError(Fault.TIME)
    since = demand.fresh_since
    if since is not None and not since - LEEWAY_SECONDS <= _time(claims, "auth_time") <= early:
        raise OidcError(Fault.TIME)


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OidcError(Fault.TIME)
    return value


def _check_person(claims: Mapping[str, Any], demand: Demand) -> None:
    """Rules 11 and 12, and the subject."""
    nonce, subject = claims.get("nonce"), claims.get("sub")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), demand.nonce.encode()):
        raise OidcError(Fault.NONCE)
    if not isinstance(subject, str) or not 1 <= len(subject) <= MAX_SUBJECT:
        raise OidcError(Fault.SUBJECT)
    if demand.acr and claims.get("acr") not in demand.acr.split():
        raise OidcError(Fault.LEVEL)
