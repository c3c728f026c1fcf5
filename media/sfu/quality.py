"""From what is measured to what a person is told: is the network good, weak or bad?"""

from __future__ import annotations

from typing import NamedTuple

from media.protocol import Network

WEAK_LOSS, BAD_LOSS = 0.04, 0.12
WEAK_ROUND_TRIP, BAD_ROUND_TRIP = 0.35, 0.8
"""Seconds; people begin to talk into each other at about the first."""
WORSE_SECONDS, BETTER_SECONDS = 1.5, 6.0
"""How long a new state must last before it is told; signs that flicker worry people."""


class Measures(NamedTuple):
    """Round trip in seconds, losses as fractions from and to the client, and whether pictures are held back."""

    round_trip: float
    loss_up: float
    loss_down: float
    held_back: bool

    @property
    def network(self) -> Network:
        loss = max(self.loss_up, self.loss_down)
        if loss >= BAD_LOSS or self.round_trip >= BAD_ROUND_TRIP:
            return Network.BAD
        if self.held_back or loss >= WEAK_LOSS or self.round_trip >= WEAK_ROUND_TRIP:
            return Network.WEAK
        return Network.GOOD


_ORDER = (Network.GOOD, Network.WEAK, Network.BAD)


class Verdict:
    """What a client's network is said to be; slower to praise than to warn."""

    __slots__ = ("_candidate", "_since", "network")

    def __init__(self) -> None:
        self.network = Network.GOOD
        self._candidate = Network.GOOD
        self._since = 0.0

    def judge(self, measures: Measures, now: float) -> bool:
        """Take the measures of this second; true when the verdict changed."""
        seen = measures.network
        if seen is not self._candidate:
            self._candidate, self._since = seen, now
        if seen is self.network:
            return False
        worse = _ORDER.index(seen) > _ORDER.index(self.network)
        if now - self._since < (WORSE_SECONDS if worse else BETTER_SECONDS):
            return False
        self.network = seen
        return True
