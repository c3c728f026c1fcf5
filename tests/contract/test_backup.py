"""A backup of a database in use brings everything back, and nothing is restored over what is there."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from server.operator.cli import main
from server.parts.core import ENDS_NAME
from server.runtime.config import PREFIX, Settings
from server.runtime.secrets import NOTHING, load_or_make
from server.services.audit.ends import ChainEnds
from server.services.vault import Vault
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import Database, sqlite_url
from server.storage.rows import METADATA
from server.storage.vault import SqlDataKeyStore
from tests.contract.seeds import everything, insert, rows_0001
from tests.support.postgres import postgres

TABLES = sorted(METADATA.tables)


class Place:
    """A data directory and its database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.word = folder.parent / "passphrase"
        self.word.write_text("a good long passphrase\n")
        self.word.chmod(0o600)

    async def resfri(self, *arguments: str) -> int:
        """As on the command line, in this process's own copy of the environment."""
        os.environ[f"{PREFIX}DATABASE_URL"] = self.url
        try:
            return await asyncio.to_thread(main, [*arguments, "--data-dir", str(self.folder)])
        finally:
            del os.environ[f"{PREFIX}DATABASE_URL"]

    async def backup(self, file: Path, *more: str) -> int:
        return await self.resfri("backup", str(file), "--passphrase-file", str(self.word), *more)

    async def restore(self, file: Path) -> int:
        return await self.resfri("restore", str(file), "--passphrase-file", str(self.word))

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        database = self.open()
        found = {table: sorted(await everything(database, table), key=str) for table in TABLES}
        await database.close()
        return found

    def open(self) -> Database:
        return Database(self.url or sqlite_url(self.folder / "resfri.sqlite"))


async def place(kind: str, folder: Path) -> Place:
    folder.mkdir(mode=0o700)
    if kind == "sqlite":
        return Place(folder, "")
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    return Place(folder, await server.new_database())


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def full(kind: str, tmp_path: Path) -> Place:
    """A place with something in every table of the first schema, its keys made and its trail signed."""
    found = await place(kind, tmp_path / "from")
    load_or_make(Settings(data_dir=found.folder), NOTHING)
    database = found.open()
    await database.migrate("0001")
    await insert(database, rows_0001())
    await database.close()
    assert await found.resfri("migrate") == 0
    assert await found.resfri("keys", "rotate") == 0
    return found


async def test_nothing_is_lost_while_people_go_on_writing(full: Place, kind: str, tmp_path: Path) -> None:
    writing = full.open()
    now = lambda: 1_800_000_000.0  # noqa: E731
    trail = load_or_make(Settings(data_dir=full.folder)).trail
    sink = SqlAuditSink(writing, ChainEnds(full.folder / ENDS_NAME, trail, now), now)
    stop = asyncio.Event()

    async def write() -> int:
        count = 0
        while not stop.is_set():
            await sink.record(AuditEvent("tenant-a", AuditAction.JOINED, ActorKind.STAFF, "eva"))
            count += 1
        return count

    sent = full.folder / "files" / "meeting-1" / "abc"
    sent.parent.mkdir(parents=True)
    sent.write_bytes(b"sealed" * 1000)
    (sent.parent / "unfinished.part").write_bytes(b"x")
    task = asyncio.get_running_loop().create_task(write())
    before = await full.rows()
    assert await full.backup(tmp_path / "b", "--with-keys") == 0
    stop.set()
    assert await task > 0
    await writing.close()
    after = await full.rows()

    target = await place(kind, tmp_path / "to")
    assert await target.restore(tmp_path / "b") == 0
    restored = await target.rows()
    for table in TABLES:
        if table == "audit_events":
            assert len(before[table]) <= len(restored[table]) <= len(after[table])
            assert all(row in after[table] for row in restored[table])
        else:
            assert restored[table] == before[table], table
    assert sum(map(len, restored.values())) > 70
    assert await target.resfri("audit", "verify") == 0
    assert (target.folder / "master.key").read_text() == (full.folder / "master.key").read_text()
    copies = [path for path in (target.folder / "files").rglob("*") if path.is_file()]
    assert [(path.name, path.read_bytes()) for path in copies] == [("abc", sent.read_bytes())]
    if kind == "sqlite":
        assert [p.name for p in target.folder.iterdir() if p.is_file() and p.stat().st_mode & 0o077] == []


async def test_keys_are_not_in_it_unless_that_is_said(full: Place, kind: str, tmp_path: Path) -> None:
    assert await full.backup(tmp_path / "b") == 0
    data = (tmp_path / "b").read_bytes()
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    for secret in (b"Stor stad", b"eva@a.example.se", (full.folder / "master.key").read_bytes().strip()):
        assert secret not in data
    target = await place(kind, tmp_path / "to")
    assert await target.restore(tmp_path / "b") == 0
    assert not (target.folder / "master.key").exists()
    assert not (target.folder / "secrets.json").exists()
    for name in ("master.key", "secrets.json"):
        shutil.copy(full.folder / name, target.folder / name)
    assert await target.resfri("audit", "verify") == 0
    assert [path.name for path in full.folder.iterdir() if path.is_dir()] == [ENDS_NAME], "nothing is left behind"


