"""One version, in pyproject.toml; whatever says it asks the installed package."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version

from deploy.parts import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_tool_says_it() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "server.operator.cli", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout == f"resfri {VERSION}\n"
    assert version("resfri") == VERSION, "`make build` installs it"


def test_the_lock_file_has_it() -> None:
    (ours,) = [
        each for each in tomllib.loads((ROOT / "uv.lock").read_text())["package"] if each["source"] == {"editable": "."}
    ]
    assert ours["version"] == VERSION


def test_the_client_has_none_of_its_own() -> None:
    """The number that npm wants stays nought, so that nobody takes it for one."""
    assert json.loads((ROOT / "web/package.json").read_text())["version"] == "0.0.0"


def test_no_code_of_ours_has_it_written_down() -> None:
    names = subprocess.run(["git", "ls-files", "auth", "media", "server"], cwd=ROOT, capture_output=True, text=True)
    files = [ROOT / name for name in names.stdout.split() if name.endswith(".py") and (ROOT / name).exists()]
    wrong = [file.name for file in files if re.search(rf'"{re.escape(VERSION)}"', file.read_text())]
    assert wrong == []
