"""A meeting over the real WebSocket: lobby, admission, presence, departures, and what the audit trail says."""

from __future__ import annotations

from server.operator.serve import Serving
from tests.support.polling import until
from tests.support.server import Browser, enter, make_meeting


async def test_from_the_lobby_to_goodbye(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    assert (await wire.next("waiting"))["host_present"] is False
    host = await agent.connect(meeting)
    anna = (await host.next("joined"))["waiting"][0]
    assert (await wire.next("waiting", 2))["host_present"] is True
    await host.send({"type": "admit", "participant": anna["id"], "seq": 1})
    assert (await host.next("ok"))["seq"] == 1
    joined = await wire.next("joined")
    assert {person["name"] for person in joined["people"]} == {"Eva Berg", "Anna"}
    offer = await wire.next("offer")
    assert "m=application" not in offer["sdp"]
    await wire.send({"type": "leave"})
    assert await wire.goodbye() == "left"
    assert (await host.next("person_left"))["reason"] == "left"
    await host.send({"type": "end_meeting"})
    assert await host.goodbye() == "ended"
    assert (await guest.post("/api/ticket", {})).json["code"] == "bad_link"
    recorded = await until(lambda: _audited(server, meeting, "meeting_ended"))
    for action in ("meeting_made", "invited", "link_used", "waited", "admitted", "joined", "left"):
        assert action in recorded
    await guest.http.close()


async def _audited(server: Serving, meeting: str, last: str) -> list[str]:
    events = [event.action.value for event in await server.running.core.audit.events(meeting)]
    return events if last in events else []


async def test_an_admitted_guest_returns_to_the_seat_without_waiting(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    await wire.next("waiting")
    waiting = (await host.waiting())[0]["id"]
    await host.send({"type": "admit", "participant": waiting})
    you = (await wire.next("joined"))["you"]
    transport = (await wire.next("offer"))["transport"]
    await wire.close()
    assert (await host.next("person_changed"))["person"]["connected"] is False

    kept = await guest.connect(transport=transport)
    joined = await kept.next("joined")
    assert (joined["you"], joined["transport"]) == (you, transport)
    assert (await kept.next("offer"))["transport"] == transport

    anew = await guest.connect()
    assert await kept.goodbye() == "replaced"
    joined = await anew.next("joined")
    assert (joined["you"], joined["transport"]) == (you, None)
    assert (await anew.next("offer"))["transport"] != transport
    assert len(joined["people"]) == 2
    for one in (anew, host):
        await one.close()
    await guest.http.close()


async def test_a_removed_guest_cannot_come_back(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    await wire.next("waiting")
    anna = (await host.waiting())[0]["id"]
    await host.send({"type": "admit", "participant": anna})
    await wire.next("joined")
    await host.send({"type": "remove", "participant": anna})
    assert await wire.goodbye() == "removed"
    await until(lambda: _refused(guest))
    async with Browser(server.origin) as other:
        assert (await other.post("/api/guest/check", {"token": token})).json["code"] == "bad_link"
    await host.close()
    await guest.http.close()


async def _refused(guest: Browser) -> bool:
    return (await guest.get("/api/guest/seat")).status == 401


async def test_guests_cannot_do_what_only_the_host_may(server: Serving, agent: Browser) -> None:
    meeting, (first, second) = await make_meeting(agent, "Anna", "Bo")
    host = await agent.connect(meeting)
    anna, bo = await enter(server.origin, first), await enter(server.origin, second)
    inside, outside = await anna.connect(), await bo.connect()
    await outside.next("waiting")
    everybody = await host.waiting(2)
    ids = {person["name"]: person["id"] for person in everybody}
    await host.send({"type": "admit", "participant": ids["Anna"]})
    await inside.next("joined")
    for number, kind in enumerate(("admit", "deny", "remove"), start=1):
        for wire in (inside, outside):
            await wire.send({"type": kind, "participant": ids["Bo"], "seq": number})
            assert (await wire.next("error", number))["code"] == "not_allowed"
    await outside.send({"type": "share_screen", "active": True, "seq": 9})
    assert (await outside.next("error", 4))["code"] == "not_allowed"
    assert outside.all("offer") == []
    assert outside.all("joined") == []
    for wire in (inside, outside, host):
        await wire.close()
    for guest in (anna, bo):
        await guest.http.close()


async def test_signing_out_ends_the_hosts_meeting_seat(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    host = await agent.connect(meeting)
    await host.next("joined")
    assert (await agent.post("/api/sign-out")).status == 204
    assert await host.goodbye() == "signed_out"
    assert (await agent.get("/api/me")).status == 401


async def test_a_colleagues_meeting_looks_as_if_it_did_not_exist(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    async with Browser(server.origin) as nobody:
        assert (await nobody.get(f"/api/meetings/{meeting}")).status == 401
        assert (await nobody.post("/api/ticket", {"meeting": meeting})).status == 401
    assert (await agent.get("/api/meetings/unknown")).json["code"] == "not_found"
    assert (await agent.post("/api/ticket", {"meeting": "unknown"})).json["code"] == "not_found"


async def test_the_network_test_offers_one_protocol_and_no_data_channel(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, "Anna")
    async with Browser(server.origin) as guest:
        for protocol, other in (("udp", "tcptype"), ("tcp", " udp ")):
            answer = await guest.post("/api/network-test", {"protocol": protocol, "token": token})
            assert answer.status == 200, answer.text
            candidates = [line for line in answer.json["sdp"].splitlines() if line.startswith("a=candidate")]
            assert candidates
            assert not any(other in line.lower() for line in candidates)
            assert "m=application" not in answer.json["sdp"]
        refused = await guest.post("/api/network-test/answer", {"test": "unknown", "sdp": "v=0"})
        assert refused.json["code"] == "not_found"
        assert (await guest.post("/api/network-test", {"protocol": "udp"})).status == 401
