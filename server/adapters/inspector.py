"""Looks into files in a process of its own, which has no environment, little memory and little time: whoever makes a
document slow or large makes it so for that process alone (R73)."""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
from contextlib import suppress
from math import ceil

from server.adapters.processes import end
from server.services.files.kinds import FORMATS, ending_of
from server.wire.api.files import FileKind
from server.wire.errors import Code

log = logging.getLogger("resfri.files")

SECONDS = 15.0
"""Of the processor; twice that on the clock."""
MEMORY = 768 << 20
"""Bytes, and four times the file."""
_APART = (FileKind.PDF, FileKind.OFFICE)
_FINE = "fine"
_START = "from server.adapters.inspector import look; look()"


class Inspector:
    """Implements ``ports.Inspector``."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory

    async def problem(self, name: str, content: bytes) -> Code | None:
        found = FORMATS[ending_of(name)]
        if found.kind not in _APART:
            # Walked through in one pass, whatever is in it.
            return await asyncio.to_thread(found.problem, content)
        answer = await self._ask(ending_of(name), content)
        if answer == _FINE:
            return None
        return Code(answer) if answer in set(Code) else Code.FILE_BROKEN

    async def _ask(self, ending: str, content: bytes) -> str:
        """What the process says; nothing where it was ended, or could not bear the file."""
        limits = [str(ceil(self._seconds)), str(self._memory + 4 * len(content))]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", _START, ending, *limits,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={}, cwd="/", start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._seconds * 2):
                said, _ = await process.communicate(content)
        except TimeoutError:
            said = b""
        finally:
            await end(process)
        if process.returncode != 0:
            log.warning("a file could not be looked into (exit status %s)", process.returncode)
            return ""
        return said.decode("ascii", "replace")


def look() -> None:
    """In the process: the limits first, then the file from standard input; says a code, or that it is fine."""
    ending, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limits = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for kind, most in limits.items():
        with suppress(OSError, ValueError):  # macOS has no limit of address space.
            resource.setrlimit(kind, (most, most))
    problem = FORMATS[ending].problem(sys.stdin.buffer.read())
    sys.stdout.write(problem or _FINE)
