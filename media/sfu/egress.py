"""What one transport sends: protect in the shared buffer, then put it on the selected path."""

from __future__ import annotations

from media.fanout.state import Viewer
from media.net.ice import Path
from media.srtp import OUTBOX, SrtpSender

_OUT = memoryview(OUTBOX)


class Counters:
    """Totals of one worker since its start."""

    __slots__ = ("dropped", "forwarded", "nacks_answered")

    def __init__(self) -> None:
        self.forwarded = 0
        self.nacks_answered = 0
        self.dropped = 0


class Egress:
    """``sender`` is ``None`` until DTLS has yielded keys, and again after the transport ended; ``path`` until a
    client's check has been answered."""

    __slots__ = ("counters", "path", "sender", "viewer")

    def __init__(self, counters: Counters) -> None:
        self.sender: SrtpSender | None = None
        self.path: Path | None = None
        self.counters = counters
        self.viewer = Viewer()

    @property
    def ready(self) -> bool:
        return self.sender is not None

    def open(self, sender: SrtpSender) -> None:
        self.sender = sender
        self.viewer.open(sender.context)

    def close(self) -> None:
        self.sender = None
        self.viewer.close()

    def select(self, path: Path | None) -> None:
        """Send on ``path`` from now on."""
        self.path = path
        self.viewer.route_to(path.socket_address if path is not None else b"")

    def rtp(self, length: int, *, video: bool) -> None:
        """Send the RTP packet that lies in ``OUTBOX[:length]``."""
        if self.sender is None or self.path is None:
            return
        protected = self.sender.rtp(length)
        if protected:
            self.viewer.state.octets += protected
            self.path.send(_OUT[:protected], video=video)

    def rtcp(self, data: bytes) -> None:
        """Send an RTCP compound."""
        if self.sender is None or self.path is None:
            return
        protected = self.sender.rtcp(data)
        if protected:
            self.path.send(_OUT[:protected])

    def dtls(self, record: bytes) -> None:
        """Send a DTLS record; the first one leaves only after a client's check has been answered."""
        if self.path is not None:
            self.path.send(record)

    def remove(self, ssrc: int) -> None:
        """An SSRC of ours is no longer sent."""
        if self.sender is not None:
            self.sender.remove(ssrc)
