"""From every released revision, with data in place, to the newest; or not at all."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text

from auth.audit.chain import ChainCheck
from server.services.audit.alerts import Alerts
from server.services.audit.chains import AuditChains
from server.services.audit.heads_file import HeadsFile
from server.storage import database as storage
from server.storage.audit.chains import SqlChainStore
from server.storage.database import Database, DatabaseError
from server.storage.rows import METADATA
from tests.contract.seeds import everything, insert, rows_0001
from tests.support.trail import KEYS, ends_in

DROPPED = {"staff_sessions"}
"""Sessions of one factor, which 0002 ends on purpose."""


async def old_database(empty: Database) -> Database:
    await empty.migrate("0001")
    await insert(empty, rows_0001())
    return empty


async def test_nothing_is_lost_on_the_way(empty: Database) -> None:
    database = await old_database(empty)
    await database.migrate()
    seeded = Counter(table for table, _ in rows_0001())
    for table, count in seeded.items():
        rows = await everything(database, table)
        assert len(rows) == (0 if table in DROPPED else count), table
        if table in DROPPED | {"audit_events"}:
            continue
        for _, values in (row for row in rows_0001() if row[0] == table):
            assert any(all(row[name] == value for name, value in values.items()) for row in rows), (table, values)


async def test_titles_of_meetings_from_before_are_not_shown_to_guests(empty: Database) -> None:
    database = await old_database(empty)
    await database.migrate()
    rows = await everything(database, "meetings")
    assert {row["title"]: bool(row["show_title"]) for row in rows} == {"Uppföljning": False}


async def test_each_organisation_gets_an_address_and_an_unbroken_chain(empty: Database, tmp_path: Path) -> None:
    database = await old_database(empty)
    await database.migrate()
    store, ends = SqlChainStore(database), ends_in(tmp_path, lambda: 1_800_000_000.0)
    alerts = Alerts(lambda: 0.0, lambda: 0.0)
    await AuditChains(store, ends, HeadsFile(tmp_path / "heads"), alerts, lambda: 1_800_000_000.0).begin_marks()
    assert {row["slug"] for row in await everything(database, "tenants")} == {"stor-stad", "stor-stad-2"}
    rows = sorted(await everything(database, "audit_events"), key=lambda row: (row["tenant_id"], row["seq"]))
    for tenant in ("tenant-a", "tenant-b"):
        check = ChainCheck(tenant, await store.heads(tenant), KEYS)
        async for link in store.links(tenant):
            check.take(link)
        assert check.finish() is None
        assert check.checked == 25
    assert alerts.seen == []
    before = Counter(
        (v["tenant_id"], v["meeting_id"], round(v["at"], 3)) for t, v in rows_0001() if t == "audit_events"
    )
    assert Counter((row["tenant_id"], row["meeting_id"], row["at"]) for row in rows) == before


async def test_the_migrated_schema_is_that_of_the_models(empty: Database) -> None:
    database = await old_database(empty)
    await database.migrate()
    found = MetaData()
    async with database.engine.connect() as connection:
        await connection.run_sync(found.reflect)
    tables = {name: {column.name for column in table.columns} for name, table in found.tables.items()}
    del tables["alembic_version"]
    assert tables == {name: set(table.columns.keys()) for name, table in METADATA.tables.items()}
    for name, table in METADATA.tables.items():
        wanted = {column.name: column.nullable for column in table.columns}
        assert {column.name: column.nullable for column in found.tables[name].columns} == wanted, name
        indexed = {index.name for index in found.tables[name].indexes}
        assert {index.name for index in table.indexes} <= indexed, name


async def test_the_audit_trail_refuses_changes(empty: Database) -> None:
    database = await old_database(empty)
    await database.migrate()
    for statement in ("UPDATE audit_events SET outcome = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(Exception, match="audit trail"):
            async with database.engine.begin() as connection:
                await connection.execute(text(statement))
    assert len(await everything(database, "audit_events")) == 50


async def test_a_migration_that_fails_changes_nothing(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await old_database(empty)
    await database.migrate()
    broken = tmp_path / "migrations"
    shutil.copytree(storage.MIGRATIONS, broken)
    (broken / "versions" / "9999_breaks.py").write_text(BREAKS.replace("NEWEST", newest()))
    monkeypatch.setattr(storage, "MIGRATIONS", broken)
    tables = ("tenants", "meetings", "audit_events", "alembic_version")
    before = [await everything(database, table) for table in tables]
    with pytest.raises(ZeroDivisionError):
        await database.migrate()
    assert [await everything(database, table) for table in tables] == before
    monkeypatch.undo()
    await database.migrate()


async def test_a_failure_in_the_middle_of_the_first_upgrade_changes_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = await old_database(empty)
    broken = tmp_path / "migrations"
    shutil.copytree(storage.MIGRATIONS, broken)
    (second,) = (broken / "versions").glob("0002_*.py")
    second.write_text(
        second.read_text().replace("    _chain_audit_events()\n", "    _chain_audit_events()\n    1 / 0\n", 1)
    )
    monkeypatch.setattr(storage, "MIGRATIONS", broken)
    with pytest.raises(ZeroDivisionError):
        await database.migrate()
    assert [row["version_num"] for row in await everything(database, "alembic_version")] == ["0001"]
    assert "slug" not in (await everything(database, "tenants"))[0]
    assert len(await everything(database, "audit_events")) == 50
    monkeypatch.undo()
    await database.migrate()
    assert len(await everything(database, "audit_events")) == 50


async def test_a_database_of_a_newer_version_is_left_alone(empty: Database) -> None:
    await empty.migrate()
    async with empty.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '7777'"))
    with pytest.raises(
        DatabaseError, match=re.escape("A newer version of Resfri has made this database (revision 7777)")
    ):
        await empty.migrate()


def newest() -> str:
    return max(path.name[:4] for path in (storage.MIGRATIONS / "versions").glob("[0-9]*.py"))


BREAKS = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "NEWEST"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("more", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("meetings") as batch_op:
        batch_op.add_column(sa.Column("more", sa.Integer(), nullable=True))
        batch_op.drop_column("title")
    op.execute("DELETE FROM guest_sessions")
    1 / 0
"""
