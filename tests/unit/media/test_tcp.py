"""ICE-TCP on real loopback sockets: what strangers get, and that nobody holds up the others."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from media.net import mux, stun, tcp
from media.net.addresses import network
from tests.support.polling import until
from tests.unit.media.endpoints import Remembers

SRTP = bytes([128, 96]) + bytes(30)


@pytest.fixture
async def opened() -> AsyncIterator[mux.Mux]:
    made = mux.Mux()
    await made.open("127.0.0.1", 0)
    yield made
    await made.close()


class Client:
    """One connection."""

    def __init__(self, opened: mux.Mux, address: str) -> None:
        self._sock = socket.create_connection(("127.0.0.1", opened.port), source_address=(address, 0))
        self._sock.setblocking(False)
        self.port = int(self._sock.getsockname()[1])

    async def write(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self._sock, data)

    async def send(self, *datagrams: bytes) -> None:
        await self.write(framed(*datagrams))

    async def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = await asyncio.get_running_loop().sock_recv(self._sock, count - len(data))
            if not more:
                raise ConnectionResetError
            data += more
        return data

    async def answered(self) -> bool:
        """Whether what comes next is the answer to a check, and not the end."""
        async with asyncio.timeout(5):
            try:
                length = int.from_bytes(await self._exactly(2), "big")
                return stun.parse(await self._exactly(length)).kind == stun.BINDING_RESPONSE
            except ConnectionError:
                return False

    @property
    def ended(self) -> bool:
        try:
            return self._sock.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except ConnectionError:
            return True

    def close(self) -> None:
        self._sock.close()


def framed(*datagrams: bytes) -> bytes:
    return b"".join(len(datagram).to_bytes(2, "big") + datagram for datagram in datagrams)


Connect = Callable[..., Awaitable[Client]]


@pytest.fixture
async def connect(opened: mux.Mux) -> AsyncIterator[Connect]:
    made: list[Client] = []

    async def one(address: str = "127.0.0.1") -> Client:
        client = Client(opened, address)
        made.append(client)
        await until(lambda: any(known.port == client.port for known in opened.connections))
        return client

    yield one
    for client in made:
        client.close()


async def joined(opened: mux.Mux, connect: Connect) -> tuple[Client, Remembers]:
    endpoint, client = Remembers(opened), await connect()
    await client.send(endpoint.check())
    assert await client.answered()
    return client, endpoint


async def test_frames_are_taken_apart_however_they_arrive(opened: mux.Mux, connect: Connect) -> None:
    endpoint, client = Remembers(opened), await connect()
    for byte in framed(endpoint.check(), SRTP):
        await client.write(bytes([byte]))
    assert await client.answered()
    await client.send(SRTP, SRTP)
    await until(lambda: len(endpoint.received) == 3)
    client.close()
    await until(lambda: endpoint.agent.selected is None)


async def test_many_frames_at_once_are_all_taken_in_order(opened: mux.Mux, connect: Connect) -> None:
    client, endpoint = await joined(opened, connect)
    sent = [SRTP + number.to_bytes(2, "big") + bytes(number % 1200) for number in range(700)]
    await client.send(*sent)
    await until(lambda: len(endpoint.received) == 700)
    assert endpoint.received == sent


async def test_when_it_is_slow_video_is_dropped_before_sound(opened: mux.Mux, connect: Connect) -> None:
    _, endpoint = await joined(opened, connect)
    path = endpoint.agent.selected
    assert path is not None
    packet = bytes(1200)
    while not opened.dropped_packets:
        path.send(packet, video=True)
    path.send(packet)
    assert opened.dropped_packets == 1
    while opened.dropped_packets == 1:
        path.send(packet)


@pytest.mark.parametrize(
    "first",
    [b"", SRTP, b"\x16\xfe\xfd" + bytes(60), b"\x00\x01" + bytes(30), bytes(2048)],
    ids=["empty", "media", "handshake", "half a check", "as long as any"],
)
async def test_a_strangers_first_frame_is_a_check_or_its_last(opened: mux.Mux, connect: Connect, first: bytes) -> None:
    client = await connect()
    await client.send(first)
    await until(lambda: client.ended)
    assert not opened.connections


async def test_a_check_with_a_wrong_password_ends_the_connection(opened: mux.Mux, connect: Connect) -> None:
    endpoint, client = Remembers(opened), await connect()
    await client.send(endpoint.check(password="x" * 22), endpoint.check())
    assert not await client.answered()
    assert endpoint.checks == 0


async def test_a_participants_empty_frame_ends_its_connection(opened: mux.Mux, connect: Connect) -> None:
    client, endpoint = await joined(opened, connect)
    await client.send(SRTP, b"", SRTP)
    await until(lambda: client.ended)
    assert endpoint.received == [SRTP]


async def test_a_frame_too_long_ends_the_connection(opened: mux.Mux, connect: Connect) -> None:
    client, _ = await joined(opened, connect)
    await client.write(b"\xff\xff" + bytes(10))
    await until(lambda: client.ended)


async def test_others_get_their_turn_between_a_participants_smallest_frames(opened: mux.Mux, connect: Connect) -> None:
    client, endpoint = await joined(opened, connect)
    loop = asyncio.get_running_loop()
    most = before = 0

    def turn() -> None:
        nonlocal most, before
        most, before = max(most, len(endpoint.received) - before), len(endpoint.received)
        if before < 3000:
            loop.call_soon(turn)

    await client.send(*[b"\x80"] * 3000)
    turn()
    await until(lambda: before == 3000)
    assert most <= 64


async def test_above_its_rate_a_participant_is_not_read_and_loses_nothing(opened: mux.Mux, connect: Connect) -> None:
    client, endpoint = await joined(opened, connect)
    endpoint.limit = 40
    await client.send(*[SRTP] * 100)
    await until(lambda: len(endpoint.received) == 40)
    for more in (80, 100):
        endpoint.limit = more
        endpoint.budget.grant()
        await until(lambda: len(endpoint.received) == endpoint.limit)
    assert opened.dropped_packets == 0


@pytest.mark.parametrize("junk", [b"\x16\xfe\xfd", b"\x00\x01", b"\x40"], ids=["handshake", "checks", "anything"])
async def test_what_proves_nothing_is_charged_where_nobody_else_can_have_sent_it(
    opened: mux.Mux, connect: Connect, junk: bytes
) -> None:
    client, endpoint = await joined(opened, connect)
    await client.send(*[junk] * 2600, SRTP)
    await until(lambda: not endpoint.budget.allows())
    assert endpoint.received == []
    endpoint.budget.grant()
    await until(lambda: endpoint.received == [SRTP])


async def test_the_oldest_stranger_makes_room_and_participants_never(
    opened: mux.Mux, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp, "MAX_STRANGERS", 2)
    participant, endpoint = await joined(opened, connect)
    idle = [await connect() for _ in range(2)]
    last = await connect()
    await until(lambda: idle[0].ended)
    await last.send(endpoint.check())
    assert await last.answered()
    assert not idle[1].ended
    await participant.send(SRTP)
    await until(lambda: endpoint.received)


async def test_a_network_that_fills_its_places_pushes_out_its_own(
    opened: mux.Mux, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp, "MAX_STRANGERS_PER_NETWORK", 2)
    other = await connect("127.0.0.2")
    flood = [await connect() for _ in range(4)]
    await until(lambda: flood[0].ended and flood[1].ended)
    assert [client.ended for client in (other, *flood[2:])] == [False] * 3


async def test_a_full_worker_takes_no_more(opened: mux.Mux, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "MAX_CONNECTIONS", 1)
    await joined(opened, connect)
    refused = Client(opened, "127.0.0.1")
    await until(lambda: refused.ended)
    refused.close()
    assert len(opened.connections) == 1


async def test_a_stranger_gets_little_time(opened: mux.Mux, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tcp.AUTHENTICATION_SECONDS <= 3
    monkeypatch.setattr(tcp, "AUTHENTICATION_SECONDS", 0.05)
    client = await connect()
    await client.write(b"\x00")
    await until(lambda: client.ended)
    assert not opened.connections
    assert not opened.strangers


@pytest.mark.parametrize(
    ("host", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("fe80::1%lo", "fe80::"),
    ],
)
def test_an_ipv6_address_counts_as_its_network(host: str, counted_as: str) -> None:
    assert network(host) == counted_as
