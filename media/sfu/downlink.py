"""What one client receives: its tracks, their repair, its bandwidth and how that is spent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from media.net.ice import Path
from media.protocol import Source, Tile, Track
from media.rtp import rtcp
from media.rtp.bandwidth.estimator import BandwidthEstimator
from media.rtp.bandwidth.probing import Probe
from media.sfu.allocator import Demand, Option, Rank, allocate, desired
from media.sfu.consumer import TOP_TEMPORAL, Choice, Consumer, new_stream
from media.sfu.egress import Counters, Egress
from media.sfu.negotiation import Negotiation
from media.sfu.prober import Prober
from media.sfu.producer import Producer
from media.sfu.repair import Repair
from media.sfu.stream import IngressStream

ALLOCATION_TICKS = 4
"""Layers are chosen anew every 200 ms, and at once when the estimate falls below what is sent."""
UNLIMITED_SECONDS = 0.9
"""And every second where nothing limits them but what the publishers send."""
AUDIO_RESERVE, SILENT_BITRATE = 30_000.0, 10_000.0
"""bit/s kept for somebody who begins to speak, and what somebody who is silent sends at most."""
SMALL_TILE = (320, 180)
NOMINAL_BITRATES = (150_000.0, 500_000.0, 1_500_000.0)
NOMINAL_HEIGHTS = (180, 360, 720)
"""What a layer costs and shows until it has been measured."""
RAMP_SECONDS = 5.0
ENOUGH = 0.8
"""A layer with this share of a tile's lines is good enough for it."""
_MAX_CNAME = 255
_SMOOTHING = 0.2


