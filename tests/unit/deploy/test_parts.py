"""The list of parts: everything that runs is in it, and nothing that would change our licence."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from typing import Any

import pytest

from deploy.parts import ROOT, copyleft, licences, parts


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return parts()


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirement: str) -> str:
    return plain(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])


def of_python() -> set[str]:
    """Everything that a package of ours needs here, and what those need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    waiting, known = {named(each) for each in project["dependencies"]}, set[str]()
    while waiting:
        name = waiting.pop()
        known.add(name)
        try:
            needs = [each for each in requires(name) or [] if ";" not in each]
        except PackageNotFoundError:
            continue
        waiting |= {named(each) for each in needs} - known
    return known


def test_every_package_that_the_server_needs_is_in_it(found: dict[str, Any]) -> None:
    needed = of_python()
    assert {"aiohttp", "multidict", "ecdsa", "phonenumberslite"} <= needed
    assert needed <= {plain(part["name"]) for part in found["components"] if "pypi" in part.get("purl", "")}


def test_every_package_that_the_page_needs_is_in_it_and_no_tool(found: dict[str, Any]) -> None:
    lock = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    needed = {path.rpartition("node_modules/")[2] for path, each in lock.items() if path and not each.get("dev")}
    here = {part["name"] for part in found["components"] if "npm" in part.get("purl", "")}
    assert {"lit", "pdfjs-dist"} <= here
    assert here <= needed
    assert {name for name in needed if not lock[f"node_modules/{name}"].get("optional")} <= here
    assert "vite" not in here


def test_each_is_named_once(found: dict[str, Any]) -> None:
    names = [part["bom-ref"] for part in found["components"]]
    assert len(names) == len(set(names))


def test_no_licence_of_theirs_would_be_asked_of_ours(found: dict[str, Any]) -> None:
    assert copyleft(found) == []
    assert sum(not licences(part) for part in found["components"]) <= 6


@pytest.mark.parametrize(
    ("licence", "wrong"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3", False),
        ("MIT", False),
    ],
)
def test_which_licences_those_are(licence: str, wrong: bool) -> None:
    part = {"name": "p", "licenses": [{"license": {"name": licence}}]}
    assert copyleft({"components": [part]}) == (["p"] if wrong else [])
