"""The audit trail of a running server: what cannot be recorded is refused, and calls go on (R82)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from server.operator.serve import Serving
from server.rooms.running import record_writer
from server.services.audit.alerts import Alert
from tests.integration.server.test_cli import assert_sentence, resfri
from tests.support.polling import until
from tests.support.server import Browser, enter, make_meeting, running_server, set_up

BLOCK = {
    "sqlite": "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    "postgresql": "ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (false) NOT VALID",
}
RELEASE = {"sqlite": "DROP TRIGGER full", "postgresql": "ALTER TABLE audit_events DROP CONSTRAINT full_disk"}


async def run(server: Serving, statements: dict[str, str]) -> None:
    database = server.running.core.database
    async with database.engine.begin() as connection:
        await connection.execute(text(statements["sqlite" if database.sqlite else "postgresql"]))


def raised(server: Serving) -> set[Alert]:
    return {one.alert for one in server.running.core.alerts.seen}


async def actions(server: Serving, meeting: str) -> list[AuditAction]:
    return [event.action for event in await server.running.core.audit.events(meeting)]


async def test_while_nothing_can_be_recorded_nobody_gets_in_and_the_call_goes_on(
    server: Serving, agent: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    meeting, (anna_link, bo_link, cia_link) = await make_meeting(agent, "Anna", "Bo", "Cia")
    host = await agent.connect(meeting)
    anna = await enter(server.origin, anna_link)
    anna_wire = await anna.connect()
    first = (await host.waiting())[0]["id"]
    await host.send({"type": "admit", "participant": first, "seq": 1})
    await anna_wire.next("joined")
    bo = await enter(server.origin, bo_link)
    bo_wire = await bo.connect()
    await bo_wire.next("waiting")
    waiting = await until(lambda: [one for one in host.lobby() if one["name"] == "Bo"])

    await run(server, BLOCK)
    await host.send({"type": "admit", "participant": waiting[0]["id"], "seq": 2})
    assert (await host.next("error"))["code"] == "audit_unavailable"
    refused = await agent.post("/api/meetings", {"title": "M", "meeting_class": "protected", "guests": []})
    assert (refused.status, refused.json["code"]) == (503, "audit_unavailable")
    async with Browser(server.origin) as cia:
        answer = await cia.post("/api/guest/enter", {"token": cia_link, "name": None})
        assert answer.json["code"] == "audit_unavailable"
    # The call goes on: messages pass, and who leaves is heard of.
    await anna_wire.send({"type": "set_media", "microphone": False, "camera": True, "seq": 3})
    assert (await host.next("person_changed"))["person"]["microphone"] is False
    await host.send({"type": "remove", "participant": first, "seq": 4})
    await host.next("person_left")
    assert await anna_wire.goodbye() == "removed"
    assert Alert.AUDIT_UNAVAILABLE in raised(server)
    assert AuditAction.REMOVED not in await actions(server, meeting)
    said = [one for one in caplog.records if "cannot be written" in one.getMessage()]
    assert len(said) == 1, "however often it is tried"

    await run(server, RELEASE)
    await until(lambda: _contains(server, meeting, AuditAction.REMOVED))
    assert (await actions(server, meeting)).count(AuditAction.REMOVED) == 1
    await host.send({"type": "admit", "participant": waiting[0]["id"], "seq": 5})
    await bo_wire.next("joined")
    assert await server.running.core.chains.check_all() == []
    for browser, wire in ((anna, anna_wire), (bo, bo_wire), (None, host)):
        await wire.close()
        if browser is not None:
            await browser.http.close()


async def test_while_too_many_records_wait_what_makes_more_is_refused_before_it_happens(
    server: Serving, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_writer, "MOST_OF_MEETING", 6)
    meeting, _ = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    await run(server, BLOCK)
    for number in range(12):
        await host.send({"type": "lock_room", "locked": number % 2 == 0, "seq": number})
    await until(lambda: len(host.all("ok")) + len(host.all("error")) == 12)
    refused = host.all("error")
    assert {one["code"] for one in refused} == {"audit_unavailable"}
    assert 6 <= len(refused) < 12
    room = server.running.rooms._live[meeting]
    assert room.door.locked is host.all("room_locked")[-1]["locked"]
    assert len(host.all("room_locked")) == len(host.all("ok"))
    await run(server, RELEASE)
    await until(lambda: _contains(server, meeting, AuditAction.LOCKED))
    await host.send({"type": "leave"})
    assert await host.goodbye() == "left"
    await until(lambda: _contains(server, meeting, AuditAction.LEFT))
    assert await server.running.core.chains.check_all() == []


async def _contains(server: Serving, meeting: str, action: AuditAction) -> bool:
    return action in await actions(server, meeting)


async def test_a_forged_ticket_and_a_revoked_link_raise_alerts(server: Serving, agent: Browser) -> None:
    meeting, (link,) = await make_meeting(agent, "Anna")
    seen = (await agent.get(f"/api/meetings/{meeting}")).json
    invitation = seen["invitations"][0]["id"]
    ticket = await agent.ticket(meeting)
    wire = await agent.open_socket()
    forged = ticket[:-4] + ("AAAA" if not ticket.endswith("AAAA") else "BBBB")
    hello = {"type": "hello", "version": 0, "ticket": forged, "microphone": True, "camera": True}
    await wire.send({**hello, "version": await _version()})
    await wire.goodbye()
    await wire.close()
    assert raised(server) == {Alert.FORGED_TOKEN}
    assert (await agent.send("DELETE", f"/api/meetings/{meeting}/invitations/{invitation}")).status == 204
    async with Browser(server.origin) as anna:
        for _ in range(10):
            assert (await anna.post("/api/guest/check", {"token": link})).json["code"] == "bad_link"
    assert raised(server) == {Alert.FORGED_TOKEN, Alert.REVOKED_LINK}
    assert (await actions(server, meeting)).count(AuditAction.LINK_REFUSED) == 3


async def _version() -> int:
    from server.wire.room.messages import WIRE_VERSION

    return WIRE_VERSION


async def test_the_operator_proves_the_trail_and_reads_which_record_is_wrong(tmp_path: Path) -> None:
    async with running_server(tmp_path, database_url="") as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        await make_meeting(browser, "Anna")
    whole = await asyncio.to_thread(resfri, "audit", "verify", "--data-dir", str(tmp_path))
    assert (whole.returncode, whole.stdout) == (0, "The audit trail is whole: 1 chain.\n")
    from server.storage.database import Database, sqlite_url

    database = Database(sqlite_url(tmp_path / "resfri.sqlite"))
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP TRIGGER audit_events_unchanged"))
        await connection.execute(text("UPDATE audit_events SET actor = 'somebody' WHERE seq = 2"))
    await database.close()
    broken = await asyncio.to_thread(resfri, "audit", "verify", "--data-dir", str(tmp_path))
    assert broken.returncode == 1
    assert broken.stdout == "storstad: record 2 was changed after it was written (changed).\n"


async def test_a_persons_data_is_exported_and_the_export_recorded(tmp_path: Path) -> None:
    async with running_server(tmp_path, database_url="") as server, Browser(server.origin) as browser:
        await set_up(server, browser)
        await make_meeting(browser, "Anna")
    file = tmp_path / "out.json"
    where = ("--data-dir", str(tmp_path))
    result = await asyncio.to_thread(resfri, "export", "--person", "eva@example.se", str(file), *where)
    assert result.returncode == 0, result.stderr
    assert file.stat().st_mode & 0o077 == 0
    document = json.loads(file.read_text())
    assert (document["format"], document["data"]["accounts"][0]["name"]) == ("resfri-export-1", "Eva Berg")
    assert "Anna" not in file.read_text()
    again = await asyncio.to_thread(resfri, "export", "--person", "eva@example.se", str(file), *where)
    assert_sentence(again, "exists already")
    nobody = await asyncio.to_thread(resfri, "export", "--person", "x@example.se", str(tmp_path / "n"), *where)
    assert_sentence(nobody, "Nothing is stored")
    listed = await asyncio.to_thread(resfri, "inventory", *where)
    assert (
        "| invitations | phone | the link and the code by SMS | contact | meeting_days after the meeting |"
        in listed.stdout
    )


async def test_a_burst_of_failed_sign_ins_raises_an_alert(server: Serving, agent: Browser) -> None:
    core = server.running.core
    (eva,) = await core.accounts.known("eva@example.se")
    for number in range(20):
        assert Alert.SIGN_IN_BURST not in raised(server), number
        event = AuditEvent(eva.tenant_id, AuditAction.SIGN_IN_FAILED, ActorKind.STAFF, "unknown", outcome="bad_sign_in")
        await core.audit.record(event)
    assert Alert.SIGN_IN_BURST in raised(server)
