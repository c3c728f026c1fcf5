"""R18: who is shut out is out within two seconds, everywhere: HTTP, WebSocket and media that really flows."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest

from auth.crypto.links import digest
from auth.signin.session_rules import STAFF_COOKIE
from media.synthetic import SyntheticPeer
from server.operator.serve import Serving
from server.wire.room import media, messages
from tests.support.polling import until
from tests.support.server import Browser, Wire, choose_app, invite_staff, make_meeting, use_setup_link

SECONDS = 2.0


@asynccontextmanager
async def in_a_call(browser: Browser) -> AsyncIterator[Wire]:
    """Hosting a meeting, with a camera and a microphone that send."""
    meeting, _ = await make_meeting(browser)
    wire = await browser.connect(meeting)
    offer = msgspec.json.decode(json.dumps(await wire.next("offer")), type=messages.AnyServerMessage)
    assert isinstance(offer, media.OfferMessage)
    peer = SyntheticPeer(0)
    try:
        sdp = await peer.answer(offer.sdp, offer.publish)
        answer = {"type": "answer", "transport": offer.transport, "revision": offer.revision, "sdp": sdp}
        await wire.send(answer)
        yield wire
    finally:
        await peer.close()


async def received(server: Serving) -> int:
    return sum([one.packets_received for one in await server.running.media.stats()])


async def transports(server: Serving) -> int:
    return sum([one.transports for one in await server.running.media.stats()])


async def disable(server: Serving, admin: Browser, bo: Browser, account: str) -> None:
    unit = (await admin.get("/api/admin/units")).json["units"][0]["id"]
    change = {"name": "Bo Ek", "unit": unit, "role": "agent", "disabled": True}
    assert (await admin.send("PUT", f"/api/admin/staff/{account}", change)).status == 200


async def sign_out_everywhere(server: Serving, admin: Browser, bo: Browser, account: str) -> None:
    """From another browser of the same person."""
    async with Browser(bo.origin) as other:
        other.cookies = dict(bo.cookies)
        assert (await other.post("/api/sign-out/everywhere")).status == 204


async def recover(server: Serving, admin: Browser, bo: Browser, account: str) -> None:
    async with Browser(bo.origin) as other:
        await choose_app(other, await server.running.core.accounts.make_account_link(account))


async def demote(server: Serving, admin: Browser, bo: Browser, account: str) -> None:
    unit = (await admin.get("/api/admin/units")).json["units"][0]["id"]
    change = {"name": "Bo Ek", "unit": unit, "role": "auditor"}
    assert (await admin.send("PUT", f"/api/admin/staff/{account}", change)).status == 200


@pytest.mark.parametrize("shut_out", [disable, sign_out_everywhere, recover, demote])
async def test_everything_of_a_person_ends_within_two_seconds(
    server: Serving, agent: Browser, shut_out: Callable[[Serving, Browser, Browser, str], Awaitable[None]]
) -> None:
    account, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as bo:
        await use_setup_link(bo, token)
        async with in_a_call(bo) as wire:

            async def flows() -> bool:
                return await received(server) > 100

            await until(flows)
            session = digest(bo.cookies[STAFF_COOKIE])
            assert server.running.rooms.session_connected(session)
            await shut_out(server, agent, bo, account)
            at = time.monotonic()
            assert await wire.goodbye() == "signed_out"

            async def gone() -> bool:
                return await transports(server) == 0

            await until(gone, seconds=SECONDS)
            assert time.monotonic() - at < SECONDS
            assert not server.running.rooms.session_connected(session)
            assert (await bo.get("/api/me")).status == 401
            assert (await bo.post("/api/ticket", {"meeting": "any"})).json["code"] != "ok"
            # The sender goes on; nobody takes what it sends any more.
            counted = [-1]

            async def silent() -> bool:
                counted.append(await received(server))
                return counted[-1] == counted[-2]

            await until(silent, seconds=SECONDS, every=0.5)


async def test_a_session_that_ends_while_a_socket_opens_does_not_get_in(server: Serving, agent: Browser) -> None:
    account, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as bo:
        await use_setup_link(bo, token)
        meeting, _ = await make_meeting(bo)
        wire, ticket = await bo.open_socket(), await bo.ticket(meeting)
        await disable(server, agent, bo, account)
        hello = {"type": "hello", "version": messages.WIRE_VERSION, "ticket": ticket}
        await wire.send({**hello, "microphone": True, "camera": True})
        assert await wire.goodbye() == "signed_out"
