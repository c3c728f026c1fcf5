"""Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).

The FCI of one feedback: base sequence (16 bits), packet status count (16), reference time (24, in 64 ms),
feedback count (8), status chunks (16 each), receive deltas (8 or 16 bits each, in 250 us).
"""

from __future__ import annotations

from itertools import accumulate
from struct import Struct
from typing import NamedTuple

from media.rtp.sequence import Unwrapper

DELTA_SECONDS = 0.00025
REFERENCE_TICKS = 256
"""A reference time unit of 64 ms in delta ticks of 250 us."""
_HEAD = Struct("!HHI")
_CHUNK = Struct("!H")
_LOST, _SMALL, _LARGE = 0, 1, 2
MAX_STATUS = 1024
"""Packets that a feedback of ours speaks about; more are left for the next."""
MAX_REPORTED = 0x1FFF
"""Packets that a peer's feedback may speak about: as many as one chunk can, several seconds at the highest rate."""
_ALONE = tuple(bytes([symbol]) for symbol in range(4))
_ONE_BIT = tuple(bytes(word >> shift & 1 for shift in range(6, -1, -1)) for word in range(1 << 7))
"""The seven statuses of half a one-bit vector."""
_TWO_BITS = tuple(bytes(word >> shift & 3 for shift in (6, 4, 2, 0)) for word in range(1 << 8))
"""Four statuses of a two-bit vector, which has seven."""


class MalformedFeedbackError(ValueError):
    """The FCI ends early or promises more packets than it describes."""


class FeedbackBuilder:
    """Collects arrivals and writes the FCI of the next feedback."""

    __slots__ = ("_arrivals", "_count", "_next", "_unwrapper")

    def __init__(self) -> None:
        self._unwrapper = Unwrapper()
        self._arrivals: dict[int, int] = {}
        self._next = -1
        self._count = 0

    def received(self, sequence: int, now: float) -> None:
        """Note packet ``sequence`` (16 bits) at ``now`` seconds; what was already reported is not repeated."""
        index = self._unwrapper.unwrap(sequence)
        if index >= self._next and len(self._arrivals) < MAX_STATUS:
            self._arrivals.setdefault(index, int(now / DELTA_SECONDS))

    def build(self) -> bytes | None:
        """The FCI for all arrivals since the last call, or ``None`` without any."""
        if not self._arrivals:
            return None
        first = min(self._arrivals)
        base = self._next if 0 <= first - self._next < MAX_STATUS // 2 and self._next >= 0 else first
        last = min(max(self._arrivals), base + MAX_STATUS - 1)
        reference = self._arrivals[first] // REFERENCE_TICKS
        statuses, deltas, end = self._deltas(base, last, reference * REFERENCE_TICKS)
        head = _HEAD.pack(base & 0xFFFF, len(statuses), (reference & 0xFFFFFF) << 8 | self._count)
        self._count = (self._count + 1) & 0xFF
        self._next = end
        self._arrivals = {index: at for index, at in self._arrivals.items() if index >= end}
        return head + _pack_statuses(statuses) + deltas

    def _deltas(self, base: int, last: int, previous: int) -> tuple[list[int], bytes, int]:
        """Status and delta per packet, and the index behind the last one described.  A delta that fits no 16
        bits ends the feedback early; the rest follows in the next one."""
        statuses: list[int] = []
        deltas = bytearray()
        for index in range(base, last + 1):
            at = self._arrivals.get(index)
            if at is None:
                statuses.append(_LOST)
                continue
            delta = at - previous
            if not -0x8000 <= delta <= 0x7FFF:
                return statuses, bytes(deltas), index
            small = 0 <= delta <= 0xFF
            statuses.append(_SMALL if small else _LARGE)
            deltas += delta.to_bytes(1 if small else 2, "big", signed=not small)
            previous = at
        return statuses, bytes(deltas), last + 1


def _pack_statuses(statuses: list[int]) -> bytes:
    """Run-length chunks where 7 or more agree, else two-bit vectors of seven."""
    chunks = bytearray()
    position = 0
    while position < len(statuses):
        symbol = statuses[position]
        run = 1
        while position + run < len(statuses) and statuses[position + run] == symbol and run < 0x1FFF:
            run += 1
        if run >= 7 or position + run == len(statuses):
            chunks += _CHUNK.pack(symbol << 13 | run)
            position += run
            continue
        vector = statuses[position : position + 7]
        word = 0xC000
        for place, status in enumerate(vector):
            word |= status << 12 - 2 * place
        chunks += _CHUNK.pack(word)
        position += len(vector)
    return bytes(chunks)


class Feedback(NamedTuple):
    """What one feedback says.  ``arrivals`` has, for the numbers from ``base`` (16 bits) on, the arrival in ticks of
    250 us after the reference time, or ``None`` for a lost packet; ``reference`` (24 bits) counts units of
    ``REFERENCE_TICKS`` from the receiver's arbitrary zero."""

    base: int
    reference: int
    arrivals: list[int | None]


def parse(fci: bytes) -> Feedback:
    """Read an FCI.  Raises :class:`MalformedFeedbackError`."""
    if len(fci) < _HEAD.size:
        raise MalformedFeedbackError("no head")
    base, count, reference_and_count = _HEAD.unpack_from(fci)
    if count > MAX_REPORTED:
        raise MalformedFeedbackError("more packets than anybody keeps")
    # Most feedbacks report neither loss nor pauses: one run, and its deltas.
    if fci[_HEAD.size : _HEAD.size + 2] == _CHUNK.pack(_SMALL << 13 | count) and len(fci) >= _HEAD.size + 2 + count:
        offset = _HEAD.size + 2
        arrivals: list[int | None] = list(accumulate(fci[offset : offset + count]))
    else:
        arrivals = _unpack_arrivals(fci, *_unpack_statuses(fci, count))
    return Feedback(base, reference_and_count >> 8, arrivals)


def _unpack_arrivals(fci: bytes, statuses: bytes, offset: int) -> list[int | None]:
    if offset + statuses.count(_SMALL) + 2 * statuses.count(_LARGE) > len(fci):
        raise MalformedFeedbackError("deltas cut off")
    arrivals: list[int | None] = []
    append = arrivals.append
    at = 0
    for status in statuses:
        if status == _SMALL:
            at += fci[offset]
            offset += 1
            append(at)
        elif status == _LARGE:
            delta = fci[offset] << 8 | fci[offset + 1]
            at += delta if delta < 0x8000 else delta - 0x10000
            offset += 2
            append(at)
        else:
            append(None)
    return arrivals


def _unpack_statuses(fci: bytes, count: int) -> tuple[bytes, int]:
    """One byte per packet, and where the deltas begin."""
    statuses = bytearray()
    offset = _HEAD.size
    end = len(fci) - 1
    while len(statuses) < count:
        if offset >= end:
            raise MalformedFeedbackError("status chunks cut off")
        word = fci[offset] << 8 | fci[offset + 1]
        offset += 2
        if word < 0x8000:
            run = word & 0x1FFF
            if not run:
                raise MalformedFeedbackError("a run of nothing")
            statuses += _ALONE[word >> 13] * min(run, count - len(statuses))
        elif word & 0x4000:
            statuses += _TWO_BITS[word >> 6 & 0xFF]
            statuses += _TWO_BITS[word << 2 & 0xFF][:3]
        else:
            statuses += _ONE_BIT[word >> 7 & 0x7F]
            statuses += _ONE_BIT[word & 0x7F]
    return bytes(statuses[:count]), offset
