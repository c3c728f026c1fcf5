"""Administration: units, staff, settings and running meetings, within one's own organisation and rights."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select

from auth.model import StaffRole
from server.operator.serve import Serving
from server.services.model import NewAccount
from server.storage.rows.audit import AuditRow
from server.storage.rows.organisation import SettingRow
from tests.support.server import Answer, Browser, enter, make_meeting, use_setup_link
from tests.support.smtp import MAIL, smtp_server

SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()


async def put(browser: Browser, path: str, body: dict[str, Any]) -> Answer:
    return await browser.send("PUT", path, body)


async def add_unit(administrator: Browser, name: str) -> str:
    answer = await administrator.post("/api/admin/units", {"name": name})
    assert answer.status == 201, answer.text
    return str(answer.json["id"])


async def own_unit(browser: Browser) -> str:
    listed = (await browser.get("/api/admin/staff")).json["staff"]
    return next(str(one["unit"]) for one in listed if one["you"])


@asynccontextmanager
async def colleague(
    server: Serving, administrator: Browser, role: str, unit: str | None = None, name: str = "Bo Ek"
) -> AsyncIterator[tuple[Browser, str]]:
    """Somebody whom the administrator has invited and who has signed in; and their account's id."""
    form = {
        "name": name,
        "email": f"{name.split()[0].lower()}.{role}@example.se",
        "unit": unit or await own_unit(administrator),
        "role": role,
    }
    answer = await administrator.post("/api/admin/staff", form)
    assert answer.status == 201, answer.text
    async with Browser(server.origin) as browser:
        await use_setup_link(browser, answer.json["link"].partition("#")[2])
        yield browser, answer.json["person"]["id"]


@asynccontextmanager
async def other_organisation(server: Serving) -> AsyncIterator[Browser]:
    """The administrator of another organisation on the same server."""
    accounts = server.running.core.accounts
    new = NewAccount("Lillby", "Kansliet", "Siv Dal", "siv@example.se", None, StaffRole.ADMINISTRATOR)
    account = await accounts.add(new)
    async with Browser(server.origin) as browser:
        await use_setup_link(browser, await accounts.make_account_link(account.id))
        yield browser


# --- units --------------------------------------------------------------------------------------------------------


async def test_units_are_made_renamed_and_closed(agent: Browser) -> None:
    unit = await add_unit(agent, "  Barn och unga ")
    assert (await put(agent, f"/api/admin/units/{unit}", {"name": "Barn & unga"})).json["name"] == "Barn & unga"
    assert (await agent.send("DELETE", f"/api/admin/units/{unit}")).status == 204
    units = {one["name"]: one["closed"] for one in (await agent.get("/api/admin/units")).json["units"]}
    assert units == {"Socialtjänsten": False, "Barn & unga": True}


async def test_a_unit_name_is_needed_and_used_once(agent: Browser) -> None:
    for name in ("   ", "socialtjänsten"):
        answer = await agent.post("/api/admin/units", {"name": name})
        assert (answer.status, set(answer.json["fields"])) == (422, {"name"})


async def test_a_unit_with_staff_cannot_be_closed(agent: Browser) -> None:
    answer = await agent.send("DELETE", f"/api/admin/units/{await own_unit(agent)}")
    assert (answer.status, answer.json["code"]) == (409, "unit_in_use")


# --- staff --------------------------------------------------------------------------------------------------------


async def test_an_invited_person_is_listed_signs_in_by_the_link_and_is_active(server: Serving, agent: Browser) -> None:
    async with colleague(server, agent, "agent") as (bo, _):
        assert (await bo.get("/api/me")).json["role"] == "agent"
        people = {one["name"]: one["state"] for one in (await agent.get("/api/admin/staff")).json["staff"]}
        assert people["Bo Ek"] == "active"


async def test_the_forms_mistakes_are_named_field_by_field_and_nothing_is_saved(agent: Browser) -> None:
    form = {"name": " ", "email": "bo@example.se", "unit": "nowhere", "role": "agent"}
    answer = await agent.post("/api/admin/staff", form)
    assert (answer.status, set(answer.json["fields"])) == (422, {"name", "unit"})
    taken = {"name": "Bo", "email": "EVA@example.se", "unit": await own_unit(agent), "role": "agent"}
    assert set((await agent.post("/api/admin/staff", taken)).json["fields"]) == {"email"}
    assert len((await agent.get("/api/admin/staff")).json["staff"]) == 1


