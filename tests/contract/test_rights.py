"""Everything about one person, nothing about another (R7)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.crypto.sealing import new_master_key
from server.rooms.items import Entry
from server.services.files.content import Content
from server.services.files.room_archive import RoomArchive
from server.services.meetings.invitations import EMAIL, PERSON, PHONE
from server.services.model import StoredFile
from server.services.privacy.rights import Rights
from server.services.vault import Vault
from server.storage.database import Database
from server.storage.files.blobs import LocalBlobs
from server.storage.files.files import SqlFileRows
from server.storage.files.room_items import SqlItemStore
from server.storage.privacy.rights import SqlRightsStore
from server.storage.rows.meetings import CoHostRow, GuestSessionRow, InvitationRow, MeetingRow
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.signin import AccountRow, PasskeyRow, StaffSessionRow
from server.storage.vault import SqlDataKeyStore
from server.wire.room.shared import Channel
from tests.support.trail import sink_of

NOW = 1_800_000_000.0
PEOPLE = [f"P{n}" for n in range(6)]
"""Each person's name is in everything that is theirs, and in nothing of others."""


class Scene:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.vault = Vault(SqlDataKeyStore(database), new_master_key(), lambda: NOW)
        self.audit = sink_of(database, lambda: NOW)
        self.files = SqlFileRows(database)
        self.rights = Rights(SqlRightsStore(database), self.vault, self.audit, lambda: NOW)

    async def add(self, row: Any, **values: Any) -> None:
        async with self.database.engine.begin() as connection:
            await connection.execute(insert(row), [values])

    async def seed(self) -> None:
        for org in ("a", "b"):
            await self.add(TenantRow, id=org, slug=org, name=org, created_at=NOW)
            await self.add(UnitRow, id=f"u{org}", tenant_id=org, name="u", created_at=NOW)
            for host in (f"H{org}1", f"H{org}2"):
                await self._host(org, host)
            for person in PEOPLE:
                await self._guest(org, f"{person}{org}")

    async def _host(self, org: str, host: str) -> None:
        common = {"tenant_id": org, "created_at": NOW}
        await self.add(AccountRow, id=host, unit_id=f"u{org}", email=f"{host.lower()}@x.se", name=f"{host} name",
                       role="agent", password_hash="HASH-SECRET", **common)  # fmt: skip
        await self.add(PasskeyRow, id=f"{host}-PASSKEY-SECRET", account_id=host, name=f"{host} phone", public_key=b"k",
                       sign_count=1, **common)  # fmt: skip
        await self.add(StaffSessionRow, id=f"{host}-COOKIE-SECRET", account_id=host, method="totp", strong_at=NOW,
                       last_seen_at=NOW, **common)  # fmt: skip
        await self.add(MeetingRow, id=f"{host}-m", unit_id=f"u{org}", owner_id=host, title=f"About {host} case",
                       meeting_class="protected", lobby=True, starts_at=NOW, **common)  # fmt: skip

    async def _guest(self, org: str, person: str) -> None:
        common = {"tenant_id": org, "created_at": NOW, "meeting_id": f"H{org}1-m"}
        meeting = common["meeting_id"]
        await self.add(
            InvitationRow, id=f"{person}-i", name=f"{person} name", kind="client", shared=False, identification="sms",
            phone=await self.vault.seal(org, PHONE, f"+4670000{int(person[1]):04}", meeting),
            email=await self.vault.seal(org, EMAIL, f"{person}@x.se", meeting),
            person_hash=await self.vault.fingerprint(org, PERSON, f"{person}-number"), protected_identity=False,
            token_hash=f"{person}-TOKEN-SECRET", **common,
        )  # fmt: skip
        await self.add(GuestSessionRow, id=f"{person}-g", invitation_id=f"{person}-i", name=f"{person} name",
                       second_device=False, identified_by="sms", **common)  # fmt: skip
        said = Entry(
            channel=Channel.CHAT, key=f"{person}-k", n=1, first=1, person=f"{person}-i", author="",
            name=f"{person} name", at=NOW, payload=f"{person} says", to="x", to_name="P9 name",
            audience=frozenset({"P9-i"}),
        )  # fmt: skip
        content = Content(self.files, LocalBlobs(Path("/nowhere")), self.vault)
        archive = RoomArchive(SqlItemStore(self.database), content, self.vault)
        await archive.save(org, meeting, [("main", said)])
        await self.files.add_file(StoredFile(f"{person}-f", org, meeting, f"{person}-i", "pdf", 5, NOW))
        for action, actor, subject in (
            ("link_used", f"{person}-g", f"{person}-i"),
            ("admitted", f"H{org}1", f"{person}-g"),
        ):
            kind = ActorKind.STAFF if action == "admitted" else ActorKind.GUEST
            await self.audit.record(AuditEvent(org, AuditAction(action), kind, actor, meeting, subject))


