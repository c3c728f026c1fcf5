"""The operator's line into a running server: a Unix socket in the data directory that only its owner can open.

One question per connection: a line with its name, answered by one line of JSON.  Nothing on this line names a room or
a person.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from media.protocol import WorkerStats

log = logging.getLogger("resfri.control")

FILE_NAME = "control.sock"
ANSWER_SECONDS = 10.0
MAX_ANSWER_BYTES = 1 << 20


class ControlError(Exception):
    """One sentence for the operator."""


class NotRunning(ControlError):
    """There is no server."""


class Question(StrEnum):
    STATUS = "status"
    DRAIN = "drain"
    """Begin no more meetings and end when the last one has; answered by the status too."""
    RELOAD_KEYS = "reload_keys"
    """Read the secrets again."""


class AlertSeen(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    count: int
    last_at: float
    """Unix seconds."""


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    at: float
    """Seconds on the server's own clock, so that two answers make rates."""
    draining: bool
    meetings: int
    """Meetings with somebody inside."""
    alerts: list[AlertSeen]
    """Since the start, the latest first."""
    troubles: list[str] = []
    """What is wrong now."""
    workers: list[WorkerStats]


Answer = Callable[[Question], Coroutine[Any, Any, ServerStatus]]


@asynccontextmanager
async def listening(data_dir: Path, answer: Answer) -> AsyncIterator[None]:
    """Answer the operator.  Raises :class:`ControlError` when another server uses the data directory.  Where the
    file system has no sockets, the server runs without this line."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, ValueError):
            async with asyncio.timeout(ANSWER_SECONDS):
                question = Question((await reader.readline()).decode().strip())
                writer.write(msgspec.json.encode(await answer(question)) + b"\n")
                await writer.drain()
        writer.close()

    if await _answers(data_dir):
        raise ControlError(f"A server is already running with the data directory {data_dir}.")
    try:
        sock = _bind(data_dir)
    except OSError as error:
        log.warning("no control socket in the data directory (%s); resfri status and drain cannot work", error.strerror)
        yield
        return
    server = await asyncio.start_unix_server(serve_one, sock=sock)
    try:
        yield
    finally:
        server.close()
        (data_dir / FILE_NAME).unlink(missing_ok=True)
        await server.wait_closed()


async def ask(data_dir: Path, question: Question) -> ServerStatus:
    """Ask the server that runs with this data directory.  Raises :class:`ControlError`."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            with _address(data_dir) as path:
                reader, writer = await asyncio.open_unix_connection(path, limit=MAX_ANSWER_BYTES)
            writer.write(question.encode() + b"\n")
            line = await reader.readline()
            writer.close()
            return msgspec.json.decode(line, type=ServerStatus)
    except PermissionError:
        raise ControlError(f"The server of {data_dir} can be asked only by the user that it runs as.") from None
    except OSError:
        raise NotRunning(f"No server is running with the data directory {data_dir}.") from None
    except (TimeoutError, ValueError, msgspec.MsgspecError):
        raise ControlError(f"The server of {data_dir} does not answer.") from None


async def _answers(data_dir: Path) -> bool:
    """Whether somebody listens; a socket that a killed server left behind does not count."""
    try:
        with _address(data_dir) as path:
            _, writer = await asyncio.open_unix_connection(path)
    except OSError:
        return False
    writer.close()
    return True


def _bind(data_dir: Path) -> socket.socket:
    sock = socket.socket(socket.AF_UNIX)
    try:
        (data_dir / FILE_NAME).unlink(missing_ok=True)
        with _address(data_dir) as path:
            sock.bind(path)
        # Nobody can connect before listen(), so that the mode is right from the first connection on.
        (data_dir / FILE_NAME).chmod(0o600)
    except OSError:
        sock.close()
        raise
    return sock


@contextmanager
def _address(data_dir: Path) -> Iterator[str]:
    """The socket's path.  The system takes about 100 bytes; on Linux a longer one goes through the directory."""
    path = str(data_dir / FILE_NAME)
    if len(os.fsencode(path)) < 100 or not Path("/proc/self/fd").is_dir():
        yield path
        return
    descriptor = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{FILE_NAME}"
    finally:
        os.close(descriptor)
