"""Bytes read as instructions, so that one input drives many steps, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Script:
    """What lies behind the end reads as zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def more(self) -> bool:
        return self._position < len(self._data)

    def take(self, size: int) -> bytes:
        taken = self._data[self._position : self._position + size]
        self._position += size
        return taken + bytes(size - len(taken))

    def number(self, octets: int = 1) -> int:
        return int.from_bytes(self.take(octets), "big")

    def choice(self, options: Sequence[T]) -> T:
        return options[self.number() % len(options)]
