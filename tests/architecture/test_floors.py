"""The floors of server, media and auth: every room imports only from the floors below it, and nothing runs back up."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.structure import Structure

ROOT = Path(__file__).resolve().parents[2]

# From the ground up.  A room imports from the floors below it, and from no other room on its own floor.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("auth", "auth/crypto", "auth/limits", "auth/signin", "media"),
    ("auth/audit", "auth/permissions", "media/rtp", "media/pool"),
    ("media/fanout", "media/rtp/bandwidth"),
    ("media/net",),
    ("media/sfu",),
    ("media/synthetic", "media/worker"),
    ("server/wire", "server/runtime"),
    ("server/wire/generate", "server/rooms"),
    ("server/rooms/running", "server/services", "server/storage/rows"),
    ("server/services/organisation", "server/storage"),
    ("server/services/audit", "server/services/delivery", "server/services/signin", "server/services/support"),
    ("server/services/files", "server/services/meetings", "server/signalling/rows"),
    ("server/services/privacy",),
    ("server/adapters", "server/signalling", "server/storage/audit", "server/storage/files", "server/storage/meetings",
     "server/storage/privacy", "server/storage/signin", "server/storage/support"),
    ("server/http", "server/storage/organisation"),
    ("server/parts",),
    ("server",),
    ("server/operator",),
)  # fmt: skip

UPWARD_YET: frozenset[str] = frozenset()
CIRCLES_YET: frozenset[str] = frozenset()


def read(root: Path, floors: tuple[tuple[str, ...], ...] = FLOORS) -> Structure:
    """Imports anywhere in a file count, those for types alone too."""
    paths = [path for top in ("auth", "media", "server") for path in (root / top).rglob("*.py")]
    names = {path.relative_to(root).as_posix() for path in paths if "migrations" not in path.parts}
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in names}
    drawn = Structure(floors)
    for name in sorted(names):
        tree = ast.parse((root / name).read_text())
        drawn.files[name] = {modules[module] for module in imported(tree, modules) if modules.get(module, name) != name}
    return drawn


def imported(tree: ast.Module, modules: dict[str, str]) -> set[str]:
    """The modules of ours that a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            parts = whole & modules.keys()
            found |= parts | ({node.module} if len(parts) < len(whole) else set())
    return found & modules.keys()


def test_imports_run_downwards() -> None:
    drawn = read(ROOT)
    print(drawn.counts())
    assert sorted(drawn.upward()) == sorted(UPWARD_YET)


def test_every_room_of_the_table_is_there() -> None:
    drawn = read(ROOT)
    assert {drawn.room(name) for name in list(drawn.files)} == {room for floor in FLOORS for room in floor}


def test_no_circle_between_files() -> None:
    circles = [" ".join(circle) for circle in read(ROOT).circles()]
    assert sorted(circles) == sorted(CIRCLES_YET)
