"""A room: every transport in it consumes every other transport's producers."""

from __future__ import annotations

from collections.abc import Callable

from media.protocol import Source, Speakers
from media.rtp.speakers import SpeakerDetector
from media.sfu.producer import Producer
from media.sfu.transport import Transport

INITIAL_SOURCES = (Source.MICROPHONE, Source.CAMERA)
"""These producers exist from the start, so that switching a camera on needs no negotiation."""


class Router:
    """Connects producers to consumers; ``emit`` takes the room's events."""

    def __init__(self, identifier: str, emit: Callable[[Speakers], None]) -> None:
        self.id = identifier
        self.transports: dict[str, Transport] = {}
        self._emit = emit
        self._speakers = SpeakerDetector()

    def hear(self, transport: str) -> Callable[[int, float], None]:
        """What a transport calls with each audio level."""

        def heard(level: int, now: float) -> None:
            self._speakers.heard(transport, level, now)

        return heard

    def add(self, transport: Transport) -> None:
        """Join: the newcomer gets everybody's tracks and everybody gets the newcomer's."""
        for source in INITIAL_SOURCES:
            transport.produce(source, paused=True)
        for other in self.transports.values():
            for producer in other.producers.values():
                transport.consume(producer)
            for producer in transport.producers.values():
                other.consume(producer)
        self.transports[transport.id] = transport

    def remove(self, transport: Transport) -> None:
        """Leave: all consumers on both sides go."""
        if self.transports.pop(transport.id, None) is None:
            return
        self._speakers.forget(transport.id)
        for producer in transport.producers.values():
            self._withdraw(producer)
        for consumer in list(transport.consumers):
            transport.release_consumer(consumer)

    def produce(self, transport: Transport, source: Source) -> None:
        """Open a producer and forward it to everybody else; opening it twice changes nothing."""
        if source in transport.producers:
            return
        producer = transport.produce(source, paused=source in INITIAL_SOURCES)
        for other in self.transports.values():
            if other is not transport:
                other.consume(producer)

    def stop_producing(self, transport: Transport, source: Source) -> None:
        producer = transport.stop_producing(source)
        if producer is not None:
            self._withdraw(producer)

    def _withdraw(self, producer: Producer) -> None:
        for other in self.transports.values():
            for consumer in [consumer for consumer in other.consumers if consumer.producer is producer]:
                other.release_consumer(consumer)

    def tick_speakers(self, now: float) -> None:
        """At most three times a second: tell who speaks, when it changed."""
        speaking = self._speakers.evaluate(now)
        if speaking is not None:
            self._emit(Speakers(room=self.id, speaking=speaking))
