"""Redundant audio (RFC 2198): find the newest block, for those who cannot read the others."""

from __future__ import annotations

MAX_BLOCKS = 8


def primary(data: bytes | bytearray, offset: int, end: int) -> tuple[int, int] | None:
    """Payload type and offset of the primary encoding, which comes last, in the RED payload ``data[offset:end]``;
    ``None`` when it is malformed or empty."""
    redundant = 0
    position = offset
    for _ in range(MAX_BLOCKS):
        if position >= end:
            return None
        if not data[position] & 0x80:
            start = position + 1 + redundant
            return (data[position], start) if start < end else None
        if position + 4 > end:
            return None
        redundant += (data[position + 2] & 0x03) << 8 | data[position + 3]
        position += 4
    return None
