"""Two workers: what happens to one is nothing to the calls on the other."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from media.pool.pool import MediaError, MediaPool, WorkerOptions
from media.pool.supervisor import Phase, Supervisor
from media.protocol import ErrorCode
from tests.integration.media.support import Member, Room, flows, wait_until
from tests.support.forks import shared_forks

Make = Callable[..., Member]


@pytest.fixture
async def pool(room: Room) -> AsyncIterator[MediaPool]:
    started = MediaPool(2, WorkerOptions(), room, shared_forks())
    await started.start()
    yield started
    await started.close()


def place_of(pool: MediaPool, room: str) -> Supervisor:
    [supervisor] = [supervisor for supervisor in pool._supervisors if room in supervisor.rooms]
    return supervisor


def pid_of(supervisor: Supervisor) -> int:
    return supervisor.client.process.pid if supervisor.client is not None else 0


def replaced(supervisor: Supervisor, old: int) -> bool:
    return supervisor.phase is Phase.OPEN and pid_of(supervisor) not in (0, old)


async def call(member: Make, room: str) -> list[Member]:
    """Two people who see and hear each other."""
    people = [member(f"{room} {number}") for number in range(2)]
    for one in people:
        await one.join(room)
    for one in people:
        await wait_until(one.received, flows, seconds=30)
    return people


async def assert_untouched(people: list[Member], room: Room) -> None:
    """The call goes on, over the same connections, and nothing of it was lost."""
    for one in people:
        before = one.received()["video"]
        await wait_until(one.received, lambda seen, before=before: seen["video"] > before + 10, seconds=30)
        await wait_until(lambda one=one: [stream.lost for stream in one.peer.stats], lambda lost: lost == [0, 0])
        assert room.states(one.name) == ["connecting", "connected"]


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_dead_or_frozen_worker_costs_the_other_workers_calls_nothing(
    pool: MediaPool, room: Room, member: Make, blow: signal.Signals
) -> None:
    await call(member, "struck")
    spared = await call(member, "spared")
    struck = place_of(pool, "struck")
    assert struck is not place_of(pool, "spared")
    old = pid_of(struck)
    os.kill(old, blow)
    [death] = await wait_until(room.deaths, seconds=10)
    assert death.rooms == ["struck"]
    await pool.create_transport("struck", "again")
    await wait_until(lambda: room.offers("again"))
    await assert_untouched(spared, room)
    await wait_until(lambda: replaced(struck, old))
    assert room.deaths() == [death]


async def test_a_drained_worker_keeps_its_call_and_lets_it_grow_but_takes_no_other(
    pool: MediaPool, room: Room, member: Make
) -> None:
    people = await call(member, "old")
    drained = place_of(pool, "old")
    old = pid_of(drained)
    pool.drain(drained.index)
    for number in range(4):
        await pool.create_transport(f"new {number}", f"n{number}")
        assert place_of(pool, f"new {number}") is not drained
    people.append(member("old 2"))
    await people[-1].join("old")
    await wait_until(people[-1].received, lambda seen: seen["streams"] == 4 and flows(seen), seconds=30)
    assert [stats.draining for stats in await pool.stats()] == [
        supervisor is drained for supervisor in pool._supervisors
    ]
    assert pid_of(drained) == old
    await pool.close_room("old")
    await wait_until(lambda: replaced(drained, old))
    with pytest.raises(ProcessLookupError):
        os.kill(old, 0)
    await pool.create_transport("after", "a")
    assert place_of(pool, "after") is drained, "it is empty now, and the other is not"
    assert room.deaths() == []


async def test_a_drained_worker_that_dies_is_replaced_like_any_other(pool: MediaPool, room: Room) -> None:
    await pool.create_transport("room", "t")
    drained = place_of(pool, "room")
    old = pid_of(drained)
    pool.drain(drained.index)
    os.kill(old, signal.SIGKILL)
    await wait_until(lambda: replaced(drained, old))
    assert [death.rooms for death in room.deaths()] == [["room"]]


async def test_a_drained_worker_comes_back_on_its_own_port(room: Room) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as free:
        free.bind(("::", 0))
        port = free.getsockname()[1]
    pool = MediaPool(1, WorkerOptions(port=port), room, shared_forks())
    await pool.start()
    try:
        [supervisor] = pool._supervisors
        old = pid_of(supervisor)
        pool.drain(0)
        await wait_until(lambda: replaced(supervisor, old))
        assert pool.ports == [port]
    finally:
        await pool.close()


async def test_where_every_worker_is_drained_new_rooms_are_refused_by_name(
    pool: MediaPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media.pool.pool.WAIT_SECONDS", 0.1)
    for name in ("a", "b"):
        await pool.create_transport(name, name)
    for index in range(2):
        pool.drain(index)
    with pytest.raises(MediaError) as caught:
        await pool.create_transport("c", "c")
    assert caught.value.code is ErrorCode.DRAINING
    await pool.create_transport("a", "a2")


async def test_the_drain_signal_is_not_for_workers(pool: MediaPool) -> None:
    pids = [pid_of(supervisor) for supervisor in pool._supervisors]
    for pid in pids:
        os.kill(pid, signal.SIGUSR1)
    assert len(await pool.stats()) == 2
    assert [pid_of(supervisor) for supervisor in pool._supervisors] == pids


async def test_the_statistics_say_which_worker_they_are_about(pool: MediaPool, member: Make) -> None:
    await call(member, "room")
    busy = place_of(pool, "room")

    async def figures() -> list[float]:
        return [stats.load for stats in await pool.stats()]

    assert [stats.worker for stats in await pool.stats()] == [0, 1]
    assert [stats.port for stats in await pool.stats()] == pool.ports
    await wait_until(figures, lambda load: load[busy.index] > load[1 - busy.index])
    stats = (await pool.stats())[busy.index]
    assert 0 <= stats.loop_lag_p99_ms <= stats.loop_lag_ms
    assert (stats.rooms, stats.transports) == (1, 2)
