"""Token buckets: pure, clock injected, bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Bucket:
    """``rate`` tokens per second flow in, up to ``burst``; each act takes one."""

    rate: float
    burst: float
    level: float
    at: float

    def take(self, now: float) -> bool:
        self.level = min(self.burst, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


@dataclass(frozen=True, slots=True)
class Budget:
    """``burst`` acts at once, and ``rate`` per second in the long run."""

    rate: float
    burst: float


class Throttle:
    """One bucket per key.  The least recently used key is forgotten beyond ``capacity``: it starts anew with a full
    bucket, so memory stays bounded whatever keys an attacker invents."""

    def __init__(self, *, rate: float, burst: float, capacity: int = 10_000) -> None:
        self._rate = rate
        self._burst = burst
        self._capacity = capacity
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, key: str, now: float) -> bool:
        """Whether this key may act now."""
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(self._rate, self._burst, self._burst, now)
            if len(self._buckets) > self._capacity:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket.take(now)

    def give_back(self, key: str) -> None:
        """The act turned out to be a good one, which costs nothing."""
        bucket = self._buckets.get(key)
        if bucket is not None:
            bucket.level = min(bucket.burst, bucket.level + 1.0)


class Guard:
    """Several budgets that one act takes from at once: all or none.

    Only bad acts cost: who takes and turns out good gives back.  A key that nobody else can spend from (a known
    browser) gives its owner a way through whatever strangers do (R16)."""

    def __init__(self, budgets: Mapping[str, Budget]) -> None:
        self._throttles = {name: Throttle(rate=one.rate, burst=one.burst) for name, one in budgets.items()}

    def take(self, keys: Mapping[str, str], now: float) -> bool:
        taken: list[str] = []
        for name, key in keys.items():
            if not self._throttles[name].take(key, now):
                self.give_back({name: keys[name] for name in taken})
                return False
            taken.append(name)
        return True

    def give_back(self, keys: Mapping[str, str]) -> None:
        for name, key in keys.items():
            self._throttles[name].give_back(key)
