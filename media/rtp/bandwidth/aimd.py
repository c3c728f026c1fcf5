"""The delay-based rate: additive or multiplicative increase, multiplicative decrease
(draft-ietf-rmcat-gcc-02 section 5.5)."""

from __future__ import annotations

import math
from enum import Enum

from media.rtp.bandwidth.limits import MIN_BITRATE, clamp
from media.rtp.bandwidth.overuse import Usage

_BACK_OFF = 0.85
_GROWTH = 1.08
"""Per second while the capacity is not known."""
_HEADROOM, _HEADROOM_BITRATE = 1.5, 10_000.0
"""A sender that has little to send learns nothing above what it sends: the rate may only be so much more."""
_NEAR = 0.9
_PACKET_BITS = 8 * 1200
_RESPONSE_SECONDS = 0.1
"""Time to notice overuse, beside a round trip."""
_LEAST_INCREASE = 4_000.0
_SLOWEST_DRAIN = 0.3
"""Of the capacity: what is sent at least while a queue empties."""
_DRAIN_SECONDS = 2.0
_EMPTY_MS = 50.0
"""A queue shorter than this has been emptied."""
_DRAIN_LOOK_SECONDS = 0.5
_DRAINING_MS = 25.0
"""A queue that is no shorter by so much after such a time does not empty."""


class RateState(Enum):
    """Whether the estimate rises, holds or falls."""

    HOLD = "hold"
    INCREASE = "increase"
    DECREASE = "decrease"


NEXT_STATE: dict[RateState, dict[Usage, RateState]] = {
    RateState.HOLD: {
        Usage.NORMAL: RateState.INCREASE,
        Usage.OVERUSING: RateState.DECREASE,
        Usage.UNDERUSING: RateState.HOLD,
    },
    RateState.INCREASE: {
        Usage.NORMAL: RateState.INCREASE,
        Usage.OVERUSING: RateState.DECREASE,
        Usage.UNDERUSING: RateState.HOLD,
    },
    RateState.DECREASE: {
        Usage.NORMAL: RateState.HOLD,
        Usage.OVERUSING: RateState.DECREASE,
        Usage.UNDERUSING: RateState.HOLD,
    },
}
"""Section 5.5, table 1.  While the network empties its queue, the rate waits for it."""


class Capacity:
    """What arrived in earlier overuses: smoothed, with a deviation that is normalised by the rate (kbit/s)."""

    __slots__ = ("_deviation", "_kilobits")

    def __init__(self) -> None:
        self._kilobits = 0.0
        self._deviation = 0.4

    @property
    def known(self) -> bool:
        return self._kilobits > 0

    @property
    def bitrate(self) -> float:
        return self._kilobits * 1000

    def forget_unless_near(self, acked: float) -> None:
        """A rate more than three deviations off means that the link has changed."""
        if not self.known:
            return
        reach = 3 * math.sqrt(self._deviation * self._kilobits)
        if abs(acked / 1000 - self._kilobits) > reach:
            self._kilobits = 0.0

    def overused_at(self, acked: float) -> None:
        sample = max(acked / 1000, 1.0)
        if not self.known:
            self._kilobits = sample
            return
        self._kilobits += 0.05 * (sample - self._kilobits)
        error = self._kilobits - sample
        deviation = 0.95 * self._deviation + 0.05 * error * error / self._kilobits
        self._deviation = min(max(deviation, 0.4), 2.5)


class Drain:
    """Whether a queue becomes shorter while less is sent.  One that does not is no queue: the path itself has become
    longer, as when somebody leaves a Wi-Fi for a mobile network."""

    __slots__ = ("_before", "_least", "_since", "active")

    def __init__(self) -> None:
        self.active = False
        self._since = 0.0
        self._before = self._least = math.inf

    def begin(self, at: float) -> None:
        """Less is sent, which shows from ``at`` (seconds) on."""
        self.active = True
        self._since = at
        self._before = self._least = math.inf

    def standing_ms(self, queue_ms: float, now: float) -> float:
        """How much of the queue is none, as far as one can tell; 0 while it empties."""
        if now < self._since:
            return 0.0
        self._least = min(self._least, queue_ms)
        if now < self._since + _DRAIN_LOOK_SECONDS:
            return 0.0
        stands = self._least > self._before - _DRAINING_MS
        found = self._least if stands and self._before < math.inf else 0.0
        self._before, self._least, self._since = self._least, math.inf, now
        return found


