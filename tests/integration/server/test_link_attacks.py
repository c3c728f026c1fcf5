"""Links in the hands of scanners, second browsers and guessers (R31, R32, R34, R41)."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import quote

import pytest

from auth.crypto.links import mint_id, mint_secret
from server.operator.serve import Serving
from server.wire.errors import AppError, Code
from tests.support.server import Browser, enter, make_meeting


async def test_a_scanner_that_looks_at_everything_leaves_the_link_to_the_guest(server: Serving, agent: Browser) -> None:
    """As mail filters do: every spelling of the address, by GET and HEAD, and a browser without a person."""
    meeting, (token,) = await make_meeting(agent, "Anna")
    for _ in range(5):
        async with Browser(server.origin) as scanner:
            for method in ("HEAD", "GET"):
                for path in ("/m", f"/m?{token}", f"/m/{token}", f"/api/guest/enter?token={token}"):
                    await scanner.send(method, path, Origin=None, X_Resfri=None)
            await scanner.post("/api/guest/check", {"token": token})
            await scanner.post("/api/network-test", {"protocol": "udp", "token": token})
            assert scanner.cookies == {}
    assert (await agent.get(f"/api/meetings/{meeting}")).json["invitations"][0]["state"] == "unused"
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    assert (await wire.next("waiting"))["second_device"] is False
    await wire.close()
    await guest.http.close()


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(31, "early"), (29, None), (0, None), (-59, None), (-61, "bad_link")],
)
async def test_a_link_works_from_half_an_hour_before_to_an_hour_after(
    server: Serving, agent: Browser, minutes: int, code: str | None
) -> None:
    _, (token,) = await make_meeting(agent, "Anna", starts_at=time.time() + minutes * 60)
    async with Browser(server.origin) as guest:
        answer = await guest.post("/api/guest/enter", {"token": token})
    assert answer.json.get("code") == code


async def test_a_second_browser_waits_marked_and_the_host_is_told(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    first = await enter(server.origin, token)
    wire = await first.connect()
    anna = (await host.waiting())[0]
    await host.send({"type": "admit", "participant": anna["id"]})
    await wire.next("joined")
    second = await enter(server.origin, token)
    other = await second.connect()
    assert (await other.next("waiting"))["second_device"] is True
    told = await host.waiting()
    assert [(one["name"], one["second_device"]) for one in told] == [("Anna", True)]
    assert other.all("joined") == []
    outcomes = [one.outcome for one in await server.running.core.audit.events(meeting) if one.action == "link_used"]
    assert outcomes == ["ok", "second_device"]
    for one in (wire, other, host):
        await one.close()
    for browser in (first, second):
        await browser.http.close()


async def test_without_the_whole_link_no_closed_meeting_opens(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    altered = [
        token[:-1],
        token + "A",
        token.swapcase(),
        token[::-1],
        token[:16],
        " " + token,
        quote(token + "="),
        meeting,
    ]
    async with Browser(server.origin) as stranger:
        for wrong in [*altered, meeting * 2, "a" * 22, None, 1, [token], {"token": token}]:
            for path in ("/api/guest/check", "/api/guest/enter"):
                answer = await stranger.post(path, {"token": wrong})
                assert answer.status in (400, 404, 422), wrong
                assert "Anna" not in answer.text
        for body in ({}, {"meeting": meeting}, {"name": "Anna"}, {"token": token, "meeting": meeting}):
            assert (await stranger.post("/api/guest/enter", body)).status in (400, 422)
        for body in ({}, {"meeting": meeting}):
            assert (await stranger.post("/api/ticket", body)).status == 401
        assert (await stranger.get("/api/guest/seat")).status == 401
        assert stranger.cookies == {}
    assert host.lobby() == []
    await host.close()


async def test_every_guess_of_a_link_gets_the_same_answer(server: Serving, agent: Browser) -> None:
    await make_meeting(agent, "Anna")
    guests = server.running.meetings.guests

    async def guess() -> Code:
        with pytest.raises(AppError) as caught:
            await guests.open_link(mint_secret())
        return caught.value.code

    for _ in range(20):
        assert set(await asyncio.gather(*(guess() for _ in range(250)))) == {Code.BAD_LINK}
    async with Browser(server.origin) as stranger:
        answers = [await stranger.post("/api/guest/check", {"token": mint_secret()}) for _ in range(50)]
        assert len({(answer.status, answer.text) for answer in answers}) == 1
        assert {(await stranger.post("/api/guest/report", {"token": mint_secret()})).status for _ in range(5)} == {204}


async def test_a_meeting_of_others_and_one_that_never_was_look_the_same(server: Serving, agent: Browser) -> None:
    from tests.support.staff import colleague

    meeting, _ = await make_meeting(agent, "Anna")
    bo = await colleague(server, "Bo")
    for method, tail, body in (
        ("GET", "", None),
        ("POST", "/end", None),
        ("POST", "/invitations", {"name": "X", "kind": "client"}),
        ("POST", "/co-hosts", {"email": "bo@example.se"}),
    ):
        answers = [await bo.send(method, f"/api/meetings/{one}{tail}", body) for one in (meeting, mint_id(), "x")]
        assert {(answer.status, answer.text) for answer in answers} == {(404, answers[0].text)}
    tickets = [await bo.post("/api/ticket", {"meeting": one}) for one in (meeting, mint_id())]
    assert {(answer.status, answer.text) for answer in tickets} == {(404, tickets[0].text)}
    await bo.http.close()
