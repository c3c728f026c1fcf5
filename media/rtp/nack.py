"""Which packets of one stream are missing, and how often they were asked for (RFC 4585 section 6.2.1)."""

from __future__ import annotations

from media.rtp.sequence import Unwrapper

MAX_TRIES = 8
MAX_MISSING = 512
"""Beyond this the stream is better served by a key frame than by retransmissions."""


class NackTracker:
    """Finds gaps in a stream of unwrapped sequence numbers and schedules requests for them."""

    __slots__ = ("_highest", "_missing", "overflowed")

    def __init__(self) -> None:
        self._highest = -1
        self._missing: dict[int, tuple[int, float]] = {}
        """index -> (times asked, time of the next request in seconds)"""
        self.overflowed = False

    def received(self, index: int, now: float) -> bool:
        """Note a packet; true when it revealed a gap that should be asked for at once."""
        if index <= self._highest:
            self._missing.pop(index, None)
            return False
        previous, self._highest = self._highest, index
        if previous < 0 or index == previous + 1:
            return False
        return self.missed(previous + 1, index - previous - 1, now)

    def missed(self, first: int, count: int, now: float) -> bool:
        """``count`` packets from ``first`` on did not come; true when they should be asked for."""
        if count + len(self._missing) > MAX_MISSING:
            self._missing.clear()
            self.overflowed = True
            return False
        for lost in range(first, first + count):
            self._missing[lost] = (0, now)
        return True

    def advance(self, index: int) -> None:
        """All packets up to ``index`` have come, or were told as :meth:`missed`."""
        self._highest = max(self._highest, index)

    def due(self, now: float, round_trip: float) -> list[int]:
        """16-bit numbers to ask for now; each is asked for again after a round trip (seconds), at most
        ``MAX_TRIES`` times."""
        wanted: list[int] = []
        given_up: list[int] = []
        for index, (tries, at) in self._missing.items():
            if at > now:
                continue
            if tries >= MAX_TRIES:
                given_up.append(index)
                continue
            self._missing[index] = (tries + 1, now + max(round_trip, 0.02) * (1 + tries / 2))
            wanted.append(index & 0xFFFF)
        for index in given_up:
            del self._missing[index]
        return wanted

    def reset(self) -> None:
        """Forget all gaps, as when the stream was paused."""
        self._missing.clear()
        self._highest = -1

    @property
    def waiting(self) -> bool:
        return bool(self._missing)


class ReceptionStats:
    """What a receiver report says about one stream (RFC 3550 section 6.4.1 and appendix A.3, A.8)."""

    __slots__ = (
        "_base",
        "_clock_rate",
        "_expected_prior",
        "_jitter",
        "_received",
        "_received_prior",
        "_transit",
        "_unwrapper",
        "interval_loss",
    )

    def __init__(self, clock_rate: int) -> None:
        self._clock_rate = clock_rate
        self._unwrapper = Unwrapper()
        self._base = -1
        self._received = 0
        self._expected_prior = 0
        self._received_prior = 0
        self._transit: int | None = None
        self._jitter = 0.0
        self.interval_loss = (0, 0)
        """packets lost and expected between the last two calls of :meth:`fraction_lost`"""

    def received(self, sequence: int, timestamp: int, now: float) -> int:
        """Note a packet that arrived at ``now`` seconds; returns its unwrapped sequence number."""
        index = self._unwrapper.unwrap(sequence)
        if self._base < 0:
            self._base = index
        self._received += 1
        transit = (int(now * self._clock_rate) - timestamp) & 0xFFFFFFFF
        if self._transit is not None:
            difference = abs(((transit - self._transit + 0x80000000) & 0xFFFFFFFF) - 0x80000000)
            self._jitter += (difference - self._jitter) / 16
        self._transit = transit
        return index

    def absorb(self, highest: int, packets: int, jitter: float) -> None:
        """Somebody else has noted ``packets`` in order up to unwrapped number ``highest``, with this jitter."""
        self._unwrapper.highest = max(self._unwrapper.highest, highest)
        self._received += packets
        self._jitter = jitter
        self._transit = None

    @property
    def highest(self) -> int:
        return self._unwrapper.highest

    @property
    def span(self) -> int:
        """How many numbers the stream has come through, lost ones included."""
        return self._unwrapper.highest - self._base + 1 if self._base >= 0 else 0

    @property
    def jitter(self) -> int:
        return min(int(self._jitter), 0xFFFFFFFF)

    @property
    def lost(self) -> int:
        """Packets lost since the start; duplicates can make it negative (RFC 3550: 24 bits signed)."""
        return max(-0x800000, min(0x7FFFFF, self.span - self._received)) if self._base >= 0 else 0

    def fraction_lost(self) -> int:
        """Fraction lost since the last call, as 0..255."""
        expected = self.span
        expected_interval = expected - self._expected_prior
        lost = expected_interval - (self._received - self._received_prior)
        self._expected_prior, self._received_prior = expected, self._received
        self.interval_loss = max(0, lost), max(0, expected_interval)
        return max(0, min(255, (lost << 8) // expected_interval)) if expected_interval > 0 else 0
