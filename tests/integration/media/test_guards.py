"""What strangers and hostile participants send hurts nobody else."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest

from media.pool.pool import MediaPool
from media.protocol import Source
from media.rtp import packet, rtcp
from media.sfu.codecs import EXT_MID, OPUS, VP8
from tests.integration.media.hostility import still_flows, strangers
from tests.integration.media.support import Member, Room, flows, wait_until

Make = Callable[..., Member]

DICE = random.Random(55)


async def test_calls_are_set_up_and_live_while_strangers_send_and_strangers_hear_nothing(
    pool: MediaPool, room: Room, member: Make
) -> None:
    async with strangers(pool) as sockets:
        members = [member(f"m{number}") for number in range(6)]
        for one in members:
            await one.join()
        for one in members:
            await wait_until(one.received, lambda seen: seen["streams"] == 10 and flows(seen), 40)
        for sock in sockets:
            with pytest.raises(BlockingIOError):
                sock.recv(2048)

        async def dropped() -> int:
            return (await pool.stats())[0].packets_dropped

        await wait_until(dropped, lambda count: count > 500)
    assert {room.states(one.name)[-1] for one in members} == {"connected"}


async def test_malformed_packets_from_a_participant_hurt_nobody_else(member: Make, room: Room) -> None:
    hostile, victim, witness = member("hostile"), member("victim"), member("witness")
    for one in (hostile, victim, witness):
        await one.join()
    for one in (hostile, victim, witness):
        await wait_until(one.received, flows)
    for number in range(200):
        body = DICE.randbytes(4 * (number % 50) + 20)
        hostile.peer.send_raw(body)
        hostile.peer.send_raw(bytes([20 + number % 44]) + body)
        hostile.peer.send_rtcp(bytes([0x80 | number % 32, 200 + number % 8, 0, len(body) // 4]) + body)
        hostile.peer.send_rtp(bytes([0x90, 96]) + number.to_bytes(2, "big") + body)
        hostile.peer.send_rtp(packet.build(96, number, 0, 1, body, marker=False, extensions={EXT_MID: b"99"}))
    await still_flows(witness, "victim")
    await still_flows(victim, "witness")
    assert room.states("victim") == room.states("witness") == ["connecting", "connected"]


async def test_nobody_can_send_under_anothers_ssrc_or_speak_about_anothers_streams(member: Make) -> None:
    thief, owner, witness = member("thief"), member("owner"), member("witness")
    for one in (owner, witness, thief):
        await one.join("room", Source.MICROPHONE)
    await wait_until(witness.received, lambda seen: seen["audio"] > 20)
    track = owner.peer.tracks[Source.MICROPHONE]
    stolen = witness.streams("audio")[0]
    for number in range(100):
        thief.peer.send_rtp(packet.build(OPUS, number, 0, track.ssrc, b"x", marker=False, extensions={EXT_MID: b"0"}))
        thief.peer.send_rtp(packet.build(OPUS, number, 0, stolen.ssrc, b"x", marker=False, extensions={EXT_MID: b"2"}))
    thief.peer.send_rtcp(rtcp.build_bye((track.ssrc, stolen.ssrc)))
    thief.peer.send_rtcp(rtcp.build_sr(rtcp.SenderReport(track.ssrc, 1, 2, 3, 4)))
    await still_flows(witness, "owner")
    assert stolen.sender_report is None or stolen.sender_report.ntp != 1


async def test_a_flood_from_one_participant_is_capped_and_others_lose_nothing(pool: MediaPool, member: Make) -> None:
    flooding, sender, receiver = member("flooding"), member("sender"), member("receiver")
    for one in (flooding, sender, receiver):
        await one.join()
    await wait_until(receiver.received, flows)
    junk = packet.build(VP8, 1, 0, 5, bytes(100), marker=False, extensions={EXT_MID: b"nobody"})
    for _ in range(12):
        for _ in range(700):
            flooding.peer.send_raw(junk)
        await asyncio.sleep(0.01)
    await still_flows(receiver, "sender")
    [stats] = await pool.stats()
    assert stats.packets_dropped > 1000


async def test_a_packet_with_an_oversized_tcp_frame_or_a_silent_connection_is_cut_off(pool: MediaPool) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", pool.ports[0])
    writer.write(b"\xff\xff" + bytes(100))
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
