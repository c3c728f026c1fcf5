"""The estimator as a whole, against a simulated link.  Bitrates are in bit/s, times in simulated seconds."""

import pytest

from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.limits import MAX_BITRATE, MIN_BITRATE, START_BITRATE
from media.rtp.bandwidth.overuse import Usage
from tests.unit.media.bottleneck import Call, Link

KBIT, MBIT = 1e3, 1e6


@pytest.mark.parametrize("delay", [0.01, 0.1, 0.2])
@pytest.mark.parametrize("capacity", [250 * KBIT, 1 * MBIT, 3 * MBIT])
def test_settles_below_what_the_link_carries(capacity: float, delay: float) -> None:
    call = Call(Link(capacity, delay=delay))
    call.run(30)
    assert 0.7 * capacity <= call.mean(15) <= capacity
    assert call.estimator.loss < 0.01


def test_before_any_feedback_a_small_picture_is_assumed() -> None:
    estimator = BandwidthEstimator()
    estimator.sent.note(0, 1200)
    assert estimator.tick(5.0) is None
    assert estimator.bitrate == START_BITRATE
    assert estimator.state is Usage.NORMAL
    assert estimator.acked_bitrate is None


def test_finds_a_good_link_within_two_seconds_by_probing() -> None:
    call = Call(Link(5 * MBIT), cap=2.5 * MBIT)
    assert call.run(5, until=lambda: call.rate >= 2.5 * MBIT) < 2


def test_a_link_that_becomes_slow_is_noticed_and_its_queue_drained() -> None:
    link = Link(3 * MBIT)
    call = Call(link)
    call.run(15)
    link.capacity = 250 * KBIT
    assert call.run(5, until=lambda: call.rate < link.capacity) < 1.5
    call.run(5, until=lambda: link.queue_seconds < 0.05)
    assert link.queue_seconds < 0.05
    assert call.rate < link.capacity
    call.run(10)
    assert 0.6 * link.capacity < call.mean(5) < link.capacity


def test_a_link_that_becomes_fast_is_found_by_probing() -> None:
    link = Link(3 * MBIT)
    call = Call(link)
    call.run(10)
    link.capacity = 250 * KBIT
    call.run(20)
    link.capacity = 3 * MBIT
    assert call.run(20, until=lambda: call.rate > 2 * MBIT) < 10


@pytest.mark.parametrize("jitter", [0.005, 0.03])
def test_jitter_is_no_congestion(jitter: float) -> None:
    call = Call(Link(20 * MBIT, jitter=jitter), cap=2 * MBIT)
    call.run(10)
    call.rates.clear()
    call.run(20)
    assert min(call.rates) > 1.5 * MBIT


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    ("loss", "least"), [(0.02, 1.3 * MBIT), (0.05, 1 * MBIT), (0.1, 800 * KBIT), (0.2, 300 * KBIT)]
)
def test_random_loss_costs_some_rate_but_never_the_picture(loss: float, least: float, seed: int) -> None:
    call = Call(Link(2 * MBIT, loss=loss, seed=seed))
    call.run(10)
    call.rates.clear()
    call.run(30)
    assert call.mean(30) > least
    assert min(call.rates) > 300 * KBIT
    assert abs(call.estimator.loss - loss) < 0.08


@pytest.mark.parametrize("capacity", [500 * KBIT, 1 * MBIT])
def test_a_short_queue_that_shows_in_loss_and_hardly_in_delay_is_respected(capacity: float) -> None:
    call = Call(Link(capacity, queue_bytes=4_500))
    call.run(40)
    assert 0.6 * capacity <= call.mean(20) <= capacity
    assert call.estimator.loss < 0.05


def test_feedback_that_gets_lost_is_no_loss_of_what_was_sent() -> None:
    call = Call(Link(2 * MBIT))
    call.feedback_loss = 0.2
    call.run(30)
    assert 0.7 * 2 * MBIT <= call.mean(15) <= 2 * MBIT
    assert call.estimator.loss < 0.01


def test_a_sender_with_little_to_send_is_not_believed_to_have_more_room_than_it_has_tried() -> None:
    call = Call(Link(20 * MBIT), cap=300 * KBIT)
    call.run(60)
    assert call.rate < 2 * 300 * KBIT
    assert call.probes == []


@pytest.mark.parametrize(
    ("capacity", "layer"), [(200 * KBIT, 100 * KBIT), (500 * KBIT, 300 * KBIT), (1.3 * MBIT, 700 * KBIT)]
)
def test_probes_that_fail_cost_nobody_the_layer_that_fits(capacity: float, layer: float) -> None:
    link = Link(capacity)
    call = Call(link, cap=1.7 * MBIT)
    call.layers = (100 * KBIT, 300 * KBIT, 700 * KBIT, 1.6 * MBIT)
    call.run(5)
    call.choices.clear()
    call.run(40)
    assert len(call.probes) > 5
    assert set(call.choices) == {layer}
    assert call.rate <= capacity
    assert link.dropped == 0


