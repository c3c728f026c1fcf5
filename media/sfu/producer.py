"""One source of one participant, and the RTP stream that carries it at the moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from media.protocol import Source
from media.rtp.history import History, Packet
from media.rtp.nack import NackTracker, ReceptionStats
from media.sfu.codecs import Codec, Kind, clock_rate
from media.sfu.negotiation import KIND

if TYPE_CHECKING:
    from media.sfu.consumer import Consumer

KEY_FRAME_SECONDS = 1.0
"""A publisher is asked for at most one key frame in this time, whoever and however many want one."""


class IngressStream:
    """One SSRC that a publisher sends.  Simulcast would give a producer several of these."""

    __slots__ = ("history", "missing", "producer", "report_arrival", "report_ntp", "report_timestamp", "ssrc", "stats")

    def __init__(self, ssrc: int, producer: Producer) -> None:
        self.ssrc = ssrc
        self.producer = producer
        self.history = History()
        self.stats = ReceptionStats(clock_rate(producer.kind))
        self.missing = NackTracker()
        self.report_ntp = 0
        self.report_timestamp = 0
        self.report_arrival = 0.0


class Producer:
    """Forwards to its consumers unless paused.  ``ask`` sends a key-frame request for an SSRC."""

    __slots__ = ("_ask", "_asked_at", "_pending", "consumers", "kind", "paused", "source", "stream", "transport")

    def __init__(self, transport: str, source: Source, ask: Callable[[int], None], *, paused: bool) -> None:
        self.transport = transport
        self.source = source
        self.kind: Kind = KIND[source]
        self.paused = paused
        self.stream: IngressStream | None = None
        self.consumers: list[Consumer] = []
        self._ask = ask
        self._asked_at = -KEY_FRAME_SECONDS
        self._pending = False

    def switch(self, stream: IngressStream) -> None:
        """The publisher sends under another SSRC from now on."""
        self.stream = stream
        for consumer in self.consumers:
            consumer.restart(new_stream=True)

    def pause(self, paused: bool, now: float) -> None:
        if paused == self.paused:
            return
        self.paused = paused
        if self.stream is not None:
            self.stream.missing.reset()
        for consumer in self.consumers:
            consumer.restart()
        if not paused:
            self.request_key_frame(now)

    def forward(self, packet: Packet, now: float) -> None:
        if packet.key_frame:
            self._pending = False
        for consumer in self.consumers:
            consumer.forward(packet, now)

    def skip(self, index: int) -> None:
        for consumer in self.consumers:
            consumer.skip(index)

    def sender_report(self, ntp: int, timestamp: int) -> None:
        for consumer in self.consumers:
            consumer.sender_report(ntp, timestamp)

    def request_key_frame(self, now: float) -> None:
        """Ask the publisher, at once if it was not asked lately, else as soon as it may be."""
        if self.kind == "video" and not self.paused:
            self._pending = True
            self.tick(now)

    def tick(self, now: float) -> None:
        """Send a key-frame request that had to wait."""
        if self._pending and self.stream is not None and now - self._asked_at >= KEY_FRAME_SECONDS:
            self._pending = False
            self._asked_at = now
            self._ask(self.stream.ssrc)


def key_frame_starts(codec: Codec, data: bytes | bytearray, start: int, end: int) -> bool:
    return codec.starts_key_frame is not None and codec.starts_key_frame(data, start, end)
