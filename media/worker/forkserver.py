"""The fork server: one process that has imported everything, and makes each media worker by forking itself.

Started as ``python -m media.worker.forkserver FD``: FD is the number of an inherited Unix socket.  For every worker the
server sends one byte with two sockets: the worker's control channel, and one for the report.  There the new worker
finds its options, as JSON after their length, and the server finds the worker's process id and, when the worker has
ended, its exit status; all three numbers are :data:`media.protocol.NUMBER`.  The fork server has one thread and no
event loop, reads nothing that anybody wrote, and opens nothing but what it needs to hear of its workers' ends; so a
fork inherits no more than memory that nobody has used.

It ends when its socket closes, and then no worker is left: those that do not end with their channel are killed.  When
it is killed itself its workers go on, for they need it no more; see :class:`media.pool.forks.Forked`.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

import msgspec

from media.fanout.audience import choose
from media.net import dtls
from media.protocol import NUMBER, WorkerOptions
from media.worker import process

log = logging.getLogger(__name__)

LINGER_SECONDS = 3.0
"""How long a worker may take to end after the server has."""
_KEPT = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1)
"""What a service manager or a terminal sends to every process of a service is for the server and the workers."""
_POLL_SECONDS = 0.02


class ForkServer:
    """``become`` is what a fork does with its channel and with what was asked; it answers an exit status."""

    def __init__(self, control: socket.socket, become: Callable[[socket.socket, bytes], int]) -> None:
        self._control = control
        self._become = become
        self._woken, self._wake = socket.socketpair()
        self._given: dict[signal.Signals, Any] = {}
        """What a worker is to do about signals: what this process did when it began."""
        self._reports: dict[int, socket.socket] = {}
        """Of the workers that run, by process id."""
        for end in (self._woken, self._wake):
            end.setblocking(False)

    def serve(self) -> None:
        """Until the server's end of the control socket closes."""
        self._given = {number: signal.signal(number, signal.SIG_IGN) for number in (*_KEPT, signal.SIGCHLD)}
        # A handler of Python's must be there, or the wake-up is not written.
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        for end in (self._control, self._woken):
            poll.register(end, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._woken.fileno() in ready:
                self._woken.recv(4096)
                self._reap()
            if self._control.fileno() in ready and not self._take():
                break
        self._end()

    def _take(self) -> bool:
        """Make one worker; false when the server has gone."""
        try:
            asked, descriptors, _, _ = socket.recv_fds(self._control, 1, 2)
        except ConnectionError:
            return False
        ends = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        try:
            # Too few where this process may open no more: the server then sees that the report was closed.
            if len(ends) == 2:
                self._fork(*ends)
        except OSError as error:
            log.error("no worker could be forked: %s", error.strerror)
        finally:
            for end in ends:
                if end not in self._reports.values():
                    end.close()
        return bool(asked)

    def _fork(self, channel: socket.socket, report: socket.socket) -> None:
        # What arrives before the worker has its own way with signals must wait, not be lost.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_KEPT, signal.SIGCHLD})
        try:
            pid = os.fork()
            if pid == 0:
                self._begin(channel, report, before)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        self._reports[pid] = report
        _tell(report, pid)

    def _begin(self, channel: socket.socket, report: socket.socket, before: set[signal.Signals | int]) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number, given in self._given.items():
                signal.signal(number, given)
            for end in (self._control, self._woken, self._wake, *self._reports.values()):
                end.close()
            os.setsid()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            # The report stays open as long as the worker lives, so that its end is seen also without the fork server.
            status = self._become(channel, _asked_for(report))
        except BaseException:
            logging.exception("a media worker ended")
        finally:
            # Nothing of the parent's is to be finished by its copy.
            with contextlib.suppress(OSError):
                sys.stderr.flush()
            os._exit(status)

    def _reap(self) -> None:
        for pid in list(self._reports):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                with self._reports.pop(pid) as report:
                    _tell(report, os.waitstatus_to_exitcode(status))

    def _end(self) -> None:
        """The workers' channels have closed with the server; leave none that has not noticed."""
        end = time.monotonic() + LINGER_SECONDS
        while self._reports and time.monotonic() < end:
            time.sleep(_POLL_SECONDS)
            self._reap()
        for pid in self._reports:
            os.kill(pid, signal.SIGKILL)
        for pid in self._reports:
            os.waitpid(pid, 0)


def _tell(report: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):
        report.send(NUMBER.pack(number))


def _asked_for(report: socket.socket) -> bytes:
    """Raises EOFError when the server has gone meanwhile."""
    with report.makefile("rb") as stream:
        (length,) = NUMBER.unpack(stream.read(NUMBER.size) or NUMBER.pack(0))
        data = stream.read(length)
    if not data or len(data) < length:
        raise EOFError("the server asked for a worker and left")
    return data


def _be_a_worker(channel: socket.socket, asked: bytes) -> int:
    return process.serve(channel, msgspec.json.decode(asked, type=WorkerOptions))


def _warm_up() -> None:
    """Load what the libraries load when they are first used, and have workers share the pages of it.  No key that is
    made here is kept; what a worker keeps secret it makes after the fork."""
    dtls.self_test()
    choose()
    gc.disable()
    gc.collect()
    gc.freeze()


def main(arguments: list[str]) -> NoReturn:
    """Serve until the server's end of the control socket closes."""
    with socket.socket(fileno=int(arguments[0])) as control:
        server = ForkServer(control, _be_a_worker)
        _warm_up()
        server.serve()
    # There is nothing left to take down, and taking it down takes as long as a fork.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
