"""One source of one participant: one stream, or up to three layers of the same picture."""

from __future__ import annotations

from media.protocol import Source
from media.sfu.codecs import RIDS, Kind
from media.sfu.negotiation import KIND
from media.sfu.stream import IngressStream, Viewer


class Producer:
    """Forwards to its consumers unless paused.  ``streams`` are by layer, the smallest first; ``opened`` is set
    for good when it is not paused for the first time."""

    __slots__ = ("consumers", "kind", "opened", "paused", "source", "streams", "transport")

    def __init__(self, transport: str, source: Source, *, paused: bool) -> None:
        self.transport = transport
        self.source = source
        self.kind: Kind = KIND[source]
        self.paused = paused
        self.opened = not paused
        self.streams: list[IngressStream | None] = [None] * len(RIDS)
        self.consumers: list[Viewer] = []

    @property
    def live(self) -> list[IngressStream]:
        """The streams that the publisher has opened."""
        return [stream for stream in self.streams if stream is not None]

    def put(self, stream: IngressStream, now: float) -> IngressStream | None:
        """The publisher sends this layer under another SSRC from now on; returns the stream that it replaces."""
        replaced = self.streams[stream.layer]
        self.streams[stream.layer] = stream
        if replaced is not None:
            self._leave(replaced)
        for consumer in self.consumers:
            consumer.aim(now)
        return replaced

    def _leave(self, stream: IngressStream) -> None:
        for consumer in self.consumers:
            consumer.forsake(stream)

    def pause(self, paused: bool, now: float) -> None:
        if paused == self.paused:
            return
        self.paused = paused
        for stream in self.live:
            stream.catch_up(now)
            stream.missing.reset()
            stream.inlet.close()
        for consumer in self.consumers:
            consumer.halt()
            consumer.aim(now)

    def close(self) -> None:
        """The source is gone; its streams are forwarded to nobody."""
        for stream in self.live:
            self._leave(stream)
        self.streams = [None] * len(RIDS)

    def measure(self, elapsed: float, now: float) -> None:
        """Every ``elapsed`` seconds: bitrates, and viewers whose layer was switched off look for another."""
        for stream in self.live:
            stream.measure(elapsed, now)
        if len(self.live) > 1:
            for consumer in self.consumers:
                consumer.aim(now)