class Downlink:
    """``changed`` is called when a new offer is due."""

    def __init__(self, counters: Counters, negotiation: Negotiation, changed: Callable[[], None]) -> None:
        self.egress = Egress(counters)
        self.consumers: list[Consumer] = []
        self.estimator: BandwidthEstimator | None = None
        """``None`` while the client has not agreed to tell how its packets fare"""
        self.round_trip = 0.1
        self.loss = 0.0
        """fraction lost as the client reports it"""
        self.tiles: dict[tuple[str, Source], Tile] | None = None
        self.speaker = ""
        """the transport of who is heard most"""
        self._negotiation = negotiation
        self._changed = changed
        self._repair = Repair(self.egress)
        self._prober = Prober(self._repair, lambda: self.consumers, self._probed)
        self._by_ssrc: dict[int, Consumer] = {}
        self._ticks = 0
        self._allocated_at = 0.0
        self._spent = 0.0

    def select(self, path: Path | None) -> None:
        """The client is reached by another path from now on, perhaps by another protocol."""
        self.egress.select(path)
        for consumer in self.consumers:
            if consumer.stream is not None:
                consumer.stream.sort()

    # Tracks

    def consume(self, producer: Producer) -> Consumer:
        """Forward another transport's producer to this one."""
        screen = producer.source in (Source.SCREEN, Source.SCREEN_AUDIO)
        stream = producer.transport + ("-screen" if screen else "")
        sent = new_stream(producer.transport[:_MAX_CNAME], stream, producer.source, video=producer.kind == "video")
        consumer = Consumer(producer, self.egress, sent)
        consumer.mid = self._negotiation.send(producer.transport, producer.source, sent)
        self.consumers.append(consumer)
        self._by_ssrc[sent.ssrc] = consumer
        producer.consumers.append(consumer)
        self._changed()
        return consumer

    def release(self, consumer: Consumer) -> None:
        """Stop forwarding; the section becomes inactive with the next offer."""
        if consumer in consumer.producer.consumers:
            consumer.producer.consumers.remove(consumer)
        consumer.close()
        self._repair.forget(consumer.sent.rtx_ssrc)
        self.consumers.remove(consumer)
        del self._by_ssrc[consumer.sent.ssrc]
        self._negotiation.stop_sending(consumer.mid)
        self._changed()

    def find(self, producer: Producer) -> Consumer | None:
        return next((consumer for consumer in self.consumers if consumer.producer is producer), None)

    def hand_over(self, consumer: Consumer, producer: Producer, now: float) -> None:
        """Let a track of sound carry somebody else from now on; needs no negotiation."""
        if consumer in consumer.producer.consumers:
            consumer.producer.consumers.remove(consumer)
        consumer.halt()
        consumer.producer = producer
        producer.consumers.append(consumer)
        self._negotiation.rename(consumer.mid, producer.transport, producer.source)
        consumer.aim(now)

    def agreed(self, now: float) -> None:
        """The client answered an offer: it may have agreed to other tracks, and to telling how packets fare."""
        for consumer in self.consumers:
            answered = self._negotiation.wants(consumer.mid, consumer.sent)
            consumer.accept(answered.payload_types if answered is not None else frozenset(), now)
            if self.estimator is None and answered is not None and answered.reports:
                self.estimator = BandwidthEstimator()
                if answered.transport_cc:
                    self.egress.viewer.number_packets(self.estimator.sent)

    def watch(self, tiles: Iterable[Tile], now: float) -> None:
        """What the client shows from now on."""
        self.tiles = {(tile.transport, tile.source): tile for tile in tiles}
        self._allocate(now)

    # What the client says about what it receives

    def retransmit(self, nack: rtcp.Nack, now: float) -> None:
        consumer = self._by_ssrc.get(nack.ssrc)
        if consumer is not None:
            self._repair.retransmit(consumer, nack.sequences, now, self.round_trip)

    def request_key_frame(self, ssrc: int, now: float) -> None:
        consumer = self._by_ssrc.get(ssrc)
        if consumer is not None and consumer.stream is not None:
            consumer.stream.request_key_frame(now)

    def refresh(self, now: float) -> None:
        """Ask for key frames of everything that is sent."""
        for consumer in self.consumers:
            if consumer.stream is not None:
                consumer.stream.request_key_frame(now)

    def reported(self, report: rtcp.Report, now: float) -> None:
        """One block of a receiver report."""
        consumer = self._by_ssrc.get(report.ssrc)
        if consumer is None:
            return
        self.loss += _SMOOTHING * (report.fraction_lost / 256 - self.loss)
        passed = consumer.round_trip(report, now)
        if passed is not None:
            self.round_trip += _SMOOTHING * (passed - self.round_trip)
            if self.estimator is not None:
                self.estimator.round_trip = self.round_trip
        if self.estimator is not None:
            self.estimator.receiver_report(report.fraction_lost / 256, now)

    def feedback(self, fci: bytes, now: float) -> None:
        if self.estimator is not None:
            self.estimator.feedback(fci, now)

    def limited(self, bitrate: int, now: float) -> None:
        """The client's own estimate (REMB)."""
        if self.estimator is not None:
            self.estimator.remb(bitrate, now)

    # Time

    def tick(self, now: float) -> None:
        """Every 50 ms."""
        self._ticks += 1
        estimator = self.estimator
        if estimator is None or not self.egress.ready:
            if now - self._allocated_at >= UNLIMITED_SECONDS:
                self._allocate(now)
            return
        probe = estimator.tick(now)
        if probe is not None:
            self._prober.start(probe)
        if self._ticks % ALLOCATION_TICKS == 0 or estimator.bitrate < self._spent:
            self._allocate(now)

    def _probed(self, probe: Probe, now: float) -> None:
        if self.estimator is not None:
            self.estimator.probe_sent(probe, now)

    def _allocate(self, now: float) -> None:
        self._allocated_at = now
        demands: list[tuple[Consumer, Demand]] = []
        for consumer in self.consumers:
            if consumer.video and not consumer.producer.paused:
                demand = self._demand(consumer, now)
                if demand is None:
                    consumer.held = False
                    consumer.choose(None, now)
                elif demand.options:
                    demands.append((consumer, demand))
        for (consumer, demand), step in zip(demands, self._spend([demand for _, demand in demands]), strict=True):
            consumer.held = step < 0
            option = demand.options[step]
            consumer.choose(None if consumer.held else Choice(option.layer, option.temporal), now)

    def _spend(self, demands: list[Demand]) -> list[int]:
        """Which option each demand gets, -1 for none."""
        if self.estimator is None:
            return [len(demand.options) - 1 for demand in demands]
        audio = self._audio()
        chosen = allocate(self.estimator.bitrate - audio, demands)
        pairs = zip(demands, chosen, strict=True)
        self._spent = audio + sum(demand.options[step].bitrate for demand, step in pairs if step >= 0)
        self.estimator.want(audio + desired(demands))
        return chosen

    def _audio(self) -> float:
        """What sound costs, with room for one more voice if anybody is silent."""
        streams = [consumer.stream for consumer in self.consumers if not consumer.video]
        costs = [stream.bitrates[-1] for stream in streams if stream is not None]
        return sum(costs) + (AUDIO_RESERVE if any(cost < SILENT_BITRATE for cost in costs) else 0.0)

    def _demand(self, consumer: Consumer, now: float) -> Demand | None:
        """What showing this picture may cost; ``None`` when the client does not show it."""
        producer = consumer.producer
        width, height, pinned = *SMALL_TILE, False
        if self.tiles is not None:
            tile = self.tiles.get((producer.transport, producer.source))
            if tile is None:
                return None
            width, height, pinned = tile.width, tile.height, tile.pinned
        height = height if producer.source is Source.CAMERA else 1 << 16
        options = _options(producer, height, now, smooth=pinned)
        rank = Rank.TILE
        if producer.source is Source.SCREEN:
            rank = Rank.SCREEN
        elif pinned:
            rank = Rank.PINNED
        elif producer.transport == self.speaker:
            rank = Rank.SPEAKER
        current = -1
        choice = consumer.choice
        if choice is not None and not consumer.held:
            for place, option in enumerate(options):
                if (option.layer, option.temporal) <= (choice.layer, choice.temporal):
                    current = place
        return Demand(rank, options, current, width * height)

    @property
    def held(self) -> list[Track]:
        """The pictures that the client shows but that there is no room for."""
        return [
            Track(mid=consumer.mid, transport=consumer.producer.transport, source=consumer.producer.source)
            for consumer in self.consumers
            if consumer.held
        ]

    def close(self) -> None:
        self._prober.stop()
        self.egress.close()


