"""What goes wrong in a call: the worker dies, the socket is lost; everybody is back without doing anything."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, video_progress, wait_for_pictures

pytestmark = pytest.mark.media

BACK_SECONDS = 10.0


def _call(agent: Person, operator: Operator, chromium: Browser) -> Person:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    for person in (agent, guest):
        wait_for_pictures(person, 1)
    return guest


def _busy_worker(operator: Operator) -> int:
    """The worker that carries the call: the one that used the most CPU over a second."""

    def used(pid: int) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before = {pid: used(pid) for pid in operator.workers()}
    time.sleep(1)
    return max(before, key=lambda pid: used(pid) - before[pid])


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_dies_or_freezes_in_mid_call_is_replaced_within_seconds(
    agent: Person, operator: Operator, chromium: Browser, blow: signal.Signals
) -> None:
    guest = _call(agent, operator, chromium)
    old = {person: _peer_id(person) for person in (agent, guest)}
    os.kill(_busy_worker(operator), blow)
    killed = time.monotonic()
    for person in (agent, guest):
        until(lambda person=person: _peer_id(person) != old[person], "a new transport", seconds=BACK_SECONDS)
    for person in (agent, guest):
        wait_for_pictures(person, 1, seconds=BACK_SECONDS)
        assert person.phase() == "joined"
    assert time.monotonic() - killed < BACK_SECONDS * 2
    assert agent.see("tile").count() == 2
    guest.close()


def _peer_id(person: Person) -> str:
    return str(person.page.locator("resfri-room").evaluate("(room) => room.session.peer.transport ?? ''"))


def test_a_lost_socket_is_mended_while_the_media_goes_on(agent: Person, operator: Operator, chromium: Browser) -> None:
    guest = _call(agent, operator, chromium)
    transport = _peer_id(guest)
    before = video_progress(guest)
    guest.page.evaluate("() => window.sockets.forEach((socket) => socket.close())")
    until(lambda: guest.page.evaluate("() => window.sockets.length") == 2, "a new socket", seconds=BACK_SECONDS)
    guest.wait_for_phase("joined", seconds=BACK_SECONDS)
    until(lambda: sum(video_progress(guest).values()) > sum(before.values()), "the picture goes on")
    assert _peer_id(guest) == transport
    assert agent.see("tile").count() == 2
    guest.close()
