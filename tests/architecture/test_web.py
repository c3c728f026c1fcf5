"""The house rules of the web client: its floors, and no two parts that need each other."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.structure import Structure

SRC = Path(__file__).resolve().parents[2] / "web/src"

# From the ground up.  A room imports from the floors below it, and from no other room on its own floor.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("protocol",),
    ("lib",),
    ("i18n",),
    ("net", "state", "ink"),
    ("shared", "ui"),
    ("call/devices",),
    ("call/background", "call/noise", "call/peer"),
    ("call",),
    ("app",),
    ("meeting/parts",),
    (
        "meeting/breakouts", "meeting/chat", "meeting/devices", "meeting/document", "meeting/floating",
        "meeting/interpreting", "meeting/support", "meeting/whiteboard",
    ),
    ("meeting/moderation",),
    ("meeting/people", "meeting/stage", "meeting/toolbar"),
    ("meeting",),
    (
        "pages/admin", "pages/guest", "pages/help", "pages/meetings", "pages/security", "pages/setup", "pages/signin",
    ),
    ("routes.ts",),
    ("main.ts",),
)  # fmt: skip

# What is still wrong, each with nothing but the wish to be gone: an entry that is no longer needed fails the test.
UPWARD_YET: frozenset[str] = frozenset()
CIRCLES_YET: frozenset[str] = frozenset()
MUTUAL_YET: frozenset[str] = frozenset()

# Static and dynamic imports, of values and of types, and what is handed on.
IMPORT = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)["'](\.[^"'?]+)""")


def read(source: Path, floors: tuple[tuple[str, ...], ...] = FLOORS) -> Structure:
    web = Structure(floors)
    for path in sorted(source.rglob("*.ts")):
        if ".test." in path.name:
            continue
        name = path.relative_to(source).as_posix()
        web.files[name] = set()
        for found in IMPORT.findall(path.read_text()):
            other = (path.parent / found).resolve().relative_to(source.resolve()).as_posix()
            if not other.endswith((".json", ".css")):
                web.files[name].add(re.sub(r"\.js$", ".ts", other))
    return web


def test_every_import_is_of_a_file_and_every_file_in_a_room() -> None:
    web = read(SRC)
    assert {other for others in web.files.values() for other in others} <= set(web.files)
    assert {web.room(name) for name in list(web.files)} == {room for floor in FLOORS for room in floor}


def test_imports_run_downwards_in_the_web() -> None:
    web = read(SRC)
    print(web.counts())
    assert sorted(web.upward()) == sorted(UPWARD_YET)


def test_no_circle_between_files_of_the_web() -> None:
    circles = read(SRC).circles()
    assert sorted(f"{len(circle)} from {circle[0]}" for circle in circles) == sorted(CIRCLES_YET), circles


def test_no_two_folders_of_the_web_import_each_other() -> None:
    assert sorted(read(SRC).mutual()) == sorted(MUTUAL_YET)
