"""Probing: short bursts of padding, faster than the estimate, that show whether more would get through.

A sender whose pictures need less than the estimate learns nothing about the room above; without probing the allocator
could never choose a better layer (as libwebrtc's ProbeController and ProbeBitrateEstimator, in small).
"""

from __future__ import annotations

import math
from enum import Enum
from typing import NamedTuple

from media.rtp.bandwidth.groups import TICK_US, Digest
from media.rtp.bandwidth.limits import MAX_BITRATE, START_BITRATE
from media.rtp.bandwidth.sentlog import CLOCK_MASK, PLACE_MASK, SentLog

PROBE_SECONDS = 0.03
PROBE_PACKETS = 5
PROBE_LEAST_BYTES = 1_500
_STEP = 2.0
"""How far above the estimate a probe goes."""
_WORTHWHILE = 1.1
"""More than this times the estimate must be wanted."""
_PASSED = 0.7
"""A probe that shows so much of its bitrate, and something new, has passed; the next may follow at once."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 6.0
_PATIENCE_SECONDS = 1.5
"""A probe of which nothing is heard for so long has failed."""
_BIG_DROP = 0.66
_DROP_SECONDS = 5.0
"""A big drop ends the wait for the next probe, but only once in so long."""
_AFTERMATH_SECONDS = 0.5
"""So long after a probe the network may still be busy with it."""
_LEAST_RECEIVED = 0.6
_LEAST_PACKETS = 4
_UNSATURATED = 0.9
_UTILISATION = 0.95
_LEAST_SEND_US = 2_000
_LIKELY = 2.0
"""Packets that arrive more than twice as fast as they left say nothing about the link."""


class Probe(NamedTuple):
    """Send ``size`` bytes, in at least ``packets`` packets, evenly at ``bitrate`` (bit/s) from now on; pictures and
    sound in between count as well.  Then say :meth:`BandwidthEstimator.probe_sent`."""

    id: int
    bitrate: float
    size: int
    packets: int = PROBE_PACKETS


class Shown(NamedTuple):
    """What a probe has shown: so many bit/s get through; one that has ``passed`` did not find the limit."""

    bitrate: float
    passed: bool


class Cluster:
    """The packets of one probe: from ``first`` to before ``end`` (``None`` while it is being sent)."""

    __slots__ = (
        "_arrived_first",
        "_arrived_last",
        "_log",
        "_packets",
        "_size",
        "_size_first",
        "end",
        "first",
        "id",
    )

    def __init__(self, number: int, log: SentLog) -> None:
        self.id = number
        self.first = log.next[0]
        self.end: int | None = None
        self._log = log
        self._packets = self._size = self._size_first = 0
        self._arrived_first = self._arrived_last = 0

    def collect(self, digest: Digest) -> None:
        """Take what a feedback that has been located, but not taken yet, says of these packets."""
        first, start, arrivals = digest.first, digest.start, digest.arrivals
        end = self.end if self.end is not None else self._log.next[0]
        for index in range(max(first, self.first), min(first + len(arrivals), end)):
            ticks = arrivals[index - first]
            size = self._log.sizes[index & PLACE_MASK]
            if ticks is None or not size:
                continue
            arrival = start + ticks
            if not self._packets or arrival < self._arrived_first:
                self._arrived_first, self._size_first = arrival, size
            if not self._packets or arrival > self._arrived_last:
                self._arrived_last = arrival
            self._packets += 1
            self._size += size

    def bitrate(self) -> float | None:
        """What gets through, in bit/s, or ``None`` when the probe does not tell.  To be asked once ``end`` is known
        and has been reported."""
        assert self.end is not None
        log = self._log
        sent_size = self._size + log.unanswered_bytes(self.first, self.end)
        send_us = (log.sent_at(self.end - 1) - log.sent_at(self.first)) & CLOCK_MASK
        arrive_us = (self._arrived_last - self._arrived_first) * TICK_US
        if self._packets < _LEAST_PACKETS or self._size < _LEAST_RECEIVED * sent_size:
            return None
        if not _LEAST_SEND_US <= send_us < 1_000_000 or not 0 < arrive_us < 1_000_000:
            return None
        last_size = sent_size / max(self.end - self.first, 1)
        sending = (sent_size - last_size) * 8e6 / send_us
        receiving = (self._size - self._size_first) * 8e6 / arrive_us
        if receiving > _LIKELY * sending:
            return None
        return min(sending, receiving * (_UTILISATION if receiving < _UNSATURATED * sending else 1.0))


class ProbePhase(Enum):
    """What probing is doing."""

    IDLE = "idle"
    SENDING = "sending"
    AWAITING = "awaiting"


NEXT_PHASE: dict[ProbePhase, frozenset[ProbePhase]] = {
    ProbePhase.IDLE: frozenset({ProbePhase.SENDING}),
    ProbePhase.SENDING: frozenset({ProbePhase.AWAITING, ProbePhase.IDLE}),
    ProbePhase.AWAITING: frozenset({ProbePhase.IDLE}),
}


class ProbeController:
    """Decides when to probe and how high: doubling as long as probes pass, less and less often when they fail."""

    __slots__ = (
        "_aftermath_until",
        "_bitrate",
        "_deadline",
        "_dropped_at",
        "_log",
        "_not_before",
        "_number",
        "_pause",
        "_peak",
        "_recovering",
        "_to_pass",
        "cluster",
        "phase",
        "wanted",
    )

    def __init__(self, log: SentLog) -> None:
        self.wanted = 4 * START_BITRATE
        """What could be used, in bit/s; until somebody says so, two probes beyond the start."""
        self.phase = ProbePhase.IDLE
        self._log = log
        self._number = 0
        self.cluster: Cluster | None = None
        """The probe that is under way."""
        self._bitrate = self._to_pass = 0.0
        self._deadline = 0.0
        self._not_before = 0.0
        self._pause = _FIRST_PAUSE
        self._peak = 0.0
        self._dropped_at = -math.inf
        self._aftermath_until = -math.inf
        self._recovering = False

    def next(self, rate: float, now: float) -> Probe | None:
        """The probe to send now, if any; ``rate`` is the estimate."""
        if self.phase is not ProbePhase.IDLE:
            if now >= self._deadline:
                self._failed(now)
            return None
        if now < self._not_before or self.wanted < _WORTHWHILE * rate or rate >= MAX_BITRATE:
            return None
        least = 2 * START_BITRATE if self._recovering else 0.0
        self._bitrate = min(max(_STEP * rate, least), self.wanted / _UTILISATION, MAX_BITRATE)
        self._to_pass = max(_PASSED * self._bitrate, _WORTHWHILE * rate)
        self._number += 1
        self.cluster = Cluster(self._number, self._log)
        self._enter(ProbePhase.SENDING)
        self._deadline = now + _PATIENCE_SECONDS
        size = max(int(self._bitrate * PROBE_SECONDS / 8), PROBE_LEAST_BYTES)
        return Probe(self._number, self._bitrate, size)

    def sent(self, number: int, now: float) -> None:
        """The last packet of probe ``number`` has been noted; a probe that was given up is of no interest."""
        if self.phase is ProbePhase.SENDING and self.cluster is not None and self.cluster.id == number:
            self.cluster.end = self._log.next[0]
            self._deadline = now + _PATIENCE_SECONDS
            self._enter(ProbePhase.AWAITING)

    def result(self, reported: int, now: float) -> Shown | None:
        """What the probe has shown, once all packets before its end are ``reported``."""
        cluster = self.cluster
        if cluster is None or cluster.end is None or reported < cluster.end:
            return None
        bitrate = cluster.bitrate()
        if bitrate is None or bitrate < self._to_pass:
            self._failed(now)
            return Shown(bitrate, passed=False) if bitrate is not None else None
        self._end(now)
        self._pause = _FIRST_PAUSE
        self._not_before = now
        return Shown(bitrate, passed=True)

    def disturbs(self, now: float) -> bool:
        """Whether a queue that builds up may be the work of a probe."""
        return self.cluster is not None or now < self._aftermath_until

    def observe(self, rate: float, now: float) -> None:
        """Note the estimate; after a big drop the room above is looked for soon."""
        self._peak = max(self._peak, rate)
        if rate < _BIG_DROP * self._peak:
            self._peak = rate
            if now - self._dropped_at >= _DROP_SECONDS:
                self._dropped_at = now
                self.retry(now + _FIRST_PAUSE)

    def retry(self, at: float) -> None:
        """Whatever failed before, probe again from ``at`` (seconds) on, and not in small steps."""
        self._pause = _FIRST_PAUSE
        self._not_before = at
        self._recovering = True

    def _failed(self, now: float) -> None:
        self._end(now)
        self._not_before = now + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        self._recovering = False

    def _end(self, now: float) -> None:
        self.cluster = None
        self._aftermath_until = now + _AFTERMATH_SECONDS
        self._enter(ProbePhase.IDLE)

    def _enter(self, phase: ProbePhase) -> None:
        assert phase in NEXT_PHASE[self.phase]
        self.phase = phase
