"""The last packets of one ingress stream, shared by all its consumers for retransmission."""

from __future__ import annotations

from media.rtp.vp8 import ABSENT, Descriptor

VIDEO_PACKETS = 1024
"""About six seconds of a 720p camera; a power of two, so that the place of a packet is a mask."""
AUDIO_PACKETS = 64


class Packet:
    """One forwarded packet as the publisher sent it, already free of padding and of per-hop extensions.

    ``index`` is the unwrapped sequence number; ``payload_offset`` is where the payload begins in ``data``;
    ``transport_cc`` where its transport-wide sequence number stands, 0 if nowhere.  Whoever starts to watch can do
    so at a ``key_frame``; every audio packet is one.
    """

    __slots__ = (
        "data",
        "descriptor",
        "index",
        "key_frame",
        "payload_offset",
        "payload_type",
        "timestamp",
        "transport_cc",
    )

    def __init__(
        self,
        data: bytes,
        index: int,
        timestamp: int,
        payload_type: int,
        payload_offset: int,
        key_frame: bool,
        transport_cc: int = 0,
        descriptor: Descriptor = ABSENT,
    ) -> None:
        self.data = data
        self.index = index
        self.timestamp = timestamp
        self.payload_type = payload_type
        self.payload_offset = payload_offset
        self.key_frame = key_frame
        self.transport_cc = transport_cc
        self.descriptor = descriptor


class History:
    """A ring over unwrapped sequence numbers; a newer packet overwrites the one a whole ring before it."""

    __slots__ = ("_mask", "_ring")

    def __init__(self, packets: int) -> None:
        """``packets`` must be a power of two."""
        self._ring: list[Packet | None] = [None] * packets
        self._mask = packets - 1

    def add(self, packet: Packet) -> bool:
        """Keep ``packet``; false when it, or a newer one in its place, is already there."""
        place = packet.index & self._mask
        present = self._ring[place]
        if present is not None and present.index >= packet.index:
            return False
        self._ring[place] = packet
        return True

    def get(self, index: int) -> Packet | None:
        packet = self._ring[index & self._mask]
        return packet if packet is not None and packet.index == index else None
