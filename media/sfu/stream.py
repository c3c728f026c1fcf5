"""One SSRC that a publisher sends: a source, or one simulcast layer of it."""

from __future__ import annotations

import math
from typing import Protocol

from media.fanout.audience import Audience, Fanout
from media.fanout.history import History
from media.fanout.python import Outlet
from media.fanout.state import Inlet
from media.protocol import Source
from media.rtp.forwarded import Packet
from media.rtp.nack import NackTracker, ReceptionStats
from media.rtp.red import primary
from media.sfu.codecs import OPUS, RED, VP8, Kind, clock_rate
from media.sfu.egress import Counters

KEY_FRAME_SECONDS = 1.0
"""An SSRC is asked for at most one key frame in this time, whoever and however many want one."""
ALIVE_SECONDS = 1.5
"""A layer that has been silent for so long was switched off by its publisher."""
SETTLED_SECONDS = 1.0
"""Layers come and go while a publisher's own estimate ramps up; one counts when it has lasted so long."""
TEMPORAL_LAYERS = 4
_SMOOTHING = 0.5
_MICROSECONDS = 1_000_000


class Viewer(Outlet, Protocol):
    """A consumer, as what it is forwarded from sees it."""

    @property
    def stream(self) -> IngressStream | None: ...
    def start(self, stream: IngressStream, packet: Packet, now: float) -> None: ...
    def halt(self) -> None: ...
    def aim(self, now: float) -> None: ...
    def forsake(self, stream: IngressStream) -> None: ...
    def sender_report(self, ntp: int, timestamp: int, now: float) -> None: ...


class Owner(Protocol):
    """A producer, as its streams see it."""

    @property
    def source(self) -> Source: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def paused(self) -> bool: ...
    @property
    def consumers(self) -> list[Viewer]: ...


class Asker(Protocol):
    """Asks the publisher for key frames and lost packets."""

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
        "inlet",
        "last_at",
        "layer",
        "missing",
        "newest",
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
        self, inlet: Inlet, producer: Owner, layer: int, now: float, fanout: Fanout, counters: Counters, ask: Asker
    ) -> None:
        self.inlet = inlet
        self.ssrc = int(inlet.state.ssrc)
        self.producer = producer
        self.layer = layer
        self.history = History(inlet, video=producer.kind == "video", vp8=VP8)
        self.stats = ReceptionStats(clock_rate(producer.kind))
        self.missing = NackTracker()
        self.newest = -1
        """the highest unwrapped number that was let through"""
        self.audience = Audience(inlet)
        self.plain = Audience(Inlet(-1, 0))
        """those who cannot read redundant audio"""
        self.waiting: list[Viewer] = []
        """those who want to begin at the next key frame"""
        self.payload_type = -1
        self.height = 0
        self.temporal_layers = 1
        self.started_at = self.last_at = now
        self.bitrates = [0.0] * TEMPORAL_LAYERS
        self.report_ntp = 0
        self.report_timestamp = 0
        self.report_arrival = -math.inf
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
        if self.audience.outlets:
            self._counters.forwarded += self._fanout.forward(self.audience, packet, stamp)
        if self.plain.outlets:
            self._forward_plain(packet, stamp)

    def settle(self) -> None:
        """After each packet that Python has handled: may compiled code go on from here by itself?"""
        if self.producer.kind == "video" and (self.payload_type != VP8 or self.waiting):
            self.inlet.close()
        elif not self.producer.paused and not self.waiting:
            self.inlet.open(self.stats.highest, self.payload_type, vp8=self.payload_type == VP8)

    def catch_up(self, now: float) -> None:
        """Take over what compiled code has noted by itself."""
        state = self.inlet.state
        packets = state.packets
        if not packets:
            return
        state.packets = 0
        self.stats.absorb(state.highest, packets, state.jitter)
        for first, count in self.inlet.take_gaps():
            self.missing.missed(first, count, now)
        self.missing.advance(state.highest)
        self.newest = max(self.newest, state.highest)
        self.last_at = now - ((int(now * _MICROSECONDS) - state.last_at) & 0xFFFFFFFF) / _MICROSECONDS
        for layer, octets in enumerate(self.inlet.take_octets()):
            self._octets[layer] += octets

    def forwarded(self, index: int, now: float) -> None:
        """Compiled code has sent this packet to all whom it reaches; the rest is ours."""
        packet = self.history.get(index) if self.audience.others or self.plain.outlets else None
        if packet is None:
            return
        stamp = int(now * _MICROSECONDS) & 0xFFFFFFFF
        if self.audience.others:
            self._counters.forwarded += self._fanout.forward_others(self.audience, packet, stamp)
        if self.plain.outlets:
            self._forward_plain(packet, stamp)

    def join(self, consumer: Viewer, *, plain: bool) -> None:
        """Send to ``consumer`` too, without redundancy if it cannot read that."""
        (self.plain if plain else self.audience).add(consumer)
        self.sort()

    def leave(self, consumer: Viewer) -> None:
        self.audience.remove(consumer)
        self.plain.remove(consumer)
        self.sort()

    def sort(self) -> None:
        """Somebody came, left or is reached by another path: who is left for Python?"""
        self.audience.sort()
        self.plain.sort()
        self.inlet.report(bool(self.audience.others or self.plain.outlets))

    def wait(self, consumer: Viewer) -> None:
        """``consumer`` wants to begin at the next key frame, which compiled code must not take."""
        self.waiting.append(consumer)
        self.inlet.close()

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
    def consumers(self) -> list[Viewer]:
        """Those whom this stream is sent to."""
        return [consumer for consumer in self.producer.consumers if consumer.stream is self]

    def _forward_plain(self, packet: Packet, stamp: int) -> None:
        plain = without_redundancy(packet)
        if plain is not None:
            self._counters.forwarded += self._fanout.forward(self.plain, plain, stamp)

    def skip(self, index: int) -> None:
        """The publisher sent padding only; everybody's sequence numbers close up."""
        for outlet in (*self.audience.outlets, *self.plain.outlets):
            outlet.skip(index)

    def measure(self, elapsed: float, now: float) -> None:
        """Every ``elapsed`` seconds: what this stream costs with each number of temporal layers."""
        self.catch_up(now)
        if not any(self._octets):
            # When it comes back, that is news.
            self.inlet.close()
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


def without_redundancy(packet: Packet) -> Packet | None:
    """The packet for those who cannot read RED: only its newest sound; ``None`` when it is malformed
    or contains anything but Opus."""
    if packet.payload_type != RED:
        return packet
    data, start = packet.data, packet.payload_offset
    found = primary(data, start, len(data))
    if found is None or found[0] != OPUS:
        return None
    payload_type, offset = found
    bare = bytes([data[0], data[1] & 0x80 | payload_type]) + data[2:start] + data[offset:]
    return Packet(bare, packet.index, packet.timestamp, payload_type, start, True, packet.transport_cc)
