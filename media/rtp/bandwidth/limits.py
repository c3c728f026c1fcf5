"""Between which bitrates every estimate stays, in bit/s."""

from __future__ import annotations

MIN_BITRATE = 30_000.0
"""About one Opus stream with its headers: less would carry nothing that helps."""
START_BITRATE = 300_000.0
"""Assumed before any feedback: sound and a small picture, which nearly every network carries."""
MAX_BITRATE = 20_000_000.0


def clamp(bitrate: float) -> float:
    """``bitrate`` within the bounds; what is no number is the least."""
    # A comparison with NaN is false.
    return min(bitrate, MAX_BITRATE) if bitrate > MIN_BITRATE else MIN_BITRATE
