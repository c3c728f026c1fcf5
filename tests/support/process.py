"""``resfri`` as an operator runs it: processes of their own.  A server's lines are read as they come."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from media.pool.forks import Forks
from server.runtime.config import PREFIX
from tests.support.polling import until
from tests.support.server import settings

START_SECONDS = 40.0
COMMAND_SECONDS = 60.0


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Ours without settings of Resfri, and these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**ours, **{f"{PREFIX}{name}": value for name, value in changes.items()}}


async def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """``resfri`` with these arguments and settings, to its end; see :mod:`tests.support.warm`."""
    ours, theirs = socket.socketpair()
    with ours, theirs, tempfile.TemporaryDirectory() as folder:
        asked = {"arguments": arguments, "environment": environment(changes), "folder": folder}
        forked = await _warm().fork(json.dumps(asked).encode(), theirs)
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                status = await forked.wait()
        finally:
            if forked.returncode is None:
                forked.kill()
        printed, complained = ((Path(folder) / name).read_text() for name in ("out", "err"))
    return subprocess.CompletedProcess(arguments, status or 0, printed, complained)


@cache
def _warm() -> Forks:
    forks = Forks((sys.executable, "-P", str(Path(__file__).with_name("warm.py"))), START_SECONDS)
    atexit.register(forks.stop)
    return forks


async def resfri(data_dir: Path, command: str, *arguments: str) -> tuple[int, str]:
    """Run a command to its end; its exit status, and what it printed and complained."""
    ended = await run(command, *arguments, "--data-dir", str(data_dir))
    return ended.returncode, ended.stdout + ended.stderr


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
