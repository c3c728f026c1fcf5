"""What one feedback says about the packets of a log, as groups of packets that left together.

Packets within 5 ms are one group, as in draft-ietf-rmcat-gcc-02 section 5.2: a frame leaves as a burst, and its
packets queue behind each other without telling anything about the network.
"""

from __future__ import annotations

from media.rtp.bandwidth.sentlog import CLOCK_MASK, LOG_PACKETS, PLACE_MASK, SentLog
from media.rtp.twcc import REFERENCE_TICKS, Feedback

GROUP_US = 5_000
_BURST_TICKS = 20
_LONGEST_BURST_TICKS = 400
"""Groups that arrive within 5 ms of each other, closer than they were sent, were held up and released together by
the network; up to 100 ms of them count as one group (as libwebrtc does)."""
_LATE = 1 << 31
"""A packet that seems to have left so long after its group left before it."""
_LONG_AGO = -(1 << 62)
TICK_US = 250


class Group:
    """``first_sent`` and ``last_sent`` are microseconds modulo 2**32, arrivals are ticks of 250 us."""

    __slots__ = ("first_arrival", "first_sent", "last_arrival", "last_sent", "size")

    def __init__(self, sent: int, arrival: int, size: int) -> None:
        self.first_sent = self.last_sent = sent
        self.first_arrival = self.last_arrival = arrival
        self.size = size

    def __repr__(self) -> str:
        return f"<{self.size} bytes sent at {self.first_sent} us, arrived at {self.last_arrival} ticks>"


class Digest:
    """What a feedback newly says.  ``lost`` is negative when packets arrived that were reported lost before.
    ``last_arrival`` is in ticks, ``newest_sent`` in microseconds modulo 2**32; both mean something only when
    ``received`` is not zero.  ``arrivals`` begin with the packet ``first`` and count from ``start``, both in ticks."""

    __slots__ = ("arrivals", "first", "groups", "last_arrival", "lost", "newest_sent", "received", "size", "start")

    def __init__(self, first: int, arrivals: list[int | None], start: int) -> None:
        self.first = first
        self.arrivals = arrivals
        self.start = start
        self.groups: list[Group] = []
        self.received = self.lost = self.size = 0
        self.last_arrival = self.newest_sent = 0


class GroupReader:
    """Reads the feedback about one log.  Whatever names packets that were never sent, are too old or have arrived
    before is passed over."""

    __slots__ = ("_log", "_reference", "group", "reported")

    def __init__(self, log: SentLog) -> None:
        self._log = log
        self.group: Group | None = None
        """The group that may still grow."""
        self._reference = -1
        self.reported = log.next[0]
        """All packets before this one have been spoken about."""

    def locate(self, feedback: Feedback) -> Digest:
        """Which packets of the log the feedback speaks about; :meth:`take` does the rest."""
        base, reference, arrivals = feedback
        end_of_log = self._log.next[0]
        first = index = self._log.index(base)
        end = index + len(arrivals)
        if end > end_of_log or first < end_of_log - LOG_PACKETS:
            first = max(index, end_of_log - LOG_PACKETS)
            arrivals = arrivals[first - index : max(end_of_log - index, 0)]
        return Digest(first, arrivals, self._ticks(reference))

    def take(self, digest: Digest) -> None:
        """Complete the digest, and remember what it says as known."""
        self._group_packets(digest)
        if digest.arrivals:
            self._count_lost(digest)

    def forget(self) -> None:
        """Begin groups anew, as after an outage."""
        self.group = None

    def _ticks(self, reference: int) -> int:
        """The reference time in ticks, on a scale that goes on where 24 bits wrap around (every twelve days)."""
        if self._reference < 0:
            self._reference = reference
        else:
            self._reference += ((reference - self._reference + 0x800000) & 0xFFFFFF) - 0x800000
        return self._reference * REFERENCE_TICKS

    def _group_packets(self, digest: Digest) -> None:
        """Sort what newly arrived into groups; the last one stays open for the next feedback."""
        times, sizes = self._log.times, self._log.sizes
        group = self.group
        start, index = digest.start, digest.first - 1
        received = total = newest = 0
        latest = _LONG_AGO
        for ticks in digest.arrivals:
            index += 1
            if ticks is None:
                continue
            place = index & PLACE_MASK
            size = sizes[place]
            if not size:
                continue
            sizes[place] = 0
            newest = times[place]
            arrival = start + ticks
            if arrival > latest:
                latest = arrival
            received += 1
            total += size
            if group is None:
                group = Group(newest, arrival, size)
                continue
            age = (newest - group.first_sent) & CLOCK_MASK
            if age < GROUP_US or (age < _LATE and _held_up(group, newest, arrival)):
                group.size += size
                group.last_sent = newest
                if arrival > group.last_arrival:
                    group.last_arrival = arrival
            elif age < _LATE:
                digest.groups.append(group)
                group = Group(newest, arrival, size)
        self.group = group
        digest.received, digest.size = received, total
        digest.newest_sent, digest.last_arrival = newest, latest

    def _count_lost(self, digest: Digest) -> None:
        """A packet counts as lost once, and no longer when a later feedback reports it after all."""
        # Only a counter that wrapped around can be behind what was reported.
        reported = min(self.reported, self._log.next[0])
        first, arrivals = digest.first, digest.arrivals
        fresh = arrivals if first >= reported else arrivals[reported - first :]
        lost = fresh.count(None)
        late = digest.received - (len(fresh) - lost)
        digest.lost = lost - late
        if first > reported:
            # A feedback got lost; what it would have said is likely to be that all arrived.
            digest.size += self._log.unanswered_bytes(max(reported, self._log.next[0] - LOG_PACKETS), first)
        self.reported = max(reported, first + len(arrivals))


def _held_up(group: Group, sent: int, arrival: int) -> bool:
    """Whether a packet was released together with ``group`` by something that had stopped."""
    wait = arrival - group.last_arrival
    return (
        wait <= _BURST_TICKS
        and wait * TICK_US < (sent - group.last_sent) & CLOCK_MASK
        and arrival - group.first_arrival < _LONGEST_BURST_TICKS
    )
