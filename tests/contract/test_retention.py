"""Time travel: of a thousand things of each kind, exactly those that are due disappear (R5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from auth.audit.events import AuditAction
from auth.crypto.links import digest, mint_secret
from auth.crypto.sealing import Unsealable, new_master_key
from auth.model import MeetingClass
from server.services.audit.alerts import Alerts
from server.services.audit.chains import AuditChains
from server.services.audit.heads_file import HeadsFile
from server.services.files.content import Content
from server.services.organisation.settings import TenantSettings
from server.services.organisation.stored_settings import DEFAULT_RETENTION
from server.services.privacy.retention import Retention
from server.services.vault import Vault, content_scope
from server.storage.audit.chains import SqlChainStore
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import Database
from server.storage.files.blobs import LocalBlobs
from server.storage.files.files import SqlFileRows
from server.storage.meetings.meetings import SqlMeetingStore
from server.storage.organisation.settings import SqlSettingStore
from server.storage.privacy.retention import SqlRetentionStore
from server.storage.rows.base import Base
from server.storage.rows.meetings import CoHostRow, GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.privacy import DataKeyRow
from server.storage.rows.signin import AccountRow, CeremonyRow, RecoveryCodeRow, SetupLinkRow, StaffSessionRow
from tests.support.trail import ends_in

NOW = 1_800_000_000.0
DAY = 86400.0
COUNT = 1000


class Scene:
    """Two organisations; of each kind, object n was over n hours ago."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.now = NOW
        self.running: list[str] = []
        now = lambda: self.now  # noqa: E731
        alerts = Alerts(now, lambda: 0.0)
        ends = ends_in(folder, now)
        self.audit = SqlAuditSink(database, ends, now)
        file = HeadsFile(folder / "heads.jsonl")
        self.chains = AuditChains(SqlChainStore(database), ends, file, alerts, now)
        from server.storage.vault import SqlDataKeyStore

        self.vault = Vault(SqlDataKeyStore(database), new_master_key(), now)
        from server.services.audit.health import AuditHealth

        self.health = AuditHealth(self.audit, alerts)
        self.settings = TenantSettings(SqlSettingStore(database), self.vault, self.health, now)
        store = SqlRetentionStore(database)
        self.blobs = LocalBlobs(folder / "files")
        self.content = Content(SqlFileRows(database), self.blobs, self.vault)
        self.retention = Retention(
            store, self.settings, self.vault, self.content, self.chains, self.health, lambda: self.running, now
        )

    async def add(self, row: type[Base], rows: list[dict[str, Any]]) -> None:
        async with self.database.engine.begin() as connection:
            for start in range(0, len(rows), 500):
                await connection.execute(insert(row), rows[start : start + 500])

    async def left(self, row: Any, column: Any) -> set[str]:
        async with self.database.session() as session:
            return set(await session.scalars(select(column)))

    async def prepare(self) -> None:
        for org in "ab":
            tenant = {"tenant_id": org, "created_at": NOW}
            await self.add(TenantRow, [{"id": org, "slug": org, "name": org, "created_at": NOW}])
            await self.add(UnitRow, [{"id": f"u{org}", "name": "u", **tenant}])
            account = {"unit_id": f"u{org}", "name": "Eva", "role": "agent"}
            await self.add(AccountRow, [{"id": f"eva{org}", "email": f"eva@{org}", **account, **tenant}])


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    scene = Scene(database, tmp_path)
    await scene.prepare()
    return scene


def meeting(number: int, ended: float | None, **changes: Any) -> dict[str, Any]:
    given = {
        "id": f"m{number}", "tenant_id": "a", "unit_id": "ua", "owner_id": "evaa", "title": f"Secret {number}",
        "meeting_class": "protected", "lobby": True, "starts_at": NOW - number * 3600, "created_at": 0.0,
        "ended_at": ended,
    }  # fmt: skip
    return {**given, **changes}


def invitation(number: int) -> dict[str, Any]:
    return {
        "id": f"i{number}", "tenant_id": "a", "meeting_id": f"m{number}", "name": f"Guest {number}", "kind": "client",
        "shared": False, "identification": "sms", "phone": b"p", "email": b"e", "person_hash": "h",
        "protected_identity": False, "token_hash": digest(f"token{number}"), "created_at": 0.0,
    }  # fmt: skip


