"""Every target takes every input, at a size that fits; ``make fuzz`` does the same all night."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import compiled
from tests.fuzz.inputs import inputs
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS
from tests.unit.media.watchers import needs_compiler

SLOW = {"publishing": 2, "watching": 2, "receiving": 2, "files": 2}
"""These are given fewer examples, in proportion to what one costs."""
NAMES = [pytest.param(name, marks=needs_compiler) if name in compiled.TARGETS else name for name in TARGETS]
EXAMPLES = int(os.environ.get("RESFRI_FUZZ_EXAMPLES", "600"))


def test_every_target_has_seeds() -> None:
    assert seeds().keys() == TARGETS.keys()
    assert all(seeds().values())


@pytest.mark.parametrize("name", NAMES)
def test_the_seeds(name: str) -> None:
    for data in seeds()[name]:
        TARGETS[name](data)


@pytest.mark.parametrize("name", NAMES)
def test_any_input(name: str) -> None:
    @settings(
        max_examples=EXAMPLES // SLOW.get(name, 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(inputs(seeds()[name]))
    def run(data: bytes) -> None:
        TARGETS[name](data)

    run()
