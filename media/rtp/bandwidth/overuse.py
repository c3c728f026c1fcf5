"""Whether the queue in the network grows, from how the delay of groups develops.

A line through the smoothed delays of the last groups gives the trend; it is compared with a threshold that adapts
to the noise of the path (draft-ietf-rmcat-gcc-02 section 5.4; the trendline is libwebrtc's).
"""

from __future__ import annotations

from collections import deque
from enum import Enum

from media.rtp.bandwidth.groups import TICK_US, Group
from media.rtp.bandwidth.sentlog import CLOCK_MASK

_TICK_MS = TICK_US / 1000
_WINDOW = 20
_SMOOTHING = 0.9
_GAIN = 4.0
_TRUSTED_GROUPS = 60
"""The trend counts in full only after so many groups."""
_RENEW_GROUPS = 64
"""After so many groups the sums are added up anew, so that errors of rounding cannot pile up."""
_STEP_LIMIT_MS = 3_000.0
"""A delay that changes more between two groups is a new path, a clock that was set, or a lie."""
_LEAST_THRESHOLD, _FIRST_THRESHOLD, _MOST_THRESHOLD = 6.0, 12.5, 600.0
_OUTLIER = 15.0
"""A trend so far above the threshold is no noise to adapt to."""
_RISE, _FALL = 0.0087, 0.039
_LONGEST_STEP_MS = 100.0
_OVERUSE_MS = 10.0
"""A trend above the threshold must last so long."""
_HISTORY_GROUPS = 600
"""Over how many groups (several seconds) the least delay is taken as that of an empty queue."""
_LONG_MS = 300.0
"""A queue so long that grows needs no trend to be too long."""


class Usage(Enum):
    """What the network does with our packets: delivers them as they come, queues them up, empties its queue."""

    NORMAL = "normal"
    OVERUSING = "overusing"
    UNDERUSING = "underusing"


class Trendline:
    """The slope of delay over arrival time (both ms) for the last 20 groups, from running sums."""

    __slots__ = ("_base", "_points", "_since_renewed", "_sum_x", "_sum_xx", "_sum_xy", "_sum_y")

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque()
        self._base = 0.0
        self._since_renewed = 0
        self._sum_x = self._sum_y = self._sum_xx = self._sum_xy = 0.0

    def add(self, arrival: float, delay: float) -> float | None:
        """Note a point; the slope, or ``None`` as long as there are too few points."""
        if self._since_renewed >= _RENEW_GROUPS or not self._points:
            self._renew(arrival)
        points = self._points
        self._since_renewed += 1
        x = arrival - self._base
        points.append((x, delay))
        self._sum_x += x
        self._sum_y += delay
        self._sum_xx += x * x
        self._sum_xy += x * delay
        if len(points) < _WINDOW:
            return None
        spread = _WINDOW * self._sum_xx - self._sum_x * self._sum_x
        slope = (_WINDOW * self._sum_xy - self._sum_x * self._sum_y) / spread if spread > 1.0 else None
        x, delay = points.popleft()
        self._sum_x -= x
        self._sum_y -= delay
        self._sum_xx -= x * x
        self._sum_xy -= x * delay
        return slope

    def _renew(self, base: float) -> None:
        """Count ``x`` from ``base`` on and add up the sums anew."""
        shift = base - self._base
        self._points = deque((x - shift, y) for x, y in self._points)
        self._base = base
        self._since_renewed = 0
        self._sum_x = sum(x for x, _ in self._points)
        self._sum_y = sum(y for _, y in self._points)
        self._sum_xx = sum(x * x for x, _ in self._points)
        self._sum_xy = sum(x * y for x, y in self._points)


