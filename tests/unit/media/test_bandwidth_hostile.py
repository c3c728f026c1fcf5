"""What a viewer claims can harm only itself: the estimate stays within its bounds and the work stays in proportion."""

import contextlib
import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.rtp import twcc
from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.limits import MAX_BITRATE, MIN_BITRATE
from media.rtp.twcc import FeedbackBuilder, MalformedFeedbackError
from tests.unit.media.bottleneck import Call, Link

ROUNDS = st.lists(
    st.tuples(st.integers(0, 40), st.floats(0, 2), st.booleans()),
    min_size=1,
    max_size=12,
)
"""Per feedback: packets sent before it, seconds until it comes, whether a probe is asked for."""


def hand_in(estimator: BandwidthEstimator, fci: bytes, now: float) -> None:
    with contextlib.suppress(MalformedFeedbackError):
        estimator.feedback(fci, now)
    assert_sane(estimator)


def assert_sane(estimator: BandwidthEstimator) -> None:
    assert MIN_BITRATE <= estimator.bitrate <= MAX_BITRATE
    assert 0 <= estimator.loss <= 1
    assert 0 <= estimator.round_trip <= 10
    acked = estimator.acked_bitrate
    assert acked is None or (math.isfinite(acked) and acked >= 0)


class Victim:
    """Sends, probes and hands in whatever comes back."""

    def __init__(self, first: int = 0) -> None:
        self.estimator = BandwidthEstimator(first=first)
        self.estimator.want(5e6)
        self.builder = FeedbackBuilder()
        self.now = 100.0

    def send(self, packets: int, seconds: float, probing: bool) -> None:
        probe = self.estimator.tick(self.now) if probing else None
        for _ in range(packets):
            self.now += seconds / packets
            number = self.estimator.sent.note(int(self.now * 1e6), 1000)
            self.builder.received(number, self.now)
        if probe is not None:
            self.estimator.probe_sent(probe, self.now)


@given(rounds=ROUNDS, feedbacks=st.lists(st.binary(max_size=200), min_size=12, max_size=12))
def test_random_bytes(rounds: list[tuple[int, float, bool]], feedbacks: list[bytes]) -> None:
    victim = Victim()
    for (packets, seconds, probing), fci in zip(rounds, feedbacks, strict=False):
        victim.send(packets, seconds, probing)
        hand_in(victim.estimator, fci, victim.now)


@given(
    rounds=ROUNDS,
    changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=60),
    first=st.sampled_from([0, 0xFFF0, 0xFFFFFFF0]),
)
def test_true_feedback_with_some_bytes_changed(
    rounds: list[tuple[int, float, bool]], changes: list[tuple[int, int]], first: int
) -> None:
    victim = Victim(first)
    for number, (packets, seconds, probing) in enumerate(rounds):
        victim.send(packets, seconds, probing)
        fci = bytearray(victim.builder.build() or b"")
        for place, value in changes[number :: len(rounds)]:
            if place < len(fci):
                fci[place] = value
        hand_in(victim.estimator, bytes(fci), victim.now)


@given(
    rounds=ROUNDS,
    lies=st.lists(st.lists(st.integers(-0x8000, 0x7FFF), min_size=1, max_size=40), min_size=12, max_size=12),
    references=st.lists(st.integers(0, 0xFFFFFF), min_size=12, max_size=12),
)
def test_lies_about_arrivals(
    rounds: list[tuple[int, float, bool]], lies: list[list[int]], references: list[int]
) -> None:
    victim = Victim()
    base = 0
    for (packets, seconds, probing), deltas, reference in zip(rounds, lies, references, strict=False):
        victim.send(packets, seconds, probing)
        head = base.to_bytes(2, "big") + len(deltas).to_bytes(2, "big") + reference.to_bytes(3, "big") + b"\0"
        chunk = (0x4000 | len(deltas)).to_bytes(2, "big")
        hand_in(
            victim.estimator, head + chunk + b"".join(d.to_bytes(2, "big", signed=True) for d in deltas), victim.now
        )
        base = (base + packets) & 0xFFFF


@pytest.mark.parametrize(
    ("lie", "rewrite"),
    [
        ("everything arrived at once", lambda fci: fci[:4] + b"\0\0\0" + fci[7:]),
        ("the receiver's clock jumps", lambda fci: fci[:4] + bytes([fci[7], fci[6], fci[5]]) + fci[7:]),
        ("the packets come from the future", lambda fci: bytes([fci[0] ^ 0x40]) + fci[1:]),
        ("nothing at all", lambda fci: b""),
        ("cut short", lambda fci: fci[:11]),
    ],
)
def test_a_viewer_that_lies_all_the_time(lie: str, rewrite: Callable[[bytes], bytes]) -> None:
    call = Call(Link(2e6))
    call.run(3)
    call.rewrite = rewrite
    call.run(10)
    assert_sane(call.estimator)
    assert all(MIN_BITRATE <= rate <= MAX_BITRATE for rate in call.rates)


def test_the_same_feedback_again_changes_nothing() -> None:
    victim = Victim()
    victim.send(30, 1.0, False)
    fci = victim.builder.build()
    assert fci is not None
    victim.estimator.feedback(fci, victim.now)
    before = victim.estimator.bitrate, victim.estimator.acked_bitrate, victim.estimator.loss
    for _ in range(10):
        victim.estimator.feedback(fci, victim.now + 0.05)
    assert (victim.estimator.bitrate, victim.estimator.acked_bitrate, victim.estimator.loss) == before


def test_feedback_out_of_proportion_to_what_was_sent_is_not_even_read() -> None:
    estimator = BandwidthEstimator()
    estimator.sent.note(0, 1000)
    malformed = (0).to_bytes(2, "big") + (5000).to_bytes(2, "big") + bytes(4) + b"\x9f\xff"
    with pytest.raises(MalformedFeedbackError):
        estimator.feedback(malformed, 1.0)
    with contextlib.suppress(MalformedFeedbackError):
        estimator.feedback(malformed, 1.0)
    for _ in range(100):
        estimator.feedback(malformed, 1.0)


def test_many_small_feedbacks_are_not_read_either() -> None:
    estimator = BandwidthEstimator()
    read = 0
    for _ in range(5_000):
        try:
            estimator.feedback(b"", 1.0)
        except MalformedFeedbackError:
            read += 1
    assert read < 1_000


@settings(max_examples=20)
@given(st.integers(0, twcc.MAX_REPORTED))
def test_a_feedback_about_packets_that_were_never_sent_says_nothing(count: int) -> None:
    estimator = BandwidthEstimator()
    chunks = bytearray()
    for start in range(0, count, 0x1FFF):
        chunks += (0x2000 | min(count - start, 0x1FFF)).to_bytes(2, "big")
    estimator.feedback(bytes(2) + count.to_bytes(2, "big") + bytes(4) + bytes(chunks) + bytes(count), 1.0)
    assert estimator.acked_bitrate is None
    assert estimator.loss == 0
