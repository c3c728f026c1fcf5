"""A viewer behind a link, in simulated time: what a sender sends into it comes back as transport-wide feedback."""

from __future__ import annotations

import contextlib
import heapq
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.probing import Probe
from media.rtp.twcc import FeedbackBuilder, MalformedFeedbackError

STEP = 0.001
FEEDBACK_SECONDS = 0.05
TICK_SECONDS = 0.05
FRAMES_PER_SECOND, SOUNDS_PER_SECOND = 30, 50
SOUND_BYTES, PACKET_BYTES = 120, 1200


@dataclass
class Link:
    """One queue in front of ``capacity`` (bit/s), then ``delay`` seconds; ``loss`` is random, ``jitter`` seconds are
    added at random without changing the order.  Fields may be changed while it runs."""

    capacity: float
    delay: float = 0.02
    queue_bytes: int = 60_000
    loss: float = 0.0
    jitter: float = 0.0
    down: bool = False
    seed: int = 1
    dropped: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._queue: deque[tuple[float, int, int]] = deque()
        self._free_at = 0.0
        self._last_arrival = 0.0
        self.backlog = 0

    def enter(self, now: float, number: int, size: int) -> None:
        """Queue a packet up, unless the queue is full."""
        if self.down or self.backlog + size > self.queue_bytes:
            self.dropped += 1
            return
        self.backlog += size
        self._queue.append((now, number, size))

    def leave(self, now: float) -> Iterator[tuple[float, int, int]]:
        """(arrival, number, size) of the packets that have left the queue and will arrive."""
        while self._queue:
            entered, number, size = self._queue[0]
            done = max(self._free_at, entered) + size * 8 / self.capacity
            if done > now:
                break
            self._queue.popleft()
            self._free_at = done
            self.backlog -= size
            if self._random.random() >= self.loss:
                arrival = done + self.delay + self._random.uniform(0, self.jitter)
                self._last_arrival = max(self._last_arrival, arrival)
                yield self._last_arrival, number, size

    @property
    def queue_seconds(self) -> float:
        return self.backlog * 8 / self.capacity


class Call:
    """A sender that spends the estimate up to ``cap`` bit/s on sound and on pictures that leave as bursts."""

    def __init__(
        self, link: Link, cap: float = 10e6, start: float = 100.0, first: int = 0, viewer_clock: float = 0.0
    ) -> None:
        self.link = link
        self.cap = cap
        self.now = start
        self.estimator = BandwidthEstimator(first=first)
        self.rewrite: Callable[[bytes], bytes] = bytes
        """What a viewer makes of its feedback before it sends it."""
        self.feedback_loss = 0.0
        self.layers: tuple[float, ...] = ()
        """If there are any, the pictures have one of these bitrates, as large as the estimate allows."""
        self.choices: list[float] = []
        """The bitrate of every picture."""
        self.estimator.want(cap)
        self.rates: list[float] = []
        """The estimate at every tick."""
        self.probes: list[Probe] = []
        self.delivered = 0
        """Bytes that arrived."""
        self._viewer_clock = viewer_clock - start
        self._random = random.Random(link.seed)
        self._builder = FeedbackBuilder()
        self._arrivals: list[tuple[float, int, int]] = []
        self._feedbacks: list[tuple[float, bytes]] = []
        self._due = {"frame": start, "sound": start + 0.007, "feedback": start, "tick": start}
        self._padding: Iterator[None] | None = None

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
        """Let so much time pass, or less when ``until`` is satisfied; returns how much it was."""
        begin = self.now
        while self.now < begin + seconds and not until():
            self.now += STEP
            self._step()
        return self.now - begin

    @property
    def rate(self) -> float:
        return self.estimator.bitrate

    def mean(self, seconds: float) -> float:
        """The mean estimate of the last ``seconds``."""
        last = self.rates[-int(seconds / TICK_SECONDS) :]
        return sum(last) / len(last)

    def _passed(self, what: str, interval: float) -> bool:
        if self.now < self._due[what]:
            return False
        self._due[what] += interval
        return True

    def _step(self) -> None:
        if self._passed("sound", 1 / SOUNDS_PER_SECOND):
            self._send(SOUND_BYTES)
        if self._passed("frame", 1 / FRAMES_PER_SECOND):
            self.choices.append(self._choose())
            self._send_burst(int(self.choices[-1] / 8 / FRAMES_PER_SECOND))
        if self._padding is not None and next(self._padding, True):
            self._padding = None
        for arriving in self.link.leave(self.now):
            heapq.heappush(self._arrivals, arriving)
        while self._arrivals and self._arrivals[0][0] <= self.now:
            at, number, size = heapq.heappop(self._arrivals)
            self._builder.received(number, at + self._viewer_clock)
            self.delivered += size
        if self._passed("feedback", FEEDBACK_SECONDS) and not self.link.down:
            while (fci := self._builder.build()) is not None:
                if self._random.random() >= self.feedback_loss:
                    self._feedbacks.append((self.now + self.link.delay, fci))
        while self._feedbacks and self._feedbacks[0][0] <= self.now:
            with contextlib.suppress(MalformedFeedbackError):
                self.estimator.feedback(self.rewrite(self._feedbacks.pop(0)[1]), self.now)
        if self._passed("tick", TICK_SECONDS):
            self.rates.append(self.rate)
            probe = self.estimator.tick(self.now)
            if probe is not None:
                self.probes.append(probe)
                self._padding = self._pad(probe)

    def _choose(self) -> float:
        room = min(self.rate, self.cap) - SOUND_BYTES * 8 * SOUNDS_PER_SECOND
        return max((layer for layer in self.layers if layer <= room), default=0.0) if self.layers else room

    def _send_burst(self, size: int) -> None:
        while size > 0:
            self._send(min(size, PACKET_BYTES))
            size -= PACKET_BYTES

    def _pad(self, probe: Probe) -> Iterator[None]:
        """One step after the other, as much padding as is due at the probe's bitrate."""
        begin, sent, packets = self.now, 0, 0
        each = min(PACKET_BYTES, max(probe.size // probe.packets, 50))
        while sent < probe.size or packets < probe.packets:
            while sent <= (self.now - begin) * probe.bitrate / 8 and (sent < probe.size or packets < probe.packets):
                self._send(each)
                sent += each
                packets += 1
            yield
        self.estimator.probe_sent(probe, self.now)

    def _send(self, size: int) -> None:
        number = self.estimator.sent.note(int(self.now * 1e6), size)
        self.link.enter(self.now, number, size)
