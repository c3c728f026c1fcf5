"""The delays of a worker's clock."""

from __future__ import annotations

from media.worker.loop_lag import KEPT_TICKS, LoopLag


def test_a_clock_that_has_not_ticked_or_is_on_time_has_no_lag() -> None:
    lag = LoopLag()
    assert (lag.maximum, lag.p99) == (0.0, 0.0)
    lag.record(-0.001)
    assert (lag.maximum, lag.p99) == (0.0, 0.0)


def test_one_hiccup_is_the_maximum_and_not_the_p99() -> None:
    lag = LoopLag()
    for number in range(KEPT_TICKS):
        lag.record(0.5 if number == 7 else 0.001)
    assert (lag.maximum, lag.p99) == (0.5, 0.001)


def test_what_happens_to_one_tick_in_fifty_is_the_p99() -> None:
    lag = LoopLag()
    for number in range(KEPT_TICKS):
        lag.record(0.02 if number % 50 == 0 else 0.001)
    assert lag.p99 == 0.02


def test_old_ticks_are_forgotten_however_often_one_reads() -> None:
    lag = LoopLag()
    lag.record(1.0)
    assert lag.maximum == lag.maximum == 1.0
    for _ in range(KEPT_TICKS):
        lag.record(0.0)
    assert lag.maximum == 0.0
