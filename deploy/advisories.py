"""Asks the public advisory services about every locked package.  Called by ``make advisories``, and by CI.

Red when there is an advisory that ``advisories.toml`` makes no exception for.  Where a service does not answer, a line
says so and nothing is red: a machine without a network must be able to build.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXCEPTIONS = Path(__file__).with_name("advisories.toml")
LONGEST_SECONDS = 60
GRAVE = frozenset({"high", "critical"})

PYTHON = ("uv", "audit", "--frozen", "--output-format", "json", "--preview-features", "audit-command,json-output")
CLIENT = ("npm", "audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000")


@dataclass(frozen=True)
class Advisory:
    package: str
    names: frozenset[str]
    """Its own id and those that others gave it."""
    summary: str


@dataclass(frozen=True)
class Exempt:
    package: str
    advisory: str
    reason: str
    written: date

    def covers(self, advisory: Advisory) -> bool:
        return self.package == advisory.package and self.advisory in advisory.names


def exceptions(path: Path = EXCEPTIONS) -> list[Exempt]:
    """Raises where one lacks its reason or date."""
    found = [Exempt(**entry) for entry in tomllib.loads(path.read_text()).get("exception", [])]
    for each in found:
        if not each.reason.strip() or not isinstance(each.written, date):
            raise ValueError(f"the exception for {each.package} needs a reason and a date")
    return found


def of_python(said: dict[str, Any]) -> Iterator[Advisory] | None:
    """None where this is no answer.  The service grades only some, so that each one counts."""
    if "vulnerabilities" not in said:
        return None
    return (
        Advisory(one["dependency"]["name"], frozenset({one["id"], *one["aliases"]}), one["summary"] or "")
        for one in said["vulnerabilities"]
    )


def of_client(said: dict[str, Any]) -> Iterator[Advisory] | None:
    """None where this is no answer.  A package that only depends on one with an advisory names it as text."""
    if "vulnerabilities" not in said:
        return None
    return (
        Advisory(cause["name"], frozenset({cause["url"].rpartition("/")[2]}), cause["title"])
        for package in said["vulnerabilities"].values()
        for cause in package["via"]
        if not isinstance(cause, str) and cause["severity"] in GRAVE
    )


def ask(command: tuple[str, ...], folder: Path = ROOT) -> dict[str, Any]:
    """What was said as JSON; nothing where nothing was, or too late."""
    here = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    try:
        answer = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PATH": here, "UV_HTTP_RETRIES": "0"},
        )
        said = json.loads(answer.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def judge(about: str, found: Iterator[Advisory] | None, exempt: list[Exempt]) -> bool:
    """Says what there is in a line each; whether it is no reason to stop."""
    if found is None:
        print(f"advisories: {about} not asked about, because the service does not answer here")
        return True
    advisories = set(found)
    new = [each for each in advisories if not any(one.covers(each) for one in exempt)]
    for each in sorted(new, key=lambda one: one.package):
        print(f"advisories: {each.package}: {' '.join(sorted(each.names))} {each.summary}")
    print(f"advisories: {about}: {len(new)} new, {len(advisories) - len(new)} with a written exception")
    return not new


def main() -> int:
    exempt = exceptions()
    passed = [
        judge("the server's packages", of_python(ask(PYTHON)), exempt),
        judge("the client's packages", of_client(ask(CLIENT, ROOT / "web")), exempt),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
