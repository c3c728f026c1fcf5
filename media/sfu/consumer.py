"""One forwarded track: a producer's packets under our SSRC, sequence numbers and timestamps."""

from __future__ import annotations

import secrets
from struct import Struct
from typing import TYPE_CHECKING

from media.net.srtp import MAX_PLAIN_BYTES, OUTBOX
from media.rtp import rtcp
from media.rtp.history import Packet
from media.rtp.rewrite import Rewriter
from media.sfu.codecs import BY_PAYLOAD_TYPE, clock_rate
from media.sfu.negotiation import KIND
from media.sfu.sdp import SentStream

if TYPE_CHECKING:
    from media.sfu.egress import Egress
    from media.sfu.producer import Producer

_REWRITTEN = Struct("!HII")
_ORIGINAL_SEQUENCE = Struct("!H")
RETRANSMISSIONS_PER_SECOND = 400
_BURST = 200


class Consumer:
    """Forwards once the client has agreed to receive (:meth:`accept`) and, for video, from a key frame on."""

    __slots__ = (
        "_accepted",
        "_budget",
        "_egress",
        "_fresh",
        "_octets",
        "_packets",
        "_refilled_at",
        "_rewriter",
        "_rtx_sequence",
        "_sent_at",
        "_waiting",
        "mid",
        "producer",
        "sent",
        "video",
    )

    def __init__(self, producer: Producer, egress: Egress, sent: SentStream) -> None:
        self.producer = producer
        self.sent = sent
        self.mid = ""
        self.video = KIND[producer.source] == "video"
        self._egress = egress
        self._accepted: frozenset[int] = frozenset()
        self._rewriter = Rewriter(secrets.randbelow(1 << 14))
        self._rtx_sequence = secrets.randbelow(1 << 14)
        self._waiting = True
        self._fresh = True
        self._sent_at = 0.0
        self._packets = 0
        self._octets = 0
        self._budget = float(_BURST)
        self._refilled_at = 0.0

    def accept(self, payload_types: frozenset[int]) -> None:
        """The client agreed to receive these payload types (empty: nothing)."""
        if payload_types != self._accepted:
            self._accepted = payload_types
            self.restart()

    @property
    def wants_key_frame(self) -> bool:
        return self.video and self._waiting and bool(self._accepted) and self._egress.ready

    def restart(self, *, new_stream: bool = False) -> None:
        """The source paused or changed: begin again at the next packet that can be decoded alone."""
        self._waiting = True
        self._fresh = self._fresh or new_stream

    def forward(self, packet: Packet, now: float) -> None:
        """Send ``packet`` if the client can use it; ``now`` in seconds."""
        if packet.payload_type not in self._accepted or not self._egress.ready:
            return
        if self._waiting and not self._start(packet, now):
            return
        mapped = self._rewriter.map(packet.index, packet.timestamp)
        if mapped is None:
            return
        length = len(packet.data)
        OUTBOX[:length] = packet.data
        _REWRITTEN.pack_into(OUTBOX, 2, mapped[0], mapped[1], self.sent.ssrc)
        self._sent_at = now
        self._packets += 1
        self._octets += length - packet.payload_offset
        self._egress.counters.forwarded += 1
        self._egress.rtp(length, video=self.video)

    def _start(self, packet: Packet, now: float) -> bool:
        """Open the first epoch at ``packet``, unless it is video that needs an earlier one."""
        if self.video and not packet.key_frame:
            self.producer.request_key_frame(now)
            return False
        if self._fresh:
            elapsed = int((now - self._sent_at) * clock_rate(KIND[self.producer.source]))
            self._rewriter.restart_stream(packet.index, packet.timestamp, elapsed)
        else:
            self._rewriter.restart(packet.index)
        self._waiting = self._fresh = False
        stream = self.producer.stream
        if stream is not None and stream.report_ntp:
            # The publisher's next report may be seconds away, and until then sound and picture would drift.
            self.sender_report(stream.report_ntp, stream.report_timestamp)
        return True

    def skip(self, index: int) -> None:
        """The publisher sent padding only; our sequence numbers close up."""
        if not self._waiting:
            self._rewriter.skip(index)

    def sender_report(self, ntp: int, timestamp: int) -> None:
        """Pass on the publisher's clock, so that the client can play sound and picture together."""
        if self._waiting or not self._egress.ready:
            return
        mapped = self._rewriter.map_timestamp(timestamp)
        report = rtcp.SenderReport(self.sent.ssrc, ntp, mapped, self._packets & 0xFFFFFFFF, self._octets & 0xFFFFFFFF)
        self._egress.rtcp(rtcp.build_sr(report) + rtcp.build_sdes(self.sent.ssrc, self.sent.cname))

    def retransmit(self, sequences: tuple[int, ...], now: float) -> None:
        """Answer a NACK from the producer's history, within a rate that no honest client needs to exceed."""
        stream = self.producer.stream
        if stream is None or self._waiting or not self._egress.ready:
            return
        self._budget = min(float(_BURST), self._budget + (now - self._refilled_at) * RETRANSMISSIONS_PER_SECOND)
        self._refilled_at = now
        for sequence in sequences:
            index = self._rewriter.origin(sequence)
            packet = stream.history.get(index) if index is not None else None
            if packet is None or self._budget < 1:
                continue
            self._budget -= 1
            self._egress.counters.nacks_answered += 1
            self._resend(packet, sequence)

    def _resend(self, packet: Packet, sequence: int) -> None:
        mapped = self._rewriter.map(packet.index, packet.timestamp)
        codec = BY_PAYLOAD_TYPE.get(packet.payload_type)
        if mapped is None or codec is None:
            return
        data, length = packet.data, len(packet.data)
        if codec.rtx not in self._accepted or self.sent.rtx_ssrc is None:
            OUTBOX[:length] = data
            _REWRITTEN.pack_into(OUTBOX, 2, sequence, mapped[1], self.sent.ssrc)
            self._egress.rtp(length, video=self.video)
            return
        if length + 2 > MAX_PLAIN_BYTES:
            return
        # RFC 4588 section 4: the original sequence number comes before the payload.
        start = packet.payload_offset
        OUTBOX[:start] = data[:start]
        _ORIGINAL_SEQUENCE.pack_into(OUTBOX, start, sequence)
        OUTBOX[start + 2 : length + 2] = data[start:]
        OUTBOX[1] = data[1] & 0x80 | codec.rtx
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        _REWRITTEN.pack_into(OUTBOX, 2, self._rtx_sequence, mapped[1], self.sent.rtx_ssrc)
        self._egress.rtp(length + 2, video=self.video)

    def close(self) -> None:
        """Stop forwarding and free what libsrtp keeps for our SSRCs."""
        self._accepted = frozenset()
        self._egress.remove(self.sent.ssrc)
        if self.sent.rtx_ssrc is not None:
            self._egress.remove(self.sent.rtx_ssrc)


def new_stream(cname: str, stream: str, track: str, *, video: bool) -> SentStream:
    """Fresh SSRCs for a consumer; the chance that two of ours meet is one in 2^32 per pair."""
    ssrc = secrets.randbits(32) or 1
    return SentStream(ssrc, (secrets.randbits(32) or 1) if video else None, cname, stream, track)
