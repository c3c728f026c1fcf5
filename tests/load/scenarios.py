"""What is measured: who is in which room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """``rooms`` equal rooms in which ``publishers`` send to one another and to ``viewers`` who only watch."""

    name: str
    rooms: int
    publishers: int
    viewers: int

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
)
SMALL = Scenario("2x2", rooms=2, publishers=2, viewers=0)
LIMIT_ROOM = Scenario("limit", rooms=1, publishers=6, viewers=0)
"""One of the rooms that are added until the core is full."""
LIMIT = LIMIT_ROOM.name
NAMES = (*(scenario.name for scenario in FIXED), LIMIT)
