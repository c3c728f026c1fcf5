"""The harness notices what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.watch import Outcome, Slate, child_command, watch


def run(folder: Path, toy: str, seconds: float = 1.0) -> Outcome:
    slate = Slate(folder / "slate")
    command = child_command("hypothesis", toy, slate.path, seconds)
    return watch(command, slate, folder / "crashes", toy, seconds)


def test_a_target_without_mistakes_is_left_alone(tmp_path: Path) -> None:
    outcome = run(tmp_path, "toy.fine")
    assert outcome.trouble == ""
    assert outcome.inputs > 10


@pytest.mark.parametrize(
    ("toy", "trouble", "seconds"),
    [
        ("toy.fails", "it ended with 1", 1.0),
        ("toy.hangs", "one input took more", 1.0),
        ("toy.grows", "memory grew", 30.0),
    ],
)
def test_what_goes_wrong_is_told_and_the_input_is_kept(tmp_path: Path, toy: str, trouble: str, seconds: float) -> None:
    outcome = run(tmp_path, toy, seconds)
    assert outcome.trouble.startswith(trouble)
    assert outcome.culprit is not None
    assert outcome.culprit.read_bytes() != b"seed"
