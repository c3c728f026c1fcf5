"""What processes and cores did: run time, memory, who else was there.  Linux only."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
_TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
_IDLE_COLUMNS = (3, 4)
"""idle and iowait in a line of /proc/stat (proc(5))"""


def run_seconds(pid: int) -> float:
    """The scheduler's run time of all threads of a process, also of those that ended (clock_getcpuclockid(3)).  Equal
    to the sum of /proc/PID/task/*/schedstat while no thread ends."""
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e9


def rss_bytes(pid: int) -> int:
    text = Path(f"/proc/{pid}/status").read_text()
    match = re.search(r"^VmRSS:\s+(\d+) kB", text, re.MULTILINE)
    return int(match[1]) * 1024 if match else 0


def _busy_seconds(core: int) -> float:
    for line in Path("/proc/stat").read_text().splitlines():
        if line.startswith(f"cpu{core} "):
            # Guest time is part of user time and would count twice.
            columns = [int(value) for value in line.split()[1:9]]
            return (sum(columns) - sum(columns[place] for place in _IDLE_COLUMNS)) * _TICK_SECONDS
    raise RuntimeError(f"this machine has no core {core}")


@dataclass(frozen=True, slots=True)
class Usage:
    """Two cores in a stretch of time; ``foreign_*`` is the share that others took of them."""

    seconds: float
    server: float
    """CPU seconds of the server"""
    load: float
    """CPU seconds of this process"""
    foreign_server_core: float
    foreign_load_core: float

    @property
    def disturbance(self) -> float:
        return max(self.foreign_server_core, self.foreign_load_core)


class Watch:
    """Measures from its making on."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._start = self._read()

    def _read(self) -> tuple[float, float, float, float, float]:
        cores = _busy_seconds(SERVER_CORE), _busy_seconds(LOAD_CORE)
        return (time.monotonic(), run_seconds(self._server), run_seconds(os.getpid()), *cores)

    def usage(self) -> Usage:
        seconds, server, load, first, second = (b - a for a, b in zip(self._start, self._read(), strict=True))
        return Usage(seconds, server, load, max(0.0, first - server) / seconds, max(0.0, second - load) / seconds)


def enough_cores() -> bool:
    return {SERVER_CORE, LOAD_CORE} <= os.sched_getaffinity(0)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run this thread, and what it starts meanwhile, on one core; without effect where that core is not ours."""
    before = os.sched_getaffinity(0)
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    """Let what is started meanwhile see an environment variable."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def description() -> str:
    """One line for the table: processor, cores, memory, kernel, system."""
    model = re.search(r"^model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    name = model[1] if model else platform.machine()
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}, {system}"
