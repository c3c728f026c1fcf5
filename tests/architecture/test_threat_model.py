"""The threat model names only tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(?:tests/)?(?P<file>[\w/]*test_\w+\.py)?(?:::(?P<test>test_\w+))?`")


def missing(text: str) -> list[str]:
    """Files of tests, and tests in them, that are named and do not exist; ``::test`` alone is of the file before."""
    files = [path.relative_to(ROOT / "tests").as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    found, at = [], ""
    for named in NAMED.finditer(text):
        at = named["file"] or at
        these = [file for file in files if f"/{file}".endswith(f"/{at}")]
        if at and len(these) != 1:
            found.append(at)
        elif named["test"] and f"def {named['test']}(" not in (ROOT / "tests" / these[0]).read_text():
            found.append(named[0])
    return found


def test_every_test_that_the_threat_model_names_exists() -> None:
    text = (ROOT / "auth" / "README.md").read_text()
    assert len(NAMED.findall(text)) > 60
    assert missing(text) == []
    assert missing("`test_links.py::test_none`, `test_none.py`") == ["`test_links.py::test_none`", "test_none.py"]
