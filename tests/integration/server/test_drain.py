"""An upgrade: the server lets its meetings end, begins no more, and then ends by itself."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.operator.control import FILE_NAME
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.process import ServerProcess, resfri, server_process
from tests.support.server import Browser, Wire, enter, make_meeting, use_setup_link


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path) as running:
        yield running


@pytest.fixture
async def agent(server: ServerProcess) -> AsyncIterator[Browser]:
    async with Browser(server.origin) as browser:
        await use_setup_link(browser, server.setup_token)
        yield browser


async def assert_new_meetings_are_refused(agent: Browser, meeting: str, old_ticket: str) -> None:
    """With a sentence for the person, both before the socket and on it."""
    refused = await agent.post("/api/ticket", {"meeting": meeting})
    assert (refused.status, refused.json["code"]) == (503, "updating")
    assert "Försök igen om några minuter" in refused.json["text"]["sv"]
    assert "Try again in some minutes" in refused.json["text"]["en"]
    wire = await agent.open_socket()
    hello = {"type": "hello", "version": WIRE_VERSION, "ticket": old_ticket, "microphone": True, "camera": True}
    await wire.send(hello)
    assert (await wire.next("error"))["code"] == "updating"
    assert (await wire.next("closed")) == {"type": "closed", "reason": "server_stopping", "again": True}
    await wire.close()


async def assert_the_running_meeting_grows(server: ServerProcess, host: Wire, token: str) -> None:
    async with await enter(server.origin, token) as guest:
        wire = await guest.connect()
        await wire.next("waiting")
        waiting = await host.waiting()
        await host.send({"type": "admit", "participant": waiting[0]["id"]})
        await wire.next("offer")
        await wire.send({"type": "leave"})
        assert await wire.goodbye() == "left"


async def test_meetings_go_on_and_may_grow_new_ones_are_refused_and_the_end_is_clean(
    server: ServerProcess, agent: Browser
) -> None:
    running, (guest_link,) = await make_meeting(agent, "Anna")
    other, (other_link,) = await make_meeting(agent, "Bo")
    host = await agent.connect(running)
    await host.next("offer")
    old_ticket = await agent.ticket(other)
    async with await enter(server.origin, other_link) as early:
        lobby = await early.connect()
        await lobby.next("waiting")

        status, printed = await resfri(server.data_dir, "drain")
        assert (status, printed.split(";")[0]) == (0, "1 meeting running")
        await assert_new_meetings_are_refused(agent, other, old_ticket)
        await assert_the_running_meeting_grows(server, host, guest_link)
        status, printed = await resfri(server.data_dir, "drain")
        assert (status, printed.split(";")[0]) == (0, "1 meeting running"), "asking again changes nothing"

        assert server.process.returncode is None
        await host.send({"type": "leave"})
        assert await host.goodbye() == "left"
        assert await server.exit_status() == 0
        assert await lobby.goodbye() == "server_stopping", "who waits comes back by itself, to the next server"
    assert not (server.data_dir / FILE_NAME).exists()
    assert "Traceback" not in server.printed


async def test_the_drain_signal_ends_a_server_without_meetings_at_once(server: ServerProcess) -> None:
    server.process.send_signal(signal.SIGUSR1)
    assert await server.exit_status() == 0
    assert "Draining: 0 meetings running" in server.printed


async def test_a_drained_server_still_stops_when_told_to(server: ServerProcess, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    server.process.send_signal(signal.SIGUSR1)
    await until(lambda: "Draining: 1 meeting running" in server.printed)
    server.process.send_signal(signal.SIGTERM)
    assert await host.goodbye() == "server_stopping"
    assert await server.exit_status() == 0


async def test_the_status_shows_every_worker_and_names_nobody(server: ServerProcess, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("offer")
    status, printed = await resfri(server.data_dir, "status")
    assert status == 0
    first, _, headings, *rows = printed.splitlines()
    assert first == "1 meeting running."
    assert headings.split()[:4] == ["worker", "port", "rooms", "transports"]
    assert [row.split()[0] for row in rows] == ["0", "1"]
    assert sorted(row.split()[2] for row in rows) == ["0", "1"]
    assert all(row.split()[-1] == "open" for row in rows)
    for secret in (meeting, "Anna", "Eva"):
        assert secret not in printed
    await host.close()


@pytest.mark.parametrize("command", ["status", "drain"])
async def test_without_a_server_there_is_nothing_to_ask(tmp_path: Path, command: str) -> None:
    status, printed = await resfri(tmp_path, command)
    assert status == 1
    assert printed.startswith("resfri: No server is running with the data directory")