async def test_a_disabled_person_is_out_at_once_also_of_a_meeting(server: Serving, agent: Browser) -> None:
    async with colleague(server, agent, "agent") as (bo, account):
        meeting, _ = await make_meeting(bo, "Anna")
        wire = await bo.connect(meeting)
        await wire.next("joined")
        form = {"name": "Bo Ek", "unit": await own_unit(agent), "role": "agent", "disabled": True}
        assert (await put(agent, f"/api/admin/staff/{account}", form)).json["state"] == "disabled"
        assert await wire.goodbye() == "signed_out"
        assert (await bo.get("/api/me")).status == 401
        again = await agent.post(f"/api/admin/staff/{account}/link", {})
        assert (again.status, again.json["code"]) == (409, "account_disabled")


async def test_nobody_changes_their_own_role_and_one_administrator_stays(server: Serving, agent: Browser) -> None:
    (me,) = (await agent.get("/api/admin/staff")).json["staff"]
    form = {"name": me["name"], "unit": me["unit"], "role": "agent"}
    assert (await put(agent, f"/api/admin/staff/{me['id']}", form)).json["code"] == "not_oneself"
    async with colleague(server, agent, "administrator") as (bo, _):
        assert (await put(bo, f"/api/admin/staff/{me['id']}", form)).status == 200
        assert (await agent.get("/api/me")).status == 401
        (left,) = [one for one in (await bo.get("/api/admin/staff")).json["staff"] if one["role"] == "administrator"]
        assert left["you"]


async def test_a_unit_administrator_sees_and_manages_their_own_unit_only(server: Serving, agent: Browser) -> None:
    unit = await add_unit(agent, "Barn och unga")
    async with colleague(server, agent, "unit_administrator", unit) as (head, _):
        listed = (await head.get("/api/admin/staff")).json
        assert [one["name"] for one in listed["staff"]] == ["Bo Ek"]
        assert [one["id"] for one in listed["units"]] == [unit]
        assert listed["roles"] == ["agent", "unit_administrator"]
        here = {"name": "Cia", "email": "cia@example.se", "unit": unit, "role": "agent"}
        assert (await head.post("/api/admin/staff", here)).status == 201
        elsewhere = {**here, "email": "dan@example.se", "unit": await own_unit(agent)}
        assert set((await head.post("/api/admin/staff", elsewhere)).json["fields"]) == {"unit"}
        higher = {**here, "email": "dan@example.se", "role": "administrator"}
        assert set((await head.post("/api/admin/staff", higher)).json["fields"]) == {"role"}
        boss = next(one for one in (await agent.get("/api/admin/staff")).json["staff"] if one["you"])
        form = {"name": "X", "unit": unit, "role": "agent"}
        assert (await put(head, f"/api/admin/staff/{boss['id']}", form)).status == 404
        for path in ("/api/admin/settings", "/api/admin/proposals"):
            assert (await head.get(path)).status == 403
        assert (await head.post("/api/admin/units", {"name": "Ny"})).status == 403


ADMIN_PATHS = ("units", "staff", "meetings", "statistics", "settings", "proposals", "recoveries")


@pytest.mark.parametrize("role", ["agent", "auditor"])
async def test_agents_and_auditors_administer_nothing(server: Serving, agent: Browser, role: str) -> None:
    async with colleague(server, agent, role) as (bo, _):
        for name in ADMIN_PATHS:
            assert (await bo.get(f"/api/admin/{name}")).status == 403, name


async def test_a_guest_and_a_stranger_are_asked_to_sign_in(server: Serving, agent: Browser) -> None:
    _, (token,) = await make_meeting(agent, "Anna")
    async with await enter(server.origin, token) as guest, Browser(server.origin) as stranger:
        for name in ADMIN_PATHS:
            assert (await guest.get(f"/api/admin/{name}")).status == 401, name
            assert (await stranger.get(f"/api/admin/{name}")).status == 401, name


# --- organisations ------------------------------------------------------------------------------------------------


async def test_the_organisations_look_is_public_and_set_by_its_administrator(server: Serving, agent: Browser) -> None:
    form = {"name": "Storstads kommun", "colour": "#005a9c", "logo": SVG}
    assert (await put(agent, "/api/admin/organisation", form)).status == 200
    async with Browser(server.origin) as stranger:
        for slug in ("-", "storstad"):
            seen = (await stranger.get(f"/api/organisations/{slug}")).json
            assert (seen["name"], seen["colour"], seen["oidc"]) == ("Storstads kommun", "#005a9c", False)
        logo = await stranger.get(seen["logo"])
        assert logo.headers["Content-Type"] == "image/svg+xml"
        assert "sandbox" in logo.headers["Content-Security-Policy"]
        assert (await stranger.get("/api/organisations/nowhere")).status == 404
    kept = (await put(agent, "/api/admin/organisation", {"name": "Storstad"})).json
    assert kept["logo"] == seen["logo"]
    assert (await put(agent, "/api/admin/organisation", {"name": "Storstad", "logo": "none"})).json["logo"] is None


