"""Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).

The FCI of one feedback: base sequence (16 bits), packet status count (16), reference time (24, in 64 ms),
feedback count (8), status chunks (16 each), receive deltas (8 or 16 bits each, in 250 us).
"""

from __future__ import annotations

from struct import Struct

from media.rtp.sequence import Unwrapper

DELTA_SECONDS = 0.00025
_REFERENCE_TICKS = 256
"""A reference time unit of 64 ms in delta ticks of 250 us."""
_HEAD = Struct("!HHI")
_CHUNK = Struct("!H")
_LOST, _SMALL, _LARGE = 0, 1, 2
MAX_STATUS = 1024
"""Packets that one feedback may speak about; more are left for the next."""


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
        reference = self._arrivals[first] // _REFERENCE_TICKS
        statuses, deltas, end = self._deltas(base, last, reference * _REFERENCE_TICKS)
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


def parse(fci: bytes) -> list[tuple[int, float | None]]:
    """(sequence number, arrival in seconds or ``None`` when lost) per packet.  Arrivals count from the sender's
    arbitrary zero.  Raises :class:`MalformedFeedbackError`."""
    if len(fci) < _HEAD.size:
        raise MalformedFeedbackError("no head")
    base, count, reference_and_count = _HEAD.unpack_from(fci)
    statuses, offset = _unpack_statuses(fci, count)
    at = (reference_and_count >> 8) * _REFERENCE_TICKS
    arrivals: list[tuple[int, float | None]] = []
    for place, status in enumerate(statuses):
        sequence = (base + place) & 0xFFFF
        size = (0, 1, 2, 0)[status]
        if offset + size > len(fci):
            raise MalformedFeedbackError("deltas cut off")
        if not size:
            arrivals.append((sequence, None))
            continue
        at += int.from_bytes(fci[offset : offset + size], "big", signed=size == 2)
        offset += size
        arrivals.append((sequence, at * DELTA_SECONDS))
    return arrivals


def _unpack_statuses(fci: bytes, count: int) -> tuple[list[int], int]:
    statuses: list[int] = []
    offset = _HEAD.size
    while len(statuses) < count:
        if offset + 2 > len(fci):
            raise MalformedFeedbackError("status chunks cut off")
        (word,) = _CHUNK.unpack_from(fci, offset)
        offset += 2
        if not word & 0x8000:
            statuses.extend([word >> 13 & 3] * min(word & 0x1FFF, count - len(statuses)))
            if not word & 0x1FFF:
                raise MalformedFeedbackError("a run of nothing")
        elif word & 0x4000:
            statuses.extend(word >> shift & 3 for shift in range(12, -1, -2))
        else:
            statuses.extend(word >> shift & 1 for shift in range(13, -1, -1))
    return statuses[:count], offset
