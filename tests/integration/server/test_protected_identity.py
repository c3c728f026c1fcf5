"""Protected identity: the others see a pseudonym, and no payload to anybody in the meeting holds more (R10)."""

from __future__ import annotations

import json
from typing import Any

from server.operator.serve import Serving
from tests.support.server import Browser, Wire, enter, make_meeting

SECRET = {"phone": "070-987 65 43", "email": "anna.hemlig@example.se"}
GUEST = {"name": "Solros", "kind": "client", "protected_identity": True, **SECRET}
TRACES = ("9876543", "987 65 43", "hemlig", "phone", "email", "address", "number", "protected")


def told(wire: Wire) -> str:
    """Everything that came to one page, but for the SDP, whose only addresses are the server's."""
    return json.dumps([{**message, "sdp": ""} for message in wire.received], ensure_ascii=False)


def strings(value: Any) -> set[str]:
    """Every key of every message, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in strings(one)}
    return {key for one in value for key in strings(one)} if isinstance(value, list) else set()


async def test_no_message_to_a_peer_holds_contact_data_or_an_address(server: Serving, agent: Browser) -> None:
    meeting, (protected, other) = await make_meeting(
        agent, guests=[GUEST, {"name": "Bo", "kind": "relative", "phone": "070-111 22 33"}]
    )
    host = await agent.connect(meeting)
    await host.next("joined")
    guests = [await enter(server.origin, token) for token in (protected, other)]
    wires = [await guest.connect() for guest in guests]
    for one in await host.waiting(2):
        await host.send({"type": "admit", "participant": one["id"]})
    for wire in wires:
        await wire.next("joined")
        await wire.next("offer")
    me = (await wires[0].next("joined"))["you"]
    await wires[0].send({"type": "set_media", "microphone": False, "camera": True})
    await host.send({"type": "confirm_identity", "participant": me})
    await host.send({"type": "lock_room", "locked": True})
    await wires[1].next("room_locked")
    await wires[0].send({"type": "leave"})
    await wires[1].next("person_left")
    seen = told(wires[1]) + told(host)
    assert "Solros" in seen
    for trace in TRACES[:3]:
        assert trace not in seen
    keys = strings(wires[1].received) | strings(host.received)
    assert not keys & {"phone", "email", "address", "number", "ip", "invitation", "seat", "session"}
    for sdp in [message["sdp"] for wire in wires for message in wire.received if message["type"] == "offer"]:
        hosts = {line.split()[4] for line in sdp.splitlines() if line.startswith("a=candidate")}
        offers = [one["sdp"] for one in host.received if one["type"] == "offer"]
        servers = {line.split()[4] for one in offers for line in one.splitlines() if line.startswith("a=candidate")}
        assert hosts <= servers, "an address that is not the server's"
    for wire in (*wires, host):
        await wire.close()
    for guest in guests:
        await guest.http.close()


async def test_the_host_sees_that_it_is_protected_and_no_contact_data_either(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, guests=[GUEST])
    view = await agent.get(f"/api/meetings/{meeting}")
    (invitation,) = view.json["invitations"]
    assert (invitation["protected_identity"], invitation["phone"], invitation["email"]) == (True, True, True)
    guest = await enter(server.origin, token)
    link = await guest.post("/api/guest/check", {"token": token})
    for text in (view.text, link.text, (await guest.get("/api/guest/seat")).text):
        assert not [trace for trace in TRACES[:3] if trace in text]
    await guest.http.close()
