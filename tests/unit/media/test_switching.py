"""What a viewer of a camera in three sizes gets: one picture without a seam, whichever layer it is taken from."""

from __future__ import annotations

import itertools

from media.rtp import rtcp
from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.limits import MIN_BITRATE
from media.sfu.consumer import Choice
from media.sfu.stream import ALIVE_SECONDS, SETTLED_SECONDS
from tests.support.stage import SSRCS, Layer, Publisher, Viewer, headers, pictures

STEP_SECONDS = 0.05


class Broadcast:
    """Every layer sends a picture each 50 ms; asked for a key frame, it sends one unless it is ``deaf``."""

    def __init__(self, layers: int = 3, viewers: int = 1) -> None:
        self.now = 100.0
        self.publisher = Publisher()
        self.layers = [Layer(place, start=1000 + 20_000 * place) for place in range(layers)]
        self.deaf: set[int] = set()
        self.silent: set[int] = set()
        self.viewers = [Viewer(self.publisher) for _ in range(viewers)]
        self.run(SETTLED_SECONDS + 0.5)

    @property
    def viewer(self) -> Viewer:
        return self.viewers[0]

    def choose(self, layer: int | None) -> None:
        for viewer in self.viewers:
            viewer.track.choose(Choice(layer) if layer is not None else None, self.now)

    def asked(self, place: int) -> bool:
        waiting = [one for one in self.publisher.asked if isinstance(one, rtcp.KeyFrameRequest)]
        wanted = [one for one in waiting if one.ssrc == SSRCS[place]]
        for one in wanted:
            self.publisher.asked.remove(one)
        return bool(wanted)

    def run(self, seconds: float) -> None:
        for step in range(round(seconds / STEP_SECONDS)):
            self.now += STEP_SECONDS
            for layer in self.layers:
                if layer.place not in self.silent:
                    key = layer.place not in self.deaf and self.asked(layer.place)
                    self.publisher.send(layer.packet(key=key, temporal=step % 2), self.now)
            self.publisher.uplink.tick(self.now)
            if step % 20 == 19:
                self.publisher.camera.measure(1.0, self.now)

    def seen(self) -> int:
        """The layer that the viewer is sent now, -1 for none."""
        stream = self.viewer.track.stream
        return stream.layer if stream is not None else -1


def assert_seamless(packets: list[bytes]) -> None:
    read = headers(packets)
    assert len({header.ssrc for header in read}) == 1
    sequences = [header.sequence for header in read]
    assert sequences == [(sequences[0] + place) & 0xFFFF for place in range(len(sequences))]
    steps = [(after.timestamp - before.timestamp) & 0xFFFFFFFF for before, after in itertools.pairwise(read)]
    assert all(0 < step < 90_000 for step in steps), "the clock runs forward, and never leaps"
    numbers = pictures(packets)
    pairs = list(itertools.pairwise(numbers))
    assert all(after[0] == (before[0] + 1) & 0x7FFF for before, after in pairs)
    assert all((after[1] - before[1]) & 0xFF in (0, 1) for before, after in pairs)


async def test_a_viewer_moves_to_another_layer_at_its_key_frame_and_not_before() -> None:
    call = Broadcast()
    assert call.seen() == 0
    call.deaf = {2}
    call.choose(2)
    call.run(1)
    assert call.seen() == 0, "the old layer goes on meanwhile"
    call.deaf = set()
    call.run(2)
    assert call.seen() == 2
    assert call.viewer.track.target is None


async def test_up_and_down_leaves_no_seam_in_numbers_clock_or_pictures() -> None:
    call = Broadcast()
    for layer in (2, 1, 0, 1, 2, 0):
        call.choose(layer)
        call.run(2.5)
        assert call.seen() == layer
    assert_seamless(call.viewer.received())


