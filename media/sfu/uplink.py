"""What one publisher sends us: streams are recognised, repaired, reported on and forwarded.

Packets are read in ``INBOX`` and copied once, when they enter the history that all consumers share.
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import NamedTuple

from media.fanout.audience import Fanout
from media.fanout.inbox import Arrival
from media.fanout.state import VIDEO_SENT_SLOTS, Inlet, Peer
from media.protocol import Source
from media.rtp import rtcp, vp8
from media.rtp.forwarded import Packet
from media.rtp.packet import Header, MalformedPacketError, blank_extension, parse_header, strip_padding
from media.rtp.sequence import nearest
from media.rtp.twcc import FeedbackBuilder
from media.sfu.allowance import Allowance
from media.sfu.codecs import (
    BY_PAYLOAD_TYPE,
    EXT_AUDIO_LEVEL,
    EXT_MID,
    EXT_REPAIRED_RID,
    EXT_RID,
    EXT_TRANSPORT_CC,
    PER_HOP_EXTENSIONS,
    PRIMARY_OF_RTX,
    PRIMARY_TYPES,
    RIDS,
    VP8,
    clock_rate,
)
from media.sfu.egress import Counters
from media.sfu.producer import Producer
from media.sfu.stream import IngressStream
from media.srtp import INBOX

MAX_RTX_STREAMS = 16
NEW_STREAMS_PER_SECOND, _NEW_STREAMS_BURST = 4, 24
"""Browsers open an SSRC per layer when a source starts, and hardly ever another one."""
GAPS_PER_SECOND, _GAPS_BURST = 1000, 8 * VIDEO_SENT_SLOTS
"""Missing packets that all viewers' numbers are kept for.  Remembering them is work for each viewer, and a publisher
that leaps through its sequence numbers would have much of it done; the burst lets a lost network come back."""
SOUND_BYTES_PER_SECOND = 80_000
"""Microphone and screen sound together, which bypass the viewers' allocation: Opus at its best takes 64 000."""
_LEAST_SOUND_BYTES = 200
"""What the smallest packet of sound counts as, so that there are at most 400 a second."""
REPORT_SECONDS = 0.25
"""Sender reports of one stream that come sooner are not passed on: each makes a packet for every viewer."""


class Link(NamedTuple):
    """What an ingress needs of its transport: ``send`` takes RTCP for the publisher, ``level`` hears audio levels
    (0..127) with the time in seconds and of how many packets, ``release`` frees the SRTP state of an SSRC; ``peer``
    is what compiled code knows of the transport."""

    send: Callable[[bytes], None]
    level: Callable[[int, float, int], None]
    release: Callable[[int], None]
    peer: Peer
    fanout: Fanout
    counters: Counters


