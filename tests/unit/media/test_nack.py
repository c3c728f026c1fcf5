from hypothesis import given
from hypothesis import strategies as st

from media.rtp.nack import MAX_MISSING, MAX_TRIES, NackTracker, ReceptionStats

BASE = 0x10000


def test_a_gap_is_asked_for_at_once_and_again_after_a_round_trip() -> None:
    tracker = NackTracker()
    assert not tracker.received(BASE, 0.0)
    assert tracker.received(BASE + 3, 0.0)
    assert tracker.due(0.0, 0.1) == [1, 2]
    assert tracker.due(0.05, 0.1) == []
    assert tracker.due(0.11, 0.1) == [1, 2]


def test_what_arrives_late_is_no_longer_asked_for() -> None:
    tracker = NackTracker()
    tracker.received(BASE, 0.0)
    tracker.received(BASE + 3, 0.0)
    tracker.received(BASE + 1, 0.0)
    assert tracker.due(0.0, 0.1) == [2]


def test_a_packet_is_given_up_after_some_tries() -> None:
    tracker = NackTracker()
    tracker.received(BASE, 0.0)
    tracker.received(BASE + 2, 0.0)
    asked = sum(bool(tracker.due(float(second), 0.1)) for second in range(100))
    assert asked == MAX_TRIES
    assert not tracker.waiting


def test_too_large_a_gap_calls_for_a_key_frame_instead() -> None:
    tracker = NackTracker()
    tracker.received(BASE, 0.0)
    assert not tracker.received(BASE + MAX_MISSING + 2, 0.0)
    assert tracker.overflowed
    assert not tracker.waiting


@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_exactly_the_missing_packets_are_asked_for(arrived: list[bool]) -> None:
    tracker = NackTracker()
    tracker.received(BASE, 0.0)
    for place, came in enumerate(arrived, 1):
        if came:
            tracker.received(BASE + place, 0.0)
    last = max((place for place, came in enumerate(arrived, 1) if came), default=0)
    missing = [place for place, came in enumerate(arrived, 1) if not came and place < last]
    assert tracker.due(0.0, 0.1) == missing


def test_loss_is_reported_for_the_interval_and_in_total() -> None:
    stats = ReceptionStats(90000)
    for sequence in (65534, 65535, 1, 3):
        stats.received(sequence, 0, 0.0)
    assert stats.lost == 2
    assert stats.fraction_lost() == 2 * 256 // 6
    assert stats.fraction_lost() == 0


def test_steady_arrival_has_no_jitter_and_uneven_arrival_has() -> None:
    steady, uneven = ReceptionStats(48000), ReceptionStats(48000)
    for number in range(200):
        steady.received(number, number * 960, number * 0.02)
        uneven.received(number, number * 960, number * 0.02 + (0.01 if number % 2 else 0.0))
    assert steady.jitter <= 1
    assert 300 < uneven.jitter < 600
