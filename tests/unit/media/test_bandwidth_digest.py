"""What was sent, what a feedback says about it, and how much arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.rtp import twcc
from media.rtp.bandwidth.acked import AckedRate
from media.rtp.bandwidth.groups import Digest, GroupReader
from media.rtp.bandwidth.sentlog import LOG_PACKETS, SentLog


def digest(reader: GroupReader, base: int, arrivals_ms: list[float | None], reference: int = 0) -> Digest:
    ticks = [None if at is None else round(at * 4) for at in arrivals_ms]
    found = reader.locate(twcc.Feedback(base & 0xFFFF, reference, ticks))
    reader.take(found)
    return found


def test_packets_are_numbered_and_found_again_across_the_wrap() -> None:
    log = SentLog(first=0xFFFF)
    assert [log.note(at, 100 + at) for at in range(3)] == [0xFFFF, 0, 1]
    assert [log.sent_at(log.index(number)) for number in (0xFFFF, 0, 1)] == [0, 1, 2]
    assert log.unanswered_bytes(0xFFFF, 0x10002) == 303


def test_packets_that_left_within_five_milliseconds_are_one_group() -> None:
    log = SentLog()
    reader = GroupReader(log)
    for at in (0, 2_000, 4_000, 20_000, 40_000):
        log.note(at, 1000)
    found = digest(reader, 0, [10, 11, 12, 30, 50])
    assert [(group.first_sent, group.last_sent, group.size, group.last_arrival) for group in found.groups] == [
        (0, 4_000, 3000, 48),
        (20_000, 20_000, 1000, 120),
    ]
    assert (found.received, found.lost, found.size, found.newest_sent) == (5, 0, 5000, 40_000)


def test_a_group_goes_on_in_the_next_feedback() -> None:
    log = SentLog()
    reader = GroupReader(log)
    for at in (0, 1_000, 20_000):
        log.note(at, 1000)
    assert digest(reader, 0, [10]).groups == []
    assert [group.size for group in digest(reader, 1, [11, 30]).groups] == [2000]


def test_groups_that_were_held_up_and_released_together_are_one() -> None:
    log = SentLog()
    reader = GroupReader(log)
    for at in (0, 20_000, 40_000, 60_000):
        log.note(at, 1000)
    assert [group.size for group in digest(reader, 0, [70, 71, 72, 90]).groups] == [3000]


def test_each_packet_is_counted_once() -> None:
    log = SentLog()
    reader = GroupReader(log)
    for at in range(6):
        log.note(at * 20_000, 1000)
    first = digest(reader, 0, [10, None, None, 70])
    assert (first.received, first.lost) == (2, 2)
    again = digest(reader, 0, [10, None, 75, 70, None, 110])
    assert (again.received, again.lost) == (2, 0)


def test_what_was_never_sent_or_is_long_forgotten_is_passed_over() -> None:
    log = SentLog()
    reader = GroupReader(log)
    for at in range(LOG_PACKETS + 10):
        log.note(at, 1000)
    assert digest(reader, 5, [1, 2]).received == 0
    assert digest(reader, LOG_PACKETS + 9, [1, 2, 3]).received == 1
    assert digest(reader, 0x9000, [1]).received == 0


@given(st.lists(st.sampled_from([None, 1.0, 3.0, 40.0]), min_size=1, max_size=100))
def test_received_and_lost_add_up_to_what_was_reported(steps: list[float | None]) -> None:
    log = SentLog()
    reader = GroupReader(log)
    at, arrivals = 0.0, []
    for number, step in enumerate(steps):
        log.note(number * 7_000, 100)
        at += step or 0
        arrivals.append(None if step is None else at)
    found = digest(reader, 0, arrivals)
    assert found.received == len(steps) - steps.count(None)
    assert found.lost == steps.count(None)
    rest = [reader.group] if reader.group is not None else []
    assert sum(group.size for group in found.groups + rest) == 100 * found.received


# What arrives


def test_the_acked_rate_is_that_of_the_last_half_second() -> None:
    acked = AckedRate()
    assert acked.bitrate is None
    for report in range(100):
        acked.add(report * 200, 5_000)
    assert acked.bitrate == pytest.approx(800_000)
    for report in range(100, 120):
        acked.add(report * 200, 1_000)
    assert acked.bitrate == pytest.approx(160_000)


def test_a_fall_shows_first_in_the_last_quarter_second() -> None:
    acked = AckedRate()
    for report in range(20):
        acked.add(report * 200, 5_000)
    assert acked.fallen_bitrate == acked.bitrate
    for report in range(20, 25):
        acked.add(report * 200, 1_500)
    assert acked.bitrate == pytest.approx(520_000)
    assert acked.fallen_bitrate == pytest.approx(240_000)


def test_after_a_long_pause_the_acked_rate_begins_anew() -> None:
    acked = AckedRate()
    acked.add(0, 5_000)
    acked.add(1_000, 5_000)
    acked.add(1_000_000, 5_000)
    assert acked.bitrate is None
