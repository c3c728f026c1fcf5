"""A call of four under attack: the attacker gets nothing, and nobody else notices.

Where forwarding is what is attacked, both paths are."""

from __future__ import annotations

import asyncio
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest

from media.fanout.audience import CHOICE
from media.fanout.build import library
from media.net import stun
from media.pool.pool import MediaPool, WorkerOptions
from media.protocol import Quality, Source
from media.rtp import packet, rtcp
from media.rtp.packet import is_rtcp
from media.sfu.codecs import EXT_MID, EXT_REPAIRED_RID, EXT_RID, OPUS, VP8, VP8_RTX
from media.synthetic.offer import parse_offer
from tests.integration.media.hostility import losses, paced, settled, still_flows
from tests.integration.media.support import Member, Room, flows, wait_until
from tests.support.forks import shared_forks

Make = Callable[..., Member]
SCALE = int(os.environ.get("RESFRI_ATTACK_SCALE", "1"))
"""How many times as much is sent as in `make test`."""
DICE = random.Random(58)
PATHS = ["python", "native"] if library().exists() else ["python"]
on_both_paths = pytest.mark.parametrize("pool", PATHS, indirect=True)


@pytest.fixture
async def pool(request: pytest.FixtureRequest, room: Room, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MediaPool]:
    path = getattr(request, "param", PATHS[-1])
    monkeypatch.setenv(CHOICE, path)
    # Which path a worker takes is in the environment that its fork server began with.
    forks = shared_forks() if path == PATHS[-1] else None
    started = MediaPool(1, WorkerOptions(), room, forks)
    await started.start()
    [stats] = await started.stats()
    assert stats.fast_path == path
    yield started
    await started.close()


class Call:
    """``hostile`` and three others, all of whom see and hear each other."""

    def __init__(self, pool: MediaPool, members: list[Member]) -> None:
        self.pool = pool
        self.members = members
        self.hostile, *self.others = members

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.pool.ports[0]

    async def start(self) -> None:
        for one in self.members:
            await one.join()
        for one in self.members:
            await wait_until(one.received, lambda seen: seen["streams"] == 6 and flows(seen), 30)

    async def dropped(self) -> int:
        return (await self.pool.stats())[0].packets_dropped

    async def others_go_on(self) -> None:
        """The three still receive each other, without a gap and without a duplicate."""
        pairs = [
            (receiver, sender.name) for receiver in self.others for sender in self.others if sender is not receiver
        ]
        await asyncio.gather(*(still_flows(receiver, sender) for receiver, sender in pairs))


@pytest.fixture
async def call(pool: MediaPool, member: Make) -> Call:
    made = Call(pool, [member(name) for name in ("hostile", "anna", "bo", "cilla")])
    await made.start()
    return made


async def test_forged_replayed_and_plain_packets_from_a_participants_own_address_are_not_forwarded(call: Call) -> None:
    victim = call.others[0].peer
    recorded: list[bytes] = []
    send = victim._link.send
    victim._link.send = lambda data: (recorded.append(bytes(data)), send(data))[1]  # type: ignore[method-assign]
    await wait_until(lambda: len(recorded), lambda count: count > 150)
    victim._link.send = send  # type: ignore[method-assign]
    media = [data for data in recorded if data[0] > 127]
    assert any(is_rtcp(data[1]) for data in media)
    track = victim.tracks[Source.MICROPHONE]

    def attack(number: int) -> None:
        copy = bytearray(media[number % len(media)])
        match number % 4:
            case 0:
                victim.send_raw(bytes(copy))
            case 1:
                copy[DICE.randrange(1, len(copy))] ^= 1 << number % 8
                victim.send_raw(bytes(copy))
            case 2:
                victim.send_raw(packet.build(OPUS, number, 0, track.ssrc, b"plain", marker=False, extensions={}))
            case _:
                victim.send_raw(rtcp.build_bye((track.ssrc,)) + rtcp.build_pli(1, track.ssrc))

    before = await call.dropped()
    count = 1500 * SCALE
    await paced(count, 600, attack)
    # A bit that tells RTP from DTLS or STUN can be the one that is flipped.
    assert await settled(call.dropped) - before >= count * 0.98
    await call.others_go_on()


