"""Fragments become one section, once, and nothing is lost when something is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from deploy.changelog import ROOT, Unfit, assemble, fragments

DAY = date(2026, 12, 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "deploy/changelog"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("how\n")
    (folder / "door.added.md").write_text("A door\nto the garden.\n")
    (folder / "lamp.fixed.md").write_text("The lamp.\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.3.0"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\nNext.\n\n## 0.2.0\n\nOld.\n")
    return tmp_path


def test_fragments_become_the_newest_section(root: Path) -> None:
    assert assemble(root, DAY) == 2
    assert (root / "CHANGELOG.md").read_text() == (
        "# Changelog\n\nNext.\n\n## 0.3.0 (2026-12-01)\n\n### Added\n- A door\n  to the garden.\n\n"
        "### Fixed\n- The lamp.\n\n## 0.2.0\n\nOld.\n"
    )
    assert [path.name for path in (root / "deploy/changelog").iterdir()] == ["README.md"]
    assert assemble(root, DAY) == 0


@pytest.mark.parametrize("wrong", ["x.improved.md", "x.md"])
def test_an_unknown_kind_changes_nothing(root: Path, wrong: str) -> None:
    (root / "deploy/changelog" / wrong).write_text("x")
    with pytest.raises(Unfit):
        assemble(root, DAY)
    assert "0.3.0" not in (root / "CHANGELOG.md").read_text()


def test_a_released_version_gets_nothing_more(root: Path) -> None:
    (root / "pyproject.toml").write_text('[project]\nversion = "0.2.0"\n')
    with pytest.raises(Unfit, match=r"0\.2\.0"):
        assemble(root, DAY)
    assert len(fragments(root / "deploy/changelog")) == 2


def test_the_fragments_that_lie_here_will_do() -> None:
    fragments(ROOT / "deploy/changelog")
