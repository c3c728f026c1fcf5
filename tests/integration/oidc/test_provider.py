"""A whole round trip with a real provider, and what a hostile one can try over HTTP."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from auth.signin.oidc import Begun, Fault, OidcError, Returned
from server.adapters.oidc import MAX_ANSWER_BYTES, OidcClient
from server.adapters.outside import EVERYWHERE, Outside
from server.wire.api import EidSettings, OidcSettings
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    TWO_FACTORS,
    IdentityProvider,
    identity_provider,
    sign_in_as,
)

REDIRECT = "http://localhost:1/sign-in/oidc"

CLIENT = OidcClient(time.time, Outside(EVERYWHERE))


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
def staff(provider: IdentityProvider) -> OidcSettings:
    return OidcSettings(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, acr=TWO_FACTORS)


async def round_trip(settings: OidcSettings | EidSettings, person: str, **changes: Any) -> tuple[Begun, Returned]:
    begun = await CLIENT.begin(settings, REDIRECT, **changes)
    back = await sign_in_as(person, begun.url, REDIRECT)
    return begun, Returned(back["code"], back["state"], back.get("iss", ""))


async def finish(settings: OidcSettings | EidSettings, begun: Begun, back: Returned, *wanted: str) -> dict[str, Any]:
    return await CLIENT.finish(settings, REDIRECT, begun, back, wanted=wanted)


async def fault(settings: OidcSettings | EidSettings, begun: Begun, back: Returned) -> Fault:
    with pytest.raises(OidcError) as caught:
        await finish(settings, begun, back)
    return caught.value.fault


async def test_staff_come_back_with_groups_address_and_level(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "frida", scope="openid email profile")
    claims = await finish(staff, begun, back, "groups", "email", "name")
    assert claims["sub"] == "frida"
    assert claims["groups"] == ["handläggare"]
    assert claims["email"] == "frida@example.se"
    assert claims["email_verified"] is True
    assert claims["acr"] == TWO_FACTORS


async def test_a_guest_comes_back_with_a_personal_number(provider: IdentityProvider) -> None:
    eid = EidSettings(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, acr=TWO_FACTORS)
    begun, back = await round_trip(eid, "anna")
    assert (await finish(eid, begun, back, eid.number_claim))["personal_identity_number"] == "191212121212"


async def test_a_client_without_a_secret_is_protected_by_the_challenge(provider: IdentityProvider) -> None:
    public = OidcSettings(issuer=provider.issuer, client_id="public", acr=TWO_FACTORS)
    begun, back = await round_trip(public, "frida")
    assert await fault(public, replace(begun, verifier="x" * 43), back) is Fault.REFUSED
    begun, back = await round_trip(public, "frida")
    assert (await finish(public, begun, back))["sub"] == "frida"


async def test_a_step_up_asks_anew(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "frida", fresh=True)
    assert (await finish(staff, begun, back))["auth_time"] >= begun.at - 1
    # The same answer to somebody who began later is too old.
    begun, back = await round_trip(staff, "frida", fresh=True)
    assert await fault(staff, replace(begun, at=begun.at + 300), back) is Fault.TIME


async def test_a_level_that_the_person_did_not_reach_is_refused(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "gerd")
    assert await fault(staff, begun, back) is Fault.LEVEL


async def test_a_code_works_once_and_only_with_its_state(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "frida")
    other, _ = await round_trip(staff, "adam")
    assert await fault(staff, other, back) is Fault.STATE
    assert await fault(staff, begun, replace(back, state="")) is Fault.STATE
    # An attacker who plants their own code in somebody's ceremony fails at the challenge.
    assert await fault(staff, begun, replace(back, code="planted")) is Fault.REFUSED
    assert (await finish(staff, begun, back))["sub"] == "frida"
    assert await fault(staff, begun, back) is Fault.REFUSED


async def test_an_answer_of_another_issuer_is_a_mix_up(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "frida")
    assert await fault(staff, begun, replace(back, issuer="https://evil.example")) is Fault.ISSUER
    # This provider always says who it is (RFC 9207): an answer that does not is not its own.
    assert await fault(staff, begun, replace(back, issuer="")) is Fault.ISSUER


async def test_a_wrong_secret_is_refused(staff: OidcSettings) -> None:
    begun, back = await round_trip(staff, "frida")
    wrong = OidcSettings(issuer=staff.issuer, client_id=CLIENT_ID, client_secret="wrong", acr=TWO_FACTORS)
    assert await fault(wrong, begun, back) is Fault.REFUSED


# --- a provider that means harm --------------------------------------------------------------------------------------

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def hostile(discovery: Handler) -> AsyncIterator[OidcSettings]:
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", discovery)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield OidcSettings(issuer=f"http://127.0.0.1:{runner.addresses[0][1]}", client_id=CLIENT_ID)
    finally:
        await runner.cleanup()


async def fault_at_begin(discovery: Handler) -> Fault:
    async with hostile(discovery) as settings:
        with pytest.raises(OidcError) as caught:
            await CLIENT.begin(settings, REDIRECT)
        return caught.value.fault


def says(**found: Any) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"issuer": f"http://{request.host}", **found})

    return answer


async def redirect(request: web.Request) -> web.Response:
    raise web.HTTPFound("http://169.254.169.254/")


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(2 * MAX_ANSWER_BYTES // 1024):
        await response.write(b" " * 1024)
    return response


async def nonsense(request: web.Request) -> web.Response:
    return web.Response(body=b"\xff[[[")


async def deep(request: web.Request) -> web.Response:
    return web.Response(body=b"[" * 200_000)


@pytest.mark.parametrize(
    ("discovery", "expected"),
    [
        (says(issuer="https://another.example"), Fault.ISSUER),
        (says(), Fault.ANSWER),
        (says(authorization_endpoint=7), Fault.ANSWER),
        (says(authorization_endpoint="http://id.example.se/auth"), Fault.ADDRESS),
        (says(authorization_endpoint="javascript:alert(1)"), Fault.ADDRESS),
        (redirect, Fault.ANSWER),
        (endless, Fault.ANSWER),
        (nonsense, Fault.ANSWER),
        (deep, Fault.ANSWER),
    ],
)
async def test_a_hostile_discovery_is_refused(discovery: Handler, expected: Fault) -> None:
    assert await fault_at_begin(discovery) is expected


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("http://id.example.se", Fault.ADDRESS),
        ("http://127.0.0.1:9", Fault.UNREACHABLE),
        ("https://no-such-host.invalid", Fault.UNREACHABLE),
    ],
)
async def test_a_provider_that_cannot_be_reached_is_named_so(issuer: str, expected: Fault) -> None:
    with pytest.raises(OidcError) as caught:
        await CLIENT.begin(OidcSettings(issuer=issuer, client_id="resfri"), REDIRECT)
    assert caught.value.fault is expected
