"""How late a worker's event loop is: the delays of its clock over the last seconds."""

from __future__ import annotations

import math
from collections import deque

KEPT_TICKS = 200
"""Ten seconds of a clock that ticks every 50 ms.  A window, so that one reader does not empty it for another."""


class LoopLag:
    """Delays in seconds; a loop that was on time counts as zero."""

    def __init__(self) -> None:
        self._delays: deque[float] = deque(maxlen=KEPT_TICKS)

    def record(self, delay: float) -> None:
        self._delays.append(max(0.0, delay))

    @property
    def maximum(self) -> float:
        return max(self._delays, default=0.0)

    @property
    def p99(self) -> float:
        """The delay that 99 of 100 ticks stay within (nearest rank)."""
        if not self._delays:
            return 0.0
        return sorted(self._delays)[math.ceil(len(self._delays) * 0.99) - 1]
