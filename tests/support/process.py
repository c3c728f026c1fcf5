"""``resfri`` as an operator runs it: a process of its own, whose lines are read as they come."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from server.runtime.config import PREFIX
from tests.support.polling import until
from tests.support.server import settings

START_SECONDS = 40.0


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Ours without settings of Resfri, and these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**ours, **{f"{PREFIX}{name}": value for name, value in changes.items()}}


async def resfri(data_dir: Path, command: str, *arguments: str) -> tuple[int, str]:
    """Run a command to its end; its exit status, and what it printed and complained."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.operator.cli",
        command,
        *arguments,
        "--data-dir",
        str(data_dir),
        env=environment({}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


class ServerProcess:
    """A running ``resfri serve``."""

    def __init__(self, process: asyncio.subprocess.Process, data_dir: Path) -> None:
        self.process = process
        self.data_dir = data_dir
        self.printed = ""
        self.setup_token = ""
        self.origin = ""

    async def read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.printed += line.decode()

    def started(self) -> bool:
        found = re.search(r"(http\S+)/setup#(\S+)", self.printed)
        if found is None:
            assert self.process.returncode is None, self.printed
            return False
        self.origin, self.setup_token = found.groups()
        return True

    async def exit_status(self) -> int:
        async with asyncio.timeout(START_SECONDS):
            return await self.process.wait()


@asynccontextmanager
async def server_process(data_dir: Path, **changes: str) -> AsyncIterator[ServerProcess]:
    """Started and ready; ended at the end if it has not ended by itself."""
    given = {"WEB_DIR": str(settings(data_dir).web_dir), "PORT": "0", "MEDIA_PORT": "0", "MEDIA_WORKERS": "2"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server.operator.cli",
        "serve",
        "--data-dir",
        str(data_dir),
        env=environment({**given, **changes}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    server = ServerProcess(process, data_dir)
    reading = asyncio.create_task(server.read())
    try:
        await until(server.started, seconds=START_SECONDS)
        yield server
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        await reading
