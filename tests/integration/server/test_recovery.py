"""A new way in for an account that has one: never by one administrator alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import update

from auth.model import StaffRole
from server.operator.serve import Serving
from server.services.organisation.recovery import ESTABLISHED_SECONDS, OPEN_SECONDS
from server.storage.rows.organisation import ProposalRow
from server.storage.rows.signin import AccountRow
from tests.support.server import Answer, Browser, choose_app, invite_staff, make_meeting, use_setup_link
from tests.support.smtp import MAIL, smtp_server
from tests.support.staff import colleague, new_organisation, new_unit

Found = tuple[Browser, str]


async def account_id(admin: Browser, email: str) -> str:
    listed = (await admin.get("/api/admin/staff")).json["staff"]
    return next(str(one["id"]) for one in listed if one["email"] == email)


async def recover(admin: Browser, account: str, *, mail: bool = False) -> Answer:
    return await admin.post(f"/api/admin/staff/{account}/recovery", {"mail": mail})


async def waiting(admin: Browser) -> list[dict[str, Any]]:
    answer = await admin.get("/api/admin/recoveries")
    return list(answer.json["recoveries"])


async def decide(admin: Browser, what: str) -> Answer:
    (one,) = await waiting(admin)
    body = {"mail": False} if what == "approve" else None
    return await admin.post(f"/api/admin/recoveries/{one['id']}/{what}", body)


async def set_row(server: Serving, row: type[Any], values: dict[str, Any], which: Any) -> None:
    async with server.running.core.database.session() as session, session.begin():
        await session.execute(update(row).where(which).values(**values))


@pytest.fixture
async def bo(server: Serving, agent: Browser) -> AsyncIterator[Found]:
    """An agent, and the account's id."""
    async with await colleague(server, "Bo") as found:
        yield found, await account_id(agent, "bo@example.se")


async def test_one_administrator_alone_comes_by_no_way_to_anothers_account(agent: Browser, bo: Found) -> None:
    owner, account = bo
    meeting, _ = await make_meeting(owner, "Anna Hemlig", title="Om Anna Hemlig")
    shown = await agent.post(f"/api/admin/staff/{account}/link", {})
    assert (shown.status, shown.json["code"]) == (409, "needs_recovery")
    asked = await recover(agent, account)
    assert (asked.status, asked.json) == (200, {"mailed": False})
    # Asking again makes no second question.
    assert (await recover(agent, account)).json == {"mailed": False}
    (one,) = await waiting(agent)
    assert (one["yours"], one["asked_by"], one["person"]["id"]) == (True, "Eva Berg", account)
    alone = await decide(agent, "approve")
    assert (alone.status, alone.json["code"]) == (409, "needs_another")
    # Until somebody else has agreed nothing has changed, for either of them.
    assert (await agent.get(f"/api/meetings/{meeting}")).status == 404
    assert (await owner.get("/api/me")).status == 200


async def test_a_second_administrator_approves_and_hands_the_link_over(
    server: Serving, agent: Browser, bo: Found
) -> None:
    _, account = bo
    await recover(agent, account)
    async with await colleague(server, "Cia", StaffRole.ADMINISTRATOR) as cia:
        approved = await decide(cia, "approve")
        assert (approved.status, approved.json["person"]["id"]) == (201, account)
        assert await waiting(cia) == []
    async with Browser(server.origin) as owner:
        token = approved.json["link"].partition("#")[2]
        assert (await owner.post("/api/setup/check", {"token": token})).json["purpose"] == "recovery"
        await choose_app(owner, token)
        assert (await owner.get("/api/me")).json["email"] == "bo@example.se"


async def test_a_link_goes_to_the_owners_address_by_a_mail_server_that_somebody_else_has_chosen(
    server: Serving, agent: Browser, bo: Found
) -> None:
    _, account = bo
    assert (await recover(agent, account, mail=True)).json["code"] == "not_set_up"
    async with smtp_server() as (letters, port), await colleague(server, "Cia", StaffRole.ADMINISTRATOR) as cia:
        await agent.send("PUT", "/api/admin/settings/mail", {**MAIL, "port": port})
        # Whoever runs the mail server reads what it is given.
        assert (await recover(agent, account, mail=True)).json == {"mailed": False}
        assert letters.to == []
        assert (await recover(cia, account, mail=True)).json == {"mailed": True}
        assert letters.to == ["bo@example.se"]
    found = re.search(r"/setup#(\S+)", letters.texts[0])
    assert found
    async with Browser(server.origin) as owner:
        assert (await owner.post("/api/setup/check", {"token": found[1]})).json["purpose"] == "recovery"


