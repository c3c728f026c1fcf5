"""``resfri`` as an operator runs it: processes of their own.  A server's lines are read as they come."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from server.runtime.config import PREFIX
from tests.support.polling import until
from tests.support.program import START_SECONDS, Program
from tests.support.server import settings

COMMAND_SECONDS = 60.0


def environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Ours without settings of Resfri, and these settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**ours, **{f"{PREFIX}{name}": value for name, value in changes.items()}}


async def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """``resfri`` with these arguments and settings, to its end."""
    with tempfile.TemporaryDirectory() as folder:
        program = await asyncio.to_thread(Program, arguments, environment(changes), folder=folder)
        try:
            status = await asyncio.to_thread(program.wait, COMMAND_SECONDS)
        except BaseException:
            program.kill()
            raise
        printed, complained = ((Path(folder) / name).read_text() for name in ("out", "err"))
    return subprocess.CompletedProcess(arguments, status, printed, complained)


async def resfri(data_dir: Path, command: str, *arguments: str) -> tuple[int, str]:
    """Run a command to its end; its exit status, and what it printed and complained."""
    ended = await run(command, *arguments, "--data-dir", str(data_dir))
    return ended.returncode, ended.stdout + ended.stderr


class ServerProcess:
    """A running ``resfri serve``."""

    def __init__(self, process: Program, data_dir: Path) -> None:
        self.process = process
        self.data_dir = data_dir
        self.setup_token = ""
        self.origin = ""

    @property
    def printed(self) -> str:
        return self.process.printed

    def started(self) -> bool:
        found = re.search(r"(http\S+)/setup#(\S+)\n", self.printed)
        if found is None:
            assert self.process.returncode is None, self.printed
            return False
        self.origin, self.setup_token = found.groups()
        return True

    async def exit_status(self) -> int:
        return await asyncio.to_thread(self.process.wait, START_SECONDS)


@asynccontextmanager
async def server_process(data_dir: Path, **changes: str) -> AsyncIterator[ServerProcess]:
    """Started and ready; ended at the end if it has not ended by itself."""
    given = {"WEB_DIR": str(settings(data_dir).web_dir), "PORT": "0", "MEDIA_PORT": "0", "MEDIA_WORKERS": "2"}
    arguments = ["serve", "--data-dir", str(data_dir)]
    process = await asyncio.to_thread(Program, arguments, environment({**given, **changes}))
    server = ServerProcess(process, data_dir)
    try:
        await until(server.started, seconds=START_SECONDS)
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
        await server.exit_status()
