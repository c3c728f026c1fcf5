"""The stored audit trail: signed, checked, cut and repaired by whoever has the database, and shortened by the rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from auth.audit.chain import Break, Fault
from auth.audit.events import GENESIS, ActorKind, AuditAction, AuditEvent, Link, next_link
from server.services.audit.alerts import Alert, Alerts
from server.services.audit.chains import AuditChains
from server.services.audit.ends import ChainEnds
from server.services.audit.heads_file import HeadsFile
from server.storage.audit.chains import PAGE, SqlChainStore
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import Database
from server.storage.rows.audit import AuditRow
from tests.support.trail import KEYS, ends_in

RECORDS = 10 * PAGE
YEAR = 366 * 86400.0
EVENT = AuditEvent("t", AuditAction.ADMITTED, ActorKind.STAFF, "eva", "m")
UNGUARD = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_events_unchanged", "DROP TRIGGER IF EXISTS audit_events_kept"),
    "postgresql": ("ALTER TABLE audit_events DISABLE TRIGGER ALL",),
}


@dataclass
class Scene:
    """A chain in a database whose triggers an attacker has removed."""

    database: Database
    folder: Path
    time: float = 1_800_000_000.0
    alerts: Alerts = field(init=False)
    chains: AuditChains = field(init=False)
    sink: SqlAuditSink = field(init=False)
    file: HeadsFile = field(init=False)
    ends: ChainEnds = field(init=False)

    def __post_init__(self) -> None:
        now: Callable[[], float] = lambda: self.time  # noqa: E731
        self.alerts = Alerts(now, lambda: 0.0)
        self.file = HeadsFile(self.folder / "heads.jsonl")
        self.ends = ends_in(self.folder, now)
        self.chains = AuditChains(SqlChainStore(self.database), self.ends, self.file, self.alerts, now)
        self.sink = SqlAuditSink(self.database, self.ends, now)

    async def grow(self, count: int, tenant: str = "t") -> None:
        for _ in range(count):
            await self.sink.record(AuditEvent(tenant, AuditAction.ADMITTED, ActorKind.STAFF, "eva", "m"))
        await self.chains.sign_ends()

    async def attack(self, *statements: str) -> None:
        async with self.database.engine.begin() as connection:
            for statement in (*UNGUARD["sqlite" if self.database.sqlite else "postgresql"], *statements):
                await connection.execute(text(statement))

    @property
    def raised(self) -> list[Alert]:
        return [one.alert for one in self.alerts.seen]


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Scene:
    return Scene(database, tmp_path)


async def test_every_chain_that_grew_gets_one_head_in_the_database_and_in_the_file(scene: Scene) -> None:
    await scene.grow(3)
    await scene.grow(2, "other")
    await scene.chains.sign_ends()
    heads = scene.file.read()
    assert {tenant: [head.seq for head in of] for tenant, of in heads.items()} == {"t": [3], "other": [2]}
    assert await SqlChainStore(scene.database).heads("t") == heads["t"]
    assert scene.file.path.stat().st_mode & 0o077 == 0
    assert await scene.chains.check_all() == []


@pytest.mark.parametrize(
    ("statement", "seq", "fault"),
    [
        ("UPDATE audit_events SET outcome = 'x' WHERE seq = 4", 4, Fault.CHANGED),
        ("UPDATE audit_events SET actor = 'anna' WHERE seq = 1", 1, Fault.CHANGED),
        ("DELETE FROM audit_events WHERE seq = 2", 2, Fault.MISSING),
        ("DELETE FROM audit_events WHERE seq < 3", 1, Fault.MISSING),
        ("DELETE FROM audit_events WHERE seq > 4", 5, Fault.TRUNCATED),
        ("DELETE FROM audit_events", 1, Fault.TRUNCATED),
        ("UPDATE audit_heads SET hash = 'x'", 6, Fault.FORGED_HEAD),
    ],
)
async def test_what_was_done_to_the_database_is_named(scene: Scene, statement: str, seq: int, fault: Fault) -> None:
    await scene.grow(6)
    await scene.attack(statement)
    assert await scene.chains.check_all() == [Break("t", seq, fault)]
    assert Alert.CHAIN_BROKEN in scene.raised


async def test_cutting_off_rows_and_heads_together_shows_in_the_file(scene: Scene) -> None:
    await scene.grow(4)
    await scene.grow(4)
    await scene.attack("DELETE FROM audit_events WHERE seq > 4", "DELETE FROM audit_heads WHERE seq > 4")
    assert await scene.chains.check_all() == [Break("t", 5, Fault.TRUNCATED)]


async def test_a_record_that_somebody_else_put_in_is_never_signed_and_is_named(scene: Scene) -> None:
    """With the right that the server's role has: to add."""
    await scene.grow(3)
    newest = await SqlChainStore(scene.database).newest("t")
    assert newest is not None
    forged = next_link(EVENT, 4, scene.time, newest.hash)
    async with scene.database.engine.begin() as connection:
        await connection.execute(insert(AuditRow), [{name: getattr(forged, name) for name in forged.__slots__}])
    await scene.chains.sign_ends()
    assert ([head.seq for head in scene.file.read()["t"]], scene.raised) == ([3], [Alert.CHAIN_BROKEN])
    await scene.grow(2)
    assert [head.seq for head in scene.file.read()["t"]] == [3]
    assert await scene.chains.check_all() == [Break("t", 4, Fault.FOREIGN)]


