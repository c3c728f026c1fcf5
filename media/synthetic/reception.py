"""What a synthetic participant receives, counted per stream."""

from __future__ import annotations

from media.rtp import rtcp
from media.rtp.nack import NackTracker, ReceptionStats
from media.rtp.packet import Header
from media.rtp.sequence import nearest
from media.sfu.codecs import BY_PAYLOAD_TYPE, PRIMARY_OF_RTX, Kind, clock_rate

_REMEMBERED = 1024


class ReceivedStream:
    """One track.  ``recovered`` packets came as retransmissions; ``lost`` ones are still missing."""

    def __init__(self, mid: str, kind: Kind, ssrc: int) -> None:
        self.mid = mid
        self.kind = kind
        self.ssrc = ssrc
        self.packets = 0
        self.recovered = 0
        self.key_frames = 0
        self.levels = 0
        self.sender_report: rtcp.SenderReport | None = None
        self.last_timestamp = 0
        self._stats = ReceptionStats(clock_rate(kind))
        self.missing = NackTracker()
        self._seen = [-1] * _REMEMBERED
        """The last packets, each at its number modulo the length."""

    def __repr__(self) -> str:
        counts = f"{self.packets} packets, {self.lost} lost, {self.recovered} recovered, {self.key_frames} key frames"
        return f"<{self.kind} on mid {self.mid}: {counts}>"

    @property
    def lost(self) -> int:
        return self._stats.lost - self.recovered

    def received(self, header: Header, data: bytes | bytearray, now: float) -> bool:
        """Count a packet; true when it revealed a gap."""
        index = self._stats.received(header.sequence, header.timestamp, now)
        self._seen[index % _REMEMBERED] = index
        self.packets += 1
        self.last_timestamp = header.timestamp
        self._count_key_frame(header.payload_type, data, header.payload_offset, header.payload_end)
        return self.missing.received(index, now) and self.kind == "video"

    def retransmitted(self, header: Header, data: bytes | bytearray, now: float) -> None:
        """Count an RTX packet, whose payload begins with the original sequence number; one that only probes for
        bandwidth brings what is already there."""
        start = header.payload_offset
        sequence = data[start] << 8 | data[start + 1]
        index = nearest(sequence, self._stats.highest)
        if self._seen[index % _REMEMBERED] == index:
            return
        self._seen[index % _REMEMBERED] = index
        self.missing.received(index, now)
        self.recovered += 1
        primary = PRIMARY_OF_RTX[header.payload_type]
        self._count_key_frame(primary, data, start + 2, header.payload_end)

    def _count_key_frame(self, payload_type: int, data: bytes | bytearray, start: int, end: int) -> None:
        test = BY_PAYLOAD_TYPE[payload_type].starts_key_frame
        if test is not None and test(data, start, end):
            self.key_frames += 1
