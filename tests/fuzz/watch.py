"""Run a fuzzing child and watch it from outside: does every input end, and does its memory stay flat?

The child writes each input into a shared file before it runs it, so that the one that hangs or kills it is known.
"""

from __future__ import annotations

import mmap
import os
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HANG_SECONDS = 1.0
"""Of processor time on one input, so that a busy machine accuses nobody."""
GROWTH_BYTES = 96 << 20
"""By which memory may grow after a quarter of the run; the engines keep some of what they tried."""
WARM_INPUTS = 50
"""And after so many inputs: with sanitizers a process begins slowly."""
POLL_SECONDS = 0.1
_SLATE_BYTES = 1 << 16
_HEAD = struct.Struct("<QQI")
"""Inputs begun, inputs ended, length of the last one begun."""


class Slate:
    """The shared file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(bytes(_SLATE_BYTES))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SLATE_BYTES)

    def begin(self, data: bytes) -> None:
        begun, ended, _ = _HEAD.unpack_from(self._memory)
        kept = data[: _SLATE_BYTES - _HEAD.size]
        self._memory[_HEAD.size : _HEAD.size + len(kept)] = kept
        _HEAD.pack_into(self._memory, 0, begun + 1, ended, len(kept))

    def end(self) -> None:
        begun, _, length = _HEAD.unpack_from(self._memory)
        _HEAD.pack_into(self._memory, 0, begun, begun, length)

    def read(self) -> tuple[int, int, bytes]:
        begun, ended, length = _HEAD.unpack_from(self._memory)
        return begun, ended, bytes(self._memory[_HEAD.size : _HEAD.size + length])


@dataclass(slots=True, frozen=True)
class Outcome:
    """``trouble`` is empty when all went well; ``culprit`` is the file that holds the input to blame."""

    inputs: int
    trouble: str = ""
    culprit: Path | None = None
    output: str = ""


def watch(command: list[str], slate: Slate, crashes: Path, name: str, seconds: float) -> Outcome:
    """Run ``command`` until it ends by itself, at most a minute longer than ``seconds``."""
    log = slate.path.with_suffix(".log")
    with log.open("wb") as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        trouble = _follow(child, slate, seconds)
    finally:
        child.kill()
        child.wait()
    begun, _, data = slate.read()
    if not trouble:
        return Outcome(begun)
    crashes.mkdir(parents=True, exist_ok=True)
    culprit = crashes / f"{name}-{time.strftime('%Y%m%dT%H%M%S')}-{begun}"
    culprit.write_bytes(data)
    return Outcome(begun, trouble, culprit, log.read_text("utf-8", "replace")[-6000:])


def _follow(child: subprocess.Popen[bytes], slate: Slate, seconds: float) -> str:
    """What went wrong, or nothing."""
    start = time.monotonic()
    stuck_at, stuck_cpu, settled = -1, 0.0, 0
    while child.poll() is None:
        time.sleep(POLL_SECONDS)
        passed = time.monotonic() - start
        begun, ended, _ = slate.read()
        cpu, resident = _usage(child.pid)
        if begun == ended or begun != stuck_at:
            stuck_at, stuck_cpu = begun, cpu
        elif cpu - stuck_cpu > HANG_SECONDS:
            return f"one input took more than {HANG_SECONDS} s"
        if not settled and passed > seconds / 4 and ended > WARM_INPUTS:
            settled = resident
        if settled and resident - settled > GROWTH_BYTES:
            return f"memory grew by {resident - settled >> 20} MiB"
        if passed > seconds + 60:
            return "it did not end when its time was over"
    return "" if child.returncode == 0 else f"it ended with {child.returncode}"


def _usage(pid: int) -> tuple[float, int]:
    """Processor seconds and resident bytes; zeros for a process that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0, 0
    ticks = int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE")


def child_command(engine: str, target: str, slate: Path, seconds: float) -> list[str]:
    return [sys.executable, "-m", "tests.fuzz.child", engine, target, str(slate), str(seconds)]
