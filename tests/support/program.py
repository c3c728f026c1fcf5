"""``resfri`` as a process of its own, forked by :mod:`tests.support.warm`, which has imported everything."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from media.protocol import NUMBER

START_SECONDS = 40.0


class Program:
    """Used as a ``subprocess.Popen`` whose lines are read as they come.  With a ``folder``, what it prints goes into
    the files ``out`` and ``err`` there.  ``inside`` is a command that runs it elsewhere, as in a network namespace, by
    becoming it; nothing is imported already then."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        folder: str | None = None,
        inside: Sequence[str] = (),
    ) -> None:
        asked = {"arguments": arguments, "environment": dict(environment), "folder": folder, "inside": inside}
        self.printed = ""
        self._status: int | None = None
        self._lines, theirs = socket.socketpair()
        self._report, their_report = socket.socketpair()
        self._report.settimeout(START_SECONDS)
        with theirs, their_report:
            socket.send_fds(_warm(), [b"\0"], [theirs.fileno(), their_report.fileno()])
        data = json.dumps(asked).encode()
        self._report.sendall(NUMBER.pack(len(data)) + data)
        self.pid = self._number()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def returncode(self) -> int | None:
        if self._status is None:
            try:
                self.wait(0)
            except TimeoutError:
                return None
        return self._status

    def wait(self, timeout: float) -> int:
        """Raises TimeoutError when it runs longer than so many seconds."""
        if self._status is None:
            self._report.settimeout(timeout)
            try:
                self._status = self._number()
            except BlockingIOError:
                raise TimeoutError from None
            self._report.close()
            self._reader.join(timeout=5)
            self._lines.close()
        return self._status

    def send_signal(self, number: signal.Signals) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _number(self) -> int:
        data = self._report.recv(NUMBER.size, socket.MSG_WAITALL)
        return int(NUMBER.unpack(data)[0])

    def _read(self) -> None:
        with self._lines.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                self.printed += line


@cache
def _warm() -> socket.socket:
    """The control socket of the process that forks; it ends when this closes, and so do those that it has forked."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("warm.py")), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop() -> None:
        ours.close()
        process.wait()

    atexit.register(stop)
    return ours
