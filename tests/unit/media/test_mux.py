"""The demultiplexer on real loopback sockets, with endpoints that only remember what they got."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from media.fanout.state import Peer
from media.net import ice, mux, stun, tcp
from media.srtp import INBOX
from tests.unit.media.waiting import wait_until

SRTP = bytes([128, 96]) + bytes(30)


class Remembers:
    """An endpoint as a transport is one."""

    def __init__(self, owner: mux.Mux) -> None:
        self.peer = Peer(0)
        self.agent = ice.IceAgent(asyncio.get_running_loop().time())
        self.received: list[bytes] = []
        self.checks = 0
        self.admitting = True
        owner.register(self.agent.current.ufrag, self)

    def admit(self) -> bool:
        return self.admitting

    def receive(self, length: int) -> None:
        self.received.append(bytes(INBOX[:length]))

    def checked(self) -> None:
        self.checks += 1

    def check(self, *, password: str = "", nominate: bool = True) -> bytes:
        credentials = self.agent.current
        username = f"{credentials.ufrag}:theirs"
        return stun.binding_request(username, password or credentials.password, nominate=nominate)[1]


@pytest.fixture
async def opened() -> AsyncIterator[mux.Mux]:
    made = mux.Mux()
    await made.open("127.0.0.1", 0)
    yield made
    await made.close()


@pytest.fixture
async def client(opened: mux.Mux) -> AsyncIterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", opened.port))
        sock.setblocking(False)
        yield sock


async def reply(sock: socket.socket) -> stun.Message:
    async with asyncio.timeout(5):
        return stun.parse(await asyncio.get_running_loop().sock_recv(sock, 2048))


async def test_data_is_taken_only_after_an_authentic_check_from_the_same_address(
    opened: mux.Mux, client: socket.socket
) -> None:
    endpoint = Remembers(opened)
    for datagram in (SRTP, b"", endpoint.check(password="x" * 22), b"\x16" * 20):
        client.send(datagram)
    await wait_until(lambda: opened.dropped_packets == 4)
    assert endpoint.received == []
    client.send(endpoint.check())
    assert (await reply(client)).kind == stun.BINDING_RESPONSE
    client.send(SRTP)
    await wait_until(lambda: endpoint.received)
    assert endpoint.received == [SRTP]


async def test_what_is_above_the_packet_rate_is_dropped(opened: mux.Mux, client: socket.socket) -> None:
    endpoint = Remembers(opened)
    client.send(endpoint.check())
    await reply(client)
    endpoint.admitting = False
    client.send(SRTP)
    await wait_until(lambda: opened.dropped_packets == 1)
    assert endpoint.received == []


async def test_an_address_in_use_cannot_be_taken_over_by_another_participant(
    opened: mux.Mux, client: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, thief = Remembers(opened), Remembers(opened)
    client.send(owner.check())
    await reply(client)
    client.send(thief.check())
    await wait_until(lambda: opened.dropped_packets == 1)
    client.send(SRTP)
    await wait_until(lambda: owner.received)
    monkeypatch.setattr(mux, "TAKEOVER_SECONDS", 0.0)
    client.send(thief.check())
    await reply(client)
    client.send(SRTP)
    await wait_until(lambda: thief.received)
    assert owner.agent.paths == {}


async def test_nothing_reaches_a_removed_transport(opened: mux.Mux, client: socket.socket) -> None:
    endpoint = Remembers(opened)
    client.send(endpoint.check())
    await reply(client)
    opened.remove(endpoint)
    client.send(SRTP)
    client.send(endpoint.check())
    await wait_until(lambda: opened.dropped_packets == 2)
    assert endpoint.received == []


async def test_new_credentials_end_the_old_ones_when_they_nominate(opened: mux.Mux, client: socket.socket) -> None:
    endpoint = Remembers(opened)
    old = endpoint.check()
    client.send(old)
    await reply(client)
    endpoint.agent.restart()
    opened.register(endpoint.agent.current.ufrag, endpoint)
    client.send(old)
    await reply(client)
    client.send(endpoint.check())
    await reply(client)
    client.send(old)
    await wait_until(lambda: opened.dropped_packets == 1)


def framed(*datagrams: bytes) -> bytes:
    return b"".join(len(datagram).to_bytes(2, "big") + datagram for datagram in datagrams)


async def test_tcp_frames_are_taken_apart_however_they_arrive(opened: mux.Mux) -> None:
    endpoint = Remembers(opened)
    reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
    for byte in framed(endpoint.check(), SRTP):
        writer.write(bytes([byte]))
        await writer.drain()
    length = int.from_bytes(await reader.readexactly(2), "big")
    assert stun.parse(await reader.readexactly(length)).kind == stun.BINDING_RESPONSE
    writer.write(framed(SRTP, SRTP))
    await wait_until(lambda: len(endpoint.received) == 3)
    writer.close()
    await writer.wait_closed()
    await wait_until(lambda: endpoint.agent.selected is None)


async def test_when_tcp_is_slow_video_is_dropped_before_sound(opened: mux.Mux) -> None:
    endpoint = Remembers(opened)
    _, writer = await asyncio.open_connection("127.0.0.1", opened.port, limit=1024)
    writer.transport.pause_reading()
    writer.write(framed(endpoint.check()))
    await wait_until(lambda: endpoint.agent.selected)
    path = endpoint.agent.selected
    assert path is not None
    packet = bytes(1200)
    while not opened.dropped_packets:
        path.send(packet, video=True)
    path.send(packet)
    assert opened.dropped_packets == 1
    while opened.dropped_packets == 1:
        path.send(packet)
    writer.transport.abort()


async def test_strangers_get_few_connections_and_little_time(opened: mux.Mux, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "MAX_STRANGERS_PER_HOST", 2)
    monkeypatch.setattr(tcp, "AUTHENTICATION_SECONDS", 0.05)
    streams = [await asyncio.open_connection("127.0.0.1", opened.port) for _ in range(3)]
    async with asyncio.timeout(5):
        for reader, writer in streams:
            try:
                assert await reader.read() == b""
            except ConnectionResetError:
                assert opened.dropped_packets == 1
            writer.close()
    await wait_until(lambda: not opened.connections)


async def test_a_frame_too_long_ends_the_connection(opened: mux.Mux) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
    writer.write(b"\xff\xff" + bytes(10))
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_a_port_that_is_taken_is_an_error(opened: mux.Mux) -> None:
    another = mux.Mux()
    with pytest.raises(OSError, match="in use"):
        await another.open("127.0.0.1", opened.port)
