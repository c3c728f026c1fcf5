"""The house rules that a machine can hold: who imports whom, how large a room may grow, what is never called."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from auth.permissions.matrix import Action
from server.http.api.routes import ROUTES
from server.rooms.channels import CHANNELS
from server.signalling.dispatch import TABLE
from server.wire.room.shared import Channel, Put, Signal

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "server", "media", "auth", "web", "deploy", "tests", "pyproject.toml", "README.md", "Makefile", "LICENSE",
    "CHANGELOG.md", "uv.lock",
}  # fmt: skip
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
# Tests read as descriptions, and a description may be long.
MAX_TEST_FILE_LINES = 400
MAX_TEST_FUNCTION_LINES = 60
# Larger yet, each with the lines that it may not pass; one that has become small enough fails the test.
LARGE_YET = {
    "media/protocol.py": 328,
    "media/sfu/transport.py": 374,
    "media/sfu/uplink.py": 329,
}


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(name for name in listed.stdout.split("\n") if name and (ROOT / name).exists())


def python_files(*folders: str) -> list[Path]:
    return [ROOT / name for name in tracked() if name.endswith(".py") and name.split("/")[0] in folders]


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(path: Path, *places: str) -> bool:
    name = path.relative_to(ROOT).as_posix()
    return any(name == place or name.startswith(f"{place}/") for place in places)


EDGES = ("aiohttp", "sqlalchemy", "aiortc", "server.http", "server.signalling", "server.storage")

# (importing place, what it may not import)
FORBIDDEN = [
    ("auth", ("server", "media")),
    ("media", ("server", "auth")),
    ("media/rtp", ("media.net", "media.sfu", "media.protocol", "media.worker", "aiortc", "asyncio", "socket")),
    ("media/net", ("media.sfu", "media.worker", "media.pool")),
    ("media/sfu", ("media.worker", "media.pool", "aiortc")),
    ("server/wire", ("server.rooms", "server.services", *EDGES)),
    ("server/rooms", ("server.services", *EDGES)),
    ("server/services", ("server.adapters", *EDGES)),
    ("server/storage", ("aiohttp", "server.http", "server.signalling", "server.rooms")),
    ("server/signalling", ("server.http", "server.storage", "server.adapters", "sqlalchemy")),
    ("server/http", ("server.storage", "server.adapters", "sqlalchemy", "server.app", "server.parts")),
    ("server/adapters", ("server.http", "server.storage", "server.signalling", "server.rooms", "sqlalchemy")),
    ("server", ("aiortc", "pylibsrtp", "aioice", "media.sfu", "media.net", "media.rtp", "media.worker")),
]  # fmt: skip


@pytest.mark.parametrize(("place", "unwanted"), FORBIDDEN, ids=[place for place, _ in FORBIDDEN])
def test_imports_run_downwards(place: str, unwanted: tuple[str, ...]) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in python_files(place.split("/")[0])
        if within(path, place)
        for name in imports(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in unwanted)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "only"),
    [
        ("jose", "auth/crypto/tokens.py"),
        ("aiortc", "media/net/dtls.py"),
        ("argon2", "auth/signin/passwords.py"),
        ("joserfc", "auth/signin/oidc.py"),
        ("webauthn", "auth/signin/passkeys.py"),
        ("pyotp", "auth/signin/totp.py"),
        ("phonenumbers", "auth/identity_numbers.py"),
    ],
)
def test_one_file_owns_the_library(module: str, only: str) -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for path in python_files("auth", "media", "server")
        if any(name == module or name.startswith(f"{module}.") for name in imports(path))
    ]
    assert users == [only]


def test_the_sfu_never_touches_a_codec() -> None:
    wrong = [
        path.name
        for path in python_files("media")
        if not within(path, "media/synthetic") and "av" in set(imports(path))
    ]
    assert wrong == []


def code() -> Iterator[tuple[str, str, bool]]:
    """Name, text, and whether it is a test, of what people write and read."""
    ours = ("auth/", "media/", "server/", "tests/", "web/src/")
    for name in tracked():
        if name.startswith(ours) and name.endswith((".py", ".ts")) and not (".gen." in name or "/migrations/" in name):
            yield name, (ROOT / name).read_text(), name.startswith("tests/") or ".test." in name


def test_files_stay_small() -> None:
    lines = {name: (text.count("\n"), MAX_TEST_FILE_LINES if test else MAX_FILE_LINES) for name, text, test in code()}
    large = {name: count for name, (count, most) in lines.items() if count > most}
    assert set(large) == set(LARGE_YET), large
    assert {name for name, count in large.items() if count > LARGE_YET[name]} == set()


def test_functions_stay_small() -> None:
    large = []
    for name, text, test in code():
        for node in ast.walk(ast.parse(text)) if name.endswith(".py") else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > (MAX_TEST_FUNCTION_LINES if test else MAX_FUNCTION_LINES):
                    large.append(f"{name}: {node.name} has {length} lines")
    assert large == []


def test_the_top_level_is_as_laid_out() -> None:
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_background_tasks_have_an_owner_and_a_name() -> None:
    """Whoever starts a task keeps it, or hands it to somebody who does: a task that nobody holds may vanish, and
    nobody ends it.  In the server only the scope starts any, and those who wait for theirs at once."""
    starters, wrong = set(), []
    for path in python_files("server", "media"):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text())
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("create_task", "ensure_future")):
                starters.add(name)
                if id(node) in alone or "name" not in {keyword.arg for keyword in node.keywords}:
                    wrong.append(f"{name}:{node.lineno}")
    assert wrong == []
    assert {name for name in starters if name.startswith("server/")} <= {
        "server/runtime/scope.py",
        "server/signalling/socket.py",
        "server/signalling/outbox.py",
        "server/operator/demo.py",
    }


def test_room_state_never_waits() -> None:
    """A room changes only in synchronous functions; only what carries its effects out waits."""
    for path in python_files("server"):
        if within(path, "server/rooms") and not within(path, "server/rooms/running", "server/rooms/ports.py"):
            tree = ast.parse(path.read_text())
            waiting = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
            assert waiting == [], path


def test_every_route_and_message_names_an_action() -> None:
    assert all(isinstance(route.action, Action) for route in ROUTES)
    for kind, entry in TABLE.items():
        assert isinstance(entry.needs, Action) or kind in (Put, Signal)
    assert set(CHANNELS) == set(Channel)


def test_every_action_is_asked_about_somewhere() -> None:
    code = "".join(path.read_text() for path in python_files("server"))
    assert [action.name for action in Action if not re.search(rf"Action\.{action.name}\b", code)] == []


def test_every_stored_row_carries_its_tenant() -> None:
    from server.storage.rows import METADATA

    without = {name for name, table in METADATA.tables.items() if "tenant_id" not in table.columns}
    assert without == {"tenants"}
