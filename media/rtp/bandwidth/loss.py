"""The loss-based bound: below 2 % loss it grows, above 10 % it is cut (draft-ietf-rmcat-gcc-02 section 6), but
only for loss that sending less cures.

Radio loses packets however little is sent, and a rate that follows such loss falls to nothing for no gain.  So the
first cut is a trial: down to what arrives.  If a full queue was the reason, the loss ends there, and the bound stays
below what arrived.  If the loss goes on, it is the path's own: the cut is taken back, and only loss above it counts
from then on.  Every now and then the trial is repeated.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from media.rtp.bandwidth.limits import MAX_BITRATE, clamp

LOW, HIGH = 0.02, 0.10
_KNOWN_HIGH = 0.04
"""Once the capacity is known from a trial, less loss than ``HIGH`` shows that it is exceeded."""
_GROWTH, _GROWTH_NEAR = 1.08, 1.02
"""Per second; the second one close to a known capacity."""
_BELOW_CAPACITY = 0.92
_MOST_OWN_LOSS = 0.5
_RETRY_SECONDS = 20.0
_SMOOTHING = 0.1
_SAME_RATE = 0.97
"""A sender that was not slowed down further than this has tried nothing."""


class _Trial(NamedTuple):
    """``sent``, ``acked`` (bit/s) and ``loss`` before the cut; packets from ``settled`` (seconds) on show what the
    cut did; ``bound`` is what held before."""

    sent: float
    acked: float
    loss: float
    bound: float
    settled: float


class LossWindow:
    """Counts until there are enough packets for a fraction that means something."""

    __slots__ = ("_lost", "_received", "_since")

    _PACKETS, _FEW_PACKETS = 100, 20
    _SECONDS, _LONG_SECONDS = 0.3, 1.5

    def __init__(self) -> None:
        self.restart(-math.inf)

    def restart(self, now: float) -> None:
        self._received = 0
        self._lost = 0
        self._since = now

    def add(self, received: int, lost: int, now: float) -> float | None:
        """Count packets; the fraction lost when the window is full, which also begins the next one."""
        if self._since == -math.inf:
            self._since = now
        self._received += received
        self._lost += lost
        packets, seconds = self._received + self._lost, now - self._since
        full = packets >= self._PACKETS and seconds >= self._SECONDS
        if not full and not (packets >= self._FEW_PACKETS and seconds >= self._LONG_SECONDS):
            return None
        # Late arrivals of packets that an earlier window counted as lost can make the number negative.
        loss = max(self._lost, 0) / packets
        self.restart(now)
        return loss


class LossControl:
    """``bound`` is in bit/s; ``own_loss`` is the fraction that the path loses whatever is sent."""

    __slots__ = ("_capacity", "_trial", "_trusted_until", "_updated_at", "bound", "own_loss")

    def __init__(self) -> None:
        self.bound = MAX_BITRATE
        self.own_loss = 0.0
        self._capacity = 0.0
        self._trial: _Trial | None = None
        self._trusted_until = -math.inf
        self._updated_at = -math.inf

    @property
    def trying(self) -> bool:
        return self._trial is not None

    def update(self, loss: float, acked: float, rate: float, round_trip: float, now: float) -> bool:
        """Take the ``loss`` of a window, while ``acked`` arrived and the estimate was ``rate``; true when the
        next window must begin anew."""
        elapsed = min(now - self._updated_at, 1.0)
        self._updated_at = now
        sent = acked / max(1 - loss, 0.05)
        if loss < self.own_loss:
            self.own_loss += _SMOOTHING * (loss - self.own_loss)
        if self._trial is not None:
            if now < self._trial.settled:
                return True
            self._judge(self._trial, loss, sent, now)
            return False
        excess = max(0.0, loss - self.own_loss) / (1 - self.own_loss)
        retry = loss > HIGH and now >= self._trusted_until
        if excess > HIGH or retry:
            self._trial = _Trial(sent, acked, loss, max(self.bound, rate), now + round_trip + 0.1)
            self.bound = clamp(min(self.bound, rate, acked))
            return True
        if self._capacity and excess > _KNOWN_HIGH:
            self._exceeded(acked)
        elif excess < LOW:
            self._grow(acked, elapsed)
        return False

    def raise_to(self, bitrate: float) -> None:
        """A probe has shown that so much gets through."""
        if bitrate > self.bound:
            self.bound = clamp(bitrate)
            self._capacity = 0.0
            self._trial = None

    def _judge(self, trial: _Trial, loss: float, sent: float, now: float) -> None:
        self._trial = None
        if sent > _SAME_RATE * trial.sent:
            return
        # What would still be lost if a full queue passed on exactly what arrived before.
        expected = max(0.0, 1 - trial.acked / max(sent, 1.0))
        if loss > (expected + trial.loss) / 2:
            self.own_loss = min(max(loss, trial.loss), _MOST_OWN_LOSS)
            self.bound = trial.bound
            self._capacity = 0.0
            self._trusted_until = now + _RETRY_SECONDS
        else:
            self._exceeded(trial.acked)

    def _exceeded(self, acked: float) -> None:
        self._capacity = acked
        self.bound = clamp(min(self.bound, _BELOW_CAPACITY * acked))

    def _grow(self, acked: float, elapsed: float) -> None:
        if acked > 1.1 * self._capacity:
            self._capacity = 0.0
        near = 0.85 * self._capacity < self.bound < 1.15 * self._capacity
        self.bound = clamp(self.bound * (_GROWTH_NEAR if near else _GROWTH) ** elapsed)
