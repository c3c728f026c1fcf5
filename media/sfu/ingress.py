"""What one publisher sends us: streams are recognised, repaired, reported on and forwarded.

Packets are read in ``INBOX`` and copied once, when they enter the history that all consumers share.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from media.net.srtp import INBOX
from media.rtp import rtcp
from media.rtp.history import Packet
from media.rtp.packet import Header, MalformedPacketError, blank_extension, parse_header, strip_padding
from media.rtp.sequence import nearest
from media.rtp.twcc import FeedbackBuilder
from media.sfu.codecs import (
    BY_PAYLOAD_TYPE,
    EXT_AUDIO_LEVEL,
    EXT_MID,
    EXT_TRANSPORT_CC,
    PER_HOP_EXTENSIONS,
    PRIMARY_OF_RTX,
    PRIMARY_TYPES,
)
from media.sfu.producer import IngressStream, Producer, key_frame_starts

ROUND_TRIP_SECONDS = 0.1
"""Assumed for repeated NACKs: a lite agent measures no round trips."""
MAX_RTX_STREAMS = 8


class Ingress:
    """One transport's incoming RTP.  ``send`` takes RTCP for the publisher, ``level`` hears audio levels
    (0..127) with the time in seconds, ``release`` frees the SRTP state of an SSRC."""

    def __init__(
        self, send: Callable[[bytes], None], level: Callable[[int, float], None], release: Callable[[int], None]
    ) -> None:
        self.ssrc = secrets.randbits(32) or 1
        self.producers: dict[str, Producer] = {}
        """by the mid on which the client sends"""
        self._send = send
        self._level = level
        self._release = release
        self._streams: dict[int, IngressStream] = {}
        self._retransmissions: dict[int, Producer] = {}
        self._feedback = FeedbackBuilder()
        self._media_ssrc = 0

    def request_key_frame(self, ssrc: int) -> None:
        self._send(rtcp.build_pli(self.ssrc, ssrc))

    def rtp(self, length: int, now: float) -> None:
        """Handle the plain RTP packet in ``INBOX[:length]``.  Raises :class:`MalformedPacketError` for one that
        belongs to nothing."""
        header = parse_header(INBOX, length)
        place = header.extensions.get(EXT_TRANSPORT_CC)
        if place is not None and place[1] == 2:
            self._feedback.received(INBOX[place[0]] << 8 | INBOX[place[0] + 1], now)
            self._media_ssrc = header.ssrc
        if header.payload_type in PRIMARY_OF_RTX:
            self._retransmission(header, now)
            return
        stream = self._streams.get(header.ssrc) or self._learn(header)
        producer = stream.producer
        if header.payload_type not in PRIMARY_TYPES[producer.kind]:
            raise MalformedPacketError("a payload type that was not offered")
        index = stream.stats.received(header.sequence, header.timestamp, now)
        if producer.paused:
            return
        if producer.kind == "video" and stream.missing.received(index, now):
            self._ask_again(stream, now)
        self._media(stream, header, index, now)

    def _producer(self, header: Header) -> Producer:
        """Whose packet this is, by the MID that browsers send until they know that we have learnt the SSRC."""
        place = header.extensions.get(EXT_MID)
        mid = bytes(INBOX[place[0] : place[0] + place[1]]).decode("latin-1") if place is not None else ""
        producer = self.producers.get(mid)
        if producer is None:
            raise MalformedPacketError("an SSRC without a producer")
        return producer

    def _learn(self, header: Header) -> IngressStream:
        producer = self._producer(header)
        if producer.stream is not None:
            self._forget(producer.stream.ssrc)
        stream = self._streams[header.ssrc] = IngressStream(header.ssrc, producer)
        producer.switch(stream)
        return stream

    def _forget(self, ssrc: int) -> None:
        self._streams.pop(ssrc, None)
        self._release(ssrc)

    def _retransmission(self, header: Header, now: float) -> None:
        """Unwrap RTX (RFC 4588) and go on with the packet inside, if it was still missing."""
        producer = self._retransmissions.get(header.ssrc)
        if producer is None:
            producer = self._producer(header)
            if len(self._retransmissions) >= MAX_RTX_STREAMS:
                oldest = next(iter(self._retransmissions))
                del self._retransmissions[oldest]
                self._release(oldest)
            self._retransmissions[header.ssrc] = producer
        stream = producer.stream
        start, end = header.payload_offset, header.payload_end
        # Browsers probe for bandwidth with RTX packets that carry padding only.
        if stream is None or producer.paused or producer.kind != "video" or end - start < 3 or stream.stats.highest < 0:
            return
        sequence = INBOX[start] << 8 | INBOX[start + 1]
        index = nearest(sequence, stream.stats.highest)
        if index > stream.stats.highest or stream.history.get(index) is not None:
            return
        INBOX[start : end - 2] = INBOX[start + 2 : end]
        INBOX[1] = INBOX[1] & 0x80 | PRIMARY_OF_RTX[header.payload_type]
        header.payload_type = PRIMARY_OF_RTX[header.payload_type]
        header.payload_end -= 2
        stream.missing.received(index, now)
        self._media(stream, header, index, now)

    def _media(self, stream: IngressStream, header: Header, index: int, now: float) -> None:
        producer = stream.producer
        if header.empty:
            producer.skip(index)
            return
        length = strip_padding(INBOX, header)
        level = header.extensions.get(EXT_AUDIO_LEVEL)
        if level is not None and producer.kind == "audio":
            self._level(INBOX[level[0]] & 0x7F, now)
        for identifier in PER_HOP_EXTENSIONS:
            blank_extension(INBOX, header, identifier)
        start = header.payload_offset
        codec = BY_PAYLOAD_TYPE[header.payload_type]
        key_frame = key_frame_starts(codec, INBOX, start, length)
        packet = Packet(bytes(INBOX[:length]), index, header.timestamp, header.payload_type, start, key_frame)
        if stream.history.add(packet):
            producer.forward(packet, now)

    def _ask_again(self, stream: IngressStream, now: float) -> None:
        wanted = stream.missing.due(now, ROUND_TRIP_SECONDS)
        if wanted:
            self._send(rtcp.build_nack(self.ssrc, stream.ssrc, wanted))

    def sender_report(self, report: rtcp.SenderReport, now: float) -> None:
        stream = self._streams.get(report.ssrc)
        if stream is None:
            return
        stream.report_ntp, stream.report_timestamp, stream.report_arrival = report.ntp, report.timestamp, now
        if not stream.producer.paused:
            stream.producer.sender_report(report.ntp, report.timestamp)

    def tick(self, now: float) -> None:
        """Every 50 ms: transport-wide feedback, due NACKs and key-frame requests."""
        fci = self._feedback.build()
        if fci is not None:
            self._send(rtcp.build_transport_feedback(self.ssrc, self._media_ssrc, fci))
        for stream in self._streams.values():
            if stream.missing.waiting:
                self._ask_again(stream, now)
            if stream.missing.overflowed:
                stream.missing.overflowed = False
                stream.producer.request_key_frame(now)
            stream.producer.tick(now)

    def report(self, now: float) -> None:
        """Every second: a receiver report on all streams."""
        blocks = tuple(self._block(stream, now) for stream in self._streams.values())[: rtcp.MAX_REPORTS]
        if blocks:
            self._send(rtcp.build_rr(rtcp.ReceiverReport(self.ssrc, blocks)) + rtcp.build_sdes(self.ssrc, "resfri"))

    def _block(self, stream: IngressStream, now: float) -> rtcp.Report:
        stats = stream.stats
        delay = int((now - stream.report_arrival) * 65536) & 0xFFFFFFFF if stream.report_ntp else 0
        return rtcp.Report(
            ssrc=stream.ssrc,
            fraction_lost=stats.fraction_lost(),
            lost=stats.lost,
            highest=(stats.highest - 0x10000) & 0xFFFFFFFF,
            jitter=stats.jitter,
            last_sr=stream.report_ntp >> 16 & 0xFFFFFFFF,
            delay=delay,
        )

    def stop(self, producer: Producer) -> None:
        """Forget a producer that was closed and the SSRCs that carried it."""
        self.producers = {mid: other for mid, other in self.producers.items() if other is not producer}
        if producer.stream is not None:
            self._forget(producer.stream.ssrc)
        for ssrc in [ssrc for ssrc, other in self._retransmissions.items() if other is producer]:
            del self._retransmissions[ssrc]
            self._release(ssrc)
