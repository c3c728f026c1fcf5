"""What services may expect of every store, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.event import listen
from sqlalchemy.exc import IntegrityError

from auth.audit.events import GENESIS, ActorKind, AuditAction, AuditEvent, next_link
from auth.crypto.sealing import new_master_key
from auth.model import GuestKind, Identification, MeetingClass, SignInMethod, StaffRole
from server.services.model import Account, GuestSession, Invitation, Meeting, NewAccount, Passkey
from server.services.vault import DataKey, Vault
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import PRAGMAS, Database, sqlite_url
from server.storage.meetings.meetings import SqlMeetingStore
from server.storage.organisation.settings import SqlSettingStore
from server.storage.signin.accounts import SqlAccountStore
from server.storage.signin.sessions import SqlSessionStore
from server.storage.vault import SqlDataKeyStore
from tests.conftest import PRODUCTS
from tests.support.trail import sink_of

NOW = 1_800_000_000.25


def new_account(email: str = "eva@example.se") -> NewAccount:
    return NewAccount("Å & Ö kommun", "Socialtjänsten", "Eva Åberg 🙂", email, None, StaffRole.ADMINISTRATOR)


def meeting_of(account: Account, meeting_id: str = "m1", starts_at: float = NOW) -> Meeting:
    return Meeting(
        id=meeting_id,
        tenant_id=account.tenant_id,
        unit_id=account.unit_id,
        owner_id=account.id,
        host_name=account.name,
        organisation=account.organisation,
        title="Möte'); DROP TABLE meetings; --",
        meeting_class=MeetingClass.PROTECTED,
        lobby=True,
        starts_at=starts_at,
        ended_at=None,
    )


def invitation_to(meeting: Meeting, *, shared: bool = False) -> Invitation:
    return Invitation(f"i-{meeting.id}", meeting.tenant_id, meeting.id, "Anna", GuestKind.CLIENT, shared, None, None)


def session_of(invitation: Invitation, session_id: str) -> GuestSession:
    return GuestSession(session_id, invitation, "Anna", False, NOW, None, None)


@pytest.fixture
def accounts(database: Database) -> SqlAccountStore:
    return SqlAccountStore(database)


@pytest.fixture
def meetings(database: Database) -> SqlMeetingStore:
    return SqlMeetingStore(database)


@pytest.fixture
async def account(accounts: SqlAccountStore) -> Account:
    return await accounts.add_account(new_account(), NOW)


async def test_one_of_many_makes_the_first_account_and_a_link_that_is_over_makes_none(
    accounts: SqlAccountStore,
) -> None:
    await accounts.add_setup_link("hash", None, NOW, NOW + 60)
    people = [new_account(f"{number}@example.se") for number in range(6)]
    made = await asyncio.gather(*(accounts.activate_first("hash", one, None, passkey_of(one), NOW) for one in people))
    assert made.count(True) == 1
    (there,) = [found for one in people for found in await accounts.accounts_by_email(one.email)]
    assert (there.name, there.organisation, there.unit) == ("Eva Åberg 🙂", "Å & Ö kommun", "Socialtjänsten")
    await accounts.add_setup_link("late", None, NOW, NOW + 60)
    late = new_account("late@example.se")
    assert not await accounts.activate_first("late", late, None, passkey_of(late), NOW + 60)
    assert await accounts.accounts_by_email("late@example.se") == []


def passkey_of(account: NewAccount) -> Passkey:
    return Passkey(f"key {account.account_id}", account.tenant_id, account.account_id, "Telefon", b"key", 0, NOW)


async def test_organisations_with_one_name_get_addresses_of_their_own(accounts: SqlAccountStore) -> None:
    one, other = [await accounts.add_account(new_account(f"{n}@example.se"), NOW) for n in range(2)]
    assert one.tenant_id != other.tenant_id


async def test_a_staff_session_comes_back_as_it_was_stored(database: Database, account: Account) -> None:
    sessions = SqlSessionStore(database)
    await sessions.add_staff_session("s", account, SignInMethod.PASSKEY, NOW, NOW)
    await sessions.touch_staff_session("s", NOW + 1)
    stored = await sessions.staff_session("s")
    assert stored is not None
    assert (stored.method, stored.created_at, stored.last_seen_at) == (SignInMethod.PASSKEY, NOW, NOW + 1)
    assert stored.revoked_at is None
    await sessions.revoke_staff_session("s", NOW + 2)
    revoked = await sessions.staff_session("s")
    assert revoked is not None
    assert revoked.revoked_at == NOW + 2


async def test_what_refers_to_nothing_is_refused(meetings: SqlMeetingStore, account: Account) -> None:
    nowhere = invitation_to(meeting_of(account))
    with pytest.raises(IntegrityError):
        await meetings.add_invitation(nowhere, "hash", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "' OR '1'='1",
        "'; DROP TABLE meetings; --",
        '"; DELETE FROM audit_events; --',
        "\\'; SELECT pg_sleep(60); --",
        "x' UNION SELECT password_hash FROM accounts --",
        "%",
        "_",
        ":id",
        "$1",
        "?",
        "{0}",
        "%(id)s",
        "E'\\\\x41'",
    ],
)
async def test_text_is_text_wherever_it_is_written_or_looked_for(
    meetings: SqlMeetingStore, accounts: SqlAccountStore, account: Account, text: str
) -> None:
    await meetings.add_meeting(replace(meeting_of(account), title=text), NOW)
    stored = await meetings.meeting("m1")
    assert stored is not None
    assert stored.title == text
    assert await meetings.meeting(text) is None
    assert await meetings.invitation_by_token(text) is None
    assert await meetings.meetings_of(text) == []
    assert await accounts.accounts_by_email(text) == []
    assert not await meetings.end_meeting(text, NOW)
    still = await meetings.meeting("m1")
    assert still is not None
    assert still.ended_at is None


async def test_meetings_come_newest_first_and_end_once(meetings: SqlMeetingStore, account: Account) -> None:
    for number in range(3):
        await meetings.add_meeting(meeting_of(account, f"m{number}", NOW + number), NOW)
    listed = await meetings.meetings_of(account.id)
    assert [meeting.id for meeting in listed] == ["m2", "m1", "m0"]
    assert listed[0].title == "Möte'); DROP TABLE meetings; --"
    ended = await asyncio.gather(*(meetings.end_meeting("m1", NOW) for _ in range(8)))
    assert ended.count(True) == 1


async def test_a_new_link_makes_the_old_one_and_its_browsers_void(meetings: SqlMeetingStore, account: Account) -> None:
    meeting = meeting_of(account)
    invitation = invitation_to(meeting)
    await meetings.add_meeting(meeting, NOW)
    await meetings.add_invitation(invitation, "old", NOW)
    first = await asyncio.gather(*(meetings.use_invitation(invitation.id, "old", NOW) for _ in range(8)))
    assert first.count(True) == 1
    await meetings.add_guest_session(session_of(invitation, "g1"))
    await meetings.replace_token(invitation.id, "new", NOW + 1)
    assert await meetings.invitation_by_token("old") is None
    found = await meetings.invitation_by_token("new")
    assert found is not None
    assert (found.name, found.used_at) == ("Anna", None)
    session = await meetings.guest_session("g1")
    assert session is not None
    assert session.revoked_at == NOW + 1


async def test_who_is_admitted_takes_the_seat_from_other_browsers(meetings: SqlMeetingStore, account: Account) -> None:
    meeting = meeting_of(account)
    invitation = invitation_to(meeting)
    await meetings.add_meeting(meeting, NOW)
    await meetings.add_invitation(invitation, "token", NOW)
    for name in ("g1", "g2"):
        await meetings.add_guest_session(session_of(invitation, name))
    await meetings.admit_guest("g1", NOW + 1)
    one, other = [await meetings.guest_session(name) for name in ("g1", "g2")]
    assert one is not None
    assert other is not None
    assert (one.admitted_at, one.revoked_at, other.revoked_at) == (NOW + 1, None, NOW + 1)
    await meetings.return_guest("g1")
    returned = await meetings.guest_session("g1")
    assert returned is not None
    assert returned.admitted_at is None
    await meetings.admit_guest("g1", NOW + 1)
    await meetings.bar_guest("g1", NOW + 2)
    (barred,) = await meetings.invitations(meeting.id)
    assert barred.revoked_at == NOW + 2


async def test_a_scope_has_one_data_key_however_many_ask_at_once(database: Database, account: Account) -> None:
    store = SqlDataKeyStore(database)
    keys = [DataKey(f"k{n}", account.tenant_id, "scope", bytes([n]) * 60, "master") for n in range(8)]
    stored = await asyncio.gather(*(store.add_data_key(key, NOW) for key in keys))
    assert len({key.id for key in stored}) == 1
    await store.remove_data_key("scope")
    assert await store.data_key("scope") is None


async def test_who_comes_by_the_provider_uses_up_the_links_to_their_account(
    accounts: SqlAccountStore, account: Account
) -> None:
    """Whoever kept an invitation would otherwise be the account, with what its owner has put into it since."""
    await accounts.add_setup_link("kept", account.id, NOW, NOW + 60)
    await accounts.link_provider(account, "subject", account.role, NOW)
    link = await accounts.setup_link("kept")
    assert link is not None
    assert link.used
    assert await accounts.activate("kept", account, passkey_of(new_account()), NOW) is None


async def test_settings_are_kept_apart_by_organisation(database: Database, accounts: SqlAccountStore) -> None:
    one, other = [await accounts.add_account(new_account(f"{n}@example.se"), NOW) for n in range(2)]
    vault, store = Vault(SqlDataKeyStore(database), new_master_key(), lambda: NOW), SqlSettingStore(database)
    await store.put_setting(one.tenant_id, "mail", await vault.seal(one.tenant_id, "mail", "one"), one.id, NOW)
    await store.put_setting(one.tenant_id, "mail", await vault.seal(one.tenant_id, "mail", "two"), one.id, NOW)
    assert await store.setting(other.tenant_id, "mail") is None
    sealed = await store.setting(one.tenant_id, "mail")
    assert sealed is not None
    assert await vault.open(one.tenant_id, "mail", sealed) == "two"
    await store.remove_setting(one.tenant_id, "mail")
    assert await store.setting(one.tenant_id, "mail") is None


async def test_two_processes_write_one_chain(database: Database) -> None:
    """Each sink serialises its own writers; between two, the database decides."""
    sinks = [sink_of(database, lambda: NOW) for _ in range(2)]

    async def write(sink: SqlAuditSink) -> None:
        for _ in range(20):
            await sink.record(EVENT)

    await asyncio.gather(*(write(sink) for sink in sinks))
    rows = await rows_of(database)
    previous = GENESIS
    for seq, (stored, at, before, hashed) in enumerate(rows, start=1):
        assert (stored, before, hashed) == (seq, previous, next_link(EVENT, seq, at, previous).hash)
        previous = hashed
    assert len(rows) == 40


async def test_what_comes_together_is_written_together(database: Database) -> None:
    """A hundred records in five transactions at most: what a commit costs is paid by many."""
    sink = sink_of(database, lambda: NOW)
    commits = 0

    def committed(connection: object) -> None:
        nonlocal commits
        commits += 1

    listen(database.engine.sync_engine, "commit", committed)
    others = [replace(EVENT, tenant_id="other", actor=str(number)) for number in range(20)]
    mine = [replace(EVENT, actor=str(number)) for number in range(80)]
    await asyncio.gather(*(sink.record(one) for one in [*mine, *others]))
    assert commits <= 5
    assert [one.actor for one in await sink.events("m1") if one.tenant_id == "tenant"] == [one.actor for one in mine]
    assert [seq for seq, *_ in await rows_of(database, "tenant")] == list(range(1, 81))
    assert [seq for seq, *_ in await rows_of(database, "other")] == list(range(1, 21))


async def test_one_that_cannot_be_written_is_told_to_all_who_were_with_it_and_leaves_nothing(
    database: Database,
) -> None:
    sink = sink_of(database, lambda: NOW)
    bad = replace(EVENT, actor=None)  # type: ignore[arg-type]
    answers = await asyncio.gather(*map(sink.record, (EVENT, EVENT, bad)), return_exceptions=True)
    assert answers[0] is None, "it was on its way before the others came"
    assert [type(one) for one in answers[1:]] == [IntegrityError] * 2
    assert await asyncio.gather(sink.record(EVENT), sink.record(replace(EVENT, tenant_id="other"))) == [None, None]
    assert [seq for seq, *_ in await rows_of(database, "tenant")] == [1, 2]


async def test_who_gives_up_waiting_stops_nobody(database: Database) -> None:
    sink = sink_of(database, lambda: NOW)
    tasks = [asyncio.create_task(sink.record(replace(EVENT, actor=str(number)))) for number in range(5)]
    await asyncio.sleep(0)
    tasks[3].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [one for one in answers if one is not None and not isinstance(one, asyncio.CancelledError)] == []
    assert len(await rows_of(database, "tenant")) >= 4
    await sink.record(EVENT)


EVENT = AuditEvent(
    "tenant", AuditAction.ADMITTED, ActorKind.STAFF, "eva", "m1", "anna", method=Identification.SHOWN, unit_id="u"
)


async def rows_of(database: Database, tenant: str = "tenant") -> list[tuple[int, float, str, str]]:
    from sqlalchemy import select

    from server.storage.rows.audit import AuditRow

    query = (
        select(AuditRow.seq, AuditRow.at, AuditRow.previous, AuditRow.hash)
        .order_by(AuditRow.seq)
        .where(AuditRow.tenant_id == tenant)
    )
    async with database.session() as session:
        return [(row.seq, row.at, row.previous, row.hash) for row in await session.execute(query)]


async def test_what_sqlite_has_committed_lasts_through_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in PRODUCTS.items():
        monkeypatch.setitem(PRAGMAS, name, value)
    database = Database(sqlite_url(tmp_path / "data.sqlite"))
    async with database.engine.connect() as connection:
        assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
    await database.close()
