"""What the holder of a link is told: whose meeting and when; names when it is known who they are, and the title only
where the host says so."""

from __future__ import annotations

import json
import time

import pytest

from server.operator.serve import Serving
from server.wire.api import EidSettings, SmsSettings
from tests.support.server import Browser, Wire, enter, make_meeting
from tests.support.sms_service import sms_service
from tests.support.staff import first_account

TITLE, GUEST, HOST = "Uppföljning av vårdplan", "Anna Kanariefågel", "Eva Berg"
SMS = {"identification": "sms", "phone": "070-123 45 67"}
EID = {"identification": "eid", "number": "121212+1212"}
SHOWN = {"identification": "shown"}
BOTH = {"identification": "sms+shown", "phone": "070-123 45 67"}


async def invited(agent: Browser, guest: dict[str, str], **changes: object) -> tuple[str, str]:
    guests = [{"name": GUEST, "kind": "client", **guest}]
    meeting, (token,) = await make_meeting(agent, title=TITLE, guests=guests, **changes)
    return meeting, token


async def set_up(server: Serving, settings: SmsSettings | EidSettings) -> None:
    await server.running.core.settings.put(await first_account(server), settings)


def names_in(text: str) -> set[str]:
    return {name for name in (TITLE, GUEST, HOST, "client") if name in text}


def heard(wire: Wire) -> str:
    return json.dumps(wire.received, ensure_ascii=False)


@pytest.mark.parametrize("guest", [SMS, EID, SHOWN, BOTH], ids=lambda guest: str(guest["identification"]))
async def test_a_link_alone_tells_the_organisation_and_the_time(
    server: Serving, agent: Browser, guest: dict[str, str]
) -> None:
    async with sms_service() as service:
        await set_up(server, service.elks)
        await set_up(server, EidSettings(issuer="https://e.example.se", client_id="a", client_secret="b", acr="c"))
        start = float(int(time.time()))
        meeting, token = await invited(agent, guest, starts_at=start, show_title=True)
        browser = Browser(server.origin)
        looked = await browser.post("/api/guest/check", {"token": token})
        assert (looked.json["organisation"], looked.json["meeting"]["starts_at"]) == ("Storstad", start)
        assert looked.json["names_itself"] is False
        answers = [looked]
        answers.append(await browser.post("/api/guest/enter", {"token": token}))
        answers.append(await browser.get("/api/guest/seat"))
        if "phone" in guest:
            answers.append(await browser.post("/api/guest/code"))
            answers.append(await browser.post("/api/guest/code/check", {"code": "x"}))
        ticket = await browser.post("/api/ticket", {"meeting": None})
        assert ticket.status == (200 if guest is SHOWN else 403)
        for answer in [*answers, ticket]:
            assert names_in(answer.text) == set()
            assert meeting not in answer.text
        assert names_in("".join(text for _, _, text in service.inbox)) == set()
        await browser.http.close()


async def test_who_has_a_document_to_show_waits_among_the_nameless(server: Serving, agent: Browser) -> None:
    meeting, token = await invited(agent, SHOWN, show_title=True)
    host = await agent.connect(meeting)
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    me = (await wire.next("waiting"))["you"]
    await host.waiting()
    await host.send({"type": "write_to_lobby", "participant": None, "sentence": "soon"})
    noted = await wire.next("waiting", 2)
    assert (noted["note"]["sentence"], noted["note"]["by"]) == ("soon", "")
    assert (noted["meeting"]["organisation"], names_in(heard(wire))) == ("Storstad", set())
    await host.send({"type": "admit", "participant": me})
    joined = await wire.next("joined")
    assert joined["meeting"]["title"] == "", "nobody has seen the document yet"
    await host.send({"type": "confirm_identity", "participant": me})
    await host.send({"type": "return_to_lobby", "participant": me})
    known = await wire.next("waiting", 3)
    assert (known["meeting"]["host_name"], known["meeting"]["title"], known["name"]) == (HOST, TITLE, GUEST)
    for one in (wire, host):
        await one.close()
    await guest.http.close()


@pytest.mark.parametrize("show_title", [False, True])
async def test_the_title_is_told_where_the_host_says_so_and_when_it_is_known_who_asks(
    server: Serving, agent: Browser, show_title: bool
) -> None:
    async with sms_service() as service:
        await set_up(server, service.elks)
        meeting, token = await invited(agent, SMS, show_title=show_title)
        assert (await agent.get(f"/api/meetings/{meeting}")).json["show_title"] is show_title
        host = await agent.connect(meeting)
        assert (await host.next("joined"))["meeting"]["title"] == TITLE
        guest = await enter(server.origin, token)
        await guest.post("/api/guest/code")
        done = await guest.post("/api/guest/code/check", {"code": service.code()})
        assert done.json["todo"] == []
        wire = await guest.connect()
        waiting = await wire.next("waiting")
        assert (waiting["name"], waiting["meeting"]["host_name"]) == (GUEST, HOST)
        await host.send({"type": "admit", "participant": waiting["you"]})
        joined = await wire.next("joined")
        for told in (waiting, joined):
            assert told["meeting"]["title"] == (TITLE if show_title else "")
            assert told["meeting"]["organisation"] == "Storstad"
        assert (TITLE in heard(wire)) is show_title
        for one in (wire, host):
            await one.close()
        await guest.http.close()


async def test_where_the_link_is_enough_it_tells_who_invites_and_no_title(server: Serving, agent: Browser) -> None:
    seen = {}
    for show_title in (False, True):
        _, token = await invited(agent, {}, **({"show_title": True} if show_title else {}))
        async with Browser(server.origin) as guest:
            looked = (await guest.post("/api/guest/check", {"token": token})).json
        assert (looked["name"], looked["meeting"]["host_name"]) == (GUEST, HOST)
        seen[show_title] = looked["meeting"]["title"]
    assert seen == {False: "", True: TITLE}


async def test_the_common_link_asks_for_a_name_and_tells_no_title(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, title=TITLE, meeting_class="open", lobby=False)
    async with Browser(server.origin) as stranger:
        looked = await stranger.post("/api/guest/check", {"token": token})
    assert (looked.json["names_itself"], TITLE in looked.text) == (True, False)
    guest = await enter(server.origin, token, "Kim")
    wire = await guest.connect()
    assert (await wire.next("joined"))["meeting"]["title"] == ""
    assert TITLE not in heard(wire)
    await wire.close()
    await guest.http.close()
