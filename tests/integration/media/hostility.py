"""Strangers and attackers on the network, and what honest participants must not notice."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from media.net import stun
from media.pool.pool import MediaPool
from tests.integration.media.support import Member, wait_until

DICE = random.Random(55)
CLIENT_HELLO = bytes.fromhex("16fefd0000000000000000003001000024000000000000002 4fefd".replace(" ", "")) + bytes(34)
ALERT = bytes.fromhex("15fefd00000000000000010002022f")
STRANGE = [b"", b"\0", CLIENT_HELLO, ALERT, b"\x16", bytes([128, 96]) + bytes(40), bytes([128, 200]) + bytes(40)]


@asynccontextmanager
async def strangers(pool: MediaPool) -> AsyncIterator[list[socket.socket]]:
    """Sockets that never authenticate and send everything again and again while the block runs."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(5)]
    checks = [stun.binding_request(name, "x" * 22, nominate=True)[1] for name in ("guess:theirs", "x:y", "")]

    async def send() -> None:
        while True:
            for sock in sockets:
                for data in [*STRANGE, *checks, DICE.randbytes(200)]:
                    sock.sendto(data, ("127.0.0.1", pool.ports[0]))
            await asyncio.sleep(0.02)

    for sock in sockets:
        sock.setblocking(False)
    task = asyncio.create_task(send())
    try:
        yield sockets
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for sock in sockets:
            sock.close()


async def still_flows(receiver: Member, sender: str) -> None:
    """Half a second of sound from ``sender`` arrives, and nothing of it is lost."""
    before = [stream.packets for stream in receiver.streams_of(sender)]

    def gained() -> int:
        return max(now.packets - then for now, then in zip(receiver.streams_of(sender), before, strict=True))

    await wait_until(gained, lambda packets: packets >= 25)
    assert [stream.lost for stream in receiver.streams_of(sender)] == [0 for _ in before]


def losses(members: list[Member]) -> tuple[int, int]:
    """Packets that are missing, and packets that came, at all of them; a duplicate counts as one missing less."""
    streams = [stream for one in members for stream in one.peer.stats]
    return sum(stream.lost for stream in streams), sum(stream.packets for stream in streams)


async def paced(count: int, rate: int, send: Callable[[int], object]) -> None:
    """Call ``send`` with 0, 1, 2 ... about ``rate`` times a second."""
    loop = asyncio.get_running_loop()
    start, done = loop.time(), 0
    while done < count:
        due = min(count, int((loop.time() - start) * rate) + 1)
        for number in range(done, due):
            send(number)
        done = due
        await asyncio.sleep(0.005)


async def settled(look: Callable[[], Awaitable[int]]) -> int:
    """What is counted, once it no longer grows."""
    before = -1
    while (now := await look()) != before:
        before = now
        await asyncio.sleep(0.2)
    return now
