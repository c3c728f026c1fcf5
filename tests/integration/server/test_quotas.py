"""What one account, one organisation or one link brings about at most."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from server.operator.serve import Serving
from server.services.delivery import mail
from server.services.meetings import meetings
from tests.support.relay import free_port
from tests.support.server import Browser, make_meeting, running_server


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Serving]:
    monkeypatch.setattr(meetings, "MEETINGS", 4)
    monkeypatch.setattr(meetings, "INVITATIONS", 6)
    monkeypatch.setattr(mail, "TENANT_MESSAGES", 2)
    async with running_server(tmp_path) as running:
        yield running


async def records(server: Serving, action: str) -> int:
    query = text("select count(*) from audit_events where action = :action")
    async with server.running.core.database.session() as session:
        return int((await session.execute(query, {"action": action})).scalar_one())


async def test_an_account_makes_so_many_meetings_and_links_within_an_hour(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent, "A", "B")
    guest = {"name": "C", "kind": "client"}
    made = [(await agent.post(f"/api/meetings/{meeting}/invitations", guest)).status for _ in range(2)]
    assert made == [201] * 2
    form = {"title": "M", "meeting_class": "protected", "guests": [guest] * 3}
    assert (await agent.post("/api/meetings", form)).json["code"] == "rate_limited", (
        "three links are more than are left"
    )
    (first, *_) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    reissue = f"/api/meetings/{meeting}/invitations/{first['id']}/reissue"
    assert [(await agent.post(reissue)).status for _ in range(3)] == [200, 200, 429]
    assert (await agent.post(f"/api/meetings/{meeting}/invitations", guest)).json["code"] == "rate_limited"
    more = [(await agent.post("/api/meetings", {**form, "guests": []})).status for _ in range(3)]
    assert more == [201, 201, 429], "the one that was refused for its links has counted, too"
    assert (await records(server, "meeting_made"), await records(server, "invited")) == (3, 4)


async def test_an_organisation_sends_so_many_mails_within_an_hour(server: Serving, agent: Browser) -> None:
    form = {"host": "127.0.0.1", "port": free_port("127.0.0.1"), "security": "none", "sender": "noreply@example.se"}
    await agent.send("PUT", "/api/admin/settings/mail", form)
    answers = [await agent.post("/api/admin/settings/mail/test") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    units = (await agent.get("/api/admin/units")).json["units"]
    staff = {"name": "Bo Ek", "email": "bo@example.se", "unit": units[0]["id"], "role": "agent", "mail": True}
    assert (await agent.post("/api/admin/staff", staff)).status == 429
    assert "bo@example.se" not in (await agent.get("/api/admin/staff")).text, "nothing is half done"


async def test_a_link_calls_its_host_a_few_times_and_never_after_the_end(server: Serving, agent: Browser) -> None:
    meeting, (kept, revoked) = await make_meeting(agent, "Anna", "Bo")
    host = await agent.connect(meeting)
    await host.next("joined")
    ids = {one["name"]: one["id"] for one in (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]}
    await agent.send("DELETE", f"/api/meetings/{meeting}/invitations/{ids['Bo']}")
    async with Browser(server.origin) as guest:
        for token in [revoked] * 3 + [kept] * 10:
            assert (await guest.post("/api/guest/report", {"token": token})).status == 204
        await host.send({"type": "ping"})
        await host.next("pong")
        assert [one["name"] for one in host.all("link_trouble")] == ["Anna"] * 3
        assert await records(server, "link_trouble") == 3
        await host.close()
        ended, (late,) = await make_meeting(agent, "Cia")
        await agent.post(f"/api/meetings/{ended}/end")
        assert (await guest.post("/api/guest/report", {"token": late})).status == 204
        assert await records(server, "link_trouble") == 3
