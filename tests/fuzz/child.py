"""One engine on one target, in a process of its own: ``python -m tests.fuzz.child ENGINE TARGET SLATE SECONDS``."""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.dice import thrown
from tests.fuzz.watch import Slate

ROUND_EXAMPLES = 2000
"""Then Hypothesis begins anew, or what it remembers would look like a leak."""
LONGEST = 1200
Fuzzed = Callable[[bytes], None]


def _load(name: str) -> tuple[Fuzzed, list[bytes]]:
    """A target and its seeds; names with a dot are toys of the harness's own test."""
    if name.startswith("toy."):
        from tests.fuzz.toys import TOYS

        return TOYS[name], [b"seed"]
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

    return TARGETS[name], seeds()[name]


def _watched(target: Fuzzed, slate: Slate) -> Fuzzed:
    def run(data: bytes) -> None:
        slate.begin(data)
        target(data)
        slate.end()

    return run


def with_hypothesis(name: str, slate: Slate, seconds: float) -> None:
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from tests.fuzz.inputs import inputs

    target, begin = _load(name)
    run = _watched(target, slate)
    for data in begin:
        run(data)
    until = time.monotonic() + seconds
    number = time.time_ns()

    @settings(
        max_examples=ROUND_EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(begin))
    def one_round(data: bytes) -> None:
        if time.monotonic() < until:
            run(data)

    while time.monotonic() < until:
        number += 1
        seed(number)(one_round)()


def with_atheris(name: str, slate: Slate, seconds: float) -> None:
    import atheris

    with atheris.instrument_imports(include=["media"]):
        target, begin = _load(name)
    run = _watched(target, slate)

    def stop_at_the_first(data: bytes) -> None:
        try:
            run(data)
        except BaseException:
            traceback.print_exc()
            raise

    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(begin):
            (Path(folder) / str(number)).write_bytes(data)
        arguments = [f"-max_total_time={int(seconds)}", f"-max_len={LONGEST}", f"-artifact_prefix={folder}/"]
        atheris.Setup(
            [sys.argv[0], folder, *arguments, "-rss_limit_mb=1024", "-print_final_stats=1"], stop_at_the_first
        )
        atheris.Fuzz()


def with_dice(name: str, slate: Slate, seconds: float) -> None:
    """For compiled code under sanitizers, which the process was started with."""
    from tests.fuzz import compiled

    begin = compiled.SEEDS[name]
    run = _watched(compiled.TARGETS[name], slate)
    for data in begin:
        run(data)
    until, dice = time.monotonic() + seconds, random.Random()
    while time.monotonic() < until:
        run(thrown(begin, dice))


ENGINES: dict[str, Callable[[str, Slate, float], None]] = {
    "hypothesis": with_hypothesis,
    "atheris": with_atheris,
    "sanitizers": with_dice,
}


def main() -> None:
    engine, target, slate, seconds = sys.argv[1:]
    ENGINES[engine](target, Slate(Path(slate)), float(seconds))


if __name__ == "__main__":
    main()
