"""How much of something one client may have the worker do in a second."""

from __future__ import annotations


class Allowance:
    """``rate`` a second, and at most ``burst`` at once; full at first.  Times are seconds on one monotonic clock."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = self._left = burst
        self._at = 0.0

    def take(self, amount: float, now: float) -> bool:
        """Spend ``amount``; false, and nothing is spent, when so much is not left."""
        if now > self._at:
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
        if amount > self._left:
            return False
        self._left -= amount
        return True