def guest_session(number: int) -> dict[str, Any]:
    return {
        "id": f"g{number}", "tenant_id": "a", "meeting_id": f"m{number}", "invitation_id": f"i{number}", "name": "G",
        "second_device": False, "identified_by": "sms", "created_at": NOW,
    }  # fmt: skip


async def test_meetings_lose_their_names_when_it_is_time_and_not_before(scene: Scene) -> None:
    await scene.add(MeetingRow, [meeting(n, NOW - n * 3600) for n in range(COUNT)])
    await scene.add(InvitationRow, [invitation(n) for n in range(COUNT)])
    await scene.add(GuestSessionRow, [guest_session(n) for n in range(COUNT)])
    hosts = {"tenant_id": "a", "account_id": "evaa", "added_at": NOW}
    await scene.add(CoHostRow, [{"meeting_id": f"m{n}", **hosts} for n in range(COUNT)])
    for scope in ("m999", "m10", content_scope("m10"), content_scope("m30")):
        await scene.vault.seal("a", "x", "y", scope)
    await scene.retention.run_once()
    due = {f"m{n}" for n in range(COUNT) if n * 3600 >= DEFAULT_RETENTION.meeting_days * DAY}
    assert len(due) == 280
    async with scene.database.session() as session:
        rows = {row.id: row for row in await session.scalars(select(MeetingRow))}
        guests = {row.meeting_id: row for row in await session.scalars(select(InvitationRow))}
    assert len(rows) == COUNT, "the ids stay taken"
    for key, row in rows.items():
        assert (row.title == "", row.purged_at == NOW) == (key in due, key in due), key
        guest = guests[key]
        gone = (guest.name, guest.phone, guest.email, guest.person_hash) == ("", None, None, None)
        assert gone == (key in due)
        assert (guest.revoked_at is not None) == (key in due)
    assert await scene.left(GuestSessionRow, GuestSessionRow.meeting_id) == set(rows) - due
    assert await scene.left(CoHostRow, CoHostRow.meeting_id) == set(rows) - due
    store = SqlMeetingStore(scene.database)
    assert await store.invitation_by_token(digest("token999")) is None
    assert await store.invitation_by_token(digest("token1")) is not None
    # Content of protected meetings goes after 24 hours.
    keys = await scene.left(DataKeyRow, DataKeyRow.scope)
    assert {"m10", content_scope("m10")} <= keys
    assert not {"m999", content_scope("m30")} & keys
    purged = [event async for event in SqlChainStore(scene.database).links("a") if event.action == AuditAction.PURGED]
    counts = [int(event.outcome.split(":")[1]) for event in purged if event.outcome.startswith("meetings:")]
    assert sum(counts) == 280
    assert all(count <= 200 for count in counts)


@pytest.mark.parametrize("hours", [0, 24])
async def test_content_that_was_erased_cannot_be_read_again(scene: Scene, hours: int) -> None:
    kind = MeetingClass.SENSITIVE if hours == 0 else MeetingClass.PROTECTED
    await scene.add(MeetingRow, [meeting(1, NOW, meeting_class=kind.value)])
    sealed = await scene.vault.seal("a", "chat", "text", content_scope("m1"))
    contact = await scene.vault.seal("a", "phone", "+46", "m1")
    scene.now = NOW + hours * 3600 - 1
    await scene.retention.run_once()
    assert await scene.vault.open("a", "chat", sealed, content_scope("m1")) == "text"
    scene.now += 1
    await scene.retention.run_once()
    with pytest.raises(Unsealable):
        await scene.vault.open("a", "chat", sealed, content_scope("m1"))
    assert await scene.vault.open("a", "phone", contact, "m1") == "+46"


async def test_a_meeting_that_nobody_ended_is_over_when_its_links_are_and_can_never_be_entered_again(
    scene: Scene,
) -> None:
    await scene.add(MeetingRow, [meeting(800, None), meeting(801, None), meeting(1, None)])
    scene.running = ["m801"]
    await scene.retention.run_once()
    store = SqlMeetingStore(scene.database)
    purged, running, fresh = [await store.meeting(f"m{n}") for n in (800, 801, 1)]
    assert purged is not None
    assert purged.ended_at == NOW
    assert running is not None
    assert (running.title, running.ended_at) == ("Secret 801", None)
    assert fresh is not None
    assert fresh.title == "Secret 1"
    assert [one.id for one in await store.meetings_of("evaa")] == ["m1", "m801"]