class Uplink:
    """One transport's incoming RTP."""

    def __init__(self, link: Link) -> None:
        self.ssrc = secrets.randbits(32) or 1
        self.producers: dict[str, Producer] = {}
        """by the mid on which the client sends"""
        self.round_trip = 0.1
        """seconds; a lite agent measures none itself, but the client's reports on what it receives tell"""
        self.loss = 0.0
        """fraction of the packets of the last seconds"""
        self._link = link
        self._streams: dict[int, IngressStream] = {}
        self._by_inlet: dict[int, IngressStream] = {}
        """as compiled code names them"""
        self._inlets = itertools.count()
        self._retransmissions: dict[int, tuple[Producer, int]] = {}
        self._feedback = FeedbackBuilder()
        self._media_ssrc = 0
        self._new_streams = Allowance(NEW_STREAMS_PER_SECOND, _NEW_STREAMS_BURST)
        self._gaps = Allowance(GAPS_PER_SECOND, _GAPS_BURST)
        self._sound = Allowance(SOUND_BYTES_PER_SECOND, SOUND_BYTES_PER_SECOND)

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
        stream = self._streams.get(header.ssrc) or self._learn(header, now)
        producer = stream.producer
        if header.payload_type not in PRIMARY_TYPES[producer.kind]:
            raise MalformedPacketError("a payload type that was not offered")
        if producer.kind == "audio" and not self._sound.take(max(length, _LEAST_SOUND_BYTES), now):
            raise MalformedPacketError("more sound than anybody makes")
        stream.catch_up(now)
        index = stream.stats.received(header.sequence, header.timestamp, now)
        if producer.paused:
            return
        self._reach(stream, index, now)
        if stream.missing.received(index, now):
            self._ask_again(stream, now)
        self._media(stream, header, index, now)
        stream.settle()

    @property
    def active(self) -> bool:
        """Whether anything was ever sent that has not ended."""
        return bool(self._streams)

    @property
    def history_bytes(self) -> int:
        """Memory in use for packets that are kept."""
        return sum(stream.history.reached(stream.stats.span) for stream in self._streams.values())

    def forwarded(self, arrival: Arrival, now: float) -> None:
        """Compiled code has forwarded and kept a packet that others are to get as well, or before which others are
        missing."""
        stream = self._by_inlet.get(arrival.inlet)
        if stream is None:
            return
        if stream.inlet.state.gap_count:
            stream.catch_up(now)
            self._ask_again(stream, now)
        stream.forwarded(arrival.ingress_index, now)

    def _reach(self, stream: IngressStream, index: int, now: float) -> None:
        """Let the stream come to packet ``index``.  Raises :class:`MalformedPacketError` for one that leaves out
        more than viewers' numbers are kept for."""
        gap = index - stream.newest
        if gap <= 0:
            return
        if gap > 1 and stream.newest >= 0 and not self._gaps.take(min(gap, VIDEO_SENT_SLOTS), now):
            raise MalformedPacketError("sequence numbers that run away")
        stream.newest = index

    def _owner(self, header: Header, rid_extension: int) -> tuple[Producer, int]:
        """Whose packet this is, and of which layer, by the MID and RID that browsers send until they know that we
        have learnt the SSRC."""
        producer = self.producers.get(_text(header, EXT_MID))
        if producer is None:
            self._link.release(header.ssrc)
            raise MalformedPacketError("an SSRC without a producer")
        rid = _text(header, rid_extension)
        if rid not in RIDS:
            return producer, 0
        return producer, RIDS.index(rid)

    def _learn(self, header: Header, now: float) -> IngressStream:
        producer, layer = self._owner(header, EXT_RID)
        if not self._new_streams.take(1, now):
            raise MalformedPacketError("too many new SSRCs")
        link = self._link
        inlet = Inlet(next(self._inlets), header.ssrc, clock_rate(producer.kind))
        stream = IngressStream(inlet, producer, layer, now, link.fanout, link.counters, self._request_key_frame)
        self._streams[header.ssrc] = self._by_inlet[inlet.state.id] = stream
        link.peer.add(inlet)
        replaced = producer.put(stream, now)
        if replaced is not None:
            self._forget(replaced.ssrc)
        return stream

    def _request_key_frame(self, ssrc: int) -> None:
        self._link.send(rtcp.build_pli(self.ssrc, ssrc))

    def _forget(self, ssrc: int) -> None:
        stream = self._streams.pop(ssrc, None)
        if stream is not None:
            del self._by_inlet[stream.inlet.state.id]
            self._link.peer.remove(stream.inlet)
        self._link.release(ssrc)

    def _retransmission(self, header: Header, now: float) -> None:
        """Unwrap RTX (RFC 4588) and go on with the packet inside, if it was still missing."""
        producer, layer = self._retransmissions.get(header.ssrc) or self._learn_retransmission(header)
        stream = producer.streams[layer]
        start, end = header.payload_offset, header.payload_end
        # Browsers probe for bandwidth with RTX packets that carry padding only.
        if stream is None or producer.paused or producer.kind != "video" or end - start < 3 or stream.stats.highest < 0:
            return
        stream.catch_up(now)
        sequence = INBOX[start] << 8 | INBOX[start + 1]
        index = nearest(sequence, stream.stats.highest)
        if index > stream.stats.highest or stream.history.get(index) is not None:
            return
        self._reach(stream, index, now)
        INBOX[start : end - 2] = INBOX[start + 2 : end]
        INBOX[1] = INBOX[1] & 0x80 | PRIMARY_OF_RTX[header.payload_type]
        header.payload_type = PRIMARY_OF_RTX[header.payload_type]
        header.payload_end -= 2
        stream.missing.received(index, now)
        self._media(stream, header, index, now)

    def _learn_retransmission(self, header: Header) -> tuple[Producer, int]:
        owner = self._owner(header, EXT_REPAIRED_RID)
        if len(self._retransmissions) >= MAX_RTX_STREAMS:
            oldest = next(iter(self._retransmissions))
            del self._retransmissions[oldest]
            self._link.release(oldest)
        self._retransmissions[header.ssrc] = owner
        return owner

    def _media(self, stream: IngressStream, header: Header, index: int, now: float) -> None:
        if header.empty:
            stream.skip(index)
            return
        producer = stream.producer
        length = strip_padding(INBOX, header)
        extensions = header.extensions
        start, payload_type = header.payload_offset, header.payload_type
        descriptor, key_frame = vp8.ABSENT, True
        if producer.kind == "audio":
            level = extensions.get(EXT_AUDIO_LEVEL)
            if level is not None and producer.source is Source.MICROPHONE:
                self._link.level(INBOX[level[0]] & 0x7F, now, 1)
        elif payload_type == VP8:
            descriptor = vp8.describe(INBOX, start, length)
            key_frame = descriptor.key_frame
        else:
            test = BY_PAYLOAD_TYPE[payload_type].starts_key_frame
            key_frame = test is not None and test(INBOX, start, length)
        for identifier in PER_HOP_EXTENSIONS:
            if identifier in extensions:
                blank_extension(INBOX, header, identifier)
        number = extensions.get(EXT_TRANSPORT_CC)
        place = number[0] if number is not None and number[1] == 2 else 0
        data = bytes(INBOX[:length])
        packet = Packet(data, index, header.timestamp, payload_type, start, key_frame, place, descriptor)
        if stream.history.add(packet):
            stream.forward(packet, now)

    def _ask_again(self, stream: IngressStream, now: float) -> None:
        wanted = stream.missing.due(now, self.round_trip)
        if wanted:
            self._link.send(rtcp.build_nack(self.ssrc, stream.ssrc, wanted))

    def sender_report(self, report: rtcp.SenderReport, now: float) -> None:
        stream = self._streams.get(report.ssrc)
        if stream is None or now - stream.report_arrival < REPORT_SECONDS:
            return
        stream.report_ntp, stream.report_timestamp, stream.report_arrival = report.ntp, report.timestamp, now
        if not stream.producer.paused:
            for consumer in stream.consumers:
                consumer.sender_report(report.ntp, report.timestamp, now)

    def tick(self, now: float) -> None:
        """Every 50 ms: transport-wide feedback, due NACKs and key-frame requests."""
        self._collect(now)
        fci = self._feedback.build()
        if fci is not None:
            self._link.send(rtcp.build_transport_feedback(self.ssrc, self._media_ssrc, fci))
        for stream in self._streams.values():
            if stream.missing.waiting:
                self._ask_again(stream, now)
            if stream.missing.overflowed:
                stream.missing.overflowed = False
                stream.request_key_frame(now)
            stream.tick(now)

    def _collect(self, now: float) -> None:
        """Take over what compiled code has noted: arrivals and audio levels."""
        arrivals = self._link.peer.take_arrivals()
        if arrivals:
            stamp = int(now * 1_000_000)
            self._media_ssrc = self._link.peer.state.number_ssrc
            for number, at in arrivals:
                self._feedback.received(number, now - ((stamp - at) & 0xFFFFFFFF) / 1_000_000)
        for stream in self._streams.values():
            if stream.inlet.state.gap_count:
                stream.catch_up(now)
            if stream.producer.source is Source.MICROPHONE and stream.inlet.state.levels:
                packets, level = stream.inlet.take_levels()
                self._link.level(level, now, packets)

    def report(self, now: float) -> None:
        """Every second: a receiver report on all streams."""
        for stream in self._streams.values():
            stream.catch_up(now)
            if stream.producer.kind == "audio":
                stream.inlet.allow(SOUND_BYTES_PER_SECOND, _LEAST_SOUND_BYTES)
        streams = list(self._streams.values())[: rtcp.MAX_REPORTS]
        blocks = tuple(self._block(stream, now) for stream in streams)
        lost = sum(stream.stats.interval_loss[0] for stream in streams)
        expected = sum(stream.stats.interval_loss[1] for stream in streams)
        self.loss += 0.5 * ((lost / expected if expected else 0.0) - self.loss)
        if blocks:
            report = rtcp.ReceiverReport(self.ssrc, blocks)
            self._link.send(rtcp.build_rr(report) + rtcp.build_sdes(self.ssrc, "resfri"))

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
        for stream in producer.live:
            self._forget(stream.ssrc)
        producer.close()
        for ssrc in [ssrc for ssrc, owner in self._retransmissions.items() if owner[0] is producer]:
            del self._retransmissions[ssrc]
            self._link.release(ssrc)


def _text(header: Header, identifier: int) -> str:
    place = header.extensions.get(identifier)
    return bytes(INBOX[place[0] : place[0] + place[1]]).decode("latin-1") if place is not None else ""
