"""What somebody may not do any more, or in another room, is refused for every message and every id (R36, R54), and
nobody becomes more by what they call themself (R40)."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from server.operator.serve import Serving
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.server import Browser, Wire, enter, make_meeting

MESSAGES: list[dict[str, Any]] = [
    {"type": "answer", "transport": "t", "revision": 0, "sdp": "v=0"},
    {"type": "restart_ice", "transport": "t"},
    {"type": "share_screen", "active": True},
    {"type": "watch", "tiles": []},
    {"type": "admit", "participant": "p"},
    {"type": "deny", "participant": "p"},
    {"type": "remove", "participant": "p"},
    {"type": "confirm_identity", "participant": "p"},
    {"type": "lock_room", "locked": True},
    {"type": "end_meeting"},
    *(
        {"type": kind, "participant": "p"}
        for kind in ("mute", "stop_share", "spotlight", "return_to_lobby", "lower_hands")
    ),
    {"type": "ask_for", "participant": "p", "source": "camera"},
    {"type": "allow_share", "participant": "p", "allowed": True},
    {"type": "share_freely", "free": True},
    {"type": "mark_interpreter", "participant": "p", "on": True},
    {"type": "interpret", "language": "ar"},
    {"type": "appoint_co_host", "participant": "p", "on": True},
    {"type": "write_to_lobby", "participant": "p", "sentence": None, "text": "x"},
    {"type": "see_speaking_times"},
    {"type": "raise_hand", "raised": True},
    {"type": "react", "reaction": "heart"},
    {"type": "answer_ask", "source": "camera", "agreed": True},
    {"type": "ask_to_share", "asking": True},
    {"type": "step_outside", "participants": ["p"]},
    {"type": "open_groups", "groups": [{"name": "1", "participants": ["p"]}]},
    {"type": "move_to_group", "participant": "p", "place": "main"},
    {"type": "visit_group", "place": "p"},
    {"type": "write_to_groups", "text": "x"},
    {"type": "call_back", "seconds": 0},
    {"type": "come_back"},
    {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": "x"},
    {"type": "signal", "place": "main", "channel": "chat", "payload": "x"},
    {"type": "catch_up", "log": None, "after": 0},
    {"type": "hand_over", "participant": "p"},
    {"type": "show_file", "file": "f"},
]
"""Everything but what a person in the lobby may do: ping, mute and leave."""


A_FEW = 15

OF_EVERYBODY = {
    "answer", "restart_ice", "share_screen", "watch", "raise_hand", "react", "answer_ask", "ask_to_share",
    "put", "signal", "catch_up", "hand_over", "show_file", "come_back",
}  # fmt: skip
"""Of these: what guests may do too."""


def test_no_message_is_forgotten_here() -> None:
    from server.signalling.dispatch import TABLE

    kinds = {str(kind.__struct_config__.tag) for kind in TABLE}
    assert {message["type"] for message in MESSAGES} | {"ping", "leave", "set_media"} == kinds


async def refusals(wire: Wire, messages: list[dict[str, Any]], participant: str = "p") -> list[str]:
    """The code of each answer."""
    before = len(wire.all("error"))
    for number, message in enumerate(messages):
        changed = {**message, "participant": participant} if "participant" in message else message
        await wire.send({**changed, "seq": 1000 + number})
    await until(lambda: len(wire.all("error")) + len(wire.all("ok")) >= before + len(messages))
    assert wire.all("ok") == []
    return [error["code"] for error in wire.all("error")[before:]]


async def all_refusals(guest: Browser, messages: list[dict[str, Any]], participant: str) -> tuple[set[str], set[str]]:
    """The codes of the answers, and the kinds of all messages that came.  A page that is refused too often is closed,
    so every few messages are sent by a page that was loaded anew."""
    codes: set[str] = set()
    kinds: set[str] = set()
    for start in range(0, len(messages), A_FEW):
        wire = await guest.connect()
        codes |= set(await refusals(wire, messages[start : start + A_FEW], participant))
        kinds |= {message["type"] for message in wire.received}
        await wire.close()
    return codes, kinds


async def test_every_message_is_refused_in_the_lobby(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    you = (await wire.next("waiting"))["you"]
    await wire.close()
    codes, kinds = await all_refusals(guest, MESSAGES, you)
    assert codes == {"not_allowed"}
    assert kinds <= {"waiting", "error"}
    assert host.all("closed") == []
    await host.close()
    await guest.http.close()


async def test_every_message_of_the_host_is_refused_from_a_guest_inside(server: Serving, agent: Browser) -> None:
    meeting, (first, second) = await make_meeting(agent, "Anna", "Bo")
    host = await agent.connect(meeting)
    await host.next("joined")
    guest, other = await enter(server.origin, first), await enter(server.origin, second)
    wire, waiting = await guest.connect(), await other.connect()
    people = await host.waiting(2)
    await host.send({"type": "admit", "participant": people[0]["id"]})
    await wire.next("joined")
    theirs = [message for message in MESSAGES if message["type"] not in OF_EVERYBODY]
    for target in (people[0]["id"], people[1]["id"], (await host.next("joined"))["you"]):
        codes, _ = await all_refusals(guest, theirs, target)
        assert codes == {"not_allowed"}
    assert waiting.all("joined") == []
    assert host.all("person_left") == host.all("closed") == []
    for one in (wire, waiting, host):
        await one.close()
    for browser in (guest, other):
        await browser.http.close()


@pytest.mark.parametrize("how", ["remove", "revoke", "reissue"])
async def test_after_the_kick_nothing_that_the_guest_holds_opens_anything(
    server: Serving, agent: Browser, how: str
) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    anna = (await host.waiting())[0]["id"]
    await host.send({"type": "admit", "participant": anna})
    await wire.next("joined")
    tickets = [await guest.ticket() for _ in range(2)]
    (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    path = f"/api/meetings/{meeting}/invitations/{invitation['id']}"
    if how == "remove":
        await host.send({"type": "remove", "participant": anna})
    elif how == "revoke":
        assert (await agent.send("DELETE", path)).status == 204
    else:
        assert (await agent.post(path + "/reissue")).status == 200
    assert await wire.goodbye() in ("removed", "signed_out")
    for message in MESSAGES:
        await wire.socket.send_str(json.dumps(message)) if not wire.socket.closed else None
    for ticket in tickets:
        hello = {"type": "hello", "version": WIRE_VERSION, "ticket": ticket, "microphone": True, "camera": True}
        try:
            again = await guest.open_socket()
        except Exception:  # Without a living session the socket is not even opened.
            continue
        await again.send(hello)
        assert await again.goodbye() in ("signed_out", "protocol")
        assert {message["type"] for message in again.received} <= {"error", "closed"}
    await until(lambda: _status(guest, "/api/guest/seat", 401))
    assert (await guest.post("/api/ticket", {})).status == 401
    assert (await guest.post("/api/guest/code")).status == 401
    assert (await guest.post("/api/guest/enter", {"token": token})).json["code"] == "bad_link"
    assert server.running.rooms.counts(meeting) == (1, 0)
    await host.close()
    await guest.http.close()


async def _status(browser: Browser, path: str, status: int) -> bool:
    return (await browser.get(path)).status == status


async def test_ids_of_another_room_open_nothing(server: Serving, agent: Browser) -> None:
    """Between two rooms of the same host: whoever's id it is, it means nothing elsewhere."""
    here, (token_here,) = await make_meeting(agent, "Anna")
    there, (token_there,) = await make_meeting(agent, "Bo")
    mine, theirs = await agent.connect(here), await agent.connect(there)
    guests = [await enter(server.origin, token) for token in (token_here, token_there)]
    wires = [await guest.connect() for guest in guests]
    bo = (await theirs.waiting())[0]["id"]
    await mine.waiting()
    host_there = (await theirs.next("joined"))["you"]
    transport = (await theirs.next("offer"))["transport"]
    for target in (bo, host_there):
        kinds = [{"type": kind, "participant": target} for kind in ("admit", "deny", "remove", "confirm_identity")]
        assert await refusals(mine, kinds, target) == ["no_such_person"] * 4
    stolen = [
        {"type": "answer", "transport": transport, "revision": 0, "sdp": "v=0"},
        {"type": "restart_ice", "transport": transport},
    ]
    assert await refusals(mine, stolen) == ["no_transport"] * 2
    invitations = {}
    for meeting in (here, there):
        (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
        invitations[meeting] = invitation["id"]
    swapped = f"/api/meetings/{here}/invitations/{invitations[there]}"
    assert (await agent.post(swapped + "/reissue")).status == 404
    assert (await agent.send("DELETE", swapped)).status == 404
    assert (await agent.post(swapped + "/send", {"by": "sms", "token": token_there})).status == 404
    refused = await guests[0].post("/api/ticket", {"meeting": there})
    assert refused.status in (401, 404)
    hello = {"type": "hello", "version": WIRE_VERSION, "microphone": True, "camera": True}
    thief = await guests[0].open_socket()
    await thief.send({**hello, "ticket": await guests[1].ticket()})
    assert await thief.goodbye() == "signed_out"
    for one in (*wires, mine, theirs):
        await one.close()
    for guest in guests:
        await guest.http.close()


NAMES = [
    "host",
    "Eva Bergman",
    "role:host",
    '{"role": "host"}',
    '","role":"host","x":"',
    "<b>host</b>",
    "../../host",
    "Eva Berg (värd)",
    "staff",
    "'; UPDATE guest_sessions SET identified_by='eid'; --",
    "🙂" * 40,
    "a" * 80,
]
EXTRAS: list[dict[str, Any]] = [
    {"role": "host"},
    {"kind": None},
    {"identified_by": ["eid"]},
    {"admitted": True},
    {"second_device": False},
    {"proofs": ["eid"]},
    {"invitation": "x"},
    {"meeting": "x"},
]


async def test_whatever_a_guest_calls_themself_they_are_a_guest(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, meeting_class="open", lobby=False)
    for name in NAMES:
        guest = await enter(server.origin, token, name)
        wire = await guest.connect()
        joined = await wire.next("joined")
        me = next(person for person in joined["people"] if person["id"] == joined["you"])
        assert (me["name"], me["role"], me["kind"]) == (name, "guest", "client")
        assert (me["identified_by"], joined["waiting"]) == (["link"], [])
        await wire.close()
        await guest.http.close()


async def test_nothing_more_can_be_said_when_joining(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, token)
    for path, extra in itertools.product(("/api/guest/enter", "/api/ticket"), EXTRAS):
        body = {"token": token} if path.endswith("enter") else {}
        if path.endswith("ticket") and "meeting" in extra:
            continue
        answer = await guest.post(path, {**body, **extra})
        assert (answer.status, answer.json["code"]) == (400, "bad_request"), extra
    for extra in [*EXTRAS, {"name": "Eva"}, {"sdp": "v=0"}]:
        wire = await guest.open_socket()
        hello = {"type": "hello", "version": WIRE_VERSION, "microphone": True, "camera": True}
        await wire.send({**hello, "ticket": await guest.ticket(), **extra})
        assert (await wire.next("error"))["code"] == "bad_message", extra
        await wire.close()
    await guest.http.close()
