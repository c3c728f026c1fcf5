"""The last packets of one ingress stream, shared by all its consumers for retransmission."""

from __future__ import annotations

HISTORY_PACKETS = 1024
"""About six seconds of a 720p camera; a power of two, so that the place of a packet is a mask."""


class Packet:
    """One forwarded packet as the publisher sent it, already free of padding and of per-hop extensions.

    ``index`` is the unwrapped sequence number; ``payload_offset`` is where the payload begins in ``data``.
    """

    __slots__ = ("data", "index", "key_frame", "payload_offset", "payload_type", "timestamp")

    def __init__(
        self, data: bytes, index: int, timestamp: int, payload_type: int, payload_offset: int, key_frame: bool
    ) -> None:
        self.data = data
        self.index = index
        self.timestamp = timestamp
        self.payload_type = payload_type
        self.payload_offset = payload_offset
        self.key_frame = key_frame


class History:
    """A ring over unwrapped sequence numbers; a newer packet overwrites the one 1024 before it."""

    __slots__ = ("_ring",)

    def __init__(self) -> None:
        self._ring: list[Packet | None] = [None] * HISTORY_PACKETS

    def add(self, packet: Packet) -> bool:
        """Keep ``packet``; false when it, or a newer one in its place, is already there."""
        place = packet.index & (HISTORY_PACKETS - 1)
        present = self._ring[place]
        if present is not None and present.index >= packet.index:
            return False
        self._ring[place] = packet
        return True

    def get(self, index: int) -> Packet | None:
        packet = self._ring[index & (HISTORY_PACKETS - 1)]
        return packet if packet is not None and packet.index == index else None