async def test_floods_from_strangers_cost_nobody_a_hundredth_and_no_memory(call: Call, room: Room) -> None:
    ufrag = parse_offer(room.offers("anna")[-1].sdp).ufrag
    checks = [stun.binding_request(name, "x" * 22, nominate=True)[1] for name in (f"{ufrag}:x", "unknown:x")]
    junk = [*checks, b"\0", b"", bytes(3000), DICE.randbytes(1000), b"\x16\xfe\xfd" + bytes(60), b"\x80" + bytes(200)]
    [begin] = await call.pool.stats()
    lost_before, came_before = losses(call.others)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        count = 12_000 * SCALE
        await paced(count, 4000, lambda number: sock.sendto(junk[number % len(junk)], call.address))
        await call.others_go_on()
        with pytest.raises(BlockingIOError):
            sock.recv(2048)
    lost, came = losses(call.others)
    assert lost - lost_before <= (came - came_before) / 100
    [end] = await call.pool.stats()
    assert end.packets_dropped - begin.packets_dropped > count / 2
    assert end.rss_bytes - begin.rss_bytes < 16 << 20


async def test_strangers_over_tcp_hold_neither_the_worker_nor_its_places(call: Call, member: Make) -> None:
    connections: list[socket.socket] = []

    def flood(number: int) -> None:
        with suppress(OSError):
            one = socket.create_connection(call.address, timeout=1, source_address=(f"127.0.0.{2 + number % 6}", 0))
            connections.append(one)
            one.setblocking(False)
            one.send((b"\0", b"\0", bytes(64 * 1024), b"\x04\x00" + bytes(1024))[number // 6 % 4])

    await paced(750 * SCALE, 500, flood)
    late = member("late", protocol="tcp")
    await late.join()
    await wait_until(late.received, flows)
    await call.others_go_on()
    for one in connections:
        one.close()


@on_both_paths
async def test_a_participants_smallest_frames_over_tcp_cost_only_that_one(
    pool: MediaPool, room: Room, member: Make
) -> None:
    call = Call(pool, [member("hostile", protocol="tcp"), *(member(name) for name in ("anna", "bo", "cilla"))])
    await call.start()
    frames = b"\x00\x01\x80" * 20_000
    transport: Any = call.hostile.peer._link._transport
    await paced(40 * SCALE, 40, lambda _: transport.get_write_buffer_size() < 1 << 20 and transport.write(frames))
    await call.others_go_on()


@on_both_paths
async def test_junk_from_a_participant_costs_only_that_one(call: Call) -> None:
    [begin] = await call.pool.stats()
    junk = [DICE.randbytes(1000), bytes([22, 254, 253]) + bytes(100), bytes([0x80, 96]) + bytes(900)]
    await paced(12_000 * SCALE, 4000, lambda number: call.hostile.peer.send_raw(junk[number % 3]))
    await call.others_go_on()
    [end] = await call.pool.stats()
    assert end.rss_bytes - begin.rss_bytes < 16 << 20
    assert sum(stream.packets for stream in call.hostile.peer.stats) > 0


@on_both_paths
async def test_names_and_numbers_of_others_move_nothing_to_another_owner(call: Call) -> None:
    anna = call.others[0]
    mids = [stream.mid.encode() for stream in anna.peer.stats]
    ssrcs = [*anna.peer.streams, *(track.ssrc for track in anna.peer.tracks.values())]

    def steal(number: int) -> None:
        ssrc, mid = DICE.choice([*ssrcs, number]), DICE.choice(mids)
        names = {EXT_MID: mid, EXT_RID: DICE.choice([b"l", b"h", b"x"])}
        kind = DICE.choice([VP8, OPUS, VP8_RTX])
        one = packet.build(kind, number & 0xFFFF, 0, ssrc, b"\x10\0\0stolen", marker=False, extensions=names)
        twice = bytes([0x90]) + one[1:12] + b"\xbe\xde\0\2" + bytes([EXT_MID << 4, mid[0], EXT_MID << 4, 0x31]) * 2
        repair = {EXT_MID: b"1", EXT_REPAIRED_RID: b"h"}
        lying = packet.build(VP8_RTX, number & 0xFFFF, 0, 77, DICE.randbytes(40), marker=False, extensions=repair)
        for data in (one, twice, lying):
            call.hostile.peer.send_rtp(data)

    await paced(500 * SCALE, 200, steal)
    await call.others_go_on()


async def test_a_storm_of_key_frame_requests_reaches_the_publisher_once_a_second(call: Call) -> None:
    owners = {one.name: one.peer.tracks[Source.CAMERA] for one in call.others}
    before = {name: track.key_frame_requests for name, track in owners.items()}
    wanted = [stream.ssrc for stream in call.hostile.streams("video")]
    start = time.monotonic()

    def storm(number: int) -> None:
        for ssrc in wanted:
            call.hostile.peer.send_rtcp(rtcp.build_pli(1, ssrc) + rtcp.build_fir(1, ssrc, number))

    await paced(1000 * SCALE, 330, storm)
    await call.others_go_on()
    most = time.monotonic() - start + 2
    asked = {name: track.key_frame_requests - before[name] for name, track in owners.items()}
    assert all(1 <= count <= most for count in asked.values()), asked


@on_both_paths
async def test_what_a_publisher_storms_with_costs_only_that_one(call: Call) -> None:
    peer = call.hostile.peer
    camera, microphone = peer.tracks[Source.CAMERA], peer.tracks[Source.MICROPHONE]
    camera.silent = microphone.silent = True

    def storm(number: int) -> None:
        voice = packet.build(OPUS, number & 0xFFFF, number, microphone.ssrc, bytes(20), marker=False, extensions={})
        fresh = packet.build(VP8, 1, 1, 10_000 + number, bytes(20), marker=True, extensions={EXT_MID: b"1"})
        report = rtcp.build_sr(rtcp.SenderReport(camera.ssrc, number << 32, 1, 1, 1))
        for leap in (1000 * number, 1000 * number + 500, 1000 * number + 250):
            one = packet.build(VP8, leap & 0xFFFF, leap, camera.ssrc, bytes(20), marker=True, extensions={})
            peer.send_rtp(one)
        peer.send_rtp(voice)
        if number > 1500 * SCALE:
            # Each takes the place of the camera's SSRC, so that leaps of that are of no use any more.
            peer.send_rtp(fresh)
        peer.send_rtcp(report * 40)

    await paced(2000 * SCALE, 700, storm)
    await call.others_go_on()


@on_both_paths
async def test_a_storm_of_nacks_is_answered_within_the_repair_budget(call: Call) -> None:
    [begin] = await call.pool.stats()
    start = time.monotonic()
    ssrcs = list(call.hostile.peer.streams)

    def storm(number: int) -> None:
        everything = range(number * 4096 & 0xFFFF, (number * 4096 & 0xFFFF) + 4900, 1)
        asked = [sequence & 0xFFFF for sequence in everything]
        call.hostile.peer.send_rtcp(rtcp.build_nack(1, ssrcs[number % len(ssrcs)], asked))

    await paced(600 * SCALE, 300, storm)
    await call.others_go_on()
    [end] = await call.pool.stats()
    assert end.nacks_answered - begin.nacks_answered <= 4000 + 2000 * (time.monotonic() - start)


def half_of_it_lost(fci: bytes) -> bytes:
    """About the same packets as the true feedback, but every other one is said to be lost."""
    count = int.from_bytes(fci[2:4], "big")
    return fci[:8] + b"\xaa\xaa" * -(-count // 14) + bytes(-(-count // 2))


def a_second_late(fci: bytes) -> bytes:
    """Each packet is said to have waited much longer than the one before it."""
    count = min(int.from_bytes(fci[2:4], "big"), 500)
    head = fci[:2] + count.to_bytes(2, "big") + fci[4:8]
    return head + (0x4000 | count).to_bytes(2, "big") + b"\x40\0" * count


@pytest.mark.parametrize("lie", [half_of_it_lost, a_second_late])
async def test_who_lies_about_arrivals_holds_back_only_its_own_picture(
    pool: MediaPool, room: Room, member: Make, lie: Callable[[bytes], bytes]
) -> None:
    def truth(fci: bytes) -> bytes:
        return fci

    call = Call(pool, [member("hostile", tell=lie), *(member(name, tell=truth) for name in ("anna", "bo"))])
    for one in call.members:
        await one.join()

    def held(name: str) -> int:
        told = [event for event in room.events if isinstance(event, Quality) and event.transport == name]
        return len(told[-1].held) if told else 0

    await wait_until(lambda: held("hostile"), lambda count: count >= 1, 40)
    for one in call.others:
        await wait_until(one.received, flows)
    await call.others_go_on()
    assert held("anna") == held("bo") == 0


def drain(sock: socket.socket) -> int:
    """Bytes that had come."""
    octets = 0
    with suppress(BlockingIOError):
        while True:
            octets += len(sock.recv(4096))
    return octets


@on_both_paths
async def test_media_does_not_go_where_a_participant_only_says_that_it_is(call: Call, room: Room) -> None:
    offer = parse_offer(room.offers("hostile")[-1].sdp)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.connect(call.address)
        other.setblocking(False)
        sent = received = 0
        for _ in range(7):
            sent += other.send(stun.binding_request(f"{offer.ufrag}:x", offer.password, nominate=True)[1])
        await still_flows(call.hostile, "anna")
        received = await wait_until(lambda: drain(other))
        await call.others_go_on()
        received += drain(other)
        assert received <= 3 * sent


class Pointing(Member):
    """Answers as others do, and names addresses that it would like to have packets sent to."""

    victims: tuple[tuple[str, int], ...] = ()

    def answer_text(self, text: str) -> str:
        lines = [
            f"a=candidate:{number} 1 {kind} 2122260223 {host} {port} typ host{' tcptype passive' * (kind == 'tcp')}"
            for number, (host, port) in enumerate(self.victims)
            for kind in ("udp", "tcp")
        ]
        lines += [f"a=candidate:9 1 udp 1 127.0.0.{number} {self.victims[0][1]} typ host" for number in range(1, 200)]
        host, port = self.victims[0]
        text = text.replace("c=IN IP4 0.0.0.0", f"c=IN IP4 {host}").replace(" 9 UDP/TLS", f" {port} UDP/TLS")
        return text.replace("a=rtcp-mux", "\r\n".join([*lines, f"a=rtcp:{port} IN IP4 {host}", "a=rtcp-mux"]), 1)


def victim() -> tuple[socket.socket, socket.socket]:
    """Sockets of UDP and TCP on one port that both had free."""
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        with suppress(OSError):
            return udp, socket.create_server(udp.getsockname())
        udp.close()


async def test_nothing_is_ever_sent_to_an_address_that_a_client_names(
    pool: MediaPool, room: Room, member: Make
) -> None:
    udp, tcp = victim()
    with udp, tcp:
        tcp.setblocking(False)
        other, template = member("other"), member("template")
        pointing = Pointing(pool, room, "pointing", template.peer)
        pointing.victims = (udp.getsockname(),)
        try:
            await other.join()
            await pointing.join()
            await wait_until(pointing.received, flows)
            await pool.restart_ice("pointing")
            await still_flows(other, "pointing")
        finally:
            await pointing.leave()
        with pytest.raises(BlockingIOError):
            udp.recv(1)
        with pytest.raises(BlockingIOError):
            tcp.accept()
