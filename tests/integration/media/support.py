"""Helpers that wait for states instead of sleeping, and a listener for a pool's events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from media.pool.pool import MediaPool, WorkerDied
from media.protocol import AnyEvent, Offer, Source, Speakers, TransportChanged
from media.synthetic import ReceivedStream, SyntheticPeer
from tests.unit.media.waiting import wait_until

__all__ = ["Member", "Room", "flows", "wait_until"]


class Room:
    """Collects a pool's events and hands out what tests ask for."""

    def __init__(self) -> None:
        self.events: list[AnyEvent | WorkerDied] = []
        self.listeners: dict[str, Callable[[Offer], None]] = {}

    def __call__(self, event: AnyEvent | WorkerDied) -> None:
        self.events.append(event)
        if isinstance(event, Offer) and event.transport in self.listeners:
            self.listeners[event.transport](event)

    def states(self, transport: str) -> list[str]:
        return [e.state for e in self.events if isinstance(e, TransportChanged) and e.transport == transport]

    def offers(self, transport: str) -> list[Offer]:
        return [event for event in self.events if isinstance(event, Offer) and event.transport == transport]

    def speakers(self) -> list[list[str]]:
        return [event.speaking for event in self.events if isinstance(event, Speakers)]

    def deaths(self) -> list[WorkerDied]:
        return [event for event in self.events if isinstance(event, WorkerDied)]


class Member:
    """A synthetic participant whose offers are answered in order, as a server and a browser would."""

    def __init__(self, pool: MediaPool, room: Room, name: str, peer: SyntheticPeer) -> None:
        self.name = name
        self.peer = peer
        self._pool = pool
        self._room = room
        self._offers: asyncio.Queue[Offer] = asyncio.Queue()
        self._answering = asyncio.create_task(self._answer_all(), name=f"answers of {name}")

    async def join(self, room: str = "room", *sources: Source) -> None:
        """Enter and publish ``sources``, microphone and camera unless others are named."""
        self._room.listeners[self.name] = self._offers.put_nowait
        await self._pool.create_transport(room, self.name)
        for source in sources or (Source.MICROPHONE, Source.CAMERA):
            await self._pool.pause(self.name, source, False)

    async def _answer_all(self) -> None:
        while True:
            offer = await self._offers.get()
            answer = await self.peer.answer(offer.sdp, offer.publish)
            await self._pool.answer(self.name, offer.revision, self.answer_text(answer))

    def answer_text(self, text: str) -> str:
        """What is answered; hostile ones write something else."""
        return text

    def streams(self, kind: str) -> list[ReceivedStream]:
        return [stream for stream in self.peer.stats if stream.kind == kind]

    def streams_of(self, transport: str) -> list[ReceivedStream]:
        """What is received from one other participant."""
        mids = {track.mid for track in self._room.offers(self.name)[-1].tracks if track.transport == transport}
        return [stream for stream in self.peer.stats if stream.mid in mids]

    def received(self) -> dict[str, int]:
        """Packets by kind of media, and key frames; raises what went wrong in answering offers."""
        if self._answering.done():
            self._answering.result()
        return {
            "audio": sum(stream.packets for stream in self.streams("audio")),
            "video": sum(stream.packets for stream in self.streams("video")),
            "key_frames": sum(stream.key_frames for stream in self.streams("video")),
            "streams": len(self.peer.streams),
        }

    async def leave(self) -> None:
        self._answering.cancel()
        [outcome] = await asyncio.gather(self._answering, return_exceptions=True)
        await self.peer.close()
        if isinstance(outcome, Exception):
            raise outcome


def flows(received: dict[str, int]) -> bool:
    return received["audio"] >= 20 and received["video"] >= 10 and received["key_frames"] >= 1
