"""Workers that the fork server makes: as good as new processes, and no worse off when somebody is killed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from media.pool.client import start_worker
from media.pool.forks import UNKNOWN, Forks
from media.pool.pool import MediaPool, WorkerOptions
from media.pool.supervisor import Phase, Supervisor
from media.protocol import CreateTransport
from tests.integration.media.support import Room, wait_until

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
MORTAL = "import sys, media.worker.forkserver as it; it.process.serve = lambda *_: 7; it.main(sys.argv[1:])"
LONELY = """
import asyncio
from media.pool.pool import MediaPool, WorkerOptions
from media.protocol import CreateTransport
async def main():
    pool = MediaPool(2, WorkerOptions(), lambda event: None)
    await pool.start()
    print(pool._forks.pid, *[supervisor.client.process.pid for supervisor in pool._supervisors], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@asynccontextmanager
async def workers(room: Room, forks: Forks) -> AsyncIterator[list[Supervisor]]:
    """Of a pool that is this fork server's only one."""
    pool = MediaPool(2, WorkerOptions(), room, forks)
    await pool.start()
    try:
        yield pool._supervisors
    finally:
        await pool.close()
        await asyncio.to_thread(forks.stop)


@pytest.fixture
def forks() -> Forks:
    return Forks()


@pytest.fixture
async def supervisors(room: Room, forks: Forks) -> AsyncIterator[list[Supervisor]]:
    async with workers(room, forks) as running:
        yield running


def pid_of(supervisor: Supervisor) -> int:
    return supervisor.client.process.pid if supervisor.client is not None else 0


def replaced(supervisor: Supervisor, old: int) -> bool:
    return supervisor.phase is Phase.OPEN and pid_of(supervisor) not in (0, old)


def status_of(pid: int | str) -> dict[str, str]:
    """What the kernel says of a process; nothing of one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def parent_of(pid: int) -> int:
    return int(status_of(pid).get("PPid", 0))


def runs(pid: int) -> bool:
    """Nobody runs who is dead and only waits for a parent that has other things to do."""
    return status_of(pid).get("State", "Z")[0] not in "ZX"


def dead_children() -> list[int]:
    """Children of this process that it has not taken note of."""
    seen = [status_of(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [int(one["Pid"]) for one in seen if one and one["State"][0] == "Z" and int(one["PPid"]) == os.getpid()]


def opened(pid: int) -> set[str]:
    """What a process has open, but for what everybody gets."""
    return {os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir() if int(path.name) > 2}


@linux
async def test_workers_have_no_descriptor_of_the_fork_servers_and_none_of_each_others(
    supervisors: list[Supervisor], forks: Forks
) -> None:
    parent, (first, second) = opened(forks.pid or 0), [opened(pid_of(supervisor)) for supervisor in supervisors]
    # All anonymous ones are called the same; the fork server, counted below, has none.
    assert {one for one in first & second if not one.startswith("anon_inode:")} == set()
    # It keeps one end of what each worker's end is told by.
    assert (len(parent & first), len(parent & second)) == (1, 1)
    assert len(parent) == 5, "and its own: the server, and both ends of its alarm"
    assert len(list(Path(f"/proc/{forks.pid}/task").iterdir())) == 1


@linux
async def test_a_forked_worker_takes_signals_as_a_started_one_does_and_leads_its_own_session(
    supervisors: list[Supervisor],
) -> None:
    started = await start_worker(WorkerOptions(), lambda _: None)
    try:
        wanted = status_of(started.process.pid)
        for supervisor in supervisors:
            has = status_of(pid_of(supervisor))
            assert [has[name] for name in ("SigBlk", "SigIgn", "SigCgt", "Threads")] == [
                wanted[name] for name in ("SigBlk", "SigIgn", "SigCgt", "Threads")
            ]
            assert os.getsid(pid_of(supervisor)) == pid_of(supervisor)
    finally:
        await started.close()


async def test_what_workers_of_one_fork_server_keep_secret_is_each_ones_own(
    room: Room, supervisors: list[Supervisor]
) -> None:
    said = []
    for number, supervisor in enumerate(supervisors):
        name = f"t{number}"
        client = supervisor.client
        assert client is not None
        await client.call(CreateTransport(room="r", transport=name))
        await wait_until(lambda name=name: room.offers(name))
        said.append(room.offers(name)[0].sdp)
    for pattern in (r"a=fingerprint:(.+)", r"a=ice-ufrag:(.+)", r"a=ice-pwd:(.+)"):
        first, second = [set(re.findall(pattern, sdp)) for sdp in said]
        assert first
        assert first.isdisjoint(second), pattern


@linux
async def test_a_killed_worker_is_told_of_and_replaced_by_the_same_fork_server(
    room: Room, supervisors: list[Supervisor], forks: Forks
) -> None:
    supervisor, parent = supervisors[0], forks.pid
    old, client = pid_of(supervisor), supervisor.client
    assert client is not None
    os.kill(old, signal.SIGKILL)
    await wait_until(lambda: replaced(supervisor, old))
    assert client.process.returncode == -signal.SIGKILL
    assert not Path(f"/proc/{old}").exists(), "also its body is gone"
    assert (forks.pid, parent_of(pid_of(supervisor))) == (parent, parent)
    assert [death.worker for death in room.deaths()] == [0]


@linux
async def test_workers_outlive_a_killed_fork_server_and_their_ends_are_still_seen(
    room: Room, supervisors: list[Supervisor], forks: Forks
) -> None:
    before, parent = [pid_of(supervisor) for supervisor in supervisors], forks.pid or 0
    os.kill(parent, signal.SIGKILL)
    await wait_until(lambda: forks.pid not in (None, parent))
    assert [await supervisor.stats() is not None for supervisor in supervisors] == [True, True]
    assert [pid_of(supervisor) for supervisor in supervisors] == before
    assert room.deaths() == []
    supervisor, client = supervisors[1], supervisors[1].client
    assert client is not None
    os.kill(before[1], signal.SIGKILL)
    await wait_until(lambda: replaced(supervisor, before[1]))
    assert client.process.returncode in (UNKNOWN, -signal.SIGKILL), "the latter where orphans come to this process"
    assert parent_of(pid_of(supervisor)) == forks.pid
    assert [death.worker for death in room.deaths()] == [1]
    assert dead_children() == []


@linux
async def test_a_frozen_fork_server_is_killed_once_it_does_not_tell_of_a_death(
    room: Room, supervisors: list[Supervisor], forks: Forks
) -> None:
    spared, parent = pid_of(supervisors[1]), forks.pid or 0
    supervisor, old = supervisors[0], pid_of(supervisors[0])
    os.kill(parent, signal.SIGSTOP)
    os.kill(old, signal.SIGKILL)
    await wait_until(lambda: replaced(supervisor, old), seconds=20)
    assert forks.pid != parent
    assert pid_of(supervisors[1]) == spared
    assert [death.worker for death in room.deaths()] == [0]
    assert dead_children() == []


@linux
async def test_nobody_outlives_a_killed_server_not_even_a_frozen_worker() -> None:
    server = await asyncio.create_subprocess_exec(sys.executable, "-c", LONELY, stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    family = [int(pid) for pid in (await server.stdout.readline()).split()]
    assert [parent_of(pid) for pid in family] == [server.pid, family[0], family[0]]
    os.kill(family[1], signal.SIGSTOP)
    server.kill()
    await server.wait()
    await wait_until(lambda: [pid for pid in family if runs(pid)], lambda left: left == [], seconds=20)


@linux
async def test_what_a_service_manager_sends_to_everybody_does_not_end_the_fork_server(
    supervisors: list[Supervisor], forks: Forks
) -> None:
    supervisor, old, parent = supervisors[0], pid_of(supervisors[0]), forks.pid or 0
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
        os.kill(parent, number)
    os.kill(old, signal.SIGTERM)
    await wait_until(lambda: replaced(supervisor, old))
    assert forks.pid == parent


async def test_a_pool_that_closes_ends_its_own_fork_server(room: Room) -> None:
    pool = MediaPool(1, WorkerOptions(), room)
    await pool.start()
    parent = pool._forks.pid or 0
    await pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(parent, 0)


@pytest.mark.parametrize(
    "command",
    [(sys.executable, "-c", "pass"), ("/does/not/exist",), (sys.executable, "-c", MORTAL)],
    ids=["it ends", "it cannot be started", "its workers end"],
)
async def test_where_no_worker_can_be_forked_it_is_started_as_a_program(room: Room, command: tuple[str, ...]) -> None:
    async with workers(room, Forks(command)) as supervisors:
        for supervisor in supervisors:
            assert await supervisor.stats() is not None
            assert parent_of(pid_of(supervisor)) in (os.getpid(), 0)


async def test_a_fork_server_serves_pools_one_after_another(room: Room, forks: Forks) -> None:
    try:
        for _ in range(2):
            pool = MediaPool(1, WorkerOptions(), room, forks)
            await pool.start()
            parent = forks.pid
            await pool.close()
            assert forks.pid == parent
    finally:
        await asyncio.to_thread(forks.stop)
    assert forks.pid is None
