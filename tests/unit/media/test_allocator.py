"""How one client's bandwidth is spent: never more than there is, important pictures first, and not back and forth."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from media.sfu.allocator import CLIMB, Demand, Option, Rank, allocate, desired


def demand(rank: Rank, *bitrates: float, current: int = -1, area: int = 0) -> Demand:
    return Demand(rank, [Option(place, 3, bitrate) for place, bitrate in enumerate(bitrates)], current, area)


LAYERS = (100.0, 400.0, 1500.0)
TILE, SPEAKER, SCREEN, PINNED = (demand(rank, *LAYERS) for rank in (Rank.TILE, Rank.SPEAKER, Rank.SCREEN, Rank.PINNED))


@pytest.mark.parametrize(
    ("what", "budget", "demands", "chosen"),
    [
        ("nothing is shown", 1000.0, [], []),
        ("there is room for nothing", 50.0, [TILE], [-1]),
        ("a debt", -500.0, [SCREEN], [-1]),
        ("everything at its best", 1e6, [TILE, SCREEN], [2, 2]),
        ("everybody a little before anybody more", 400.0, [TILE, SCREEN, TILE], [0, 0, 0]),
        ("the screen grows first", 800.0, [TILE, SPEAKER, SCREEN], [0, 0, 1]),
        ("then the speaker", 1000.0, [TILE, SPEAKER, SCREEN], [0, 1, 1]),
        ("a pinned picture before the speaker", 600.0, [SPEAKER, PINNED], [0, 1]),
        ("equals grow together", 1000.0, [TILE, TILE], [1, 1]),
        ("the larger of two equals first", 600.0, [TILE, demand(Rank.TILE, *LAYERS, area=9)], [0, 1]),
        ("what has no options is left out", 1000.0, [Demand(Rank.SCREEN), TILE], [-1, 1]),
        ("the smallest of an unimportant one goes without before the screen does", 130.0, [TILE, SCREEN], [-1, 0]),
    ],
)
def test_choices(what: str, budget: float, demands: list[Demand], chosen: list[int]) -> None:
    assert allocate(budget, demands) == chosen


def test_a_better_picture_needs_some_room_to_spare_and_keeping_it_needs_none() -> None:
    step = LAYERS[1] - LAYERS[0]
    enough = CLIMB * LAYERS[0] + CLIMB * step
    assert allocate(enough - 20, [demand(Rank.TILE, *LAYERS)]) == [0]
    assert allocate(enough, [demand(Rank.TILE, *LAYERS)]) == [1]
    assert allocate(LAYERS[1], [demand(Rank.TILE, *LAYERS, current=1)]) == [1]
    assert allocate(LAYERS[1] - 1, [demand(Rank.TILE, *LAYERS, current=1)]) == [0]


demands = st.lists(
    st.builds(
        lambda rank, bitrates, current, area: demand(rank, *sorted(bitrates), current=current, area=area),
        st.sampled_from(Rank),
        st.lists(st.floats(1, 5e6), max_size=5),
        st.integers(-1, 4),
        st.integers(0, 10**6),
    ),
    max_size=12,
)
budgets = st.floats(-1e5, 3e7)


def cost(wanted: list[Demand], chosen: list[int]) -> float:
    return sum(one.options[step].bitrate for one, step in zip(wanted, chosen, strict=True) if step >= 0)


@given(budgets, demands)
def test_never_over_budget(budget: float, wanted: list[Demand]) -> None:
    chosen = allocate(budget, wanted)
    assert all(-1 <= step < len(one.options) for one, step in zip(wanted, chosen, strict=True))
    assert cost(wanted, chosen) <= max(budget, 0) * (1 + 1e-9)


@given(budgets, demands)
def test_what_was_chosen_is_chosen_again(budget: float, wanted: list[Demand]) -> None:
    chosen = allocate(budget, wanted)
    kept = [Demand(one.rank, one.options, step, one.area) for one, step in zip(wanted, chosen, strict=True)]
    again = allocate(budget * (1 + 1e-9), kept)
    assert cost(kept, again) >= cost(wanted, chosen) * (1 - 1e-9)
    assert all(after >= 0 for before, after in zip(chosen, again, strict=True) if before >= 0)


@given(budgets, st.lists(st.sampled_from(Rank), min_size=2, max_size=8))
def test_among_pictures_that_cost_the_same_the_more_important_is_never_worse(budget: float, ranks: list[Rank]) -> None:
    chosen = allocate(budget, [demand(rank, *LAYERS) for rank in ranks])
    ordered = [step for _, step in sorted(zip(ranks, chosen, strict=True), key=lambda pair: (pair[0], -pair[1]))]
    assert ordered == sorted(ordered, reverse=True)


@given(demands)
def test_with_what_is_desired_and_room_to_climb_everything_is_at_its_best(wanted: list[Demand]) -> None:
    assume(wanted)
    budget = desired(wanted) * CLIMB * (1 + 1e-9)
    assert allocate(budget, wanted) == [len(one.options) - 1 for one in wanted]
