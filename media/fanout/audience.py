"""Who gets the packets of one ingress stream, and by which path they are sent."""

from __future__ import annotations

import logging
import os
from typing import Any, Literal

from media.fanout import native, python
from media.fanout.python import Way
from media.fanout.state import ffi
from media.rtp.history import Packet

log = logging.getLogger(__name__)

CHOICE = "RESFRI_MEDIA_FAST_PATH"
"""Environment variable: ``auto`` (default), ``python`` or ``native``."""
PathName = Literal["python", "native"]


class Fanout:
    """The chosen path.  ``fd`` is the worker's UDP socket."""

    __slots__ = ("_native", "fd")

    def __init__(self, native_path: native.Native | None) -> None:
        self._native = native_path
        self.fd = -1

    @property
    def name(self) -> PathName:
        return "python" if self._native is None else "native"

    def forward(self, audience: Audience, packet: Packet, now: int) -> int:
        """Send ``packet`` at ``now`` (microseconds modulo 2^32) to everybody; returns how many were sent."""
        if self._native is None:
            return python.fan_out(audience.ways, packet, now)
        if audience.changed:
            audience.sort()
        sent = 0
        if audience.direct_count:
            sent = self._native.fan_out(self.fd, audience.direct, audience.direct_count, packet, now)
        if audience.others:
            sent += python.fan_out(audience.others, packet, now)
        return sent


class Audience:
    """``direct`` holds those whom compiled code can reach over UDP, ``others`` the rest; they are sorted anew
    after a change."""

    __slots__ = ("changed", "direct", "direct_count", "others", "ways")

    def __init__(self) -> None:
        self.ways: list[Way] = []
        self.changed = False
        self.direct: Any = ffi.NULL
        self.direct_count = 0
        self.others: list[Way] = []

    def add(self, way: Way) -> None:
        self.ways.append(way)
        self.changed = True

    def remove(self, way: Way) -> None:
        if way in self.ways:
            self.ways.remove(way)
            # The array would keep a freed route alive for compiled code; it must not be used once more.
            self.changed = True

    def sort(self) -> None:
        states = [way.state for way in self.ways if way.state.viewer.address_length]
        self.direct = ffi.new("struct route *[]", states)
        self.direct_count = len(states)
        self.others = [way for way in self.ways if not way.state.viewer.address_length]
        self.changed = False


def choose() -> Fanout:
    """The path that :data:`CHOICE` asks for.  Raises ``RuntimeError`` when it is ``native`` and was not built."""
    wanted = os.environ.get(CHOICE, "auto")
    if wanted not in ("auto", "python", "native"):
        raise RuntimeError(f"{CHOICE} must be auto, python or native")
    found = None if wanted == "python" else native.load()
    if wanted == "native" and found is None:
        raise RuntimeError("the native media path was not built; run: python -m media.fanout.build")
    return Fanout(found)
