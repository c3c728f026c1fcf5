"""What a worker's place does with rooms, whatever its process does."""

from __future__ import annotations

import itertools

import pytest

from media.pool.forks import Forks
from media.pool.supervisor import MOVES, Phase, Supervisor
from media.protocol import WorkerOptions


def supervisor(phase: Phase) -> Supervisor:
    made = Supervisor(0, WorkerOptions(), Forks(), lambda _: None, lambda: None)
    made.phase = phase
    return made


@pytest.mark.parametrize(("start", "to"), list(itertools.product(Phase, Phase)))
def test_a_place_moves_only_along_the_table(start: Phase, to: Phase) -> None:
    here = supervisor(start)
    if to in MOVES[start]:
        here.move(to)
        assert here.phase is to
    else:
        with pytest.raises(ValueError, match="cannot go"):
            here.move(to)


async def test_a_drained_worker_is_emptied_when_the_last_transport_goes_and_not_before() -> None:
    here = supervisor(Phase.OPEN)
    here.add("a", "room")
    here.drain()
    here.add("b", "room")
    here.forget("a")
    assert (here.phase, here.rooms) == (Phase.DRAINING, {"room"})
    here.forget("b")
    assert (here.phase, here.rooms) == (Phase.EMPTIED, set())


async def test_a_network_test_keeps_a_drained_worker_until_it_is_over() -> None:
    here = supervisor(Phase.OPEN)
    here.add("probe", "")
    here.drain()
    assert (here.phase, here.rooms) == (Phase.DRAINING, set())
    here.forget("probe")
    assert here.phase is Phase.EMPTIED


async def test_a_room_that_was_never_drained_may_become_empty() -> None:
    here = supervisor(Phase.OPEN)
    here.add("a", "room")
    here.forget("a")
    assert here.phase is Phase.OPEN


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.DRAINING, Phase.EMPTIED])
async def test_draining_what_is_not_open_changes_nothing(phase: Phase) -> None:
    here = supervisor(phase)
    here.add("a", "room")
    here.drain()
    assert here.phase is phase
