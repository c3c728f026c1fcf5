"""A hostile participant between somebody honest, who publishes, and somebody honest, who watches.

Everything behind ICE and the handshake is the worker's own; the hostile one's packets are properly encrypted, because
a participant can do that.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count
from typing import Any, cast

from pylibsrtp import Policy

from media.fanout.audience import Fanout
from media.net.mux import Mux
from media.protocol import Source, TransportState
from media.rtp import packet, rtcp
from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.limits import MAX_BITRATE, MIN_BITRATE
from media.rtp.nack import MAX_MISSING
from media.sfu.codecs import PER_HOP_EXTENSIONS
from media.sfu.consumer import Consumer
from media.sfu.transport import Context, Transport
from media.sfu.uplink import MAX_RTX_STREAMS
from media.srtp import INBOX, SrtpReceiver, SrtpSender
from tests.support.stage import ALL_TYPES, SSRCS, Catcher, Layer, Publisher, Viewer, session

MOST_PROTECTED = 1300
"""Bytes that the test's own libsrtp binding encrypts at once."""


class Timer:
    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class Clock:
    """As much of an event loop as a transport uses; time stands still until :meth:`advance`."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._due: list[tuple[float, int, Timer]] = []
        self._order = count()

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[[], object]) -> Timer:
        return self.call_later(0.0, callback)

    def call_later(self, delay: float, callback: Callable[[], object]) -> Timer:
        timer = Timer(callback)
        heapq.heappush(self._due, (self.now + delay, next(self._order), timer))
        return timer

    def advance(self, seconds: float) -> None:
        until = self.now + seconds
        while self._due and self._due[0][0] <= until:
            self.now, _, timer = heapq.heappop(self._due)
            if not timer.cancelled:
                timer.callback()
        self.now = until


class Hostile:
    """``transport`` is the hostile one's; it watches ``publisher``'s camera and sends pictures to ``watcher``."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.publisher = Publisher()
        self.layer = Layer(0)
        self.events: list[object] = []
        context = Context(Mux(), ["192.0.2.7"], self.events.append, lambda _: None, Fanout(None))
        self.transport = Transport("hostile", context, lambda _level, _now, _packets: None)
        # A clock of ours, so that an input means the same on every machine.
        self.transport._loop = self.transport.downlink._prober._loop = cast("asyncio.AbstractEventLoop", self.clock)
        self.path = Catcher()
        self._started = self.clock.now
        self._connect()
        self.camera = self.transport.produce(Source.CAMERA, paused=False)
        self.microphone = self.transport.produce(Source.MICROPHONE, paused=False)
        self.watcher = Viewer(self.publisher, Source.SCREEN)
        for producer in (self.camera, self.microphone):
            self.watcher.downlink.consume(producer).accept(ALL_TYPES, self.clock.now)
        self.play(key=True)

    def _connect(self) -> None:
        self._outbound = session(Policy.SSRC_ANY_OUTBOUND)
        self._inbound = session(Policy.SSRC_ANY_INBOUND)
        transport, downlink = self.transport, self.transport.downlink
        transport._receiver = SrtpReceiver(session(Policy.SSRC_ANY_INBOUND))
        downlink.egress.open(SrtpSender(session(Policy.SSRC_ANY_OUTBOUND)))
        downlink.egress.select(self.path)
        transport.state = TransportState.CONNECTED
        downlink.estimator = BandwidthEstimator()
        downlink.egress.viewer.number_packets(downlink.estimator.sent)
        self.watched: Consumer = downlink.consume(self.publisher.camera)
        self.watched.accept(ALL_TYPES, self.clock.now)

    def play(self, *, key: bool = False) -> None:
        """The honest publisher sends a packet."""
        self.publisher.send(self.layer.packet(key=key), self.clock.now)

    def send_rtp(self, data: bytes) -> None:
        """Send what may be no RTP at all, as far as encryption takes it."""
        self._send(self._outbound.protect, data)

    def send_rtcp(self, data: bytes) -> None:
        self._send(self._outbound.protect_rtcp, data)

    def _send(self, protect: Callable[[bytes], bytes], data: bytes) -> None:
        try:
            protected = protect(data[:MOST_PROTECTED])
        except Exception:
            # libsrtp encrypts no nonsense; as a datagram it may come nevertheless.
            protected = data[:MOST_PROTECTED]
        self.send_raw(protected)

    def send_raw(self, data: bytes) -> None:
        if data:
            INBOX[: len(data)] = data
            self.transport.receive(len(data))

    def wait(self, seconds: float) -> None:
        """Let time pass as the worker's clock does."""
        for _ in range(max(1, round(seconds / 0.05))):
            self.clock.advance(0.05)
            self.transport.tick(self.clock.now)
            self.publisher.uplink.tick(self.clock.now)
        self.transport.budget.grant()
        self.transport._uplink.report(self.clock.now)
        for producer in self.transport.producers.values():
            producer.measure(max(seconds, 0.05), self.clock.now)

    def check(self) -> None:
        """What must hold whatever was sent.  Raises ``AssertionError``."""
        assert self.transport._logged_at < 0, "an error that no parser declares was raised and logged"
        self._check_the_publisher()
        self._check_the_watcher()
        for data in self.path.datagrams:
            # libsrtp refuses an index that comes twice, and so does this if one nonce was used for two packets.
            (self._inbound.unprotect_rtcp if packet.is_rtcp(data[1]) else self._inbound.unprotect)(data)
        uplink: Any = self.transport._uplink
        assert len(uplink._streams) <= 6
        assert len(uplink._retransmissions) <= MAX_RTX_STREAMS
        assert all(len(stream.missing._missing) <= MAX_MISSING for stream in uplink._streams.values())
        estimator = self.transport.downlink.estimator
        assert estimator is not None
        assert MIN_BITRATE <= estimator.bitrate <= MAX_BITRATE
        assert 0 <= self.transport.downlink.loss <= 1
        assert 0 <= self.transport.downlink.round_trip <= 10

    def _check_the_publisher(self) -> None:
        passed = self.clock.now - self._started
        assert self.publisher.key_frames_asked(SSRCS[0]) <= passed + 2

    def _check_the_watcher(self) -> None:
        ours = {track.sent.ssrc: track for track in self.watcher.downlink.consumers}
        for data in self.watcher.received():
            header = packet.parse_header(data, len(data))
            assert header.ssrc in ours, "only SSRCs of ours are sent"
            assert not set(PER_HOP_EXTENSIONS) & set(header.extensions), "no MID or RID of the publisher's choice"
            assert ours[header.ssrc].accepts(header.payload_type)
            assert not data[0] & 0x20

    def nack(self, sequences: tuple[int, ...]) -> None:
        self.send_rtcp(rtcp.build_nack(1, self.watched.sent.ssrc, sequences))