class OveruseDetector:
    """Call :meth:`add` for each complete group and then :meth:`judge` once for each feedback."""

    __slots__ = (
        "_delay",
        "_groups",
        "_least",
        "_least_before",
        "_previous",
        "_previous_trend",
        "_smoothed",
        "_threshold",
        "_time_over",
        "_times_over",
        "_trendline",
        "queue_ms",
        "usage",
    )

    def __init__(self) -> None:
        self._threshold = _FIRST_THRESHOLD
        self.reset()

    def reset(self) -> None:
        """Forget the path; the threshold stays, because the noise often does."""
        self._trendline = Trendline()
        self._previous: Group | None = None
        self._delay = self._smoothed = 0.0
        self._least = self._least_before = 0.0
        self.queue_ms = 0.0
        """How much longer the newest packet took than the fastest group of the last seconds."""
        self._groups = 0
        self._previous_trend = 0.0
        self._time_over = -1.0
        self._times_over = 0
        self.usage = Usage.NORMAL

    def lengthen(self, milliseconds: float) -> None:
        """The path itself takes so much longer than what was taken for an empty queue."""
        self._least = self._least_before = min(self._least, self._least_before) + milliseconds
        self.queue_ms -= milliseconds

    def judge(self, group: Group) -> None:
        """Take the open ``group`` into account: a link that has become slow takes very long to complete one."""
        queue = self._delay - min(self._least, self._least_before)
        previous = self._previous
        if previous is not None:
            step_us = (group.last_sent - previous.last_sent) & CLOCK_MASK
            variation = ((group.last_arrival - previous.last_arrival) * TICK_US - step_us) / 1000
            if 0 < variation < _STEP_LIMIT_MS:
                queue += variation
        if queue > _LONG_MS and queue > self.queue_ms:
            self.usage = Usage.OVERUSING
        self.queue_ms = queue

    def add(self, group: Group) -> None:
        """Note a complete group; groups come in the order in which they were sent."""
        previous, self._previous = self._previous, group
        if previous is None:
            return
        step = ((group.last_sent - previous.last_sent) & CLOCK_MASK) / 1000
        elapsed = (group.last_arrival - previous.last_arrival) * _TICK_MS
        variation = elapsed - step
        if elapsed < 0 or not -_STEP_LIMIT_MS < variation < _STEP_LIMIT_MS:
            # Groups overtook each other, or this is another path: nothing to compare.
            if abs(variation) >= _STEP_LIMIT_MS:
                self.reset()
                self._previous = group
            return
        self._groups += 1
        delay = self._delay = self._delay + variation
        if delay < self._least:
            self._least = delay
        elif self._groups % _HISTORY_GROUPS == 0:
            self._least_before, self._least = self._least, delay
        smoothed = self._smoothed = _SMOOTHING * self._smoothed + (1 - _SMOOTHING) * delay
        trend = self._trendline.add(group.last_arrival * _TICK_MS, smoothed)
        if trend is not None:
            self._compare(trend, step, elapsed if elapsed < _LONGEST_STEP_MS else _LONGEST_STEP_MS)

    def _compare(self, trend: float, step: float, elapsed: float) -> None:
        """Hold the trend against the threshold, then let the threshold follow the noise."""
        threshold = self._threshold
        level = (self._groups if self._groups < _TRUSTED_GROUPS else _TRUSTED_GROUPS) * _GAIN * trend
        if level > threshold:
            self._time_over = step / 2 if self._time_over < 0 else self._time_over + step
            self._times_over += 1
            if self._time_over > _OVERUSE_MS and self._times_over > 1 and trend >= self._previous_trend:
                self._time_over, self._times_over = 0.0, 0
                self.usage = Usage.OVERUSING
        else:
            self._time_over, self._times_over = -1.0, 0
            self.usage = Usage.UNDERUSING if level < -threshold else Usage.NORMAL
        self._previous_trend = trend
        above = (level if level > 0 else -level) - threshold
        if above <= _OUTLIER:
            threshold += (_FALL if above < 0 else _RISE) * above * elapsed
            self._threshold = min(threshold, _MOST_THRESHOLD) if threshold > _LEAST_THRESHOLD else _LEAST_THRESHOLD
