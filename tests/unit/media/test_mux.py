"""The demultiplexer on real loopback sockets, with endpoints that only remember what they got."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from media.net import mux, stun
from media.net.ice import Credentials
from tests.unit.media.endpoints import THEIRS, Remembers, answer_to_check
from tests.unit.media.waiting import wait_until

SRTP = bytes([128, 96]) + bytes(30)


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


async def received(sock: socket.socket) -> bytes:
    async with asyncio.timeout(5):
        return await asyncio.get_running_loop().sock_recv(sock, 2048)


async def reply(sock: socket.socket) -> stun.Message:
    """The answer to a check; what the worker asks besides is left unanswered."""
    while (message := stun.parse(await received(sock))).kind == stun.BINDING_REQUEST:
        pass
    return message


async def agree(sock: socket.socket) -> None:
    """Answer the check that the worker sends with its answer."""
    while (message := stun.parse(await received(sock))).kind != stun.BINDING_REQUEST:
        pass
    sock.send(answer_to_check(message))


async def test_media_goes_to_no_address_that_has_not_agreed(opened: mux.Mux, client: socket.socket) -> None:
    endpoint = Remembers(opened)
    client.send(endpoint.check())
    await agree(client)
    await wait_until(lambda: endpoint.agent.selected)
    mine = endpoint.agent.selected
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.connect(("127.0.0.1", opened.port))
        victim.setblocking(False)
        victim.send(endpoint.check(nominate=True))
        assert (await reply(victim)).kind == stun.BINDING_RESPONSE
        assert endpoint.agent.selected is mine
        victim.send(answer_to_check(stun.parse(await received(victim)), theirs=Credentials(THEIRS.ufrag, "x" * 22)))
        await wait_until(lambda: opened.dropped_packets == 1)
        assert endpoint.agent.selected is mine
        victim.send(endpoint.check(nominate=True))
        await agree(victim)
        await wait_until(lambda: endpoint.agent.selected is not mine)


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


async def test_what_proves_nothing_is_not_charged_to_whoever_has_the_address(
    opened: mux.Mux, client: socket.socket
) -> None:
    endpoint = Remembers(opened)
    client.send(endpoint.check())
    await reply(client)
    state = endpoint.peer.state
    before, doubts = (state.budget, state.octets), state.doubts
    for datagram in (b"\x16" * 20, b"\x40" * 20, endpoint.check(password="x" * 22)):
        client.send(datagram)
    await wait_until(lambda: opened.dropped_packets == 1)
    assert (state.budget, state.octets) == before
    assert doubts - state.doubts == 2


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


async def test_a_port_that_is_taken_is_an_error(opened: mux.Mux) -> None:
    another = mux.Mux()
    with pytest.raises(OSError, match="in use"):
        await another.open("127.0.0.1", opened.port)