def _options(producer: Producer, height: int, now: float, *, smooth: bool) -> list[Option]:
    """The ways to send this picture at up to ``height`` lines, from the cheapest on.  ``smooth`` pictures lose lines
    rather than frames, for as long as any layer fits whole: hands that sign must be seen to move."""
    live = producer.live
    alive = [stream for stream in live if stream.alive(now)] if len(live) > 1 else live
    options: list[Option] = []
    for stream in alive or live[:1]:
        options += _of_layer(stream, now, smooth=smooth)
        if len(live) == 1 or (stream.height or NOMINAL_HEIGHTS[stream.layer]) >= height * ENOUGH:
            break
    return options


def _of_layer(stream: IngressStream, now: float, *, smooth: bool) -> list[Option]:
    """A layer whole, and before that with fewer temporal layers, which may be enough when there is little room."""
    top = stream.temporal_layers - 1
    full = stream.bitrates[-1]
    if now - stream.started_at < RAMP_SECONDS:
        # A publisher's new layer begins thin and grows; what it shows now is not what it will cost.
        full = max(full, NOMINAL_BITRATES[stream.layer] / 2)
    fewer = range(top) if stream.layer == 0 else range(top if smooth else max(0, top - 1), top)
    options = [Option(stream.layer, temporal, stream.bitrates[temporal] or full) for temporal in fewer]
    return [*options, Option(stream.layer, TOP_TEMPORAL, full)]
