"""One forwarded packet, as it is handed from reading to forwarding and kept for retransmission."""

from __future__ import annotations

from media.rtp.vp8 import ABSENT, Descriptor, describe


class Packet:
    """One forwarded packet as the publisher sent it, already free of padding and of per-hop extensions.

    ``index`` is the unwrapped sequence number; ``payload_offset`` is where the payload begins in ``data``;
    ``transport_cc`` where its transport-wide sequence number stands, 0 if nowhere.  Whoever starts to watch can do
    so at a ``key_frame``; every audio packet is one.
    """

    __slots__ = (
        "_descriptor",
        "data",
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
        descriptor: Descriptor | None = ABSENT,
    ) -> None:
        """Without a ``descriptor`` the payload is VP8 whose descriptor is read when somebody asks for it."""
        self.data = data
        self.index = index
        self.timestamp = timestamp
        self.payload_type = payload_type
        self.payload_offset = payload_offset
        self.key_frame = key_frame
        self.transport_cc = transport_cc
        self._descriptor = descriptor

    @property
    def descriptor(self) -> Descriptor:
        if self._descriptor is None:
            self._descriptor = describe(self.data, self.payload_offset, len(self.data))
        return self._descriptor
