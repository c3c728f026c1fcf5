"""What is measured: who is in which room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """``rooms`` equal rooms in which ``publishers`` send to one another and to ``viewers`` who only watch.  Everybody
    shows ``shown`` cameras, those of who came first; ``None`` shows all.  Where the peer has no such thing, it is not
    ``compared``."""

    name: str
    rooms: int
    publishers: int
    viewers: int
    shown: int | None = None
    compared: bool = True

    @property
    def participants(self) -> int:
        return self.rooms * (self.publishers + self.viewers)

    @property
    def audience(self) -> int:
        """How many receive each publisher."""
        return self.publishers + self.viewers - 1


FIXED = (
    Scenario("1x10", rooms=1, publishers=1, viewers=10),
    Scenario("6x6", rooms=1, publishers=6, viewers=0),
    Scenario("4x4", rooms=4, publishers=4, viewers=0),
    Scenario("1x49", rooms=1, publishers=1, viewers=49),
    Scenario("100", rooms=1, publishers=100, viewers=0, shown=4, compared=False),
)
SMALL = Scenario("2x2", rooms=2, publishers=2, viewers=0)
LIMIT_ROOM = Scenario("limit", rooms=1, publishers=6, viewers=0)
"""One of the rooms that are added until the core is full."""
LIMIT = LIMIT_ROOM.name
NAMES = (*(scenario.name for scenario in FIXED), LIMIT)
