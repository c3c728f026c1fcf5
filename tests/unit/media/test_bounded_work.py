"""What one participant sends costs the worker, and the other participants, no more than it costs that one."""

from __future__ import annotations

import pytest

from media.protocol import Source
from media.rtp import packet, rtcp
from media.sfu.codecs import EXT_AUDIO_LEVEL, EXT_MID, OPUS, RED
from tests.support.stage import MIDS, SSRCS, Layer, Publisher, Viewer, headers, lines_run

MICROPHONE = MIDS[Source.MICROPHONE].encode()


def sound(number: int, payload: bytes = b"sound", payload_type: int = OPUS) -> bytes:
    sequence, timestamp = number & 0xFFFF, number * 960 & 0xFFFFFFFF
    extensions = {EXT_MID: MICROPHONE}
    return packet.build(payload_type, sequence, timestamp, 7, payload, marker=False, extensions=extensions)


async def playing(viewers: int = 1) -> tuple[Publisher, list[Viewer], Layer]:
    """A camera that everybody watches."""
    publisher = Publisher()
    watching = [Viewer(publisher) for _ in range(viewers)]
    layer = Layer(0)
    assert publisher.send(layer.packet(key=True), 1.0)
    assert all(len(viewer.received()) == 1 for viewer in watching)
    return publisher, watching, layer


async def test_a_publisher_that_leaps_through_its_numbers_soon_is_not_followed() -> None:
    publisher, [viewer], layer = await playing()
    followed = [publisher.send(layer.packet(skip=500), 1.0) for _ in range(100)]
    assert followed[:8] == [True] * 8, "a network that comes back may have lost a lot"
    assert not any(followed[9:])
    assert len(viewer.received()) == sum(followed)
    assert publisher.send(layer.packet(skip=500), 2.0), "and time heals"


async def test_a_second_of_leaps_is_at_most_so_much_work_for_each_viewer() -> None:
    publisher, _, layer = await playing(viewers=3)
    honest = lines_run(lambda: [publisher.send(layer.packet(), 1.0) for _ in range(300)])
    while publisher.send(layer.packet(skip=500), 1.0):
        pass
    leaping = lines_run(lambda: [publisher.send(layer.packet(skip=500), 1 + n / 300) for n in range(300)])
    assert leaping < 5 * honest


async def test_late_packets_are_found_without_looking_at_all_that_came_since() -> None:
    publisher, [viewer], layer = await playing()
    late = [layer.packet() for _ in range(400)]
    assert publisher.send(layer.packet(), 1.0)
    fresh = lines_run(lambda: publisher.send(layer.packet(), 1.0))
    assert lines_run(lambda: publisher.send(late[0], 1.0)) < 2 * fresh
    assert publisher.send(late[399], 1.0)
    assert len(viewer.received()) == 4


async def test_sound_beyond_what_the_best_microphone_makes_is_dropped() -> None:
    publisher = Publisher()
    viewer = Viewer(publisher, Source.MICROPHONE)
    assert sum(publisher.send(sound(number), 1 + number / 2500) for number in range(2500)) <= 800
    viewer.received()
    assert all(publisher.send(sound(number, bytes(160)), 5 + number / 100) for number in range(2500, 3500))
    assert len(viewer.received()) == 1000, "a hundred packets a second are usual"


async def test_sender_reports_are_passed_on_a_few_times_a_second_however_many_come() -> None:
    publisher, [viewer], _ = await playing()
    for number in range(1000):
        publisher.uplink.sender_report(rtcp.SenderReport(SSRCS[0], number << 32, number, 1, 1), 2 + number / 1000)
    assert sum(isinstance(record, rtcp.SenderReport) for record in viewer.reports()) == 4


async def test_nobody_has_more_packets_looked_up_than_an_honest_client_asks_for() -> None:
    publisher, [viewer], layer = await playing()
    for _ in range(50):
        publisher.send(layer.packet(), 1.0)
    viewer.received()
    storm = rtcp.Nack(1, viewer.track.sent.ssrc, tuple(range(65_536)))
    once = lines_run(lambda: viewer.downlink.retransmit(storm, 2.0))
    again = lines_run(lambda: [viewer.downlink.retransmit(storm, 2.0) for _ in range(20)])
    assert again < once / 20
    viewer.received()
    highest = viewer.track.route.highest & 0xFFFF
    viewer.downlink.retransmit(rtcp.Nack(1, viewer.track.sent.ssrc, (highest,)), 4.0)
    assert len(viewer.received()) == 1, "and time heals"


async def test_only_a_microphone_makes_a_speaker() -> None:
    publisher = Publisher()
    for source, ssrc in ((Source.SCREEN_AUDIO, 8), (Source.MICROPHONE, 9)):
        extensions = {EXT_MID: MIDS[source].encode(), EXT_AUDIO_LEVEL: bytes([ssrc])}
        publisher.send(packet.build(OPUS, 1, 1, ssrc, b"sound", marker=False, extensions=extensions), 1.0)
    assert publisher.levels == [9]


@pytest.mark.parametrize("inside", [0, 63, 72, 96])
async def test_redundant_sound_can_only_contain_sound(inside: int) -> None:
    publisher = Publisher()
    viewer = Viewer(publisher, Source.MICROPHONE, accepts=frozenset({OPUS}))
    publisher.send(sound(1, bytes([OPUS]) + b"primary", RED), 1.0)
    publisher.send(sound(2, bytes([inside]) + b"primary", RED), 1.0)
    assert [header.payload_type for header in headers(viewer.received())] == [OPUS]