KINDS: list[tuple[type[Base], Any, dict[str, Any], str, float]] = [
    (StaffSessionRow, StaffSessionRow.id,
     {"account_id": "evaa", "method": "totp", "strong_at": 0.0, "last_seen_at": 0.0, "created_at": 0.0},
     "revoked_at", 0),
    (StaffSessionRow, StaffSessionRow.id,
     {"account_id": "evaa", "method": "totp", "strong_at": 0.0, "last_seen_at": 0.0}, "created_at", 10 * 3600),
    (CeremonyRow, CeremonyRow.id, {"kind": "totp", "data": b"x", "created_at": 0.0, "tries_left": 1}, "expires_at", 0),
    (SetupLinkRow, SetupLinkRow.token_hash, {"created_at": 0.0}, "expires_at", 0),
    (SetupLinkRow, SetupLinkRow.token_hash, {"created_at": 0.0, "expires_at": NOW * 2}, "used_at", 0),
    (RecoveryCodeRow, RecoveryCodeRow.id, {"account_id": "evaa", "created_at": 0.0}, "used_at", 0),
]  # fmt: skip


@pytest.mark.parametrize(("row", "key", "values", "clock", "lasts"), KINDS)
async def test_what_is_over_goes_after_its_days(
    scene: Scene, row: type[Base], key: Any, values: dict[str, Any], clock: str, lasts: float
) -> None:
    every = 3 * 3600
    rows = [{key.key: f"k{n}", "tenant_id": "a", **values, clock: NOW - lasts - n * every} for n in range(COUNT)]
    await scene.add(row, rows)
    await scene.add(row, [{key.key: "still", "tenant_id": "a", **values, clock: NOW + DAY}])
    await scene.retention.run_once()
    due = {f"k{n}" for n in range(COUNT) if n * every >= DEFAULT_RETENTION.session_days * DAY}
    assert 0 < len(due) < COUNT
    assert await scene.left(row, key) == {f"k{n}" for n in range(COUNT)} - due | {"still"}


async def test_what_belongs_to_nobody_goes_too(scene: Scene) -> None:
    values = {"tenant_id": None, "created_at": 0.0}
    old = {"expires_at": NOW - 91 * DAY, **values}
    await scene.add(SetupLinkRow, [{"token_hash": f"s{n}", **old} for n in range(300)])
    await scene.add(SetupLinkRow, [{"token_hash": "fresh", **values, "expires_at": NOW}])
    await scene.retention.run_once()
    assert await scene.left(SetupLinkRow, SetupLinkRow.token_hash) == {"fresh"}


async def test_the_other_organisation_has_its_own_rule(scene: Scene) -> None:
    """What has been set for one does not touch the other."""
    from auth.model import Staff, StaffRole

    strict = Staff("b", "evab", "ub", "Eva", StaffRole.ADMINISTRATOR)
    import msgspec

    await scene.settings.put(strict, msgspec.structs.replace(DEFAULT_RETENTION, meeting_days=1))
    for org in "ab":
        changes = {"tenant_id": org, "unit_id": f"u{org}", "owner_id": f"eva{org}"}
        await scene.add(MeetingRow, [meeting(n, NOW - n * 3600, **changes, id=f"{org}{n}") for n in (10, 30)])
    await scene.retention.run_once()
    async with scene.database.session() as session:
        titles = {row.id: row.title for row in await session.scalars(select(MeetingRow))}
    assert {key for key, title in titles.items() if title == ""} == {"b30"}


async def test_without_a_working_audit_trail_nothing_is_removed(scene: Scene) -> None:
    await scene.add(MeetingRow, [meeting(n, NOW - n * 3600) for n in (800, 900)])
    block = {
        True: "CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'full'); END",
        False: "ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (false) NOT VALID",
    }[scene.database.sqlite]
    async with scene.database.engine.begin() as connection:
        await connection.execute(text(block))
    with pytest.raises(Exception, match="audit_unavailable"):
        await scene.retention.run_once()
    assert await scene.left(MeetingRow, MeetingRow.title) == {"Secret 800", "Secret 900"}


def test_a_secret_never_comes_twice() -> None:
    assert len({mint_secret() for _ in range(10_000)}) == 10_000
