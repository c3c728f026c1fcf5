"""Targets that misbehave, for the test of the harness."""

from __future__ import annotations

from collections.abc import Callable

_KEPT: list[bytearray] = []


def _fails(data: bytes) -> None:
    if data != b"seed":
        raise IndexError(f"{len(data)} bytes")


def _hangs(data: bytes) -> None:
    while data != b"seed":
        pass


def _grows(data: bytes) -> None:
    _KEPT.append(bytearray(b"x" * (1 << 18)))


TOYS: dict[str, Callable[[bytes], None]] = {
    "toy.fine": lambda data: None,
    "toy.fails": _fails,
    "toy.hangs": _hangs,
    "toy.grows": _grows,
}
