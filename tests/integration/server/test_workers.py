"""Media workers that die or freeze under meetings: people get their media back and do nothing for it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from media.pool.supervisor import Supervisor
from media.synthetic import SyntheticPeer
from server.operator.serve import Serving
from server.operator.synthetic_guest import SyntheticGuest
from tests.support.polling import until
from tests.support.server import Browser, make_meeting, running_server, set_up

BACK_SECONDS = 10.0
GUESTS = 2


class Call:
    """Two synthetic guests in an open meeting, who see and hear each other."""

    def __init__(self, meeting: str, guests: list[SyntheticGuest]) -> None:
        self.meeting = meeting
        self.guests = guests

    @property
    def peers(self) -> list[SyntheticPeer]:
        return [guest._peer for guest in self.guests if guest._peer is not None]

    def received(self) -> list[int]:
        """Packets of every stream that arrives."""
        return [stream.packets for peer in self.peers for stream in peer.stats]

    def flows(self) -> bool:
        received = self.received()
        return len(received) == 2 * GUESTS and min(received) > 20

    def lost(self) -> int:
        return sum(stream.lost for peer in self.peers for stream in peer.stats)


@asynccontextmanager
async def calls(server: Serving, agent: Browser, count: int) -> AsyncIterator[list[Call]]:
    made = []
    for _ in range(count):
        names = [f"Testperson {number}" for number in range(GUESTS)]
        meeting, tokens = await make_meeting(agent, *names, meeting_class="open", lobby=False)
        guests = [
            SyntheticGuest(number, server.origin, token, True) for number, token in enumerate(tokens[: len(names)])
        ]
        made.append(Call(meeting, guests))
    tasks = [asyncio.create_task(guest.attend()) for call in made for guest in call.guests]
    try:
        for call in made:
            await until(call.flows, seconds=40)
        yield made
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def place_of(server: Serving, call: Call) -> Supervisor:
    [found] = [one for one in server.running.media._supervisors if call.meeting in one.rooms]
    return found


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
async def test_meetings_of_a_dead_or_frozen_worker_are_back_and_others_lose_nothing(
    tmp_path: Path, blow: signal.Signals
) -> None:
    async with running_server(tmp_path, media_workers=2) as server, Browser(server.origin) as agent:
        await set_up(server, agent)
        async with calls(server, agent, 2) as (struck, spared):
            assert place_of(server, struck) is not place_of(server, spared)
            before, kept = struck.peers, spared.peers
            client = place_of(server, struck).client
            assert client is not None
            os.kill(client.process.pid, blow)
            await until(
                lambda: not set(struck.peers) & set(before) and struck.flows(),
                seconds=BACK_SECONDS,
            )
            since = spared.received()
            await until(lambda: all(now > then + 20 for now, then in zip(spared.received(), since, strict=True)))
            await until(lambda: spared.lost() == 0)
            assert spared.peers == kept, "nobody there needed a new connection"
