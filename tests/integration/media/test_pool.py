"""Workers that die, freeze, start again or cannot start."""

from __future__ import annotations

import asyncio
import os
import signal
import socket

import pytest

from media.pool.pool import MediaError, MediaPool, WorkerOptions
from media.protocol import ErrorCode, Source
from tests.integration.media.support import Room, wait_until
from tests.support.forks import shared_forks


async def pid_of(room: Room, pool: MediaPool) -> int:
    client = pool._supervisors[0].client
    assert client is not None
    return client.process.pid


async def test_rooms_are_spread_by_load_and_stay_together(room: Room) -> None:
    pool = MediaPool(2, WorkerOptions(), room, shared_forks())
    await pool.start()
    try:
        for name, where in (("a1", "a"), ("a2", "a"), ("b1", "b"), ("b2", "b"), ("a3", "a")):
            await pool.create_transport(where, name)
        assert len(set(pool.ports)) == 2
        assert sorted(stats.transports for stats in await pool.stats()) == [2, 3]
        assert [stats.rooms for stats in await pool.stats()] == [1, 1]
    finally:
        await pool.close()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_dead_or_frozen_worker_is_told_and_replaced(pool: MediaPool, room: Room, blow: signal.Signals) -> None:
    await pool.create_transport("r1", "t1")
    await pool.create_transport("r2", "t2")
    os.kill(await pid_of(room, pool), blow)
    waiting = asyncio.create_task(pool.pause("t1", Source.CAMERA, False))
    [death] = await wait_until(room.deaths, seconds=6)
    assert (death.worker, death.rooms, death.transports) == (0, ["r1", "r2"], ["t1", "t2"])
    with pytest.raises(MediaError) as caught:
        await waiting
    assert caught.value.code is ErrorCode.WORKER_LOST
    with pytest.raises(MediaError) as caught:
        await pool.pause("t1", Source.CAMERA, False)
    assert caught.value.code is ErrorCode.UNKNOWN_TRANSPORT
    await pool.create_transport("r1", "t3")
    [stats] = await pool.stats()
    assert (stats.rooms, stats.transports) == (1, 1)


async def test_a_taken_port_is_said_in_one_sentence(room: Room) -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as taken:
        taken.bind(("::", 0))
        port = taken.getsockname()[1]
        with pytest.raises(MediaError, match=f"Media port {port} ") as caught:
            await MediaPool(1, WorkerOptions(port=port), room, shared_forks()).start()
    assert caught.value.code is ErrorCode.PORT_TAKEN


async def test_closing_rejects_what_waits_and_leaves_no_process_and_no_task(room: Room) -> None:
    pool = MediaPool(1, WorkerOptions(), room, shared_forks())
    await pool.start()
    pid = await pid_of(room, pool)
    os.kill(pid, signal.SIGSTOP)
    waiting = asyncio.create_task(pool.create_transport("r", "t"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(pool.close())
    with pytest.raises(MediaError):
        await waiting
    await closing
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    others = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not [name for name in others if name.startswith("media")]
    assert room.deaths() == [], "a worker that was asked to end did not die"


async def test_a_worker_ends_with_its_server_and_at_sigterm(pool: MediaPool, room: Room) -> None:
    os.kill(await pid_of(room, pool), signal.SIGTERM)
    client = pool._supervisors[0].client
    assert client is not None
    await wait_until(room.deaths)
    assert client.process.returncode == 0


async def test_what_is_gone_may_be_closed_again_and_what_exists_not_made_again(pool: MediaPool) -> None:
    await pool.create_transport("r", "t")
    with pytest.raises(MediaError) as caught:
        await pool.create_transport("r", "t")
    assert caught.value.code is ErrorCode.DUPLICATE
    for _ in range(2):
        await pool.close_transport("t")
        await pool.close_room("r")
    [stats] = await pool.stats()
    assert (stats.rooms, stats.transports) == (0, 0)


@pytest.mark.parametrize(
    ("revision", "sdp", "code"),
    [
        (1, "nonsense", ErrorCode.BAD_SDP),
        (2, "nonsense", ErrorCode.STALE_ANSWER),
        (1, "v=0\r\nm=application 9 x y", ErrorCode.BAD_SDP),
    ],
)
async def test_a_bad_answer_is_refused_and_the_offer_still_waits(
    pool: MediaPool, room: Room, revision: int, sdp: str, code: ErrorCode
) -> None:
    await pool.create_transport("r", "t")
    await wait_until(lambda: room.offers("t"))
    for _ in range(2):
        with pytest.raises(MediaError) as caught:
            await pool.answer("t", revision, sdp)
        assert caught.value.code is code
    assert len(room.offers("t")) == 1
