"""The next room goes to the worker with the least to do."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from media.pool.placement import PACKETS_PER_CORE, TRANSPORT_LOAD, Candidate, Meter, least_loaded


def worker(index: int, **changes: Any) -> Candidate:
    idle = {"cpu_share": 0.0, "packets_per_second": 0.0, "newcomers": 0, "transports": 0, "rooms": 0, "turn": 0}
    return Candidate(index=index, **{**idle, **changes})


def test_the_least_busy_processor_wins_over_the_fewest_transports() -> None:
    few_but_busy = worker(0, cpu_share=0.6, transports=4, rooms=1)
    many_but_quiet = worker(1, cpu_share=0.1, transports=40, rooms=10)
    assert least_loaded([few_but_busy, many_but_quiet]) == 1


def test_packets_count_where_the_processor_time_says_too_little() -> None:
    starved = worker(0, cpu_share=0.1, packets_per_second=PACKETS_PER_CORE / 2)
    assert least_loaded([starved, worker(1, cpu_share=0.3)]) == 1


def test_people_who_have_just_come_count_before_they_can_be_measured() -> None:
    filling = worker(0, cpu_share=0.05, newcomers=30, transports=30, rooms=5)
    steady = worker(1, cpu_share=0.2, transports=30, rooms=5)
    assert least_loaded([filling, steady]) == 1
    assert filling.load == pytest.approx(0.05 + 30 * TRANSPORT_LOAD)


def test_a_measuring_error_does_not_decide() -> None:
    assert least_loaded([worker(0, cpu_share=0.101, transports=2), worker(1, cpu_share=0.104, transports=1)]) == 1
    assert least_loaded([worker(0, transports=2, rooms=2), worker(1, transports=2, rooms=1)]) == 1


def test_equal_workers_take_turns() -> None:
    turns = dict.fromkeys(range(3), 0)
    order = []
    for number in range(1, 10):
        chosen = least_loaded([worker(index, turn=turn) for index, turn in turns.items()])
        turns[chosen] = number
        order.append(chosen)
    assert Counter(order) == {0: 3, 1: 3, 2: 3}
    assert order[:3] == order[3:6] == order[6:]


def test_rooms_that_come_at_once_are_spread_evenly() -> None:
    people = dict.fromkeys(range(4), 0)
    for number in range(40):
        candidates = [
            worker(index, newcomers=count, transports=count, rooms=count // 4, turn=number)
            for index, count in people.items()
        ]
        people[least_loaded(candidates)] += 4
    assert set(people.values()) == {40}


def test_without_a_worker_there_is_no_place() -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        least_loaded([])


def test_the_meter_turns_counters_into_recent_rates() -> None:
    meter = Meter()
    meter.observe(100.0, 7.0, 50_000)
    assert (meter.cpu_share, meter.packets_per_second) == (0.0, 0.0), "what was before is not recent"
    for second in range(1, 31):
        meter.observe(100.0 + second, 7.0 + 0.5 * second, 50_000 + 1000 * second)
    assert meter.cpu_share == pytest.approx(0.5, rel=0.01)
    assert meter.packets_per_second == pytest.approx(1000, rel=0.01)
    for second in range(31, 46):
        meter.observe(100.0 + second, 22.0, 80_000)
    assert meter.cpu_share < 0.01


def test_two_readings_at_the_same_moment_change_nothing() -> None:
    meter = Meter()
    meter.observe(1.0, 1.0, 10)
    meter.observe(1.0, 2.0, 20)
    assert (meter.cpu_share, meter.packets_per_second) == (0.0, 0.0)
