"""The guest's personal link: consumed by a press, never by looking; bad links all look the same."""

from __future__ import annotations

import asyncio
import time

import pytest

from auth.crypto.links import mint_secret
from server.operator.serve import Serving
from server.services.meetings.guest_sessions import COMMON_ENTRIES, ENTRIES
from server.wire.errors import AppError, Code
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.server import Browser, enter, make_meeting


async def test_looking_at_a_link_consumes_nothing(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    async with Browser(server.origin) as scanner:
        for method in ("GET", "HEAD", "GET", "HEAD", "GET"):
            assert (await scanner.send(method, "/m")).status == 200
        for _ in range(5):
            seen = await scanner.post("/api/guest/check", {"token": token})
            assert seen.json["name"] == "Anna"
            assert seen.json["state"] == "open"
    assert (await agent.get(f"/api/meetings/{meeting}")).json["invitations"][0]["state"] == "unused"
    guest = await enter(server.origin, token)
    assert (await agent.get(f"/api/meetings/{meeting}")).json["invitations"][0]["state"] == "used"
    assert (await guest.get("/api/guest/seat")).json == {"todo": [], "phone_tail": ""}
    await guest.http.close()


async def test_every_bad_link_gets_the_same_answer(server: Serving, agent: Browser) -> None:
    meeting, (revoked, reissued, _) = await make_meeting(agent, "A", "B", "C")
    view = (await agent.get(f"/api/meetings/{meeting}")).json
    ids = {invitation["name"]: invitation["id"] for invitation in view["invitations"]}
    assert (await agent.send("DELETE", f"/api/meetings/{meeting}/invitations/{ids['A']}")).status == 204
    assert (await agent.post(f"/api/meetings/{meeting}/invitations/{ids['B']}/reissue")).status == 200
    _, (late,) = await make_meeting(agent, "D", starts_at=time.time() - 3700)
    ended_meeting, (ended,) = await make_meeting(agent, "E")
    assert (await agent.post(f"/api/meetings/{ended_meeting}/end")).status == 204
    async with Browser(server.origin) as stranger:
        answers = []
        for token in (revoked, reissued, late, ended, mint_secret()):
            for path in ("/api/guest/check", "/api/guest/enter"):
                answers.append(await stranger.post(path, {"token": token}))
            assert (await stranger.post("/api/guest/report", {"token": token})).status == 204
    assert {(answer.status, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert answers[0].json["code"] == "bad_link"


async def test_an_early_guest_learns_when_the_door_opens(server: Serving, agent: Browser) -> None:
    start = time.time() + 3600
    _, (token,) = await make_meeting(agent, "Anna", starts_at=start)
    async with Browser(server.origin) as guest:
        seen = (await guest.post("/api/guest/check", {"token": token})).json
        assert seen["state"] == "early"
        assert seen["opens_at"] == start - 1800
        assert (await guest.post("/api/guest/enter", {"token": token})).json["code"] == "early"


async def test_of_many_browsers_at_once_exactly_one_is_first(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    guests = await asyncio.gather(*(enter(server.origin, token) for _ in range(10)))
    wires = [await guest.connect() for guest in guests]
    waiting = [await wire.next("waiting") for wire in wires]
    (first,) = (one["you"] for one in waiting if not one["second_device"])
    await until(lambda: sum(wire.closed for wire in wires) == 8)
    assert {wire.all("closed")[-1]["reason"] for wire in wires if wire.closed} == {"replaced"}
    assert first in {one["id"] for one in await host.waiting(2)}
    for guest, wire in zip(guests, wires, strict=True):
        await wire.close()
        await guest.http.close()
    await host.close()


async def test_one_link_gives_so_many_sessions_and_others_are_not_touched(server: Serving, agent: Browser) -> None:
    _, (token, other) = await make_meeting(agent, "Anna", "Bo")
    async with Browser(server.origin) as guest:
        for _ in range(ENTRIES):
            guest.cookies.clear()
            assert (await guest.post("/api/guest/enter", {"token": token})).status == 200
        known = dict(guest.cookies)
        assert (await guest.post("/api/guest/enter", {"token": token})).status == 200, "it has a seat already"
        guest.cookies.clear()
        refused = await guest.post("/api/guest/enter", {"token": token})
        assert (refused.status, refused.json["code"], guest.cookies) == (429, "rate_limited", {})
        assert (await guest.post("/api/guest/enter", {"token": other})).status == 200
        guest.cookies = known
        assert (await guest.get("/api/guest/seat")).status == 200


async def test_behind_the_common_link_each_network_has_its_own_number(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, meeting_class="open", lobby=False)
    guests = server.running.meetings.guests
    for _ in range(COMMON_ENTRIES):
        await guests.enter(token, "Anna", "a network")
    with pytest.raises(AppError) as refused:
        await guests.enter(token, "Anna", "a network")
    assert refused.value.code is Code.RATE_LIMITED
    await guests.enter(token, "Anna", "another")


async def test_a_browser_that_comes_by_its_own_link_again_keeps_its_seat(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, token)
    cookies = dict(guest.cookies)
    assert (await guest.post("/api/guest/enter", {"token": token})).status == 200
    assert guest.cookies == cookies
    wire = await guest.connect()
    assert (await wire.next("waiting"))["second_device"] is False
    await wire.close()
    await guest.http.close()


async def test_a_session_that_ends_between_ticket_and_hello_gets_no_seat(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, token)
    ticket = await guest.ticket()
    wire = await guest.open_socket()
    (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    await agent.send("DELETE", f"/api/meetings/{meeting}/invitations/{invitation['id']}")
    hello = {"type": "hello", "version": WIRE_VERSION, "ticket": ticket, "microphone": True, "camera": True}
    await wire.send(hello)
    assert await wire.goodbye() == "signed_out"
    assert wire.all("waiting") == []
    await guest.http.close()


async def test_the_common_link_of_an_open_meeting_lets_everybody_in_who_says_a_name(
    server: Serving, agent: Browser
) -> None:
    _, (token,) = await make_meeting(agent, meeting_class="open", lobby=False)
    async with Browser(server.origin) as nameless:
        answer = await nameless.post("/api/guest/enter", {"token": token, "name": "  "})
        assert answer.status == 422
        assert set(answer.json["fields"]) == {"name"}
    for name in ("Anna", "Bo"):
        guest = await enter(server.origin, token, name)
        wire = await guest.connect()
        assert name in {person["name"] for person in (await wire.next("joined"))["people"]}
        await wire.close()
        await guest.http.close()


@pytest.mark.parametrize("name", ["Eva Berg", "eva  berg", "Еvа Веrg"])
async def test_nobody_comes_by_the_common_link_under_the_hosts_name(server: Serving, agent: Browser, name: str) -> None:
    _, (token,) = await make_meeting(agent, meeting_class="open", lobby=False)
    async with Browser(server.origin) as guest:
        refused = await guest.post("/api/guest/enter", {"token": token, "name": name})
        assert (refused.status, refused.json["code"], set(refused.json["fields"])) == (422, "name_of_host", {"name"})
        assert guest.cookies == {}
        assert (await guest.post("/api/guest/enter", {"token": token, "name": "Eva Bergman"})).status == 200


async def test_who_is_removed_from_an_open_meeting_comes_back_to_its_lobby(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, meeting_class="open", lobby=False)
    host = await agent.connect(meeting)
    async with await enter(server.origin, token, "Troll") as guest:
        wire = await guest.connect()
        await host.send({"type": "remove", "participant": (await wire.next("joined"))["you"]})
        assert await wire.goodbye() == "removed"
    await host.send({"type": "leave"})
    await host.goodbye()
    async with await enter(server.origin, token, "Nisse") as again:
        wire = await again.connect()
        await wire.next("waiting")
        await wire.send({"type": "leave"})
        await wire.goodbye()
    await until(lambda: server.running.rooms.running() == [])
    async with await enter(server.origin, token, "Nisse") as later:
        wire = await later.connect()
        await wire.next("waiting")


async def test_a_guest_who_cannot_get_in_is_reported_to_the_host(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    async with Browser(server.origin) as guest:
        await guest.post("/api/guest/report", {"token": token})
    assert (await host.next("link_trouble"))["name"] == "Anna"
    await host.close()


async def test_revoking_a_link_ends_the_guests_seat_at_once(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    await wire.next("waiting")
    (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    await agent.send("DELETE", f"/api/meetings/{meeting}/invitations/{invitation['id']}")
    assert await wire.goodbye() == "signed_out"
    assert (await guest.get("/api/guest/seat")).status == 401
    assert (await guest.post("/api/ticket", {})).status == 401
    await guest.http.close()
