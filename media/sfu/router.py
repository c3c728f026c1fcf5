"""A room: who gets whose tracks.

In a small room everybody gets everything.  In a big one, cost must follow what is seen and heard: sound comes from
those who spoke last, through tracks that are handed over without negotiation, and pictures from those whom a client
shows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

from media.protocol import Source, Speakers, Tile
from media.rtp.speakers import SpeakerDetector
from media.sfu.consumer import Consumer
from media.sfu.producer import Producer
from media.sfu.transport import Transport

INITIAL_SOURCES = (Source.MICROPHONE, Source.CAMERA)
"""These producers exist from the start, so that a client need not negotiate to switch a camera on.  The others get
a track when it is switched on for the first time: who only listens costs nobody anything."""
AUDIBLE = 10
"""How many microphones are forwarded: those heard last.  More than a handful at once is noise to everybody."""
MAX_CAMERAS = 30
"""Tracks of cameras toward one client; what it shows comes first."""
MAX_ABANDONED = 60
"""A client that shows ever other people but answers no offer gets no more tracks in exchange: each leaves an m-line."""

_numbers = itertools.count(1)


class Router:
    """Connects producers to consumers; ``emit`` takes the room's events."""

    def __init__(self, identifier: str, emit: Callable[[Speakers], None]) -> None:
        self.id = identifier
        self._number = next(_numbers)
        self.transports: dict[str, Transport] = {}
        self._emit = emit
        self._speakers = SpeakerDetector()
        self._audible: list[str] = []
        """transports whose microphone is forwarded, the one heard last at the end"""
        self._speaker = ""

    def hear(self, transport: str) -> Callable[[int, float, int], None]:
        """What a transport calls with each audio level."""

        def heard(level: int, now: float, packets: int) -> None:
            if self._speakers.heard(transport, level, now, packets):
                self._spoke(transport, now)

        return heard

    def _spoke(self, transport: str, now: float) -> None:
        """Somebody speaks: they stay audible longest, and take the place of who was silent longest if need be.
        Nobody is cut off while speaking, or all would be when more speak than there are places."""
        if transport in self._audible:
            if self._audible[-1] != transport:
                self._audible.remove(transport)
                self._audible.append(transport)
            return
        producer = self._microphone(transport)
        silenced = next((other for other in self._audible if not self._speakers.speaks(other, now)), None)
        if producer is None or silenced is None:
            return
        self._audible.remove(silenced)
        self._audible.append(transport)
        previous = self._microphone(silenced)
        for other in list(self.transports.values()):
            self._replace(other, previous, producer, now)

    def _replace(self, viewer: Transport, previous: Producer | None, producer: Producer, now: float) -> None:
        """Give ``viewer`` the sound of ``producer`` instead of that of ``previous``, or of somebody else who is no
        longer forwarded: whoever was heard before has one track more than the others."""
        downlink = viewer.downlink
        if viewer.id == producer.transport or downlink.find(producer) is not None:
            return
        consumer = downlink.find(previous) if previous is not None else None
        if consumer is None:
            consumer = next((track for track in downlink.consumers if self._unheard(track)), None)
        if consumer is None:
            downlink.consume(producer)
        else:
            downlink.hand_over(consumer, producer, now)
            viewer.tell_tracks()

    def _unheard(self, consumer: Consumer) -> bool:
        producer = consumer.producer
        return producer.source is Source.MICROPHONE and producer.transport not in self._audible

    def _microphone(self, transport: str) -> Producer | None:
        found = self.transports.get(transport)
        return found.producers.get(Source.MICROPHONE) if found is not None else None

    def add(self, transport: Transport) -> None:
        """Join: the newcomer gets the others' tracks and the others get the newcomer's."""
        for source in INITIAL_SOURCES:
            transport.produce(source, paused=True)
        transport.peer.join(self._number)
        others = list(self.transports.values())
        self.transports[transport.id] = transport
        for other in others:
            for producer in other.producers.values():
                self._offer(transport, producer)

    def _offer_to_all(self, producer: Producer) -> None:
        if producer.source is Source.MICROPHONE and len(self._audible) < AUDIBLE:
            self._audible.insert(0, producer.transport)
        for other in self.transports.values():
            if other.id != producer.transport:
                self._offer(other, producer)

    def _offer(self, viewer: Transport, producer: Producer) -> None:
        """Forward ``producer`` to ``viewer`` if there is anything to see and a place for it."""
        if not producer.opened:
            return
        if producer.source is Source.MICROPHONE and producer.transport not in self._audible:
            return
        if producer.source is Source.CAMERA and len(_cameras(viewer)) >= MAX_CAMERAS:
            return
        viewer.downlink.consume(producer)

    def remove(self, transport: Transport) -> None:
        """Leave: all consumers on both sides go."""
        if self.transports.pop(transport.id, None) is None:
            return
        self._speakers.forget(transport.id)
        for producer in transport.producers.values():
            self._withdraw(producer)
        for consumer in list(transport.downlink.consumers):
            transport.downlink.release(consumer)
        if transport.id in self._audible:
            self._audible.remove(transport.id)
            self._fill_audible()

    def _fill_audible(self) -> None:
        """A place among the audible is free: somebody who was not gets it."""
        for transport in self.transports.values():
            producer = transport.producers.get(Source.MICROPHONE)
            if producer is not None and producer.opened and transport.id not in self._audible:
                self._offer_to_all(producer)
                return

    def watch(self, transport: Transport, tiles: list[Tile]) -> None:
        """A client says what it shows: what it has no track for yet gets one, in place of what it does not show."""
        shown = {(tile.transport, tile.source) for tile in tiles}
        spare = [
            consumer for consumer in _cameras(transport) if (consumer.producer.transport, Source.CAMERA) not in shown
        ]
        for tile in tiles[:MAX_CAMERAS]:
            owner = self.transports.get(tile.transport)
            producer = owner.producers.get(tile.source) if owner is not None else None
            if producer is None or owner is transport or transport.downlink.find(producer) is not None:
                continue
            if len(_cameras(transport)) >= MAX_CAMERAS and spare and transport.abandoned < MAX_ABANDONED:
                transport.downlink.release(spare.pop())
            self._offer(transport, producer)
        transport.watch(tiles)

    def produce(self, transport: Transport, source: Source) -> None:
        """Open a producer and forward it to everybody else; opening it twice changes nothing."""
        if source in transport.producers:
            return
        self._offer_to_all(transport.produce(source, paused=source in INITIAL_SOURCES))

    def pause(self, transport: Transport, source: Source, paused: bool, now: float) -> None:
        """Forward what this producer sends, or drop it; one that is not open changes nothing."""
        producer = transport.producers.get(source)
        if producer is None:
            return
        producer.pause(paused, now)
        if not paused and not producer.opened:
            producer.opened = True
            self._offer_to_all(producer)

    def stop_producing(self, transport: Transport, source: Source) -> None:
        producer = transport.stop_producing(source)
        if producer is not None:
            self._withdraw(producer)

    def _withdraw(self, producer: Producer) -> None:
        for other in self.transports.values():
            consumer = other.downlink.find(producer)
            if consumer is not None:
                other.downlink.release(consumer)

    def tick_speakers(self, now: float) -> None:
        """At most three times a second: tell who speaks, when it changed."""
        speaking = self._speakers.evaluate(now)
        if speaking is None:
            return
        self._emit(Speakers(room=self.id, speaking=speaking))
        if speaking and speaking[0] != self._speaker:
            self._speaker = speaking[0]
            for transport in self.transports.values():
                transport.downlink.speaker = self._speaker


def _cameras(transport: Transport) -> list[Consumer]:
    return [consumer for consumer in transport.downlink.consumers if consumer.producer.source is Source.CAMERA]