async def test_an_administrator_whom_somebody_has_just_made_is_no_second_one(
    server: Serving, agent: Browser, bo: Found
) -> None:
    _, account = bo
    _, token = await invite_staff(agent, "Dan", "dan@example.se", "administrator")
    async with Browser(server.origin) as dan:
        await use_setup_link(dan, token)
        await recover(agent, account)
        for answer in (await decide(dan, "approve"), await recover(dan, account)):
            assert (answer.status, answer.json["code"]) == (409, "new_administrator")
        # An account that was there, and has been made an administrator now, is none either.
        since = {"role_since": 0.0, "role": "agent"}
        await set_row(server, AccountRow, since, AccountRow.email == "dan@example.se")
        unit = (await agent.get("/api/admin/units")).json["units"][0]["id"]
        path = f"/api/admin/staff/{await account_id(agent, 'dan@example.se')}"
        promoted = await agent.send("PUT", path, {"name": "Dan", "unit": unit, "role": "administrator"})
        assert promoted.json["role"] == "administrator"
    async with server.running.core.database.session() as session:
        row = await session.get(AccountRow, promoted.json["id"])
        assert row is not None
        assert row.role_since > ESTABLISHED_SECONDS


async def test_what_is_rejected_or_nobody_has_decided_about_for_a_week_is_no_more(
    server: Serving, agent: Browser, bo: Found
) -> None:
    _, account = bo
    await recover(agent, account)
    async with await colleague(server, "Cia", StaffRole.ADMINISTRATOR) as cia:
        assert (await decide(cia, "reject")).status == 204
        assert await waiting(agent) == []
        await recover(agent, account)
        (one,) = await waiting(cia)
        before = {"proposed_at": one["asked_at"] - OPEN_SECONDS - 1}
        await set_row(server, ProposalRow, before, ProposalRow.id == one["id"])
        late = await cia.post(f"/api/admin/recoveries/{one['id']}/approve", {})
        assert (late.status, await waiting(cia)) == (404, [])


async def test_units_and_organisations_decide_about_their_own(server: Serving, agent: Browser, bo: Found) -> None:
    _, account = bo
    await recover(agent, account)
    (one,) = await waiting(agent)
    tenant, unit = await new_organisation(server, "Lillby")
    (eva,) = await server.running.core.accounts.known("eva@example.se")
    elsewhere = await new_unit(server, eva.tenant_id, "Barn och unga")
    for who in (
        await colleague(server, "Siv", StaffRole.ADMINISTRATOR, tenant_id=tenant, unit_id=unit),
        await colleague(server, "Tor", StaffRole.UNIT_ADMINISTRATOR, unit_id=elsewhere),
    ):
        async with who:
            assert await waiting(who) == []
            for path in (f"staff/{account}/recovery", f"recoveries/{one['id']}/approve"):
                assert (await who.post(f"/api/admin/{path}", {})).status == 404
            assert (await who.post(f"/api/admin/recoveries/{one['id']}/reject")).status == 404


async def test_who_never_had_a_way_in_is_invited_again_and_named_co_host_by_nobody(agent: Browser) -> None:
    account, _ = await invite_staff(agent, "Dan", "dan@example.se")
    assert (await recover(agent, account)).json["code"] == "never_signed_in"
    assert "/setup#" in (await agent.post(f"/api/admin/staff/{account}/link", {})).json["link"]
    # Whoever invited them has the link to the account: no meeting is put into it before its owner is there.
    meeting, _ = await make_meeting(agent)
    named = await agent.post(f"/api/meetings/{meeting}/co-hosts", {"email": "dan@example.se"})
    assert (named.status, set(named.json["fields"])) == (422, {"email"})
