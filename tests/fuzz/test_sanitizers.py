"""Compiled code under AddressSanitizer and UndefinedBehaviorSanitizer, for some seconds; ``make fuzz`` goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import compiled
from tests.fuzz.sanitized import environment, runtime
from tests.fuzz.watch import Slate, child_command, watch

SECONDS = 4.0
needs_sanitizers = pytest.mark.skipif(runtime() is None, reason="there is no gcc with AddressSanitizer")


@pytest.fixture(scope="module")
def sanitizing(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return environment(tmp_path_factory.mktemp("sanitized"))


@needs_sanitizers
@pytest.mark.parametrize("target", compiled.TARGETS)
def test_no_input_makes_compiled_code_leave_its_memory(tmp_path: Path, sanitizing: list[str], target: str) -> None:
    slate = Slate(tmp_path / "slate")
    command = [*sanitizing, *child_command("sanitizers", target, slate.path, SECONDS)]
    outcome = watch(command, slate, tmp_path / "crashes", target, SECONDS)
    assert outcome.trouble == "", outcome.output
    assert outcome.inputs > len(compiled.SEEDS[target])


BEYOND = """
from tests.fuzz.headers import ffi, library
payload = ffi.new("uint8_t[]", bytes([255]) * 20)
library().read_vp8(payload, 18, 40, ffi.new("struct packet *"))
"""


@needs_sanitizers
def test_reading_behind_a_packet_is_noticed(sanitizing: list[str]) -> None:
    command = [*sanitizing, sys.executable, "-c", BEYOND]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "heap-buffer-overflow" in done.stderr
