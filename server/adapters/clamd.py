"""ClamAV's daemon over its local socket: the whole content, or no verdict (R76)."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from server.services.files.ports import Verdict

log = logging.getLogger("resfri.files")

SECONDS = 60.0
PIECE = 64 * 1024
MAX_ANSWER = 4096


class Clamd:
    """Implements ``Scanner``."""

    def __init__(self, socket: Path, seconds: float = SECONDS) -> None:
        self._socket = socket
        self._seconds = seconds

    async def scan(self, content: bytes) -> Verdict:
        """The daemon's INSTREAM command: each piece with its length before it, and a length of zero at the end."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._instream(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            log.error("the virus scanner does not answer (%s)", type(error).__name__)
            return Verdict.UNAVAILABLE
        if answer == b"stream: OK":
            return Verdict.CLEAN
        if answer.endswith(b" FOUND"):
            return Verdict.INFECTED
        log.error("the virus scanner could not look at everything")
        return Verdict.UNAVAILABLE

    async def _instream(self, content: bytes) -> bytes:
        reader, writer = await asyncio.open_unix_connection(str(self._socket), limit=MAX_ANSWER)
        try:
            writer.write(b"zINSTREAM\0")
            for at in range(0, len(content), PIECE):
                piece = content[at : at + PIECE]
                writer.write(len(piece).to_bytes(4) + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1]
        finally:
            writer.close()
