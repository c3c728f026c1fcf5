"""Synthetic participants in a real worker process, over real sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from media.pool.pool import MediaError, MediaPool
from media.protocol import ErrorCode, Source
from media.synthetic.link import _Udp
from tests.integration.media.support import Member, Room, flows, wait_until

Make = Callable[..., Member]


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_three_participants_receive_each_other(pool: MediaPool, room: Room, member: Make, protocol: str) -> None:
    members = [member(name, protocol=protocol) for name in ("a", "b", "c")]
    for one in members:
        await one.join()
    for one in members:
        await wait_until(one.received, lambda seen: seen["streams"] == 4 and flows(seen))
        assert room.states(one.name) == ["connecting", "connected"]
        assert [stream.lost for stream in one.peer.stats] == [0, 0, 0, 0]
    [stats] = await pool.stats()
    assert (stats.rooms, stats.transports, stats.producers, stats.consumers) == (1, 3, 6, 12)


async def test_lost_packets_are_asked_for_and_sent_again_as_rtx(pool: MediaPool, member: Make) -> None:
    dice = random.Random(7)
    lossy = member("lossy", lose=lambda data: data[0] > 127 and dice.random() < 0.1)
    sender = member("sender")
    await sender.join()
    await lossy.join()
    await wait_until(lambda: lossy.streams("video"), lambda streams: streams and streams[0].recovered >= 5)
    await wait_until(lambda: lossy.streams("video")[0].lost, lambda lost: lost <= 1)
    [stats] = await pool.stats()
    assert stats.nacks_answered >= 5


async def test_sender_reports_carry_the_publishers_clock_on_the_consumers_timestamps(member: Make) -> None:
    receiver, sender = member("receiver"), member("sender")
    await receiver.join()
    await sender.join()

    def reports() -> list[Any]:
        return [stream.sender_report for stream in receiver.peer.stats]

    await wait_until(reports, lambda found: len(found) == 2 and all(found))
    for stream in receiver.peer.stats:
        assert stream.sender_report is not None
        behind = (stream.last_timestamp - stream.sender_report.timestamp) & 0xFFFFFFFF
        assert min(behind, 2**32 - behind) < 3 * 90000


async def test_the_one_who_talks_is_the_speaker(room: Room, member: Make) -> None:
    talker, listener = member("talker"), member("listener")
    await listener.join("room", Source.CAMERA)
    await talker.join()
    await wait_until(room.speakers, lambda seen: ["talker"] in seen)
    assert all("listener" not in speaking for speaking in room.speakers())


async def test_a_paused_camera_is_dropped_and_comes_back_with_a_key_frame(pool: MediaPool, member: Make) -> None:
    watcher, filmed = member("watcher"), member("filmed")
    await watcher.join()
    await filmed.join()
    await wait_until(watcher.received, flows)
    await pool.pause("filmed", Source.CAMERA, True)
    before = watcher.received()
    await wait_until(watcher.received, lambda seen: seen["audio"] > before["audio"] + 25)
    paused = watcher.received()
    assert paused["video"] <= before["video"] + 3
    await pool.pause("filmed", Source.CAMERA, False)
    await wait_until(watcher.received, lambda seen: seen["key_frames"] > paused["key_frames"])
    assert watcher.streams("video")[0].lost == 0


async def test_a_screen_comes_goes_and_comes_back_on_the_same_mid(pool: MediaPool, room: Room, member: Make) -> None:
    watcher, presenter = member("watcher"), member("presenter")
    await watcher.join()
    await presenter.join()
    await wait_until(watcher.received, flows)
    mids = []
    for _ in range(2):
        await pool.produce("presenter", Source.SCREEN)
        await wait_until(lambda: len(watcher.streams("video")), lambda count: count == 2)
        await wait_until(lambda: watcher.streams("video")[1].key_frames)
        mids.append(room.offers("presenter")[-1].publish[Source.SCREEN])
        await pool.stop_producing("presenter", Source.SCREEN)
        await wait_until(lambda: len(watcher.streams("video")), lambda count: count == 1)
    assert mids[0] == mids[1]
    sections = room.offers("watcher")[-1].sdp.count("m=")
    assert sections == 5, "the section that carried the screen is used again"


async def test_who_leaves_is_gone_for_the_others_and_the_next_one_takes_their_sections(
    pool: MediaPool, room: Room, member: Make
) -> None:
    stays, leaves, comes = member("stays"), member("leaves"), member("comes")
    await stays.join()
    await leaves.join()
    await wait_until(stays.received, flows)
    await pool.close_transport("leaves")
    await wait_until(lambda: leaves.peer.closed.is_set())
    await wait_until(stays.received, lambda seen: seen["streams"] == 0)
    await comes.join()
    await wait_until(stays.received, flows)
    assert room.offers("stays")[-1].sdp.count("m=") == 4


async def test_a_participant_who_says_goodbye_is_reported_and_forgotten(
    pool: MediaPool, room: Room, member: Make
) -> None:
    stays, leaves = member("stays"), member("leaves")
    await stays.join()
    await leaves.join()
    await wait_until(stays.received, flows)
    await leaves.peer.close()
    await wait_until(lambda: room.states("leaves"), lambda states: states[-1] == "closed")
    await wait_until(stays.received, lambda seen: seen["streams"] == 0)
    with pytest.raises(MediaError) as caught:
        await pool.restart_ice("leaves")
    assert caught.value.code is ErrorCode.UNKNOWN_TRANSPORT


async def test_media_follows_a_participant_whose_address_changes(pool: MediaPool, member: Make) -> None:
    one, two = member("one"), member("two")
    await one.join()
    await two.join()
    for each in (one, two):
        await wait_until(each.received, flows)
    link, loop = one.peer._link, asyncio.get_running_loop()
    assert link._transport is not None
    link._transport.close()
    link._transport, _ = await loop.create_datagram_endpoint(lambda: _Udp(link._received), remote_addr=link._remote)
    link._wake.set()
    before = {each.name: each.received() for each in (one, two)}
    for each in (one, two):
        audio = before[each.name]["audio"]
        await wait_until(each.received, lambda now, audio=audio: now["audio"] > audio + 20)


async def test_media_goes_on_through_an_ice_restart(pool: MediaPool, room: Room, member: Make) -> None:
    one, two = member("one"), member("two")
    await one.join()
    await two.join()
    await wait_until(one.received, flows)
    await pool.restart_ice("one")

    def fragments() -> set[str]:
        sections = (line for offer in room.offers("one") for line in offer.sdp.splitlines())
        return {line for line in sections if "ice-ufrag" in line}

    await wait_until(fragments, lambda seen: len(seen) == 2)
    before = one.received()
    await wait_until(one.received, lambda seen: seen["video"] > before["video"] + 20)
    assert all(stream.lost == 0 for stream in one.peer.stats)


async def test_publishers_get_transport_wide_feedback_and_at_most_one_key_frame_request_a_second(
    pool: MediaPool, member: Make
) -> None:
    sender = member("sender")
    watchers = [member(f"watcher {number}") for number in range(2)]
    await sender.join()
    for watcher in watchers:
        await watcher.join("room", Source.MICROPHONE)
    for watcher in watchers:
        await wait_until(watcher.received, flows)
    track = sender.peer.tracks[Source.CAMERA]
    asked, started = track.key_frame_requests, asyncio.get_running_loop().time()
    for _ in range(100):
        for watcher in watchers:
            watcher.peer.request_key_frame(watcher.streams("video")[0].ssrc)
    await wait_until(lambda: track.key_frame_requests, lambda count: count > asked)
    await wait_until(lambda: sender.peer.feedback, lambda count: count > 20)
    seconds = asyncio.get_running_loop().time() - started
    assert track.key_frame_requests - asked <= 2 + seconds


async def test_rooms_do_not_hear_each_other(member: Make) -> None:
    here, there = member("here"), member("there")
    await here.join("one room")
    await there.join("another room")
    await wait_until(lambda: here.peer.connected.is_set() and there.peer.connected.is_set())
    await wait_until(lambda: there.peer.tracks[Source.CAMERA].packets, lambda sent: sent > 20)
    assert here.received() == {"audio": 0, "video": 0, "key_frames": 0, "streams": 0}


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
async def test_a_probe_offers_one_way_only_and_connects_outside_every_room(
    pool: MediaPool, room: Room, member: Make, protocol: Any
) -> None:
    probe = member("probe", protocol=protocol)
    room.listeners["probe"] = probe._offers.put_nowait
    await pool.create_probe("probe", protocol)
    await wait_until(lambda: room.states("probe"), lambda states: states[-1:] == ["connected"])
    candidates = [line for line in room.offers("probe")[0].sdp.splitlines() if line.startswith("a=candidate")]
    assert candidates
    assert all(f" {protocol} " in line for line in candidates)
    [stats] = await pool.stats()
    assert stats.rooms == 0
