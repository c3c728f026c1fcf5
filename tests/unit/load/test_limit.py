"""The search for the largest number of rooms that a server carries."""

from __future__ import annotations

import pytest

from tests.load.limit import FIRST_ROOMS, MAX_ROOMS, next_rooms


def tried(carries: int) -> list[int]:
    """The numbers of rooms tried on a server that carries so many."""
    numbers: list[int] = []
    rooms: int | None = FIRST_ROOMS
    good, bad = 0, None
    while rooms is not None:
        numbers.append(rooms)
        if rooms <= carries:
            good = rooms
        else:
            bad = rooms
        rooms = next_rooms(good, bad)
    return numbers


@pytest.mark.parametrize("carries", [0, 1, 3, 4, 5, 10, 11, 28, MAX_ROOMS - 1, MAX_ROOMS])
def test_the_edge_is_found_exactly(carries: int) -> None:
    numbers = tried(carries)
    assert max((number for number in numbers if number <= carries), default=0) == carries
    assert max(numbers) <= MAX_ROOMS
    assert len(numbers) == len(set(numbers)) < 15


def test_steps_grow_until_one_fails_and_then_close_in() -> None:
    assert tried(10) == [4, 6, 9, 13, 11, 10]
