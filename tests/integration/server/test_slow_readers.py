"""People whose connection takes nothing: they are let go with a reason, and nobody else notices (R51).

Real sockets that nobody reads, behind whose kernel's buffers the server's own queue fills.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from server.operator.serve import Serving
from server.signalling import outbox
from server.wire.room.messages import WIRE_VERSION
from tests.support.polling import until
from tests.support.server import Browser, Wire, enter, make_meeting

SLOW = 6
PUTS = 60
"""By each of the three who write; below what makes a page write too fast."""
PAYLOAD = "\x01" * 8_000
"""Six times as many bytes on the wire."""


async def unread_socket(browser: Browser) -> socket.socket:
    """A WebSocket that has said hello, and from which nothing is ever read."""
    ticket = await browser.ticket()
    address = urlsplit(browser.origin)
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(sock, (address.hostname, address.port))
    headers = {
        **browser.headers(),
        "Host": address.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    lines = ["GET /ws HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    await loop.sock_sendall(sock, "\r\n".join(lines).encode())
    hello = {"type": "hello", "version": WIRE_VERSION, "ticket": ticket, "microphone": True, "camera": True}
    text = json.dumps(hello).encode()
    # One frame, whose mask of zeros changes nothing (RFC 6455 section 5.2).
    await loop.sock_sendall(sock, bytes([0x81, 0xFE]) + len(text).to_bytes(2, "big") + bytes(4) + text)
    return sock


async def write(wire: Wire, key: str) -> None:
    message = {"type": "put", "place": "main", "channel": "chat", "key": key, "payload": PAYLOAD}
    for number in range(1, PUTS + 1):
        await wire.send({**message, "seq": number})
        await wire.next("ok", number)


def open_sockets(server: Serving) -> int:
    return len(server.running.rooms._sockets._sockets)


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


async def test_who_reads_nothing_is_let_go_and_the_others_get_everything(
    server: Serving, agent: Browser, stack: AsyncExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "GOODBYE_SECONDS", 0.1)
    meeting, (token,) = await make_meeting(agent, meeting_class="open", lobby=False, capacity=SLOW + 10)
    host = await agent.connect(meeting)
    stack.push_async_callback(host.close)
    await host.next("joined")
    names = [f"Gäst {number}" for number in range(SLOW + 2)]
    browsers = [await stack.enter_async_context(await enter(server.origin, token, name)) for name in names]
    fast = [await browser.connect() for browser in browsers[:2]]
    for browser in browsers[2:]:
        stack.enter_context(await unread_socket(browser))
    await until(lambda: open_sockets(server) == SLOW + 3)
    await asyncio.gather(*(write(wire, f"k{number}") for number, wire in enumerate((host, *fast))))
    await until(lambda: open_sockets(server) == 3)
    for wire in (host, *fast):
        await until(lambda wire=wire: len(wire.all("item")) >= 3 * PUTS)
