"""What a viewer gets a second time."""

from __future__ import annotations

import pytest

from media.protocol import Source
from media.rtp import packet, rtcp
from media.rtp.bandwidth.sentlog import SentLog
from media.sfu.codecs import EXT_MID, EXT_TRANSPORT_CC, OPUS, VP8, VP8_RTX
from media.sfu.repair import PROBE_PACKETS, REPAIR_BYTES_PER_SECOND
from tests.support.stage import ALL_TYPES, MIDS, Layer, Publisher, Viewer, headers

LATER = 3.0


class Watched:
    """A camera whose packets 0..``count`` have been seen by a viewer."""

    def __init__(self, count: int = 20, accepts: frozenset[int] = ALL_TYPES) -> None:
        self.publisher = Publisher()
        self.viewer = Viewer(self.publisher, accepts=accepts)
        self.layer = Layer(0)
        for number in range(count):
            self.publisher.send(self.layer.packet(key=number == 0), 1 + number / 100)
        self.seen = self.viewer.received()
        self.sequences = [header.sequence for header in headers(self.seen)]
        self.ssrc = self.viewer.track.sent.ssrc

    def ask(self, *sequences: int, now: float = LATER) -> list[bytes]:
        self.viewer.downlink.retransmit(rtcp.Nack(1, self.ssrc, sequences), now)
        return self.viewer.received()


def original(data: bytes) -> tuple[int, bytes]:
    """The sequence number and the payload inside of an RTX packet."""
    [header] = headers([data])
    payload = data[header.payload_offset :]
    return int.from_bytes(payload[:2], "big"), payload[2:]


async def test_a_lost_packet_comes_again_as_rtx_with_the_number_the_viewer_knows() -> None:
    watched = Watched()
    [again] = watched.ask(watched.sequences[5])
    [header], [before] = headers([again]), headers([watched.seen[5]])
    assert header.payload_type == VP8_RTX
    assert header.ssrc == watched.viewer.track.sent.rtx_ssrc
    assert header.timestamp == before.timestamp
    assert original(again) == (watched.sequences[5], watched.seen[5][before.payload_offset :])


async def test_nothing_is_encrypted_twice_under_one_number() -> None:
    watched = Watched(accepts=frozenset({VP8}))
    assert watched.ask(*watched.sequences) == [], "without RTX a packet would need its old number and so its old nonce"


async def test_retransmissions_are_numbered_without_gaps() -> None:
    watched = Watched()
    numbers = [header.sequence for header in headers(watched.ask(*watched.sequences[3:9]))]
    assert numbers == list(range(numbers[0], numbers[0] + 6))


async def test_what_is_still_on_its_way_is_not_sent_again() -> None:
    watched = Watched()
    watched.viewer.downlink.round_trip = 0.2
    assert len(watched.ask(watched.sequences[5])) == 1
    assert watched.ask(watched.sequences[5], now=LATER + 0.1) == []
    assert len(watched.ask(watched.sequences[5], now=LATER + 0.3)) == 1


@pytest.mark.parametrize("offset", [1, 1000, -100])
async def test_what_was_never_sent_is_not_invented(offset: int) -> None:
    watched = Watched()
    wanted = watched.sequences[-1] + offset if offset > 0 else watched.sequences[0] + offset
    assert watched.ask(wanted & 0xFFFF) == []


async def test_nobody_elses_ssrc_can_be_asked_for() -> None:
    watched = Watched()
    watched.viewer.downlink.retransmit(rtcp.Nack(1, watched.ssrc + 1, tuple(watched.sequences)), LATER)
    assert watched.viewer.received() == []


async def test_a_storm_is_answered_within_the_budget() -> None:
    watched = Watched(500)
    watched.viewer.downlink.round_trip = 0.0
    octets, seconds = 0, 5
    for step in range(seconds * 100):
        octets += sum(map(len, watched.ask(*watched.sequences[-400:], now=LATER + step / 100)))
    assert octets < 1.2 * REPAIR_BYTES_PER_SECOND * (seconds + 1)


async def test_before_another_layer_began_is_forgotten() -> None:
    watched = Watched()
    bigger = Layer(1, start=9000)
    watched.publisher.send(bigger.packet(key=True), 1.3)
    for number in range(40):
        watched.publisher.send(bigger.packet(key=number == 39), 1.4 + number / 20)
        watched.publisher.camera.measure(0.05, 1.4 + number / 20)
        watched.viewer.track.choose(watched.viewer.track.choice._replace(layer=1), 1.4 + number / 20)  # type: ignore[union-attr]
    assert watched.viewer.track.stream is watched.publisher.camera.streams[1]
    watched.viewer.received()
    assert watched.ask(*watched.sequences, now=9.0) == []


async def test_a_probe_repeats_recent_packets_and_is_no_longer_than_asked_for() -> None:
    watched = Watched(100)
    repair = watched.viewer.downlink._repair
    sent = repair.probe(watched.viewer.track, 1000, LATER)
    packets = watched.viewer.received()
    assert 1000 <= sent < 1400
    assert {header.payload_type for header in headers(packets)} == {VP8_RTX}
    assert {original(data)[0] for data in packets} <= {*watched.sequences}
    repair.probe(watched.viewer.track, 10**9, LATER)
    assert len(watched.viewer.received()) == PROBE_PACKETS


def voice(sequence: int) -> bytes:
    extensions = {EXT_MID: MIDS[Source.MICROPHONE].encode(), EXT_TRANSPORT_CC: b"\0\0"}
    return packet.build(OPUS, sequence, 960 * sequence, 77, bytes([sequence]) * 60, marker=False, extensions=extensions)


async def test_sound_comes_again_byte_for_byte_under_its_old_number() -> None:
    publisher = Publisher()
    viewer = Viewer(publisher, Source.MICROPHONE)
    numbers = SentLog()
    viewer.downlink.egress.viewer.number_packets(numbers)
    for number in range(20):
        publisher.send(voice(number), 1 + number / 50)
    before = list(viewer.path.datagrams)
    sequences = [header.sequence for header in headers(viewer.received())]
    given_out = numbers.next[0]
    viewer.downlink.retransmit(rtcp.Nack(1, viewer.track.sent.ssrc, (sequences[7],)), LATER)
    # The same number encrypts one message only, so that it must be the same message.
    assert viewer.path.datagrams == [before[7]]
    assert numbers.next[0] == given_out
