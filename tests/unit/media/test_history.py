"""What is kept for retransmission."""

from __future__ import annotations

from media.fanout.history import VIDEO_PACKETS, VIDEO_SLOT, History
from media.fanout.state import Inlet
from media.rtp.forwarded import Packet

VP8 = 96


def history() -> History:
    return History(Inlet(0, 1), video=True, vp8=VP8)


def packet(index: int, size: int = 100) -> Packet:
    return Packet(bytes([index & 0xFF]) * size, index, 3000 * index, VP8, 12, key_frame=False)


def test_the_last_packets_are_kept_and_what_was_seen_is_known() -> None:
    kept = history()
    assert all(kept.add(packet(index)) for index in range(1, VIDEO_PACKETS + 10))
    assert kept.get(9) is None
    assert kept.get(10) is not None
    assert not kept.add(packet(100)), "a duplicate"
    assert not kept.add(packet(5)), "older than what took its place"


def test_a_packet_comes_back_as_it_was() -> None:
    kept = history()
    before = packet(70_000, size=VIDEO_SLOT)
    before.transport_cc = 17
    kept.add(before)
    after = kept.get(70_000)
    assert after is not None
    assert (after.data, after.timestamp, after.payload_type) == (before.data, before.timestamp, VP8)
    assert (after.payload_offset, after.transport_cc, after.key_frame) == (12, 17, False)


def test_what_is_too_long_for_a_slot_is_forwarded_but_not_kept() -> None:
    kept = history()
    assert kept.add(packet(70_000, size=VIDEO_SLOT + 1))
    assert kept.get(70_000) is None
    assert not kept.add(packet(70_000, size=VIDEO_SLOT + 1)), "not twice either"