async def test_on_the_way_down_temporal_layers_are_left_out_at_once() -> None:
    call = Broadcast()
    call.choose(2)
    call.run(2)
    call.viewer.received()
    call.deaf = {0}
    call.choose(0)
    call.run(1)
    halved = call.viewer.received()
    assert call.seen() == 2, "the small layer has made no key frame yet"
    assert len(halved) <= 11, "every second picture"
    assert_seamless(halved)


async def test_however_many_wait_a_layer_is_asked_for_one_key_frame_a_second() -> None:
    call = Broadcast(viewers=8)
    call.deaf = {0, 1, 2}
    call.publisher.asked.clear()
    start = call.now
    for number in range(60):
        call.choose(number % 3)
        for viewer in call.viewers:
            viewer.downlink.request_key_frame(viewer.track.sent.ssrc, call.now)
        call.run(STEP_SECONDS)
    passed = call.now - start
    for ssrc in SSRCS:
        assert 1 <= call.publisher.key_frames_asked(ssrc) <= passed + 1


async def test_who_waits_asks_again_when_no_key_frame_comes() -> None:
    call = Broadcast()
    call.deaf = {1}
    call.publisher.asked.clear()
    call.choose(1)
    call.run(3.5)
    assert call.publisher.key_frames_asked(SSRCS[1]) == 4


async def test_a_layer_that_falls_silent_gives_way_to_the_next_lower_one() -> None:
    call = Broadcast()
    call.choose(2)
    call.run(2)
    call.viewer.received()
    call.silent = {2}
    call.run(ALIVE_SECONDS + 2.5)
    assert call.seen() == 1
    assert_seamless(call.viewer.received())
    call.silent = set()
    call.run(SETTLED_SECONDS + 2.5)
    assert call.seen() == 2, "and when it comes back it is taken again"


async def test_after_a_pause_the_smallest_picture_begins_with_a_key_frame_that_is_asked_for_at_once() -> None:
    call = Broadcast()
    call.choose(1)
    call.run(2)
    before = call.viewer.received()
    call.publisher.camera.pause(True, call.now)
    call.run(2)
    assert call.viewer.received() == []
    call.publisher.asked.clear()
    call.publisher.camera.pause(False, call.now)
    assert call.publisher.key_frames_asked(SSRCS[0]) == 1
    call.run(1)
    assert call.seen() == 0
    after = call.viewer.received()
    first, last = headers(after)[0], headers(before)[-1]
    assert first.sequence == (last.sequence + 1) & 0xFFFF
    assert 0 < (first.timestamp - last.timestamp) & 0xFFFFFFFF < 10 * 90_000


async def test_nothing_is_sent_to_who_wants_nothing() -> None:
    call = Broadcast()
    call.viewer.received()
    call.choose(None)
    call.run(1)
    assert call.viewer.received() == []
    call.choose(0)
    call.run(1.5)
    assert call.seen() == 0


async def test_a_publisher_that_sends_a_layer_under_another_ssrc_is_followed() -> None:
    call = Broadcast(layers=1)
    call.run(1)
    call.layers[0].ssrc = 555
    call.layers[0].sequence = 30_000
    before = call.viewer.received()
    call.publisher.send(call.layers[0].packet(key=True), call.now + STEP_SECONDS)
    after = call.viewer.received()
    assert headers(after)[0].sequence == (headers(before)[-1].sequence + 1) & 0xFFFF
    assert pictures(after)[0][0] == pictures(before)[-1][0] + 1
    assert [stream.ssrc for stream in call.publisher.camera.live] == [555]


async def test_a_viewer_that_tells_only_its_own_estimate_is_sent_what_that_allows() -> None:
    call = Broadcast()
    downlink = call.viewer.downlink
    downlink.estimator = BandwidthEstimator()
    for bitrate, choice in ((MIN_BITRATE, Choice(0, temporal=0)), (1_000_000, Choice(0))):
        downlink.limited(int(bitrate), call.now)
        for _ in range(20):
            downlink.tick(call.now)
            call.run(STEP_SECONDS)
        assert call.viewer.track.choice == choice
