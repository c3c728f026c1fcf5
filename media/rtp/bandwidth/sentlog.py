"""When the last packets left and how large they were, by transport-wide sequence number."""

from __future__ import annotations

from array import array

from media.rtp.sequence import nearest

LOG_PACKETS = 4096
"""Two seconds at the highest rate, half a minute of a usual one; a power of two that divides 65536."""
PLACE_MASK = LOG_PACKETS - 1
CLOCK_MASK = 0xFFFFFFFF


class SentLog:
    """Rings over the low bits of the transport-wide number, in memory that compiled code can write as well:
    ``times`` in microseconds modulo 2**32, ``sizes`` in bytes (0: never sent, or already known to have arrived) and
    ``next[0]``, the number of the next packet modulo 2**32, of which the packet carries the low 16 bits."""

    __slots__ = ("next", "sizes", "times")

    def __init__(self, first: int = 0) -> None:
        self.times = array("I", bytes(4 * LOG_PACKETS))
        self.sizes = array("H", bytes(2 * LOG_PACKETS))
        self.next = array("I", [first])

    def note(self, now_us: int, size: int) -> int:
        """Note a packet of ``size`` bytes (1..65535) that leaves now; returns the 16-bit number it must carry."""
        number = self.next[0]
        place = number & PLACE_MASK
        self.times[place] = now_us & CLOCK_MASK
        self.sizes[place] = size
        self.next[0] = (number + 1) & CLOCK_MASK
        return number & 0xFFFF

    def index(self, number: int) -> int:
        """The index of 16-bit ``number``: nearest to the last packet's, on a scale where ``next[0]`` is the next."""
        return nearest(number, self.next[0] - 1)

    def sent_at(self, index: int) -> int:
        """Microseconds modulo 2**32 at which a packet of the last ``LOG_PACKETS`` left."""
        return self.times[index & PLACE_MASK]

    def unanswered_bytes(self, first: int, end: int) -> int:
        """Bytes of the packets ``first`` to before ``end`` that are not known to have arrived."""
        return sum(self.sizes[index & PLACE_MASK] for index in range(first, end))
