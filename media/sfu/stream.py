"""One SSRC that a publisher sends: a source, or one simulcast layer of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from media.fanout.audience import Audience, Fanout
from media.rtp.history import AUDIO_PACKETS, VIDEO_PACKETS, History, Packet
from media.rtp.nack import NackTracker, ReceptionStats
from media.rtp.red import primary
from media.sfu.codecs import RED, clock_rate
from media.sfu.egress import Counters

if TYPE_CHECKING:
    from media.sfu.consumer import Consumer
    from media.sfu.producer import Producer

KEY_FRAME_SECONDS = 1.0
"""An SSRC is asked for at most one key frame in this time, whoever and however many want one."""
ALIVE_SECONDS = 1.5
"""A layer that has been silent for so long was switched off by its publisher."""
SETTLED_SECONDS = 1.0
"""Layers come and go while a publisher's own estimate ramps up; one counts when it has lasted so long."""
TEMPORAL_LAYERS = 4
_SMOOTHING = 0.5
_MICROSECONDS = 1_000_000


class Asker(Protocol):
    def __call__(self, ssrc: int) -> None:
        """Send a key-frame request for an SSRC."""


class IngressStream:
    """``layer`` counts from 0, the smallest; ``bitrates`` holds bit/s by temporal layer, each with those below."""

    __slots__ = (
        "_ask",
        "_asked_at",
        "_counters",
        "_fanout",
        "_octets",
        "_pending",
        "audience",
        "bitrates",
        "height",
        "history",
        "last_at",
        "layer",
        "missing",
        "payload_type",
        "plain",
        "producer",
        "report_arrival",
        "report_ntp",
        "report_timestamp",
        "ssrc",
        "started_at",
        "stats",
        "temporal_layers",
        "waiting",
    )

    def __init__(
        self, ssrc: int, producer: Producer, layer: int, now: float, fanout: Fanout, counters: Counters, ask: Asker
    ) -> None:
        self.ssrc = ssrc
        self.producer = producer
        self.layer = layer
        self.history = History(VIDEO_PACKETS if producer.kind == "video" else AUDIO_PACKETS)
        self.stats = ReceptionStats(clock_rate(producer.kind))
        self.missing = NackTracker()
        self.audience = Audience()
        self.plain = Audience()
        """those who cannot read redundant audio"""
        self.waiting: list[Consumer] = []
        """those who want to begin at the next key frame"""
        self.payload_type = -1
        self.height = 0
        self.temporal_layers = 1
        self.started_at = self.last_at = now
        self.bitrates = [0.0] * TEMPORAL_LAYERS
        self.report_ntp = 0
        self.report_timestamp = 0
        self.report_arrival = 0.0
        self._octets = [0] * TEMPORAL_LAYERS
        self._fanout = fanout
        self._counters = counters
        self._ask = ask
        self._asked_at = -KEY_FRAME_SECONDS
        self._pending = False

    def alive(self, now: float) -> bool:
        """Whether the publisher sends this layer, as far as one can tell."""
        return now - self.last_at < ALIVE_SECONDS and (self.layer == 0 or now - self.started_at >= SETTLED_SECONDS)

    def forward(self, packet: Packet, now: float) -> None:
        """Send a packet on to everybody who watches, and let those begin who waited for it."""
        if packet.payload_type != self.payload_type:
            self._change_codec(packet, now)
        if now - self.last_at > ALIVE_SECONDS:
            self.started_at = now
        self.last_at = now
        descriptor = packet.descriptor
        self._octets[descriptor.temporal] += len(packet.data)
        if packet.key_frame:
            self._key_frame(packet, now)
        stamp = int(now * _MICROSECONDS) & 0xFFFFFFFF
        if self.audience.ways:
            self._counters.forwarded += self._fanout.forward(self.audience, packet, stamp)
        if self.plain.ways:
            self._forward_plain(packet, stamp)

    def _key_frame(self, packet: Packet, now: float) -> None:
        self._pending = False
        if packet.descriptor.height:
            self.height = packet.descriptor.height
        for consumer in tuple(self.waiting):
            consumer.start(self, packet, now)

    def _change_codec(self, packet: Packet, now: float) -> None:
        """Video in another codec can be decoded from its first key frame only; sound goes on."""
        first, self.payload_type = self.payload_type < 0, packet.payload_type
        if not first and self.producer.kind == "video":
            self.restart(now)

    def restart(self, now: float) -> None:
        """Everybody who watches begins anew at the next key frame."""
        for consumer in self.consumers:
            consumer.halt()
            consumer.aim(now)

    @property
    def consumers(self) -> list[Consumer]:
        """Those whom this stream is sent to."""
        return [consumer for consumer in self.producer.consumers if consumer.stream is self]

    def _forward_plain(self, packet: Packet, stamp: int) -> None:
        if packet.payload_type != RED:
            self._counters.forwarded += self._fanout.forward(self.plain, packet, stamp)
            return
        data, start = packet.data, packet.payload_offset
        found = primary(data, start, len(data))
        if found is None:
            return
        payload_type, offset = found
        head = bytes([data[0], data[1] & 0x80 | payload_type])
        bare = head + data[2:start] + data[offset:]
        plain = Packet(bare, packet.index, packet.timestamp, payload_type, start, True, packet.transport_cc)
        self._counters.forwarded += self._fanout.forward(self.plain, plain, stamp)

    def skip(self, index: int) -> None:
        """The publisher sent padding only; everybody's sequence numbers close up."""
        for way in (*self.audience.ways, *self.plain.ways):
            way.skip(index)

    def measure(self, elapsed: float) -> None:
        """Every ``elapsed`` seconds: what this stream costs with each number of temporal layers."""
        total = 0.0
        layers = 1
        for layer, octets in enumerate(self._octets):
            total += octets * 8 / elapsed
            if octets:
                layers = layer + 1
            self.bitrates[layer] += _SMOOTHING * (total - self.bitrates[layer])
        self.temporal_layers = layers
        self._octets = [0] * TEMPORAL_LAYERS

    def request_key_frame(self, now: float) -> None:
        """Ask the publisher, at once if it was not asked lately, else as soon as it may be."""
        if self.producer.kind == "video" and not self.producer.paused:
            self._pending = True
            self.tick(now)

    def tick(self, now: float) -> None:
        """Send a key-frame request that had to wait, or that was not answered."""
        if (self._pending or self.waiting) and now - self._asked_at >= KEY_FRAME_SECONDS:
            self._pending = False
            if self.producer.kind == "video" and not self.producer.paused:
                self._asked_at = now
                self._ask(self.ssrc)
