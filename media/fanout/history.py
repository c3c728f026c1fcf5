"""The last packets of one ingress stream, shared by all its viewers for retransmission.

They lie in memory that compiled code fills as well.  It is the system's to give: pages that no packet has reached yet
cost nothing.
"""

from __future__ import annotations

import mmap
from typing import Any

from media.fanout.state import Inlet, ffi
from media.rtp.forwarded import Packet
from media.rtp.packet import MIN_HEADER
from media.rtp.vp8 import ABSENT

VIDEO_PACKETS, VIDEO_SLOT = 1024, 1408
"""About six seconds of a 720p camera; browsers send at most about 1250 bytes.  Both are powers of two, so that the
place of a packet is a mask."""
AUDIO_PACKETS, AUDIO_SLOT = 64, 512


class History:
    """A ring over unwrapped sequence numbers; a newer packet overwrites the one a whole ring before it."""

    __slots__ = ("_bytes", "_kept", "_mask", "_slot", "_vp8")

    def __init__(self, inlet: Inlet, *, video: bool, vp8: int) -> None:
        """``vp8`` is the payload type whose packets have a descriptor."""
        packets, self._slot = (VIDEO_PACKETS, VIDEO_SLOT) if video else (AUDIO_PACKETS, AUDIO_SLOT)
        self._mask = packets - 1
        self._vp8 = vp8
        self._kept: Any = ffi.new("struct kept[]", packets)
        self._bytes = mmap.mmap(-1, packets * self._slot)
        inlet.keep(self._kept, self._bytes, self._mask, self._slot)

    def add(self, packet: Packet) -> bool:
        """Keep ``packet`` unless it is longer than a slot; false when it, or a newer one in its place, is already
        there."""
        kept = self._kept[packet.index & self._mask]
        if kept.index >= packet.index:
            return False
        kept.index = packet.index
        length = len(packet.data)
        if length > self._slot:
            kept.length = 0
            return True
        kept.timestamp = packet.timestamp
        kept.length = length
        kept.payload = packet.payload_offset
        kept.transport_cc = packet.transport_cc
        kept.payload_type = packet.payload_type
        kept.key_frame = packet.key_frame
        start = (packet.index & self._mask) * self._slot
        self._bytes[start : start + length] = packet.data
        return True

    def reached(self, packets: int) -> int:
        """Bytes of memory in use after so many packets."""
        return min(packets, self._mask + 1) * self._slot

    def get(self, index: int) -> Packet | None:
        kept = self._kept[index & self._mask]
        if kept.index != index or kept.length < MIN_HEADER:
            return None
        start = (index & self._mask) * self._slot
        data = self._bytes[start : start + kept.length]
        descriptor = None if kept.payload_type == self._vp8 else ABSENT
        return Packet(
            data,
            index,
            kept.timestamp,
            kept.payload_type,
            kept.payload,
            bool(kept.key_frame),
            kept.transport_cc,
            descriptor,
        )
