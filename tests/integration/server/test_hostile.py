"""Bad input over HTTP and WebSocket: refused with a stable code, nothing changed, nobody else disturbed."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from media.protocol import Source
from media.synthetic import SyntheticPeer
from server.operator.serve import Serving
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.server import Browser, make_meeting


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"type":"admit"}', '{"type":"joined"}', '{"type":"ping","extra":1}', "\x00", "🙂" * 1000],
)
async def test_a_bad_message_gets_an_error_and_changes_nothing(server: Serving, agent: Browser, text: str) -> None:
    meeting, _ = await make_meeting(agent)
    wire = await agent.connect(meeting)
    await wire.next("joined")
    await wire.send(text)
    error = await wire.next("error")
    assert (error["code"], error["blame"]) == ("bad_message", "protocol")
    await wire.send({"type": "ping"})
    await wire.next("pong")
    await wire.close()


async def test_a_bad_answer_is_refused_by_name_and_a_good_one_still_counts(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    wire = await agent.connect(meeting)
    offer = await wire.next("offer")
    peer = SyntheticPeer()
    answer = {
        "type": "answer",
        "transport": offer["transport"],
        "revision": offer["revision"],
        "sdp": await peer.answer(offer["sdp"], {Source(name): mid for name, mid in offer["publish"].items()}),
    }
    refusals = [
        ({"sdp": "nonsense"}, "bad_sdp"),
        ({"sdp": "v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"}, "bad_sdp"),
        ({"revision": offer["revision"] + 1}, "stale_answer"),
        ({"transport": "somebody-elses"}, "no_transport"),
    ]
    for number, (change, code) in enumerate(refusals, start=1):
        await wire.send({**answer, **change, "seq": number})
        assert (await wire.next("error", number))["code"] == code
    await wire.send({**answer, "seq": 9})
    assert (await wire.next("ok"))["seq"] == 9
    await asyncio.wait_for(peer.connected.wait(), 10)
    await peer.close()
    await wire.close()


async def test_too_many_bad_messages_close_the_connection_and_nobody_elses(server: Serving, agent: Browser) -> None:
    first, _ = await make_meeting(agent)
    second, _ = await make_meeting(agent)
    bad, good = await agent.connect(first), await agent.connect(second)
    await bad.next("joined")
    await good.next("joined")
    for _ in range(21):
        await bad.send("nonsense")
    assert await bad.goodbye() == "protocol"
    await good.send({"type": "ping"})
    await good.next("pong")
    await good.close()


async def test_a_flood_is_closed(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    wire = await agent.connect(meeting)
    await wire.next("joined")
    for _ in range(400):
        if wire.socket.closed:
            break
        await wire.send({"type": "ping"})
    assert await wire.goodbye() == "protocol"


async def test_an_oversized_or_binary_message_closes_the_connection(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    for payload in ("x" * 70_000, b"binary"):
        wire = await agent.connect(meeting)
        await wire.next("joined")
        if isinstance(payload, str):
            await wire.socket.send_str(payload)
        else:
            await wire.socket.send_bytes(payload)
        await until(lambda wire=wire: wire.closed)


@pytest.mark.parametrize(
    "hello",
    [
        {"version": WIRE_VERSION + 1},
        {"ticket": "not a ticket"},
        {"ticket": "a.b." + "A" * 43},
        {"type": "ping"},
    ],
)
async def test_a_bad_hello_is_refused(server: Serving, agent: Browser, hello: dict[str, object]) -> None:
    meeting, _ = await make_meeting(agent)
    wire = await agent.connect(meeting, **hello)
    await wire.next("error")
    assert await wire.goodbye() in ("protocol", "signed_out")


async def test_a_ticket_works_once_and_only_for_its_session(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    ticket = await agent.ticket(meeting)
    hello = {"type": "hello", "version": WIRE_VERSION, "ticket": ticket, "microphone": True, "camera": True}
    first = await agent.open_socket()
    await first.send(hello)
    await first.next("joined")
    second = await agent.open_socket()
    await second.send(hello)
    assert await second.goodbye() == "signed_out"
    async with Browser(server.origin) as guest:
        await guest.post("/api/guest/enter", {"token": token})
        stolen = await guest.open_socket()
        await stolen.send({**hello, "ticket": await agent.ticket(meeting)})
        assert await stolen.goodbye() == "signed_out"
    await first.close()


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://evil.example",
        "http://localhost",
        "http://localhost:1",
        "HTTP://LOCALHOST:1",
        "file://",
    ],
)
async def test_a_foreign_origin_opens_no_socket(server: Serving, agent: Browser, origin: str | None) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await agent.http.ws_connect(agent.origin + "/ws", headers=agent.headers(Origin=origin))
    assert refused.value.status == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_request"),
        (b"{", 400, "bad_request"),
        (b"[" * 5000, 400, "bad_request"),
        (b'{"title": "\xff"}', 400, "bad_request"),
        (json.dumps({"title": "T", "meeting_class": "secret"}).encode(), 422, "bad_fields"),
        (json.dumps({"title": "T", "meeting_class": "protected", "extra": 1}).encode(), 400, "bad_request"),
        (json.dumps({"title": "T", "meeting_class": "sensitive"}).encode(), 422, "class_unavailable"),
        (json.dumps({"title": " ", "meeting_class": "open"}).encode(), 422, "bad_fields"),
        (json.dumps({"title": "T", "meeting_class": "open", "starts_at": 1e300}).encode(), 422, "bad_fields"),
        (json.dumps({"title": "T" * 121, "meeting_class": "open"}).encode(), 422, "bad_fields"),
        (b'{"title": "' + b"T" * 70_000 + b'"}', 413, "too_large"),
    ],
)
async def test_a_bad_form_saves_nothing(server: Serving, agent: Browser, body: bytes, status: int, code: str) -> None:
    answer = await agent.send("POST", "/api/meetings", body)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert (await agent.get("/api/meetings")).json["meetings"] == []


@pytest.mark.parametrize("name", ["..%2f..%2fsecrets.json", "%2e%2e", "a.js%00", "a.txt", "..%5c..%5cx.js"])
async def test_assets_never_leave_their_folder(server: Serving, name: str) -> None:
    async with Browser(server.origin) as browser:
        assert (await browser.get(f"/assets/{name}")).status == 404
