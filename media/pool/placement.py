"""Which worker takes the next room.  Only numbers: no process, no clock, no socket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SETTLE_SECONDS = 10.0
"""After this a transport's cost is in its worker's measured load; until then it is estimated."""
TRANSPORT_LOAD = 0.01
"""The share of a core that a person who has just come is taken to need: about that of a room of six."""
PACKETS_PER_CORE = 200_000.0
"""Forwarded packets per second that count as a full core when the measured CPU says less, as it does on a machine
where others take the time that the worker needs."""
NOISE = 0.02
"""Loads this close to the lowest count as equal."""
SMOOTHING = 0.3
"""Weight of the newest reading; at one reading a second, older ones fade within a few seconds."""


class Meter:
    """Turns the running counters of one process into recent rates."""

    def __init__(self) -> None:
        self.cpu_share = 0.0
        """Of one core; above 1 where several threads run."""
        self.packets_per_second = 0.0
        self._last: tuple[float, float, int] | None = None

    def observe(self, now: float, cpu_seconds: float, packets_forwarded: int) -> None:
        """``now`` is in seconds of any clock that only goes forward; both counters only grow."""
        last, self._last = self._last, (now, cpu_seconds, packets_forwarded)
        if last is None or now <= last[0]:
            return
        seconds = now - last[0]
        self.cpu_share += SMOOTHING * ((cpu_seconds - last[1]) / seconds - self.cpu_share)
        self.packets_per_second += SMOOTHING * ((packets_forwarded - last[2]) / seconds - self.packets_per_second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A worker that takes new rooms, as it is now."""

    index: int
    cpu_share: float
    packets_per_second: float
    newcomers: int
    """Transports opened less than ``SETTLE_SECONDS`` ago."""
    transports: int
    rooms: int
    turn: int
    """Grows with every room placed anywhere; the lowest has waited longest for one."""

    @property
    def load(self) -> float:
        """The estimated share of a core: what is measured, and what the newcomers will need."""
        measured = max(self.cpu_share, self.packets_per_second / PACKETS_PER_CORE)
        return measured + self.newcomers * TRANSPORT_LOAD


def least_loaded(candidates: Sequence[Candidate]) -> int:
    """The index of the worker for the next room.  Among equally loaded ones fewer transports, then fewer rooms
    decide, and then whose turn it is.  Raises ValueError without candidates."""
    lowest = min(candidate.load for candidate in candidates)
    equal = [candidate for candidate in candidates if candidate.load <= lowest + NOISE]
    return min(equal, key=lambda one: (one.transports, one.rooms, one.turn)).index
