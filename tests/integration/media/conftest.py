"""A pool with one worker."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from media.pool import MediaPool, WorkerOptions
from tests.integration.media.support import Room


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def pool(room: Room) -> AsyncIterator[MediaPool]:
    started = MediaPool(1, WorkerOptions(), room)
    await started.start()
    yield started
    await started.close()
