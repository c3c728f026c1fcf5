"""The sending side of a socket: in order, bounded, and a reader that is too slow is closed with a reason."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from server.signalling import outbox as module
from server.signalling.outbox import MAX_QUEUED_BYTES, MAX_QUEUED_MESSAGES, WebSocketOutbox
from server.wire.room.breakouts import Breakout, BreakoutKind, Breakouts
from server.wire.room.lobby import LobbyChanged, LobbyLeft, LobbyPerson
from server.wire.room.media import SpeakersMessage
from server.wire.room.presence import Pong
from server.wire.room.version_1 import Version1
from server.wire.room.version_2 import Version2
from server.wire.vocabulary import LeaveReason
from tests.support.polling import until
from tests.support.rooms import Scene, arrival


class Pipe:
    """The other end of a WebSocket.  While ``blocked`` it takes nothing."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.close_message = b""
        self.open = asyncio.Event()

    async def send_str(self, text: str) -> None:
        await self.open.wait()
        self.taken.append(json.loads(text))

    async def close(self, *, code: int, message: bytes) -> None:
        self.close_message = message


async def test_messages_leave_in_order_and_the_goodbye_is_the_last() -> None:
    pipe, outbox = Pipe(), WebSocketOutbox()
    pipe.open.set()
    for number in range(5):
        outbox.send(SpeakersMessage(speaking=[str(number)]))
    outbox.close(LeaveReason.ENDED)
    outbox.send(Pong())
    await outbox.run(pipe)  # type: ignore[arg-type]
    assert [message.get("speaking", [""])[0] for message in pipe.taken[:5]] == ["0", "1", "2", "3", "4"]
    assert pipe.taken[5] == {"type": "closed", "reason": "ended", "again": False}
    assert pipe.close_message == b"ended"


@pytest.mark.parametrize(
    ("message", "count"),
    [(Pong(), MAX_QUEUED_MESSAGES + 2), (SpeakersMessage(speaking=["x" * 60_000]), MAX_QUEUED_BYTES // 60_000 + 2)],
)
async def test_a_reader_that_takes_nothing_is_closed_and_its_queue_dropped(message: Pong, count: int) -> None:
    pipe, outbox = Pipe(), WebSocketOutbox()
    running = asyncio.create_task(outbox.run(pipe))  # type: ignore[arg-type]
    for _ in range(count):
        outbox.send(message)
    assert outbox.closing is LeaveReason.SLOW_CONSUMER
    assert len(outbox._queue) <= 2
    pipe.open.set()
    await running
    assert pipe.close_message == b"slow_consumer"


async def test_a_connection_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GOODBYE_SECONDS", 0.05)
    pipe, outbox = Pipe(), WebSocketOutbox()
    running = asyncio.create_task(outbox.run(pipe))  # type: ignore[arg-type]
    outbox.send(Pong())
    outbox.close(LeaveReason.REMOVED)
    await until(running.done)
    assert pipe.taken == []


async def test_a_page_of_the_version_before_is_told_in_its_own_words() -> None:
    pipe, outbox = Pipe(), WebSocketOutbox()
    pipe.open.set()
    outbox.in_words = Version1()
    outbox.send(Breakouts(breakouts=[Breakout(id="b", kind=BreakoutKind.SIDE, name="")], closes_at=None))
    outbox.send(Pong())
    outbox.close(LeaveReason.ENDED)
    await outbox.run(pipe)  # type: ignore[arg-type]
    side = {"id": "b", "kind": "side", "name": ""}
    assert pipe.taken[:2] == [{"type": "places", "places": [side], "closes_at": None}, {"type": "pong"}]


async def test_a_page_of_version_2_is_told_the_whole_lobby_each_time() -> None:
    pipe, outbox = Pipe(), WebSocketOutbox()
    pipe.open.set()
    outbox.in_words = Version2()
    scene = Scene()
    anna, bo = (scene.come(arrival(name)).as_waiting() for name in ("anna", "bo"))
    for message in (LobbyChanged(waiting=[anna]), LobbyPerson(person=bo), LobbyLeft(participant=anna.id)):
        outbox.send(message)
    outbox.close(LeaveReason.ENDED)
    await outbox.run(pipe)  # type: ignore[arg-type]
    told = [(one["type"], [each["name"] for each in one.get("waiting", [])]) for one in pipe.taken[:3]]
    assert told == [("lobby_changed", names) for names in (["Anna"], ["Anna", "Bo"], ["Bo"])]
