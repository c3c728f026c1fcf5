"""Talking to an OpenID provider over HTTPS: discovery (OpenID Connect Discovery 1.0), keys, token endpoint, userinfo.

Every answer is bounded in size and time, no redirect is followed, and every address that the provider names must be
as acceptable as its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

import aiohttp
from yarl import URL

from auth.signin import oidc
from auth.signin.json import BadJson, parse_object
from auth.signin.oidc import Begun, Demand, Fault, OidcError, Provider, Returned
from server.adapters.outside import Outside, is_inner

MAX_ANSWER_BYTES = 256 * 1024
TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
MAX_CODE = 2048


class OidcClient:
    """Raises :class:`OidcError` and nothing else."""

    def __init__(self, now: Callable[[], float], outside: Outside) -> None:
        self._now = now
        self._outside = outside

    async def begin(
        self, provider: Provider, redirect_uri: str, *, scope: str = "openid", fresh: bool = False
    ) -> Begun:
        """Where to send the browser.  ``fresh`` demands that the person proves now who they are."""
        async with self._outside.session(TIMEOUT) as http:
            found = await _discover(http, provider)
        request = oidc.Request(provider.client_id, redirect_uri, scope, provider.acr, fresh)
        return oidc.begin(_endpoint(found, "authorization_endpoint"), request, self._now())

    async def finish(
        self,
        provider: Provider,
        redirect_uri: str,
        begun: Begun,
        returned: Returned,
        *,
        wanted: Sequence[str] = (),
    ) -> dict[str, Any]:
        """The checked claims of whoever came back.  Claims that are ``wanted`` and not in the ID token are looked up
        at the provider's userinfo endpoint, where it has one."""
        if not oidc.same_state(begun, returned.state):
            raise OidcError(Fault.STATE)
        if returned.issuer and returned.issuer != provider.issuer:
            raise OidcError(Fault.ISSUER)
        if not 1 <= len(returned.code) <= MAX_CODE:
            raise OidcError(Fault.REFUSED)
        async with self._outside.session(TIMEOUT) as http:
            found = await _discover(http, provider)
            if found.get("authorization_response_iss_parameter_supported") is True and not returned.issuer:
                raise OidcError(Fault.ISSUER)
            tokens = await self._redeem(http, provider, found, redirect_uri, begun, returned.code)
            keys = (await _get(http, _endpoint(found, "jwks_uri"))).get("keys")
            if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
                raise OidcError(Fault.ANSWER)
            since = begun.at if begun.fresh else None
            demand = Demand(provider.issuer, provider.client_id, begun.nonce, provider.acr, since)
            claims = oidc.claims_of(_text(tokens, "id_token"), keys, demand, self._now())
            if all(name in claims for name in wanted) or "userinfo_endpoint" not in found:
                return claims
            more = await _get(http, _endpoint(found, "userinfo_endpoint"), _text(tokens, "access_token"))
        if more.get("sub") != claims["sub"]:
            raise OidcError(Fault.SUBJECT)
        return {**more, **claims}

    async def _redeem(
        self,
        http: aiohttp.ClientSession,
        provider: Provider,
        found: Mapping[str, Any],
        redirect_uri: str,
        begun: Begun,
        code: str,
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": begun.verifier,
        }
        headers = {}
        ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if provider.client_secret is None:
            form["client_id"] = provider.client_id
        elif "client_secret_basic" in ways:
            # RFC 6749, 2.3.1: both are form-encoded first.
            headers["Authorization"] = aiohttp.encode_basic_auth(
                quote_plus(provider.client_id), quote_plus(provider.client_secret)
            )
        else:
            form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        return await _ask(http, "POST", _endpoint(found, "token_endpoint"), headers, form)


async def _discover(http: aiohttp.ClientSession, provider: Provider) -> dict[str, Any]:
    if not oidc.acceptable(provider.issuer):
        raise OidcError(Fault.ADDRESS)
    found = await _get(http, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise OidcError(Fault.ISSUER)
    return found


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    address = _text(found, name)
    if not oidc.acceptable(address):
        raise OidcError(Fault.ADDRESS)
    return address


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise OidcError(Fault.ANSWER)
    return value


async def _get(http: aiohttp.ClientSession, address: str, bearer: str | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return await _ask(http, "GET", address, headers, None)


async def _ask(
    http: aiohttp.ClientSession, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None
) -> dict[str, Any]:
    """One request and its JSON object."""
    given = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    try:
        url = URL(address)
        async with http.request(method, url, data=form, headers=given, allow_redirects=False) as answer:
            raw = await _bounded(answer)
            if answer.status in (400, 401, 403):
                raise OidcError(Fault.REFUSED)
            if answer.status != 200:
                raise OidcError(Fault.ANSWER)
        return parse_object(raw)
    except BadJson as error:
        raise OidcError(Fault.ANSWER) from error
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise OidcError(Fault.INNER if is_inner(error) else Fault.UNREACHABLE) from error


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for part in answer.content.iter_chunked(16 * 1024):
        raw += part
        if len(raw) > MAX_ANSWER_BYTES:
            raise OidcError(Fault.ANSWER)
    return bytes(raw)
