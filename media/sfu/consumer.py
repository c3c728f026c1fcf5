"""One forwarded track: which of a producer's streams a client gets, under our SSRC, numbers and timestamps.

A consumer waits at the stream it should take, begins there with a key frame, and leaves the old one only then.
"""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from media.fanout.state import Route
from media.rtp import rtcp
from media.rtp.forwarded import Packet
from media.sfu.codecs import RED, clock_rate
from media.sfu.egress import Egress
from media.sfu.negotiation import KIND
from media.sfu.producer import Producer
from media.sfu.sdp import SentStream
from media.sfu.stream import IngressStream

_LONGEST_LEAP = 10
"""Seconds by which two layers' clocks may seem to differ before we stop believing the publisher's reports."""
TOP_TEMPORAL = 3


class Choice(NamedTuple):
    """Which simulcast layer, and how many of its temporal layers, both from 0."""

    layer: int
    temporal: int = TOP_TEMPORAL


class Consumer:
    """Forwards once the client has agreed to receive (:meth:`accept`), keys are there and somebody chose a layer
    (:meth:`choose`; at first the smallest)."""

    __slots__ = (
        "_accepted",
        "_clock",
        "_left_at",
        "_report_sent",
        "choice",
        "egress",
        "held",
        "mid",
        "producer",
        "route",
        "sent",
        "state",
        "stream",
        "target",
        "video",
    )

    def __init__(self, producer: Producer, egress: Egress, sent: SentStream) -> None:
        self.producer = producer
        self.sent = sent
        self.mid = ""
        self.video = KIND[producer.source] == "video"
        self.egress = egress
        self.route = Route(egress.viewer, sent.ssrc, secrets.randbelow(1 << 14), video=self.video)
        self.state: Any = self.route.state
        self.stream: IngressStream | None = None
        self.target: IngressStream | None = None
        self.choice: Choice | None = Choice(0)
        self.held = False
        """the client shows it, but there is no bandwidth for it"""
        self._accepted: frozenset[int] = frozenset()
        self._clock: IngressStream | None = None
        """the stream whose clock the timestamps followed last"""
        self._left_at = 0.0
        self._report_sent: dict[int, float] = {}

    def accept(self, payload_types: frozenset[int], now: float) -> None:
        """The client agreed to receive these payload types (empty: nothing)."""
        if payload_types != self._accepted:
            self._accepted = payload_types
            self.halt()
        self.aim(now)

    def accepts(self, payload_type: int | None) -> bool:
        return payload_type in self._accepted

    def choose(self, choice: Choice | None, now: float) -> None:
        """Take this layer, or nothing, as soon as possible."""
        if choice != self.choice:
            self.choice = choice
            self.aim(now)

    def aim(self, now: float) -> None:
        """Find the stream that comes nearest to the choice, and wait there for a key frame."""
        target = self._nearest(now) if self._wanted else None
        if target is None:
            self.halt()
            return
        if self.choice is not None and self.stream is not None:
            # On the way down the temporal layers are left out at once; the smaller stream begins a key frame later.
            down = target.layer < self.stream.layer
            self.state.wanted = self.choice.temporal if target is self.stream else 0 if down else TOP_TEMPORAL
        if target is self.target:
            return
        self._stop_waiting()
        if target is not self.stream:
            self.target = target
            target.wait(self)
            target.request_key_frame(now)

    @property
    def _wanted(self) -> bool:
        return self.choice is not None and bool(self._accepted) and self.egress.ready and not self.producer.paused

    def _nearest(self, now: float) -> IngressStream | None:
        layer = self.choice.layer if self.choice is not None else 0
        live = self.producer.live
        alive = [stream for stream in live if stream.alive(now)] if len(live) > 1 else live
        below = [stream for stream in alive if stream.layer <= layer]
        return below[-1] if below else next(iter(alive or live), None)

    def start(self, stream: IngressStream, packet: Packet, now: float) -> None:
        """``packet`` can be decoded alone: take ``stream`` from here on, if the client can read it."""
        if packet.payload_type not in self._accepted and packet.payload_type != RED:
            return
        shift = self._timestamp_shift(stream, packet, now)
        self._detach()
        self._stop_waiting()
        self.stream = self._clock = stream
        temporal = self.choice.temporal if self.choice is not None else TOP_TEMPORAL
        self.route.start(packet.index, shift, packet.descriptor, temporal)
        stream.join(self, plain=not self.video and RED not in self._accepted)
        if stream.report_ntp:
            # The publisher's next report may be seconds away, and until then sound and picture would drift.
            self.sender_report(stream.report_ntp, stream.report_timestamp, now)

    def _timestamp_shift(self, stream: IngressStream, packet: Packet, now: float) -> int:
        """What makes the new stream's clock go on where the old one's was."""
        old, last = self._clock, int(self.state.timestamp)
        if old is stream or not self.state.packets:
            return int(self.state.timestamp_shift)
        rate = clock_rate(KIND[self.producer.source])
        passed = max(1, int((now - (self._left_at if old is None else old.last_at)) * rate))
        if old is not None and old.producer is stream.producer and old.report_ntp and stream.report_ntp:
            seconds = (stream.report_ntp - old.report_ntp) / (1 << 32)
            ticks = int(seconds * rate) + packet.timestamp - stream.report_timestamp
            ahead = _signed(old.report_timestamp + ticks - self.state.timestamp_shift - last)
            if 0 < ahead < _LONGEST_LEAP * rate:
                passed = ahead
        return packet.timestamp - last - passed

    def forsake(self, stream: IngressStream) -> None:
        """``stream`` ends."""
        if self.stream is stream:
            self._detach()
        if self.target is stream:
            self._stop_waiting()
        if self._clock is stream:
            self._clock = None
            self._left_at = stream.last_at

    def halt(self) -> None:
        """Take nothing any more and wait for nothing, until the next :meth:`aim`."""
        if self.stream is not None:
            self._detach()
        self._stop_waiting()

    def _detach(self) -> None:
        if self.stream is not None:
            self.stream.leave(self)
            self.stream = None

    def _stop_waiting(self) -> None:
        if self.target is not None:
            self.target.waiting.remove(self)
            self.target = None

    def skip(self, index: int) -> None:
        self.route.skip(index)

    def sender_report(self, ntp: int, timestamp: int, now: float) -> None:
        """Pass on the publisher's clock, so that the client can play sound and picture together."""
        if not self.egress.ready:
            return
        mapped = (timestamp - self.state.timestamp_shift) & 0xFFFFFFFF
        report = rtcp.SenderReport(self.sent.ssrc, ntp, mapped, self.state.packets, self.state.octets & 0xFFFFFFFF)
        self.egress.rtcp(rtcp.build_sr(report) + rtcp.build_sdes(self.sent.ssrc, self.sent.cname))
        if len(self._report_sent) >= 8:
            del self._report_sent[next(iter(self._report_sent))]
        self._report_sent[ntp >> 16 & 0xFFFFFFFF] = now

    def round_trip(self, report: rtcp.Report, now: float) -> float | None:
        """Seconds between us and the client by its report on this track (RFC 3550 section 6.4.1).  The reports
        carry the publisher's clock, so that ours is remembered for each."""
        sent_at = self._report_sent.get(report.last_sr)
        if sent_at is None:
            return None
        passed = now - sent_at - report.delay / 65536
        return passed if 0 <= passed < 10 else None

    def close(self) -> None:
        """Stop forwarding and free what libsrtp keeps for our SSRCs."""
        self._accepted = frozenset()
        self.halt()
        self.egress.remove(self.sent.ssrc)
        if self.sent.rtx_ssrc is not None:
            self.egress.remove(self.sent.rtx_ssrc)


def _signed(value: int) -> int:
    return ((value + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def new_stream(cname: str, stream: str, track: str, *, video: bool) -> SentStream:
    """Fresh SSRCs for a consumer; the chance that two of ours meet is one in 2^32 per pair."""
    ssrc = secrets.randbits(32) or 1
    return SentStream(ssrc, (secrets.randbits(32) or 1) if video else None, cname, stream, track)