@pytest.fixture
async def scene(database: Database) -> Scene:
    scene = Scene(database)
    await scene.seed()
    return scene


def text_of(document: dict[str, Any] | None) -> str:
    assert document is not None
    return json.dumps(document, ensure_ascii=False)


@pytest.mark.parametrize("who", ["P2a@x.se", "p2a@X.SE", "P2a-i", "070-000 00 02"])
async def test_a_guests_export_has_all_of_them_and_nobody_else(scene: Scene, who: str) -> None:
    document = await scene.rights.person("a", who, "operator")
    text = text_of(document)
    assert document is not None
    data = document["data"]
    assert [row["name"] for row in data["invitations"]] == ["P2a name"]
    assert (data["invitations"][0]["phone"], data["invitations"][0]["email"]) == ("+46700000002", "P2a@x.se")
    assert [row["name"] for row in data["guest_sessions"]] == ["P2a name"]
    assert [row["action"] for row in data["audit_events"]] == ["link_used", "admitted"]
    assert [row["id"] for row in data["meetings"]] == ["Ha1-m"]
    assert [row["content"] for row in data["room_items"]] == ["P2a says"]
    assert [row["id"] for row in data["files"]] == ["P2a-f"]
    assert "P9" not in text, "to whom it was said is another person"
    for other in (
        *(f"{person}{org}" for person in PEOPLE for org in "ab" if (person, org) != ("P2", "a")),
        "Ha2",
        "Hb",
    ):
        assert other not in text, other
    assert "SECRET" not in text
    assert '"Ha1"' not in text, "who let them in is another person"


async def test_a_number_that_its_country_has_given_up_is_still_somebodys(scene: Scene) -> None:
    sealed = await scene.vault.seal("a", PHONE, "+4512345678", "Ha1-m")
    async with scene.database.engine.begin() as connection:
        await connection.execute(update(InvitationRow).where(InvitationRow.id == "P1a-i").values(phone=sealed))
    document = await scene.rights.person("a", "+45 12 34 56 78", "operator")
    assert document is not None
    assert [row["name"] for row in document["data"]["invitations"]] == ["P1a name"]


@pytest.mark.parametrize("who", ["Ha1", "HA1@x.se"])
async def test_an_accounts_export_has_all_of_it_and_no_guest(scene: Scene, who: str) -> None:
    await scene.add(CoHostRow, meeting_id="Ha2-m", account_id="Ha1", tenant_id="a", added_at=NOW)
    document = await scene.rights.person("a", who, "operator")
    text = text_of(document)
    assert document is not None
    counts = {table: len(rows) for table, rows in document["data"].items() if rows}
    assert counts == {
        "accounts": 1, "passkeys": 1, "staff_sessions": 1, "meetings": 1, "co_hosts": 1, "audit_events": len(PEOPLE),
    }  # fmt: skip
    for other in (*PEOPLE, "Hb", "Ha2 name", "ha2@", "About"):
        assert other not in text, other
    assert "SECRET" not in text


async def test_a_meetings_export_has_everything_of_that_meeting(scene: Scene) -> None:
    document = await scene.rights.meeting("a", "Ha1-m", "operator")
    text = text_of(document)
    assert document is not None
    assert {row["email"] for row in document["data"]["invitations"]} == {f"{person}a@x.se" for person in PEOPLE}
    assert len(document["data"]["guest_sessions"]) == len(PEOPLE)
    assert len(document["data"]["audit_events"]) == 2 * len(PEOPLE)
    assert "Ha2" not in text
    assert "P1b" not in text
    assert "SECRET" not in text


async def test_what_is_not_there_and_what_is_anothers_gives_nothing(scene: Scene) -> None:
    for who in ("nobody@x.se", "P2b@x.se", "Hb1", "P2b-i", "", "%"):
        assert await scene.rights.person("a", who, "operator") is None
    assert await scene.rights.meeting("a", "Hb1-m", "operator") is None


async def test_every_export_is_recorded(scene: Scene) -> None:
    await scene.rights.person("a", "P2a@x.se", "operator")
    await scene.rights.meeting("a", "Ha1-m", "operator")
    from server.storage.audit.chains import SqlChainStore

    links = [link async for link in SqlChainStore(scene.database).links("a") if link.action == "data_exported"]
    assert [(link.actor, link.subject, link.meeting_id) for link in links] == [
        ("operator", "P2a-i", None),
        ("operator", None, "Ha1-m"),
    ]
