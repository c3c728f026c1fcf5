"""What one transport sends: protect in the shared buffer, then put it on the selected path."""

from __future__ import annotations

from media.net.ice import IceAgent
from media.net.srtp import OUTBOX, SrtpSender

_OUT = memoryview(OUTBOX)


class Counters:
    """Totals of one worker since its start."""

    __slots__ = ("dropped", "forwarded", "nacks_answered")

    def __init__(self) -> None:
        self.forwarded = 0
        self.nacks_answered = 0
        self.dropped = 0


class Egress:
    """``ready`` is false until DTLS has yielded keys, and again after the transport ended."""

    __slots__ = ("_agent", "_sender", "counters", "ready")

    def __init__(self, agent: IceAgent, counters: Counters) -> None:
        self._agent = agent
        self._sender: SrtpSender | None = None
        self.counters = counters
        self.ready = False

    def open(self, sender: SrtpSender) -> None:
        self._sender = sender
        self.ready = True

    def close(self) -> None:
        self.ready = False

    def rtp(self, length: int, *, video: bool) -> None:
        """Send the RTP packet that lies in ``OUTBOX[:length]``."""
        path = self._agent.selected
        if not self.ready or self._sender is None or path is None:
            return
        protected = self._sender.rtp(length)
        if protected:
            path.send(_OUT[:protected], video=video)

    def rtcp(self, data: bytes) -> None:
        """Send an RTCP compound."""
        path = self._agent.selected
        if not self.ready or self._sender is None or path is None:
            return
        protected = self._sender.rtcp(data)
        if protected:
            path.send(_OUT[:protected])

    def dtls(self, record: bytes) -> None:
        """Send a DTLS record; the first one leaves only after a client's check has been answered."""
        path = self._agent.selected
        if path is not None:
            path.send(record)

    def remove(self, ssrc: int) -> None:
        """An SSRC of ours is no longer sent."""
        if self._sender is not None:
            self._sender.remove(ssrc)