class AimdControl:
    """Times are monotonic seconds, rates bit/s."""

    __slots__ = ("_capacity", "_ceiling", "_changed_at", "_decreased_at", "_drain", "bitrate", "state")

    def __init__(self, bitrate: float) -> None:
        self.bitrate = bitrate
        self.state = RateState.HOLD
        self._capacity = Capacity()
        self._changed_at = -math.inf
        self._decreased_at = -math.inf
        self._drain = Drain()
        self._ceiling = math.inf
        """The limit that a probe found; what the sender does not try it may not assume."""

    def update(self, usage: Usage, acked: float | None, queue_ms: float, round_trip: float, now: float) -> float:
        """Take the verdict of one feedback.  ``acked`` is what arrives, ``queue_ms`` how much is queued up; returns
        how much of that is no queue but the path's own delay."""
        before, self.state = self.state, NEXT_STATE[self.state][usage]
        longer = 0.0
        if self._drain.active and self.state is not RateState.DECREASE:
            longer = self._drain.standing_ms(queue_ms, now)
            if queue_ms - longer < _EMPTY_MS:
                self._drain.active = False
                self.bitrate = max(self.bitrate, clamp(_BACK_OFF * self._capacity.bitrate))
        if self.state is RateState.INCREASE and before is RateState.INCREASE:
            self._increase(acked, round_trip, now)
        elif self.state is RateState.DECREASE:
            self._decrease(acked, queue_ms, round_trip, now)
        self._changed_at = now
        return longer

    def set(self, bitrate: float) -> None:
        """Another source knows better: a probe, or an outage."""
        self.bitrate = clamp(bitrate)
        self._drain.active = False

    def probed(self, bitrate: float, passed: bool, acked: float | None) -> None:
        """A probe has shown that so much gets through, and, unless it ``passed``, that not much more does."""
        if bitrate > self.bitrate:
            self.set(bitrate)
            self._capacity.forget_unless_near(bitrate)
        elif not passed and acked is not None:
            # Never below what is in use: one short probe may have met some jitter.
            self.bitrate = clamp(max(bitrate, min(acked, self.bitrate)))
        self._ceiling = math.inf if passed else self.bitrate

    def used(self, bitrate: float) -> None:
        """So much is being sent; a sender that comes near the ceiling finds out itself where the limit is."""
        if bitrate > _NEAR * self._ceiling:
            self._ceiling = math.inf

    def _increase(self, acked: float | None, round_trip: float, now: float) -> None:
        if acked is None:
            return
        if acked > self._capacity.bitrate:
            self._capacity.forget_unless_near(acked)
        limit = min(_HEADROOM * acked + _HEADROOM_BITRATE, self._ceiling)
        elapsed = min(now - self._changed_at, 1.0)
        if self._capacity.known:
            grown = self.bitrate + elapsed * self._near_convergence(round_trip)
        else:
            grown = self.bitrate * _GROWTH**elapsed
        if grown > limit:
            grown = limit
        if grown > self.bitrate:
            self.bitrate = clamp(grown)

    def _near_convergence(self, round_trip: float) -> float:
        """Bit/s per second: about half a packet per response time (section 5.5)."""
        frame = self.bitrate / 30
        packet = frame / math.ceil(frame / _PACKET_BITS)
        return max(_LEAST_INCREASE, packet / (round_trip + _RESPONSE_SECONDS))

    def _decrease(self, acked: float | None, queue_ms: float, round_trip: float, now: float) -> None:
        pause = min(max(round_trip, 0.01), 0.2)
        if now - self._decreased_at < pause and (acked is None or acked > self.bitrate / 2):
            return
        self._decreased_at = now
        if acked is None:
            self.bitrate = clamp(self.bitrate / 2)
            return
        self._drain.begin(now + pause)
        drain = max(1 - queue_ms / 1000 / _DRAIN_SECONDS, _SLOWEST_DRAIN)
        target = min(_BACK_OFF, drain) * acked
        if target > self.bitrate and self._capacity.known:
            target = _BACK_OFF * self._capacity.bitrate
        if target < self.bitrate:
            self.bitrate = max(target, MIN_BITRATE)
        self._capacity.forget_unless_near(acked)
        self._capacity.overused_at(acked)
