"""A pool with one worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from media.pool.pool import MediaPool, WorkerOptions
from media.synthetic import SyntheticPeer
from tests.integration.media.support import Member, Room
from tests.support.forks import shared_forks


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def pool(room: Room) -> AsyncIterator[MediaPool]:
    started = MediaPool(1, WorkerOptions(), room, shared_forks())
    await started.start()
    yield started
    await started.close()


@pytest.fixture
async def member(pool: MediaPool, room: Room) -> AsyncIterator[Callable[..., Member]]:
    """Makes participants that leave when the test ends."""
    members: list[Member] = []

    def make(name: str, **options: object) -> Member:
        made = Member(pool, room, name, SyntheticPeer(len(members) % 2, **options))  # type: ignore[arg-type]
        members.append(made)
        return made

    yield make
    for made in members:
        await made.leave()