async def test_nothing_is_restored_over_what_is_there(
    full: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await full.backup(tmp_path / "b") == 0
    before = await full.rows()
    assert await full.restore(tmp_path / "b") == 1
    assert "empty" in capsys.readouterr().err
    assert await full.rows() == before
    assert await full.backup(tmp_path / "b") == 1
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize("spoil", ["cut", "changed", "passphrase", "other"])
async def test_what_is_not_whole_is_refused_and_leaves_nothing(
    full: Place, kind: str, tmp_path: Path, spoil: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "b"
    assert await full.backup(file) == 0
    data = file.read_bytes()
    target = await place(kind, tmp_path / "to")
    if spoil == "cut":
        file.write_bytes(data[:-100])
    elif spoil == "changed":
        file.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    elif spoil == "other":
        file.write_bytes(b"not a backup at all")
    else:
        target.word.write_text("another long passphrase")
    assert await target.restore(file) == 1
    assert "does not open" in capsys.readouterr().err
    assert list(target.folder.iterdir()) == []
    if kind == "postgresql":
        database = target.open()
        async with database.engine.connect() as connection:
            count = await connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        await database.close()
        assert count == 0


async def test_a_newer_versions_backup_and_another_kind_of_database_are_refused(
    full: Place, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await full.backup(tmp_path / "b") == 0
    other = await place("postgresql" if kind == "sqlite" else "sqlite", tmp_path / "other")
    assert await other.restore(tmp_path / "b") == 1
    assert "This is a backup of" in capsys.readouterr().err
    monkeypatch.setattr("server.operator.commands.backup.known_revision", lambda name: False)
    target = await place(kind, tmp_path / "to")
    assert await target.restore(tmp_path / "b") == 1
    assert "newer version" in capsys.readouterr().err


async def test_a_short_passphrase_is_refused(full: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    full.word.write_text("short\n")
    assert await full.backup(tmp_path / "b") == 1
    assert "at least 12 characters" in capsys.readouterr().err


# --- keys that are not there ----------------------------------------------------------------------------------------


async def seal_something(found: Place) -> None:
    database = found.open()
    master = load_or_make(Settings(data_dir=found.folder)).master
    await Vault(SqlDataKeyStore(database), master, lambda: 0.0).seal("tenant-a", "x", "secret text")
    await database.close()


async def test_where_the_keys_are_not_back_yet_no_command_makes_new_ones(
    full: Place, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await seal_something(full)
    assert await full.backup(tmp_path / "b") == 0
    wrote = capsys.readouterr().out
    target = await place(kind, tmp_path / "to")
    assert await target.restore(tmp_path / "b") == 0
    (needed,) = re.findall(r"fingerprint ([0-9a-f]{16})\.", wrote)
    assert f"The master key must be the one with the fingerprint {needed}." in capsys.readouterr().out
    commands = (
        ("audit", "verify"),
        ("setup-link",),
        ("keys", "rotate"),
        ("keys", "fingerprint"),
        ("add-organisation", "--name", "X", "--administrator", "Y", "--email", "y@x.se"),
        ("export", "--person", "eva@a.example.se", str(tmp_path / "export")),
    )
    for there in ((), ("master.key",)):
        for name in there:
            shutil.copy(full.folder / name, target.folder / name)
        for command in commands:
            assert await target.resfri(*command) == 1, command
            assert "There is data, but its keys are missing" in capsys.readouterr().err, command
        assert {name for name in ("secrets.json", "master.key") if (target.folder / name).exists()} == set(there)
    shutil.copy(full.folder / "secrets.json", target.folder / "secrets.json")
    assert await target.resfri("audit", "verify") == 0
    capsys.readouterr()
    assert await target.resfri("keys", "fingerprint") == 0
    assert capsys.readouterr().out == f"{needed}\n"


async def test_a_new_master_key_says_what_older_backups_need(full: Place, capsys: pytest.CaptureFixture[str]) -> None:
    await seal_something(full)
    capsys.readouterr()
    assert await full.resfri("keys", "fingerprint") == 0
    before = capsys.readouterr().out.strip()
    assert await full.resfri("keys", "rotate", "--master") == 0
    assert f"Backups made until now need the master key of before (fingerprint {before})" in capsys.readouterr().out
    (full.folder / "master.key").write_text("0123456789abcdef" * 4 + "\n")
    assert await full.resfri("setup-link") == 1
    assert re.search(r"not the one that .* \(fingerprint [0-9a-f]{16}\)", capsys.readouterr().err)


async def test_a_version_from_before_the_master_key_is_upgraded_and_blames_nobody(kind: str, tmp_path: Path) -> None:
    old = await place(kind, tmp_path / "old")
    database = old.open()
    await database.migrate("0001")
    await insert(database, rows_0001())
    await database.close()
    load_or_make(Settings(data_dir=old.folder), NOTHING)
    (old.folder / "master.key").unlink()
    stored = json.loads((old.folder / "secrets.json").read_text())
    (old.folder / "secrets.json").write_text(json.dumps({"ws_ticket": stored["ws_ticket"]}))
    assert await old.resfri("migrate") == 0
    assert await old.resfri("audit", "verify") == 0
    assert await old.resfri("keys", "rotate") == 0