async def test_records_newer_than_the_last_head_cannot_be_cut_off_unnoticed(scene: Scene) -> None:
    await scene.grow(3)
    for _ in range(12):
        await scene.sink.record(EVENT)
    await scene.attack("DELETE FROM audit_events WHERE seq > 3")
    await scene.chains.sign_ends()
    assert scene.raised == [Alert.CHAIN_BROKEN]
    assert await scene.chains.check_all() == [Break("t", 4, Fault.TRUNCATED)]
    # What is written afterwards does not hide it.
    for _ in range(20):
        await scene.sink.record(EVENT)
    await scene.attack("DELETE FROM audit_events WHERE seq > 8")
    await scene.chains.sign_ends()
    assert [head.seq for head in scene.file.read()["t"]] == [3]


async def test_a_head_that_somebody_else_put_in_hides_nothing(scene: Scene) -> None:
    await scene.grow(3)
    head = scene.file.read()["t"][-1]
    await SqlChainStore(scene.database).add_head(replace(head, seq=4, hash="0" * 64))
    await scene.grow(2)
    assert [one.seq for one in scene.file.read()["t"]] == [3]
    assert Alert.CHAIN_BROKEN in scene.raised


async def test_the_end_of_a_chain_is_kept_in_a_file_for_its_owner_only(scene: Scene) -> None:
    for count in range(1, 4):
        await scene.sink.record(EVENT)
        assert {tenant: head.seq for tenant, head in scene.ends.read().items()} == {"t": count}
    (file,) = (scene.folder / "ends").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_bytes(file.read_bytes()[:99])
    assert scene.ends.read() == {}


async def test_a_chain_of_an_older_version_goes_on_and_nothing_unmarked_comes_after_it(scene: Scene) -> None:
    previous, rows = GENESIS, []
    for seq in range(1, 6):
        link = next_link(EVENT, seq, 1000.0 + seq, previous)
        previous = link.hash
        rows.append({name: getattr(link, name) for name in link.__slots__})
    async with scene.database.engine.begin() as connection:
        await connection.execute(insert(AuditRow), rows)
    await scene.chains.begin_marks()
    await scene.grow(2)
    await scene.chains.begin_marks()
    assert await scene.chains.check_all() == []
    await scene.attack("UPDATE audit_events SET mark = NULL WHERE seq = 6")
    assert await scene.chains.check_all() == [Break("t", 6, Fault.FOREIGN)]


async def test_a_broken_chain_is_never_signed_again(scene: Scene) -> None:
    await scene.grow(4)
    await scene.attack("UPDATE audit_events SET outcome = 'x' WHERE seq = 4")
    await scene.grow(2)
    assert [head.seq for head in scene.file.read()["t"]] == [4, 6], "what follows from the signed head is whole"
    await scene.attack("UPDATE audit_events SET outcome = 'x' WHERE seq = 6")
    await scene.sink.record(EVENT)
    await scene.attack("UPDATE audit_events SET outcome = 'y' WHERE seq = 7")
    await scene.chains.sign_ends()
    assert [head.seq for head in scene.file.read()["t"]] == [4, 6]
    assert Alert.CHAIN_BROKEN in scene.raised


async def test_the_rule_removes_from_the_beginning_only_and_the_rest_is_proved_from_there(scene: Scene) -> None:
    end = scene.time
    scene.time = end - 6 * YEAR
    await scene.grow(5)
    scene.time = end
    await scene.grow(3)
    assert await scene.chains.shorten("t", end - 5.5 * YEAR) == 5
    assert [link.seq async for link in SqlChainStore(scene.database).links("t")] == [6, 7, 8]
    assert await scene.chains.check_all() == []
    await scene.grow(1)
    assert await scene.chains.check_all() == []
    assert await scene.chains.shorten("t", end - 5.5 * YEAR) == 0
    await scene.attack("DELETE FROM audit_events WHERE seq = 6")
    assert await scene.chains.check_all() == [Break("t", 1, Fault.MISSING)]


async def test_the_newest_record_always_stays(scene: Scene) -> None:
    end = scene.time
    scene.time = end - 6 * YEAR
    await scene.grow(5)
    scene.time = end
    assert await scene.chains.shorten("t", end) == 4
    await scene.grow(2)
    assert await scene.chains.check_all() == []


async def test_what_is_younger_than_five_years_stays_whatever_a_rule_says(scene: Scene) -> None:
    await scene.grow(5)
    with pytest.raises(Exception, match="five years"):
        await SqlChainStore(scene.database).remove("t", 3)
    assert len([link async for link in SqlChainStore(scene.database).links("t")]) == 5


async def test_a_line_that_a_crash_cut_off_counts_as_not_written(scene: Scene) -> None:
    await scene.grow(2)
    with scene.file.path.open("a") as file:
        file.write('{"tenant_id": "t", "seq"')
    assert len(scene.file.read()["t"]) == 1
    await scene.grow(1)
    assert [head.seq for head in scene.file.read()["t"]] == [2, 3]


async def test_stored_records_are_proved_page_by_page(scene: Scene) -> None:
    rows, previous = [], GENESIS
    for seq in range(1, RECORDS + 1):
        link: Link = KEYS.stored(next_link(EVENT, seq, 1000.0 + seq, previous))
        previous = link.hash
        rows.append({name: getattr(link, name) for name in link.__slots__})
    async with scene.database.engine.begin() as connection:
        for start in range(0, len(rows), 2000):
            await connection.execute(insert(AuditRow), rows[start : start + 2000])
    await scene.chains.sign_ends()
    assert await scene.chains.check_all() == []
    await scene.attack("UPDATE audit_events SET outcome = 'x' WHERE seq = 7777")
    assert await scene.chains.check_all() == [Break("t", 7777, Fault.CHANGED)]
    assert json.loads(scene.file.path.read_text())["seq"] == RECORDS
