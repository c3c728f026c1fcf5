"""Who gets the packets of one ingress stream, and by which path they are sent."""

from __future__ import annotations

import logging
import os
from typing import Literal

from media.fanout import native, python
from media.fanout.inbox import Inbox
from media.fanout.python import Outlet
from media.fanout.state import Inlet
from media.rtp.forwarded import Packet

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

    def inbox(self) -> Inbox | None:
        """The compiled receiving end, where there is one."""
        return self._native.inbox(self.fd) if self._native is not None else None

    def forward(self, audience: Audience, packet: Packet, now: int) -> int:
        """Send ``packet`` at ``now`` (microseconds modulo 2^32) to everybody; returns how many were sent."""
        if self._native is None:
            return python.fan_out(audience.outlets, packet, now)
        sent = 0
        direct = audience.inlet
        if direct.state.count:
            sent = self._native.fan_out(self.fd, direct.routes, direct.state.count, packet, now)
        return sent + self.forward_others(audience, packet, now) if audience.others else sent

    def forward_others(self, audience: Audience, packet: Packet, now: int) -> int:
        """As :meth:`forward`, only to those whom compiled code cannot reach."""
        return python.fan_out(audience.others, packet, now)


class Audience:
    """``outlets`` are all; ``inlet`` holds the routes of those whom compiled code reaches over UDP, ``others`` are
    the rest."""

    __slots__ = ("inlet", "others", "outlets")

    def __init__(self, inlet: Inlet) -> None:
        self.inlet = inlet
        self.outlets: list[Outlet] = []
        self.others: list[Outlet] = []

    def add(self, outlet: Outlet) -> None:
        self.outlets.append(outlet)
        self.sort()

    def remove(self, outlet: Outlet) -> None:
        if outlet in self.outlets:
            self.outlets.remove(outlet)
            self.sort()

    def sort(self) -> None:
        """After a change, also of the path to somebody.  At once, or compiled code would use a route that is gone."""
        direct = [outlet.state for outlet in self.outlets if outlet.state.viewer.address_length]
        self.others = [outlet for outlet in self.outlets if not outlet.state.viewer.address_length]
        self.inlet.route(direct)


def choose() -> Fanout:
    """The path that :data:`CHOICE` asks for.  Raises ``RuntimeError`` when it is ``native`` and was not built."""
    wanted = os.environ.get(CHOICE, "auto")
    if wanted not in ("auto", "python", "native"):
        raise RuntimeError(f"{CHOICE} must be auto, python or native")
    found = None if wanted == "python" else native.load()
    if wanted == "native" and found is None:
        raise RuntimeError("the native media path was not built; run: python -m media.fanout.build")
    return Fanout(found)
