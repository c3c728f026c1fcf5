"""The house rules of the web client: its floors, and no two parts that need each other."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

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


@dataclass
class Web:
    """Who imports whom, by file; tests are no part of it, because they may look in anywhere."""

    files: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    floors: tuple[tuple[str, ...], ...] = FLOORS

    def room(self, name: str) -> str:
        """The innermost room of the table in which a file stands."""
        rooms = [room for floor in self.floors for room in floor]
        return max((room for room in rooms if name == room or name.startswith(f"{room}/")), key=len, default=name)

    def floor(self, room: str) -> int:
        return next(level for level, rooms in enumerate(self.floors) if room in rooms)

    def arrows(self) -> set[tuple[str, str]]:
        """Between rooms."""
        pairs = {(self.room(name), self.room(other)) for name, others in self.files.items() for other in others}
        return {(one, other) for one, other in pairs if one != other}

    def upward(self) -> set[str]:
        """Files that import from their own floor or one above."""
        return {
            f"{name} > {other}"
            for name, others in self.files.items()
            for other in others
            if self.room(name) != self.room(other) and self.floor(self.room(name)) <= self.floor(self.room(other))
        }

    def mutual(self) -> set[str]:
        """Folders that import each other, whatever the table says of them."""
        folder = {name: str(PurePosixPath(name).parent) for name in self.files}
        pairs = {(folder[name], folder[other]) for name, others in self.files.items() for other in others}
        return {f"{one} = {other}" for one, other in pairs if one < other and (other, one) in pairs}

    def circles(self) -> list[list[str]]:
        """Files that reach themselves: each strongly connected part with more than one, by Tarjan's algorithm."""
        number: dict[str, int] = {}
        lowest: dict[str, int] = {}
        stack: list[str] = []
        found: list[list[str]] = []

        def visit(name: str) -> None:
            number[name] = lowest[name] = len(number)
            stack.append(name)
            for other in self.files[name]:
                if other not in number:
                    visit(other)
                    lowest[name] = min(lowest[name], lowest[other])
                elif other in stack:
                    lowest[name] = min(lowest[name], number[other])
            if lowest[name] == number[name]:
                part = stack[stack.index(name) :]
                del stack[stack.index(name) :]
                if len(part) > 1:
                    found.append(sorted(part))

        for name in sorted(self.files):
            if name not in number:
                visit(name)
        return found

    def counts(self) -> str:
        rooms = {self.room(name) for name in self.files}
        return (
            f"{len(self.files)} files, {len(rooms)} rooms, {len(self.arrows())} arrows, {len(self.upward())} upward, "
            f"{len(self.circles())} circles, {len(self.mutual())} pairs of folders that import each other"
        )


def read(source: Path, floors: tuple[tuple[str, ...], ...] = FLOORS) -> Web:
    web = Web(floors=floors)
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
