"""Organisations as an operator makes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from auth.model import StaffRole
from server.operator.control import Question, ServerStatus, listening
from server.parts.core import open_core
from server.runtime.config import Settings
from server.runtime.secrets import NOTHING, load_or_make
from server.services.model import NewAccount
from server.storage.privacy.retention import SqlRetentionStore
from tests.contract.seeds import insert, rows_0001
from tests.contract.test_backup import Place, place


async def first_administrator(found: Place) -> None:
    settings = Settings(data_dir=found.folder, database_url=found.url)
    async with open_core(settings, load_or_make(settings)) as core:
        new = NewAccount("Storstad", "Socialtjänsten", "Eva Berg", "eva@example.se", None, StaffRole.ADMINISTRATOR)
        _ = await core.accounts.add(new)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_organisation_is_added_after_the_first_and_once(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await place(kind, tmp_path / "data")
    load_or_make(Settings(data_dir=found.folder), NOTHING)

    async def add(name: str) -> int:
        return await found.resfri(
            "add-organisation", "--name", name, "--administrator", "Bo Ek", "--email", "bo@example.se"
        )

    assert await found.resfri("setup-link") == 0
    assert await add("Exempelby") == 1
    assert "The first organisation is made with the set-up link" in capsys.readouterr().err
    assert await found.resfri("setup-link") == 0, "the way to the first account is still open"
    await first_administrator(found)
    capsys.readouterr()
    assert await add("Exempelby") == 0
    (address,) = re.findall(r"/o/\S+", capsys.readouterr().out)
    for again in ("Exempelby", " exempelBY ", "Storstad"):
        assert await add(again) == 1, again
        err = capsys.readouterr().err
        assert "There is an organisation with that name already" in err, again
        assert again == "Storstad" or f"{address}." in err


async def two_organisations(kind: str, folder: Path) -> Place:
    """With something in every table of the first schema, and a file in a meeting of each."""
    found = await place(kind, folder)
    load_or_make(Settings(data_dir=found.folder), NOTHING)
    database = found.open()
    await database.migrate("0001")
    await insert(database, rows_0001())
    await database.close()
    assert await found.resfri("migrate") == 0
    for meeting in ("meeting-a0", "meeting-b0"):
        sent = found.folder / "files" / meeting / "abc"
        sent.parent.mkdir(parents=True)
        sent.write_bytes(b"sealed")
    return found


def of(rows: dict[str, list[dict[str, Any]]], tenant: str) -> dict[str, list[dict[str, Any]]]:
    """An organisation's, and the organisation."""
    return {
        table: [row for row in every if tenant in (row.get("tenant_id"), row.get("id"))]
        for table, every in rows.items()
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_an_organisation_leaves_with_all_that_it_has_and_no_other_loses_anything(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await two_organisations(kind, tmp_path / "data")
    before = await found.rows()
    leave = ("remove-organisation", "--organisation", "stor-stad-2")
    assert await found.resfri("remove-organisation", "--organisation", "nobody", "--yes") == 1
    assert await found.resfri(*leave) == 1
    assert "has 1 account(s) and 3 meeting(s).\nNothing is removed." in capsys.readouterr().out
    assert await found.rows() == before
    assert await found.resfri(*leave, "--yes") == 0
    after = await found.rows()
    gone = {table: rows for table, rows in of(after, "tenant-b").items() if rows}
    assert set(gone) == {"audit_events", "audit_heads"}
    trail = [row for row in gone["audit_events"] if row["action"] != "organisation_removed"]
    assert trail == of(before, "tenant-b")["audit_events"]
    assert len(gone["audit_events"]) == len(trail) + 1
    kept, was = of(after, "tenant-a"), of(before, "tenant-a")
    assert {table: rows for table, rows in kept.items() if table != "audit_heads"} == {
        table: rows for table, rows in was.items() if table != "audit_heads"
    }
    assert sorted(path.name for path in (found.folder / "files").iterdir()) == ["meeting-a0"]
    assert await found.resfri("audit", "verify") == 0
    database = found.open()
    assert await SqlRetentionStore(database).tenants() == ["tenant-a", "tenant-b"], "its trail has its time"
    await database.close()


async def test_a_running_server_is_stopped_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def answer(_: Question) -> ServerStatus:
        return ServerStatus(at=1.0, draining=False, meetings=0, alerts=[], workers=[])

    found = await two_organisations("sqlite", tmp_path / "data")
    before = await found.rows()
    async with listening(found.folder, answer):
        assert await found.resfri("remove-organisation", "--organisation", "stor-stad-2", "--yes") == 1
    assert "Stop the server first" in capsys.readouterr().err
    assert await found.rows() == before
