"""Colleagues whom the host names do what the host does, except naming others, until they are removed."""

from __future__ import annotations

from auth.model import StaffRole
from server.operator.serve import Serving
from tests.support.server import Browser, enter, make_meeting
from tests.support.staff import colleague, new_organisation


async def test_a_co_host_sees_the_meeting_admits_guests_and_names_nobody(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    bo = await colleague(server, "Bo")
    assert (await bo.get(f"/api/meetings/{meeting}")).status == 404
    named = await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": " Bo@Example.se "})
    assert (named.status, [one["name"] for one in named.json["co_hosts"]]) == (201, ["Bo"])
    assert (await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": "bo@example.se"})).status == 201
    assert [one["id"] for one in (await bo.get("/api/meetings")).json["meetings"]] == [meeting]
    refused = await bo.post(f"/api/meetings/{meeting}/co-hosts", {"email": "eva@example.se"})
    assert refused.status == 404
    guest = await enter(server.origin, token)
    waiting = await guest.connect()
    host = await bo.connect(meeting)
    (anna,) = (await host.next("joined"))["waiting"]
    await host.send({"type": "admit", "participant": anna["id"]})
    roles = {one["name"]: one["role"] for one in (await waiting.next("joined"))["people"]}
    assert roles == {"Bo": "co_host", "Anna": "guest"}
    for wire in (waiting, host):
        await wire.close()
    for browser in (guest, bo):
        await browser.http.close()


async def test_a_removed_co_host_is_out_at_once_and_every_message_after_it_is_denied(
    server: Serving, agent: Browser
) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    bo = await colleague(server, "Bo")
    named = await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": "bo@example.se"})
    (co_host,) = named.json["co_hosts"]
    guest = await enter(server.origin, token)
    waiting = await guest.connect()
    wire = await bo.connect(meeting)
    (anna,) = (await wire.next("joined"))["waiting"]
    ticket = await bo.ticket(meeting)
    assert (await agent.send("DELETE", f"/api/meetings/{meeting}/co-hosts/{co_host['id']}")).status == 204
    assert await wire.goodbye() == "removed"
    late = await bo.open_socket()
    hello = {"type": "hello", "version": 1, "ticket": ticket, "microphone": True, "camera": True}
    await late.send(hello)
    await late.send({"type": "admit", "participant": anna["id"]})
    assert await late.goodbye() == "signed_out"
    assert late.all("joined") == waiting.all("joined") == []
    assert (await bo.post("/api/ticket", {"meeting": meeting})).status == 404
    assert (await agent.send("DELETE", f"/api/meetings/{meeting}/co-hosts/{co_host['id']}")).status == 404
    actions = [event.action for event in await server.running.core.audit.events(meeting)]
    assert (actions.count("co_host_named"), actions.count("co_host_removed")) == (1, 1)
    await waiting.close()
    for browser in (guest, bo):
        await browser.http.close()


async def test_only_colleagues_who_can_hold_meetings_can_be_named(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent)
    tenant, unit = await new_organisation(server, "Lillstad")
    auditor = await colleague(server, "Auditor", StaffRole.AUDITOR)
    stranger = await colleague(server, "Stranger", tenant_id=tenant, unit_id=unit)
    answers = [
        await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": f"{name}@example.se"})
        for name in ("auditor", "stranger", "nobody")
    ]
    assert {answer.status for answer in answers} == {422}
    assert len({answer.text for answer in answers}) == 1
    own = await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": "eva@example.se"})
    assert (own.status, set(own.json["fields"])) == (422, {"email"})
    assert (await stranger.post(f"/api/meetings/{meeting}/co-hosts", {"email": "stranger@example.se"})).status == 404
    for browser in (auditor, stranger):
        await browser.http.close()
