"""What a network does to packets in one direction.  Pure: the caller brings the clock and the dice.

The words mean what they mean to ``tc netem``: every packet is lost, delayed and jittered by itself, so that jitter
also changes their order; the rate limit comes first and drops at the end of its queue.
"""

from __future__ import annotations

import random

import msgspec

QUEUE_SECONDS = 0.3
MIN_QUEUE_BYTES = 16 * 1024
"""A slow link queues at most 300 ms, but always a handful of packets, as access routers do."""


class Impairment(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a link.  The default is a perfect network."""

    loss: float = 0.0
    """Fraction of packets, each by itself; 1 is a blackout."""
    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    """Evenly spread around the delay."""
    rate_kbit: float = 0.0
    """1000 bit/s of IP packets; 0 is unlimited."""
    blocks_udp: bool = False


PERFECT = Impairment()


class Direction:
    """Decides for every packet when it arrives, if at all.  Times are seconds of any clock."""

    def __init__(self, dice: random.Random) -> None:
        self.impairment = Impairment()
        self._dice = dice
        self._free_at = 0.0

    def arrival(self, length: int, *, udp: bool, now: float) -> float | None:
        """When a packet of ``length`` bytes that is sent now arrives; ``None`` when it never does."""
        impairment = self.impairment
        if impairment.blocks_udp and udp:
            return None
        if impairment.loss and self._dice.random() < impairment.loss:
            return None
        sent = self._serialised(length, now)
        if sent is None:
            return None
        jitter = self._dice.uniform(-impairment.jitter_ms, impairment.jitter_ms)
        return sent + max(0.0, impairment.delay_ms + jitter) / 1000

    def _serialised(self, length: int, now: float) -> float | None:
        """When the last bit has left; ``None`` when the queue is full."""
        bytes_per_second = self.impairment.rate_kbit * 125
        if not bytes_per_second:
            return now
        begin = max(now, self._free_at)
        if (begin - now) * bytes_per_second > max(MIN_QUEUE_BYTES, QUEUE_SECONDS * bytes_per_second):
            return None
        self._free_at = begin + length / bytes_per_second
        return self._free_at
