"""Sliding windows: so many acts within so many seconds, not one more.  Pure, clock injected, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict, deque


class Quota:
    """At most ``acts`` per key within any ``seconds``.  The key that acted longest ago is forgotten beyond
    ``capacity``."""

    def __init__(self, acts: int, seconds: float, *, capacity: int = 100_000) -> None:
        self._acts = acts
        self._seconds = seconds
        self._capacity = capacity
        self._done: OrderedDict[str, deque[float]] = OrderedDict()

    def may(self, key: str, now: float, acts: int = 1) -> bool:
        """Whether it could; nothing is taken."""
        done = self._done.get(key, deque())
        while done and done[0] <= now - self._seconds:
            done.popleft()
        return len(done) + acts <= self._acts

    def take(self, key: str, now: float, acts: int = 1) -> bool:
        """Whether this key may act so often now; if so, it has."""
        within = self.may(key, now, acts)
        done = self._done.setdefault(key, deque())
        self._done.move_to_end(key)
        if within:
            done.extend([now] * acts)
        if len(self._done) > self._capacity:
            self._done.popitem(last=False)
        return within