def test_more_is_looked_for_as_soon_as_it_is_wanted() -> None:
    call = Call(Link(20 * MBIT), cap=300 * KBIT)
    call.run(10)
    call.estimator.want(2 * MBIT)
    assert call.run(10, until=lambda: call.rate >= 2 * MBIT) < 2


def test_nothing_is_probed_for_that_nobody_wants() -> None:
    call = Call(Link(20 * MBIT), cap=1 * MBIT)
    call.run(20)
    assert max(probe.bitrate for probe in call.probes) < 1.2 * MBIT


def test_probes_that_fail_become_rare() -> None:
    call = Call(Link(250 * KBIT))
    call.run(30)
    tried = len(call.probes)
    call.run(30)
    assert len(call.probes) - tried <= 6


def test_nothing_is_sent_into_a_hole_and_all_is_back_soon_after() -> None:
    link = Link(3 * MBIT)
    call = Call(link)
    call.run(10)
    before = call.rate
    link.down = True
    call.run(1)
    assert call.rate < before / 1.5
    call.run(9)
    assert call.rate == MIN_BITRATE
    link.down = False
    assert call.run(10, until=lambda: call.rate > 2 * MBIT) < 4


def test_a_sender_that_pauses_loses_nothing() -> None:
    call = Call(Link(3 * MBIT))
    call.run(10)
    before = call.rate
    for second in range(1, 10):
        call.estimator.tick(call.now + second)
    assert call.rate == before


@pytest.mark.parametrize(
    ("what", "start", "first", "viewer_clock"),
    [
        ("16-bit packet numbers", 100.0, 0x10000 - 500, 0.0),
        ("the 32-bit counter of packets", 100.0, (1 << 32) - 500, 0.0),
        ("the 32-bit microseconds of the log", 4_294.967296 - 3, 0, 0.0),
        ("the 24-bit reference time", 100.0, 0, 0.064 * (1 << 24) - 3),
    ],
)
def test_nothing_happens_when_a_counter_wraps_around(what: str, start: float, first: int, viewer_clock: float) -> None:
    plain = Call(Link(1 * MBIT), start=100.0)
    wrapping = Call(Link(1 * MBIT), start=start, first=first, viewer_clock=viewer_clock)
    plain.run(12)
    wrapping.run(12)
    assert wrapping.mean(8) == pytest.approx(plain.mean(8), rel=0.1)
    assert wrapping.estimator.loss < 0.01


@pytest.mark.parametrize("delay", [0.1, 0.25, 0.4])
def test_a_path_that_becomes_longer_is_no_queue_for_long(delay: float) -> None:
    link = Link(20 * MBIT, delay=0.02)
    call = Call(link, cap=1 * MBIT)
    call.layers = (100 * KBIT, 300 * KBIT, 900 * KBIT)
    call.run(20)
    link.delay = delay
    call.run(1)
    assert call.run(5, until=lambda: call.choices[-1] == 900 * KBIT) < 3
    call.rates.clear()
    call.run(20)
    assert min(call.rates) > 900 * KBIT


def test_remb_decides_where_there_is_no_transport_feedback() -> None:
    estimator = BandwidthEstimator()
    estimator.remb(900_000, 1.0)
    assert estimator.bitrate == 900_000
    estimator.remb(1 << 60, 2.0)
    assert estimator.bitrate == MAX_BITRATE
    estimator.remb(1, 3.0)
    assert estimator.bitrate == MIN_BITRATE


def test_receiver_reports_with_much_loss_lower_what_remb_allows() -> None:
    estimator = BandwidthEstimator()
    estimator.remb(1_000_000, 0.0)
    estimator.receiver_report(0.3, 1.0)
    assert estimator.bitrate < 800_000
    assert estimator.loss > 0


def test_remb_is_ignored_next_to_transport_feedback() -> None:
    call = Call(Link(1 * MBIT))
    call.run(5)
    before = call.rate
    call.estimator.remb(50_000, call.now)
    assert call.rate == before


def test_the_round_trip_is_seen_in_the_feedback_unless_it_is_told() -> None:
    call = Call(Link(5 * MBIT, delay=0.1), cap=1 * MBIT)
    call.run(10)
    assert 0.2 <= call.estimator.round_trip < 0.3
    call.estimator.round_trip = 0.05
    call.run(1)
    assert call.estimator.round_trip == 0.05
