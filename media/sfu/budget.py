"""What one transport may send in a second.  Compiled code spends from the same memory."""

from __future__ import annotations

from media.fanout.state import Peer
from media.srtp import MAX_PLAIN_BYTES

PACKETS_PER_SECOND = 2500
"""Several times what a browser with camera and screen sends, retransmissions and feedback included."""
BYTES_PER_SECOND = 1_500_000
"""12 Mbit/s: a camera in all its layers and a screen take half of it.  What comes on top would be sent to everybody."""
DOUBTS_PER_SECOND = 20_000
"""Packets that come from its address and are not its own: anybody can write any sender into a datagram, so they are not
taken from what the participant may send.  Looking at them is work, which ends here, and the participant's with it."""
LEAPS_PER_SECOND = 500
"""Packets that may be missing without further thought; beyond that :mod:`media.sfu.uplink` decides."""
RTCP_BYTES_PER_SECOND = 100_000
"""Each byte of it can be a question that is dearer to answer than to ask; a large room's honest client asks a tenth."""
DTLS_RECORDS_PER_SECOND = 100
"""A handshake has some ten; nothing of it can be told from a forgery before OpenSSL has looked at it."""


class Budget:
    """Full at first, and again at each :meth:`grant`."""

    __slots__ = ("_state",)

    def __init__(self, peer: Peer) -> None:
        self._state = peer.state
        self.grant()

    def grant(self) -> None:
        """A second has passed."""
        state = self._state
        state.budget, state.octets = PACKETS_PER_SECOND, BYTES_PER_SECOND
        state.doubts, state.leaps = DOUBTS_PER_SECOND, LEAPS_PER_SECOND

    def allows(self, length: int = MAX_PLAIN_BYTES) -> bool:
        """Whether a packet of so many bytes is worth looking at."""
        state = self._state
        return bool(state.budget > 0 and state.octets >= length and state.doubts > 0)

    def spend(self, length: int) -> None:
        """The packet was its own."""
        self._state.budget -= 1
        self._state.octets -= length

    def doubt(self) -> None:
        """A packet was not, or nobody knows."""
        self._state.doubts -= 1
