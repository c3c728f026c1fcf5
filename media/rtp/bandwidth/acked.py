"""How much arrives, from the packets that feedback reports as received."""

from __future__ import annotations

from collections import deque

from media.rtp.bandwidth.groups import TICK_US

_WINDOW_TICKS = 500_000 // TICK_US
_LEAST_TICKS = 100_000 // TICK_US
_PAUSE_TICKS = 5_000_000 // TICK_US
_FALLEN, _FALLEN_FAR = 0.7, 0.25
"""Between two frames less arrives than usual, but not so much less; a quarter second shows no more than a fall to the
second, because it may hold next to no packets."""
_BYTES_PER_TICK = 8 * 1_000_000 / TICK_US
"""In bit/s."""


class AckedRate:
    """Bytes that arrived within the last half second, by the receiver's clock."""

    __slots__ = ("_reports", "_size")

    def __init__(self) -> None:
        self._reports: deque[tuple[int, int]] = deque()
        """(arrival of the last packet in ticks, bytes) per feedback"""
        self._size = 0
        """Bytes of all reports but the first, whose beginning is not known."""

    def add(self, arrival: int, size: int) -> None:
        """Note ``size`` bytes, the last of which arrived at ``arrival``."""
        reports = self._reports
        if reports and not 0 <= arrival - reports[-1][0] < _PAUSE_TICKS:
            if -_WINDOW_TICKS < arrival - reports[-1][0] < 0:
                arrival = reports[-1][0]
            else:
                self.reset()
        if reports:
            self._size += size
        reports.append((arrival, size))
        while len(reports) > 2 and arrival - reports[1][0] >= _WINDOW_TICKS:
            reports.popleft()
            self._size -= reports[0][1]

    def reset(self) -> None:
        self._reports.clear()
        self._size = 0

    @property
    def bitrate(self) -> float | None:
        """Bit/s, or ``None`` when too little is known."""
        if not self._reports:
            return None
        span = self._reports[-1][0] - self._reports[0][0]
        return self._size / span * _BYTES_PER_TICK if span >= _LEAST_TICKS else None

    @property
    def fallen_bitrate(self) -> float | None:
        """As ``bitrate``, or what arrived in the last quarter second, if that is much less: to be asked when the
        network is known to be overused."""
        usual = self.bitrate
        size = following = 0
        for arrival, arrived in reversed(self._reports):
            size += following
            following = arrived
            span = self._reports[-1][0] - arrival
            if usual is not None and span >= _WINDOW_TICKS // 2:
                newest = size / span * _BYTES_PER_TICK
                return max(newest, _FALLEN_FAR * usual) if newest < _FALLEN * usual else usual
        return usual
