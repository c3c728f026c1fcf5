"""Whether the server can do its work now, for whatever watches it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path

FRESH_SECONDS = 2.0
"""How long an answer stands, however many ask."""
PROBE_SECONDS = 5.0
LEAST_FREE_BYTES = 256 * 1024 * 1024


class Trouble(StrEnum):
    """What an operator has to mend."""

    NO_MEDIA = "no_media"
    """No media worker is alive."""
    DATABASE = "database"
    """Nothing can be written to the database."""
    DISK_FULL = "disk_full"
    """Less than LEAST_FREE_BYTES are free where the data directory is."""


class Condition:
    """``probe`` raises where an audit record could not be written; ``disk_full`` is called at each look that finds it
    so; ``now`` only runs forward."""

    def __init__(
        self,
        *,
        data_dir: Path,
        probe: Callable[[], Awaitable[None]],
        workers_alive: Callable[[], int],
        disk_full: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        self._data_dir = data_dir
        self._probe = probe
        self._workers_alive = workers_alive
        self._disk_full = disk_full
        self._now = now
        self._looking = asyncio.Lock()
        self._found: list[Trouble] = []
        self._at = -FRESH_SECONDS

    async def troubles(self) -> list[Trouble]:
        """What is wrong now.  A database or a disk is an alert too; media workers the pool mends by itself."""
        async with self._looking:
            if self._now() - self._at >= FRESH_SECONDS:
                self._found = await self._look()
                self._at = self._now()
            return self._found

    async def _look(self) -> list[Trouble]:
        found = [] if self._workers_alive() else [Trouble.NO_MEDIA]
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._probe()
        except Exception:  # Whatever it is, nothing can be written.
            found.append(Trouble.DATABASE)
        if _free_bytes(self._data_dir) < LEAST_FREE_BYTES:
            found.append(Trouble.DISK_FULL)
            self._disk_full()
        return found


def _free_bytes(path: Path) -> int:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return 0
