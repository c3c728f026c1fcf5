"""Arithmetic on 16-bit sequence numbers that wrap around (RFC 3550 appendix A.1)."""

from __future__ import annotations


def forward_distance(start: int, end: int) -> int:
    """Steps from ``start`` forward to ``end``, both 0..65535."""
    return (end - start) & 0xFFFF


def is_newer(candidate: int, reference: int) -> bool:
    """Whether ``candidate`` comes after ``reference``; half the number space counts as the future."""
    return 0 < ((candidate - reference) & 0xFFFF) < 0x8000


def nearest(value: int, reference: int) -> int:
    """The unwrapped number congruent to 16-bit ``value`` that lies nearest to unwrapped ``reference``."""
    return reference + (((value - reference) + 0x8000) & 0xFFFF) - 0x8000


class Unwrapper:
    """Turns 16-bit numbers into integers that never wrap; the first one starts a cycle above zero, so that
    packets which overtook it stay positive."""

    __slots__ = ("highest",)

    def __init__(self) -> None:
        self.highest = -1

    def unwrap(self, value: int) -> int:
        """The unwrapped number of ``value`` (0..65535), remembering the highest seen."""
        if self.highest < 0:
            self.highest = 0x10000 + value
            return self.highest
        index = nearest(value, self.highest)
        if index > self.highest:
            self.highest = index
        return index