@pytest.mark.parametrize("data", [b"<html><script>1</script>", b"GIF89a", b"", b"<svg>" + b"x" * 32 * 1024])
async def test_what_is_no_small_image_is_no_logo(agent: Browser, data: bytes) -> None:
    form = {"name": "Storstad", "logo": base64.b64encode(data).decode() or "AA=="}
    answer = await put(agent, "/api/admin/organisation", form)
    assert (answer.status, set(answer.json["fields"])) == (422, {"logo"})


async def test_organisations_see_nothing_of_each_other(server: Serving, agent: Browser) -> None:
    meeting, _ = await make_meeting(agent, "Anna")
    unit = await own_unit(agent)
    (me,) = (await agent.get("/api/admin/staff")).json["staff"]
    async with other_organisation(server) as siv:
        assert [one["name"] for one in (await siv.get("/api/admin/staff")).json["staff"]] == ["Siv Dal"]
        assert [one["name"] for one in (await siv.get("/api/admin/units")).json["units"]] == ["Kansliet"]
        assert (await siv.get("/api/admin/meetings")).json["meetings"] == []
        tries = [
            ("PUT", f"/api/admin/units/{unit}", {"name": "Ny"}),
            ("DELETE", f"/api/admin/units/{unit}", None),
            ("PUT", f"/api/admin/staff/{me['id']}", {"name": "X", "unit": unit, "role": "agent"}),
            ("POST", f"/api/admin/staff/{me['id']}/link", {}),
            ("POST", f"/api/admin/meetings/{meeting}/stop", None),
            ("GET", f"/api/meetings/{meeting}", None),
            ("POST", f"/api/meetings/{meeting}/end", None),
        ]
        for method, path, body in tries:
            assert (await siv.send(method, path, body)).status == 404, path
        # The same address may have an account in both.
        form = {"name": "Eva", "email": "eva@example.se", "unit": await own_unit(siv), "role": "agent"}
        assert (await siv.post("/api/admin/staff", form)).status == 201


# --- oversight ----------------------------------------------------------------------------------------------------


async def test_an_administrator_ends_a_meeting_without_seeing_what_it_is_about(server: Serving, agent: Browser) -> None:
    async with colleague(server, agent, "agent") as (bo, _):
        meeting, (token,) = await make_meeting(bo, "Anna Hemlig", title="Om Anna Hemlig")
        host = await bo.connect(meeting)
        await host.next("joined")
        listed = await agent.get("/api/admin/meetings")
        (seen,) = listed.json["meetings"]
        assert (seen["host_name"], seen["in_room"]) == ("Bo Ek", 1)
        assert "Hemlig" not in listed.text
        assert (await agent.get(f"/api/meetings/{meeting}")).status == 404
        assert (await agent.post("/api/ticket", {"meeting": meeting})).status == 404
        assert (await agent.post(f"/api/admin/meetings/{meeting}/stop")).status == 204
        assert await host.goodbye() == "ended"
        async with Browser(server.origin) as guest:
            assert (await guest.post("/api/guest/check", {"token": token})).status == 404


async def test_statistics_count_meetings_and_visits_and_name_nobody(server: Serving, agent: Browser) -> None:
    _, tokens = await make_meeting(agent, "Anna", "Bo")
    await make_meeting(agent, "Nobody came")
    for token in tokens:
        async with await enter(server.origin, token):
            pass
    answer = await agent.get("/api/admin/statistics")
    (month,) = answer.json["months"]
    assert (month["meetings"], month["guests"], month["meeting_class"]) == (1, 2, "protected")
    assert "Anna" not in answer.text


# --- settings -----------------------------------------------------------------------------------------------------


