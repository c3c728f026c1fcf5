"""Ending a process of ours, with everything that it has started."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress

_PIECE = 1 << 20


async def end(process: asyncio.subprocess.Process) -> None:
    """Returns when nothing of it runs and its pipes are closed.  The process leads a session of its own; one that has
    ended already is left as it is."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await asyncio.shield(_closed(process))


async def _closed(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    while process.stdout is not None and await process.stdout.read(_PIECE):
        pass
    await process.wait()
