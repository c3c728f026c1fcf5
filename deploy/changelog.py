"""Puts the fragments of ``deploy/changelog`` into CHANGELOG.md, under the version in pyproject.toml.

Called by ``make changelog``.  Nothing is written when a fragment has an unknown kind or the version has been released.
"""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("added", "changed", "fixed", "removed", "security")
MARK = "- "


class Unfit(Exception):
    """One sentence."""


def fragments(folder: Path) -> dict[Path, str]:
    """The files and their kinds."""
    found = {path: path.name.split(".")[-2] for path in sorted(folder.glob("*.md")) if path.name != "README.md"}
    for path, kind in found.items():
        if kind not in KINDS or not path.read_text().strip():
            raise Unfit(f"{path.name} is empty or of no known kind ({', '.join(KINDS)})")
    return found


def entry(path: Path) -> str:
    """As an item of a list; further lines stand under its text."""
    lines = path.read_text().strip().splitlines()
    return MARK + ("\n" + " " * len(MARK)).join(line.strip() for line in lines)


def section(version: str, day: date, found: dict[Path, str]) -> str:
    parts = [f"## {version} ({day.isoformat()})"]
    for kind in KINDS:
        entries = [entry(path) for path, each in found.items() if each == kind]
        if entries:
            parts.append(f"### {kind.capitalize()}\n" + "\n".join(entries))
    return "\n\n".join(parts) + "\n\n"


def assemble(root: Path, day: date) -> int:
    """How many fragments went in."""
    found = fragments(root / "deploy/changelog")
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    changelog = root / "CHANGELOG.md"
    text = changelog.read_text()
    if not found:
        return 0
    if f"\n## {version}" in text:
        raise Unfit(f"CHANGELOG.md has {version} already; write the next version into pyproject.toml first")
    head, before, rest = text.partition("\n## ")
    changelog.write_text(head + "\n" + section(version, day, found) + before.lstrip("\n") + rest)
    for path in found:
        path.unlink()
    return len(found)


def main() -> int:
    try:
        print(f"changelog: {assemble(ROOT, datetime.now(UTC).date())} entries")
    except Unfit as error:
        print(f"changelog: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
