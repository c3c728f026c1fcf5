"""Every test, in stages of which some run beside each other.  Called by ``tests/run.sh``.

What a stage says is printed whole when it ends, so that no two are mixed; those that failed are named at the end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Stage:
    name: str
    command: str
    folder: str = "."


CLIENT = Stage("the client's tests", "npm run --silent test", "web")
# Everything is built; building it anew would be under the feet of the other lane.
CHECKS = Stage("format, lint, types, architecture", "make --silent -o build check")
# Each names its slowest: the whole is to stay within a quarter of an hour on two cores.
PYTHON = Stage(
    "unit and integration tests",
    "pytest -q --durations=20 -n 2 --dist worksteal tests/unit tests/fuzz tests/contract tests/integration",
)
BROWSER = Stage("browser tests", "FAKE_CAMERA_FPS=4 pytest -q --durations=8 -m 'not media' tests/browser")
MEDIA = Stage("browser tests that measure media", "pytest -q --durations=8 -m media tests/browser")
NETWORKS = Stage("browsers over bad networks", "pytest -q tests/impairment")

# Lanes of one phase run beside each other, the stages of a lane one after another.  What measures pictures runs alone.
PHASES: tuple[tuple[tuple[Stage, ...], ...], ...] = (
    ((PYTHON,), (CLIENT, CHECKS)),
    ((MEDIA, NETWORKS, BROWSER),),
)


async def run(stage: Stage) -> bool:
    """Whether it passed."""
    print(f"-- {stage.name} ...", flush=True)
    began = time.monotonic()
    process = await asyncio.create_subprocess_shell(
        stage.command,
        cwd=ROOT / stage.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await process.wait()
        raise
    print(f"== {stage.name} ({time.monotonic() - began:.0f} s)", flush=True)
    sys.stdout.buffer.write(said)
    sys.stdout.flush()
    return process.returncode == 0


async def run_lane(stages: tuple[Stage, ...]) -> list[str]:
    """The names of those that failed."""
    return [stage.name for stage in stages if not await run(stage)]


async def main() -> int:
    failed: list[str] = []
    for phase in PHASES:
        for names in await asyncio.gather(*map(run_lane, phase)):
            failed += names
    for name in failed:
        print(f"FAILED: {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    # Whoever ends this process ends the stages.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(asyncio.run(main()))
    except KeyboardInterrupt:
        sys.exit(130)
