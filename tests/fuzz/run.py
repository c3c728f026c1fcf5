"""Fuzz everything: ``make fuzz``, or ``make fuzz FUZZ="--seconds 20 --target rtcp"``.

Each target runs under each engine in a child process.  An input that raises, hangs or makes memory grow is kept in
``tests/fuzz/crashes`` and printed; run it again with ``--replay FILE``, whose name begins with the target's.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzz import compiled
from tests.fuzz.child import ENGINES
from tests.fuzz.sanitized import environment
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Outcome, Slate, child_command, watch

CRASHES = Path(__file__).with_name("crashes")
NIGHT_SECONDS = 1200
ATTACKS = "1000"
"""Set-ups under attack in a night."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make fuzz", description="Fuzz parsers and participants, then attack live calls."
    )
    parser.add_argument("--seconds", type=int, default=NIGHT_SECONDS, help="for each target under each engine")
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this one; may be repeated")
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="only this one; may be repeated")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2), help="children at a time")
    parser.add_argument("--no-attacks", action="store_true", help="leave the attacks on live calls out")
    parser.add_argument("--replay", type=Path, help="run one kept input again and show what it raises")
    return parser.parse_args()


def _fuzz(engine: str, target: str, seconds: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "slate"
        slate = Slate(path)
        command = child_command(engine, target, path, seconds)
        if engine == "sanitizers":
            command = [*environment(Path(folder)), *command]
        outcome = watch(command, slate, CRASHES, target, seconds)
    print(_line(engine, target, seconds, outcome), flush=True)
    return not outcome.trouble


def _line(engine: str, target: str, seconds: int, outcome: Outcome) -> str:
    line = f"{target:12} {engine:11} {outcome.inputs:>10} inputs in {seconds} s"
    if not outcome.trouble:
        return line
    culprit = outcome.culprit.read_bytes().hex() if outcome.culprit is not None else ""
    return f"{line}: {outcome.trouble}\n{outcome.output}\n{outcome.culprit}\n{culprit}"


def _attack() -> bool:
    environment = {**os.environ, "RESFRI_ATTACK_SETUPS": ATTACKS, "RESFRI_ATTACK_SCALE": "20"}
    tests = ["tests/integration/media/test_attacks.py", "tests/integration/media/test_setup_attacks.py"]
    command = [sys.executable, "-m", "pytest", "-q", "-o", "timeout=7200", *tests]
    return subprocess.run(command, env=environment, check=False).returncode == 0


def main() -> int:
    wanted = _arguments()
    if wanted.replay is not None:
        TARGETS[wanted.replay.name.partition("-")[0]](wanted.replay.read_bytes())
        print("it raises nothing")
        return 0
    pairs = [
        (engine, target)
        for target in wanted.target or TARGETS
        for engine in wanted.engine or ENGINES
        if engine != "sanitizers" or target in compiled.TARGETS
    ]
    with ThreadPoolExecutor(wanted.jobs) as pool:
        fine = list(pool.map(lambda pair: _fuzz(*pair, wanted.seconds), pairs))
    attacked = wanted.no_attacks or _attack()
    return 0 if all(fine) and attacked else 1


if __name__ == "__main__":
    sys.exit(main())
