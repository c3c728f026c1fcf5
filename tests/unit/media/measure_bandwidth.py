"""What the estimator costs, to be run by hand: ``python -m tests.unit.media.measure_bandwidth``.

Prints CPU microseconds per packet, for noting what is sent and for the feedback about it, which comes every 50 ms.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice, pairwise

from media.rtp import twcc
from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.twcc import FeedbackBuilder

FEEDBACK_SECONDS = 0.05
SIZE = 1000


def steady(per_ms: float) -> Iterator[float]:
    """Seconds between packets."""
    while True:
        yield 0.001 / per_ms


def pictures_and_sound(packets_per_frame: int) -> Iterator[float]:
    """30 frames a second as bursts, 50 sounds a second."""
    times = sorted(
        [frame / 30 for frame in range(30) for _ in range(packets_per_frame)] + [sound / 50 for sound in range(50)]
    )
    while True:
        yield times[0] + 1 - times[-1]
        yield from (later - earlier for earlier, later in pairwise(times))


def measure(pauses: Iterator[float], packets: int) -> tuple[float, float, float]:
    """CPU microseconds per packet: noted, read by ``twcc.parse`` alone, all of the feedback."""
    estimator, builder = BandwidthEstimator(), FeedbackBuilder()
    noting = reading = feeding = 0.0
    now = due = 100.0
    for pause in islice(pauses, packets):
        now += pause
        begin = time.thread_time()
        number = estimator.sent.note(int(now * 1e6), SIZE)
        noting += time.thread_time() - begin
        builder.received(number, now + 0.02)
        if now < due:
            continue
        due = now + FEEDBACK_SECONDS
        fci = builder.build()
        assert fci is not None
        begin = time.thread_time()
        twcc.parse(fci)
        middle = time.thread_time()
        estimator.feedback(fci, now + 0.04)
        feeding += time.thread_time() - middle
        reading += middle - begin
    clock = _clock_cost()
    return noting / packets * 1e6 - clock, reading / packets * 1e6, feeding / packets * 1e6


def _clock_cost() -> float:
    begin = time.thread_time()
    for _ in range(10_000):
        time.thread_time()
    return (time.thread_time() - begin) * 100


def main() -> None:
    cases = [
        ("5 packets a ms", steady(5), 200_000),
        ("1.25 packets a ms", steady(1.25), 100_000),
        ("one packet per 5 ms", steady(0.2), 20_000),
        ("sound and 2-packet frames (110/s)", pictures_and_sound(2), 20_000),
        ("sound and 4-packet frames (170/s)", pictures_and_sound(4), 20_000),
        ("sound and 10-packet frames (350/s)", pictures_and_sound(10), 50_000),
    ]
    print(f"{'us per packet':36}{'note':>8}{'parse':>8}{'feedback':>10}")
    for name, pauses, packets in cases:
        runs = [measure(pauses, packets) for _ in range(3)]
        best = [min(column) for column in zip(*runs, strict=True)]
        print(f"{name:36}{best[0]:8.2f}{best[1]:8.2f}{best[2]:10.2f}")


if __name__ == "__main__":
    main()
