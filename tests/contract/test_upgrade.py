"""A database of another version: what happens to it is said, there is a way back, and nothing else touches it."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from server.operator.data_dir import StartError
from server.operator.upgrade import bring_up
from server.parts.core import open_database
from server.runtime.config import Settings
from server.runtime.secrets import NOTHING, load_or_make
from server.storage.database import Database, DatabaseError, newest_revision
from server.storage.present import outdated
from tests.contract.seeds import everything, insert, rows_0001
from tests.contract.test_backup import Place, place
from tests.support.postgres import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def old(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place whose database the first version has made, with something in every table."""
    found = await place(request.param, tmp_path / "old")
    load_or_make(Settings(data_dir=found.folder), NOTHING)
    database = found.open()
    await database.migrate("0001")
    await insert(database, rows_0001())
    await database.close()
    return found


def settings(found: Place) -> Settings:
    return Settings(data_dir=found.folder, database_url=found.url)


async def at(found: Place) -> str | None:
    database = found.open()
    try:
        return await outdated(database)
    finally:
        await database.close()


async def accounts(found: Place) -> list[object]:
    database = found.open()
    rows = sorted(await everything(database, "accounts"), key=str)
    await database.close()
    return list(rows)


async def test_serve_says_what_it_does_to_an_older_database_and_leaves_a_way_back(old: Place, tmp_path: Path) -> None:
    before, said = await accounts(old), list[str]()
    if old.url:
        with pytest.raises(StartError, match=f"older version .revision 0001; this one needs {newest_revision()}."):
            await bring_up(settings(old), said.append, migrate=False)
        assert (said, await at(old)) == ([], "0001")
        await bring_up(settings(old), said.append, migrate=True)
        assert said == [f"Bringing the database from revision 0001 to {newest_revision()} ..."]
        assert await at(old) is None
        return
    await bring_up(settings(old), said.append, migrate=False)
    assert said[-1] == f"Bringing the database from revision 0001 to {newest_revision()} ..."
    assert await at(old) is None
    (copy,) = old.folder.glob("before-*.backup")
    assert str(copy) in said[0]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"eva@" not in copy.read_bytes()
    back = await place("sqlite", tmp_path / "back")
    sent = back.folder / "files" / "meeting-1" / "abc"
    sent.parent.mkdir(parents=True)
    sent.write_bytes(b"stays")
    for name in ("master.key", "secrets.json"):
        shutil.copy(old.folder / name, back.folder / name)
    assert await back.resfri("restore", str(copy), "--passphrase-file", str(back.folder / "master.key")) == 0
    assert (await at(back), await accounts(back)) == ("0001", before)
    assert sent.read_bytes() == b"stays"
    await bring_up(settings(old), said.append, migrate=False)
    assert len(said) == 3, "what fits is left alone, without a word"


async def test_no_other_command_touches_an_older_database(old: Place, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("setup-link",), ("audit", "verify"), ("keys", "rotate", "--master")):
        assert await old.resfri(*command) == 1, command
        assert "The database is of an older version (revision 0001" in capsys.readouterr().err, command
    assert await at(old) == "0001"


async def test_an_older_version_refuses_a_newer_database_with_a_sentence(
    old: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await old.resfri("migrate") == 0
    database = old.open()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '7777'"))
    await database.close()
    for command in (("migrate",), ("setup-link",), ("audit", "verify"), ("keys", "rotate", "--master")):
        assert await old.resfri(*command) == 1, command
        assert "A newer version of Resfri has made this database (revision 7777)" in capsys.readouterr().err, command


async def test_a_journal_that_another_database_left_is_not_restored_beside(old: Place, tmp_path: Path) -> None:
    if old.url:
        pytest.skip("PostgreSQL has no journal in the data directory")
    assert await old.backup(tmp_path / "b") == 0
    back = await place("sqlite", tmp_path / "back")
    (back.folder / "resfri.sqlite-wal").write_bytes(b"left")
    assert await back.restore(tmp_path / "b") == 1
    assert not (back.folder / "resfri.sqlite").exists()


# --- sentences ------------------------------------------------------------------------------------------------------


def test_a_password_in_the_address_is_the_one_that_counts() -> None:
    def password(url: str, given: str) -> str | None:
        return open_database(Settings(database_url=url, database_password=given)).libpq.get("PGPASSWORD")  # type: ignore[arg-type]

    with_one = "postgresql://owner:the-owners-own-word@db.example.se/resfri"
    assert password(with_one, "another-word-altogether") == "the-owners-own-word"
    assert password(with_one, "") == "the-owners-own-word"
    assert password("postgresql://resfri@db.example.se/resfri", "another-word-altogether") == "another-word-altogether"


async def test_the_servers_own_role_on_an_empty_schema_says_who_makes_it() -> None:
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    url = await server.new_database()
    database = Database(server.url(url.rpartition("/")[2], role=await server.new_role()))
    with pytest.raises(DatabaseError, match=r"permission denied .*`resfri migrate --app-role ROLE`\.$"):
        await database.migrate()
    await database.close()


async def test_what_is_away_missing_or_full_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = await place("sqlite", tmp_path / "empty")
    load_or_make(Settings(data_dir=empty.folder), NOTHING)
    assert await empty.resfri("audit", "verify") == 1
    assert capsys.readouterr().err == "resfri: There is no database yet.\n"
    assert not (empty.folder / "resfri.sqlite").exists()
    assert await empty.resfri("migrate") == 0
    assert await empty.backup(tmp_path / "missing" / "b") == 1
    assert "missing/b.part cannot be used: No such file or directory." in capsys.readouterr().err
    assert await empty.resfri("backup", "/dev/full/b", "--passphrase-file", str(empty.word)) == 1
    assert "cannot be used: Not a directory." in capsys.readouterr().err
    empty.url = "postgresql://resfri@127.0.0.1:1/resfri"
    for command in (("audit", "verify"), ("migrate",), ("setup-link",)):
        assert await empty.resfri(*command) == 1, command
        err = capsys.readouterr().err
        assert err.startswith("resfri: The database cannot be used: "), err
        assert err.count("\n") == 1, err
    assert await empty.backup(tmp_path / "b") == 1
    assert capsys.readouterr().err.startswith("resfri: The database cannot be used: ")


async def test_a_passphrase_that_others_can_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = await place("sqlite", tmp_path / "data")
    found.word.chmod(0o640)
    for command in (found.backup, found.restore):
        assert await command(tmp_path / "b") == 1
        assert "can be read by others; run: chmod 600" in capsys.readouterr().err
