"""How one client's bandwidth is spent on pictures (sound comes first and is not asked for here).

A pure function: demands in, one choice per demand out.  Everybody gets the smallest picture before anybody gets a
better one; then the more important ones grow first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

CLIMB = 1.15
"""How much room must be there before a better picture is chosen than the one that is sent; keeping it needs none."""


class Rank(IntEnum):
    """The smaller, the more important."""

    SCREEN = 0
    PINNED = 1
    SPEAKER = 2
    TILE = 3


@dataclass(slots=True, frozen=True)
class Option:
    """One way to send a picture: simulcast layer, highest temporal layer, and what that costs in bit/s."""

    layer: int
    temporal: int
    bitrate: float


@dataclass(slots=True)
class Demand:
    """One picture that the client shows.  ``options`` get better and dearer; ``current`` is the place of the one
    that is sent now, -1 for none; ``area`` in pixels breaks ties."""

    rank: Rank
    options: list[Option] = field(default_factory=list)
    current: int = -1
    area: int = 0


def allocate(budget: float, demands: list[Demand]) -> list[int]:
    """For each demand the place of the option to send, or -1 when ``budget`` (bit/s) has no room for any."""
    chosen = [-1] * len(demands)
    order = sorted(range(len(demands)), key=lambda place: (demands[place].rank, -demands[place].area))
    left = budget
    for place in order:
        left -= _raise_to(demands[place], chosen, place, 0, left)
    for rank in Rank:
        peers = [place for place in order if demands[place].rank is rank]
        left = _grow_together(demands, chosen, peers, left)
    return chosen


def _grow_together(demands: list[Demand], chosen: list[int], peers: list[int], left: float) -> float:
    """Raise demands of one rank step by step, so that equals stay equal."""
    growing = [place for place in peers if chosen[place] >= 0]
    while growing:
        still: list[int] = []
        for place in growing:
            step = chosen[place] + 1
            if step >= len(demands[place].options):
                continue
            cost = _raise_to(demands[place], chosen, place, step, left)
            if chosen[place] == step:
                left -= cost
                still.append(place)
        growing = still
    return left


def _raise_to(demand: Demand, chosen: list[int], place: int, step: int, left: float) -> float:
    """Choose option ``step`` if there is room for it; returns what that costs more than the choice so far."""
    if step >= len(demand.options):
        return 0.0
    before = demand.options[chosen[place]].bitrate if chosen[place] >= 0 else 0.0
    cost = demand.options[step].bitrate - before
    needed = cost if step <= demand.current else cost * CLIMB
    if needed > left:
        return 0.0
    chosen[place] = step
    return cost


def desired(demands: list[Demand]) -> float:
    """What everything at its best would cost, in bit/s."""
    return sum(demand.options[-1].bitrate for demand in demands if demand.options)
