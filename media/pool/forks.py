"""The server's end of :mod:`media.worker.forkserver`: media workers that start without importing anything.

Nothing here belongs to an event loop except what :meth:`Forks.fork` and :meth:`Forks.keep` do in the one that awaits
them, so one fork server can serve several pools, at once or one after another.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

from media.protocol import NUMBER

log = logging.getLogger(__name__)

CAN_FORK = hasattr(os, "fork")
COMMAND = (sys.executable, "-m", "media.worker.forkserver")
FORK_SECONDS = 20.0
"""From asking for a worker until it exists; the first waits for the imports."""
TELL_SECONDS = 3.0
"""From killing a worker until the fork server has told that it ended."""
STOP_SECONDS = 5.0
"""Longer than the fork server waits for workers that linger."""
RESTART_SECONDS = 0.2
RESTART_LIMIT_SECONDS = 60.0
"""Trying costs most of a second of a processor."""
STABLE_SECONDS = 30.0
"""A fork server that lived so long starts again without delay."""
UNKNOWN = 255
"""The exit status of a worker whose end nobody could see."""


class ForkError(Exception):
    """The fork server made no worker; one can still be started without it."""


class Forked:
    """One worker, as far as ``asyncio.subprocess.Process`` would be used.

    Its report is open as long as the worker or its fork server has it.  It yields the exit status while there is a
    fork server, and merely closes with the worker where that has been killed."""

    def __init__(self, pid: int, report: socket.socket, parent: subprocess.Popen[bytes]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        """As of :mod:`subprocess`; ``UNKNOWN`` where nobody could tell."""
        self._report = report
        self._parent = parent
        self._killed = False
        self._watching = asyncio.create_task(self._watch(), name=f"media worker {pid} report")

    def kill(self) -> None:
        """Raises ProcessLookupError when it has ended already."""
        self._killed = True
        os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int | None:
        """Until it has ended.  A fork server that does not tell so of a worker that was killed is frozen, and killed
        too."""
        if self._killed:
            _, waiting = await asyncio.wait([self._watching], timeout=TELL_SECONDS)
            if waiting:
                log.error("the fork server of the media workers does not answer; killing it")
                self._parent.kill()
        await asyncio.wait([self._watching])
        return self.returncode

    async def _watch(self) -> None:
        with self._report:
            told = await _number(self._report)
        self.returncode = await asyncio.to_thread(_adopted, self.pid) if told is None else told


class Forks:
    """At most one fork server at a time; ``command`` starts it, and a fork takes at most so many ``seconds``."""

    def __init__(self, command: Sequence[str] = COMMAND, seconds: float = FORK_SECONDS) -> None:
        self._command = command
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """Of the fork server, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    async def fork(self, asked: bytes, channel: socket.socket) -> Forked:
        """A worker on this control channel, with these options.  Raises :class:`ForkError`, and then there is none."""
        report, theirs = socket.socketpair()
        report.setblocking(False)
        try:
            with theirs:
                process, control = self._running()
                socket.send_fds(control, [b"\0"], [channel.fileno(), theirs.fileno()])
            try:
                async with asyncio.timeout(self._seconds):
                    await asyncio.get_running_loop().sock_sendall(report, NUMBER.pack(len(asked)) + asked)
                    pid = await _number(report)
            except TimeoutError:
                process.kill()
                raise ForkError("it does not answer") from None
            if pid is None:
                raise ForkError("it could not, or ended")
            return Forked(pid, report, process)
        except BaseException as error:
            report.close()
            if isinstance(error, OSError):
                raise ForkError(error.strerror or "it ended") from error
            raise

    def _running(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        """Started if it is not.  Raises OSError."""
        if not CAN_FORK:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        if self._process is not None and self._control is not None and self._process.poll() is None:
            return self._process, self._control
        if self._control is not None:
            self._control.close()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603  (our own program)
                    [*self._command, str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except BaseException:
                ours.close()
                raise
        self._control = ours
        return self._process, ours

    async def keep(self) -> None:
        """Have a warm fork server, also after it was killed; for ever, where there can be one."""
        loop = asyncio.get_running_loop()
        delay = RESTART_SECONDS
        while CAN_FORK:
            started = loop.time()
            try:
                process, control = self._running()
                # It never says anything, so that something to read is its end.  Each who waits needs an own descriptor.
                with control.dup() as ears:
                    await loop.sock_recv(ears, 1)
                await asyncio.to_thread(process.wait)
                log.error("the fork server of the media workers died; the workers go on")
            except OSError as error:
                log.error("the fork server of the media workers did not start: %s", error.strerror)
            if loop.time() - started > STABLE_SECONDS:
                delay = RESTART_SECONDS
            await asyncio.sleep(delay)
            delay = min(delay * 2, RESTART_LIMIT_SECONDS)

    def stop(self) -> None:
        """End it, and first what is left of its workers; takes moments, or ``STOP_SECONDS`` where something is
        frozen."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None


async def _number(report: socket.socket) -> int | None:
    """The next number in a report; None where it has closed."""
    data, loop = b"", asyncio.get_running_loop()
    while len(data) < NUMBER.size:
        try:
            more = await loop.sock_recv(report, NUMBER.size - len(data))
        except ConnectionError:
            return None
        if not more:
            return None
        data += more
    return int(NUMBER.unpack(data)[0])


def _adopted(pid: int) -> int:
    """The exit status of a worker that has lost its fork server: the first process of a container inherits it, and has
    to bury it; everywhere else the system does."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return UNKNOWN