async def test_a_secret_is_kept_but_never_shown_again(server: Serving, agent: Browser) -> None:
    sms = {
        "url": "https://sms.example.se/a", "body": "form", "auth": "basic", "username": "u", "secret": "hemligt-ord",
        "sender": "Kommunen", "fields": {"to": "{to}", "message": "{text}"},
    }  # fmt: skip
    answer = await put(agent, "/api/admin/settings/sms", sms)
    assert (answer.status, answer.json["secrets"]) == (200, ["sms"])
    sms.pop("secret")
    again = await put(agent, "/api/admin/settings/sms", {**sms, "sender": "Storstad"})
    assert again.json["secrets"] == ["sms"]
    assert "hemligt-ord" not in answer.text + again.text
    async with server.running.core.database.session() as session:
        rows = (await session.execute(select(SettingRow.name, SettingRow.value))).all()
    assert [name for name, _ in rows] == ["sms"]
    assert b"hemligt-ord" not in rows[0][1]
    assert (await agent.send("DELETE", "/api/admin/settings/sms")).status == 204
    assert (await agent.get("/api/admin/settings")).json["sms"] is None


async def test_a_wrong_setting_is_answered_field_by_field(agent: Browser) -> None:
    answer = await put(agent, "/api/admin/settings/mail", {**MAIL, "port": 0})
    assert (answer.status, set(answer.json["fields"])) == (422, {"port"})
    assert (await put(agent, "/api/admin/settings/nonsense", {})).status == 405


async def test_mail_is_tested_and_carries_a_staff_link(server: Serving, agent: Browser) -> None:
    form = {"name": "Bo Ek", "email": "bo@example.se", "unit": await own_unit(agent), "role": "agent", "mail": True}
    assert (await agent.post("/api/admin/staff", form)).json["code"] == "not_set_up"
    async with smtp_server() as (letters, port):
        await put(agent, "/api/admin/settings/mail", {**MAIL, "port": port})
        assert (await agent.post("/api/admin/settings/mail/test")).json == {"ok": True, "detail": ""}
        answer = await agent.post("/api/admin/staff", form)
        assert (answer.status, answer.json["link"]) == (201, None)
        assert letters.to == ["eva@example.se", "bo@example.se"]
        assert "/setup#" in letters.texts[1]
    assert (await agent.post("/api/admin/settings/mail/test")).json == {"ok": False, "detail": "unreachable"}


RETENTION = {
    "content_hours": {"open": 1, "protected": 1, "sensitive": 0},
    "meeting_days": 10,
    "session_days": 10,
    "audit_days": 2000,
}


async def test_retention_changes_only_when_a_second_administrator_agrees(server: Serving, agent: Browser) -> None:
    before = (await agent.get("/api/admin/settings")).json["retention"]
    assert (await put(agent, "/api/admin/settings/retention", RETENTION)).status == 202
    (proposal,) = (await agent.get("/api/admin/proposals")).json["proposals"]
    assert (proposal["yours"], json.loads(proposal["value"])) == (True, RETENTION)
    path = f"/api/admin/proposals/{proposal['id']}"
    assert (await agent.post(f"{path}/approve")).json["code"] == "needs_another"
    assert (await agent.get("/api/admin/settings")).json["retention"] == before
    async with colleague(server, agent, "administrator") as (bo, _):
        assert (await bo.post(f"{path}/approve")).status == 204
        assert (await bo.post(f"{path}/approve")).status == 404
    assert (await agent.get("/api/admin/settings")).json["retention"] == RETENTION


async def test_a_proposal_that_is_rejected_changes_nothing(agent: Browser) -> None:
    await put(agent, "/api/admin/settings/retention", RETENTION)
    (proposal,) = (await agent.get("/api/admin/proposals")).json["proposals"]
    assert (await agent.post(f"/api/admin/proposals/{proposal['id']}/reject")).status == 204
    assert (await agent.get("/api/admin/proposals")).json["proposals"] == []
    assert (await agent.get("/api/admin/settings")).json["retention"] != RETENTION


async def test_the_audit_trail_is_never_kept_for_less_than_five_years(agent: Browser) -> None:
    answer = await put(agent, "/api/admin/settings/retention", {**RETENTION, "audit_days": 365})
    assert (answer.status, set(answer.json["fields"])) == (422, {"audit_days"})


async def test_every_change_leaves_one_record(server: Serving, agent: Browser) -> None:
    unit = await add_unit(agent, "Ny")
    await put(agent, f"/api/admin/units/{unit}", {"name": "Nyare"})
    await put(agent, "/api/admin/organisation", {"name": "Storstad"})
    await put(agent, "/api/admin/settings/mail", MAIL)
    await agent.send("DELETE", f"/api/admin/units/{unit}")
    async with server.running.core.database.session() as session:
        actions = (await session.scalars(select(AuditRow.action).order_by(AuditRow.seq))).all()
    wanted = ["unit_made", "unit_changed", "organisation_changed", "setting_changed", "unit_closed"]
    assert [action for action in actions if action in wanted] == wanted
