"""Staff through their organisation's identity provider, which really runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from auth.model import StaffRole
from auth.signin.session_rules import STAFF_COOKIE
from server.operator.serve import Serving
from server.services.signin import provider as provider_module
from server.services.signin.provider import Person, person_of, role_of
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    PEOPLE,
    TWO_FACTORS,
    IdentityProvider,
    identity_provider,
    sign_in_as,
)
from tests.support.server import Answer, Browser, invite_staff, set_up, sign_in_by_passkey, use_setup_link

MORE = {
    "nomail": {"groups": ["handläggare"], "acr": TWO_FACTORS},
    "liar": {"groups": ["handläggare"], "acr": TWO_FACTORS, "email": "eva@example.se", "email_verified": False},
    "outsider": {"groups": ["gäster"], "acr": TWO_FACTORS, "email": "out@example.se", "email_verified": True},
    "evas-twin": {"groups": ["handläggare"], "acr": TWO_FACTORS, "email": "EVA@example.se", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider({**PEOPLE, **MORE}) as running:
        yield running


def setting(provider: IdentityProvider, **changes: Any) -> dict[str, Any]:
    return {
        "issuer": provider.issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "acr": TWO_FACTORS,
        "roles": {"handläggare": "agent", "it": "administrator"},
        **changes,
    }


@pytest.fixture
async def admin(server: Serving, provider: IdentityProvider) -> AsyncIterator[Browser]:
    async with Browser(server.origin) as browser:
        await set_up(server, browser)
        answer = await browser.send("PUT", "/api/admin/settings/oidc", setting(provider))
        assert answer.status == 200, answer.text
        yield browser


async def go(browser: Browser, person: str, path: str = "/api/sign-in/oidc") -> Answer:
    """There and back again."""
    begun = await browser.post(f"{path}/begin", None if "step-up" in path else {"organisation": "storstad"})
    assert begun.status == 200, begun.text
    back = await sign_in_as(person, begun.json["url"], f"{browser.origin}/sign-in/oidc/storstad")
    return await browser.post(path, returned(back))


def returned(back: dict[str, str], organisation: str = "storstad") -> dict[str, str]:
    return {"organisation": organisation, **{name: back[name] for name in ("code", "state", "iss")}}


async def test_a_person_of_a_known_group_gets_an_account_with_its_role(server: Serving, admin: Browser) -> None:
    async with Browser(server.origin) as browser:
        me = (await go(browser, "frida")).json
        assert (me["name"], me["email"], me["role"]) == ("Frida Agent", "frida@example.se", "agent")
        assert (me["organisation"], me["unit"]) == ("Storstad", "Socialtjänsten")
        # Once more: the same account.
        assert (await go(browser, "frida")).status == 200
        assert (await go(browser, "adam")).json["role"] == "administrator"
    staff = (await admin.get("/api/admin/staff")).json["staff"]
    assert sorted((one["email"], one["state"]) for one in staff) == [
        ("adam@example.se", "active"),
        ("eva@example.se", "active"),
        ("frida@example.se", "active"),
    ]


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ("outsider", "no_role"),
        ("gerd", "provider_level"),
        ("nomail", "provider_failed"),
        ("liar", "provider_failed"),
        ("evas-twin", "provider_mismatch"),
    ],
)
async def test_others_are_refused_with_a_sentence_and_no_account(
    server: Serving, admin: Browser, person: str, code: str
) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, person)).json["code"] == code
        assert STAFF_COOKIE not in browser.cookies
    assert len((await admin.get("/api/admin/staff")).json["staff"]) == 1


async def test_an_invited_account_of_the_same_address_is_linked(server: Serving, admin: Browser) -> None:
    account, token = await invite_staff(admin, "Frida Invited", "frida@example.se")
    async with Browser(server.origin) as browser:
        assert (await go(browser, "frida")).json["name"] == "Frida Invited"
    (record,) = [one for one in (await admin.get("/api/admin/staff")).json["staff"] if one["id"] == account]
    assert record["state"] == "active"
    async with server.running.core.database.session() as session:
        assert "provider_linked" in set(await session.scalars(text("select action from audit_events")))
    assert token


async def test_an_account_that_has_chosen_another_way_is_not_taken_over(server: Serving, admin: Browser) -> None:
    _, token = await invite_staff(admin, "Frida Passkey", "frida@example.se")
    async with Browser(server.origin) as browser, Browser(server.origin) as other:
        passkey = await use_setup_link(browser, token)
        assert (await go(other, "frida")).json["code"] == "provider_mismatch"
        assert (await sign_in_by_passkey(other, passkey)).status == 200


async def test_disabled_stays_disabled(server: Serving, admin: Browser) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, "frida")).status == 200
        (frida,) = [one for one in (await admin.get("/api/admin/staff")).json["staff"] if not one["you"]]
        change = {"name": frida["name"], "unit": frida["unit"], "role": "agent", "disabled": True}
        assert (await admin.send("PUT", f"/api/admin/staff/{frida['id']}", change)).status == 200
        assert (await browser.get("/api/me")).status == 401
        assert (await go(browser, "frida")).json["code"] == "shut_out"
        assert STAFF_COOKIE in browser.cookies, "the dead cookie is still there"
        assert (await browser.get("/api/me")).status == 401


async def test_the_providers_groups_decide_at_every_sign_in(
    server: Serving, admin: Browser, provider: IdentityProvider
) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, "frida")).json["role"] == "agent"
        changed = setting(provider, roles={"handläggare": "auditor"})
        assert (await admin.send("PUT", "/api/admin/settings/oidc", changed)).status == 200
        assert (await go(browser, "frida")).json["role"] == "auditor"
        changed = setting(provider, roles={})
        assert (await admin.send("PUT", "/api/admin/settings/oidc", changed)).status == 200
        assert (await go(browser, "frida")).json["code"] == "no_role"


async def test_the_provider_cannot_take_away_the_last_administrator(
    server: Serving, admin: Browser, provider: IdentityProvider
) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, "adam")).json["role"] == "administrator"
        async with server.running.core.database.session() as session, session.begin():
            await session.execute(text("update accounts set disabled_at = 1 where email = 'eva@example.se'"))
        changed = setting(provider, roles={"handläggare": "agent"})
        assert (await browser.send("PUT", "/api/admin/settings/oidc", changed)).status == 200
        assert (await go(browser, "adam")).json["role"] == "administrator"


async def test_what_one_browser_began_no_other_ends(server: Serving, admin: Browser) -> None:
    """An attacker cannot log a victim in as themselves, nor use a code that they have caught."""
    async with Browser(server.origin) as browser, Browser(server.origin) as victim:
        begun = await browser.post("/api/sign-in/oidc/begin", {})
        back = await sign_in_as("frida", begun.json["url"], f"{server.origin}/sign-in/oidc/storstad")
        form = returned(back)
        assert (await victim.post("/api/sign-in/oidc", form)).json["code"] == "begin_again"
        await victim.post("/api/sign-in/oidc/begin", {})
        assert (await victim.post("/api/sign-in/oidc", form)).json["code"] == "provider_failed"
        # An answer is tried once.
        wrong = {**form, "state": "x" * 43}
        assert (await browser.post("/api/sign-in/oidc", wrong)).json["code"] == "provider_failed"
        assert (await browser.post("/api/sign-in/oidc", form)).json["code"] == "begin_again"


async def test_a_step_up_through_the_provider_is_fresh_and_by_the_same_person(server: Serving, admin: Browser) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, "frida")).status == 200
        assert (await browser.get("/api/me/sign-in")).json["provider"] is True
        kept = browser.cookies[STAFF_COOKIE]
        assert (await go(browser, "frida", "/api/step-up/oidc")).status == 204
        assert browser.cookies[STAFF_COOKIE] != kept
        assert (await go(browser, "adam", "/api/step-up/oidc")).json["code"] == "provider_mismatch"
        # What was begun as a sign-in is not ended as a step-up.
        begun = await browser.post("/api/sign-in/oidc/begin", {})
        back = await sign_in_as("frida", begun.json["url"], f"{server.origin}/sign-in/oidc/storstad")
        form = returned(back)
        assert (await browser.post("/api/step-up/oidc", form)).json["code"] == "begin_again"


async def test_an_answer_counts_only_at_its_own_organisations_address(server: Serving, admin: Browser) -> None:
    """Another organisation's provider cannot answer for this one's (mix-up, RFC 9700 section 4.4)."""
    async with Browser(server.origin) as browser:
        begun = await browser.post("/api/sign-in/oidc/begin", {"organisation": "storstad"})
        assert "storstad" in begun.json["url"]
        back = await sign_in_as("frida", begun.json["url"], f"{server.origin}/sign-in/oidc/storstad")
        assert (await browser.post("/api/sign-in/oidc", returned(back, "lillstad"))).json["code"] == "provider_failed"
        assert STAFF_COOKIE not in browser.cookies


async def test_a_sign_in_that_the_provider_remembers_is_no_fresh_proof(
    server: Serving, admin: Browser, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Browser(server.origin) as browser:
        assert (await go(browser, "adam")).status == 200
        answer = await browser.send("PUT", "/api/admin/settings/oidc", setting(provider))
        assert answer.status == 200, "the provider has just asked"
        # As if it had asked ten minutes ago: the session is new, the proof is not.
        monkeypatch.setattr(provider_module, "person_of", lambda *given: before(person_of(*given), 600))
        assert (await go(browser, "adam")).status == 200
        answer = await browser.send("PUT", "/api/admin/settings/oidc", setting(provider))
        assert (answer.status, answer.json["code"]) == (403, "step_up_needed")
        # What it claims of the time to come proves no more than now.
        monkeypatch.setattr(provider_module, "person_of", lambda *given: before(person_of(*given), -86400))
        assert (await go(browser, "adam")).status == 200
    async with server.running.core.database.session() as session:
        rows = (await session.execute(text("select strong_at, created_at from staff_sessions"))).all()
    assert all(strong_at <= created_at for strong_at, created_at in rows)


def before(person: Person, seconds: float) -> Person:
    return replace(person, proved_at=person.proved_at - seconds)


async def test_without_a_provider_there_is_none(server: Serving, agent: Browser) -> None:
    assert (await agent.get("/api/organisations/-")).json["oidc"] is False
    assert (await agent.post("/api/sign-in/oidc/begin", {})).json["code"] == "not_set_up"


async def test_a_provider_that_is_down_says_so(server: Serving, agent: Browser, provider: IdentityProvider) -> None:
    down = setting(provider, issuer="http://127.0.0.1:9")
    assert (await agent.send("PUT", "/api/admin/settings/oidc", down)).status == 200
    assert (await agent.post("/api/sign-in/oidc/begin", {})).json["code"] == "provider_failed"


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["a"], StaffRole.AGENT),
        (["a", "u", "x"], StaffRole.UNIT_ADMINISTRATOR),
        ("a", StaffRole.AGENT),
        (["A"], None),
        ([], None),
        (None, None),
        ({"a": 1}, None),
        ([["a"], 7, None], None),
    ],
)
def test_the_strongest_group_counts(groups: object, role: StaffRole | None) -> None:
    assert role_of(groups, {"a": StaffRole.AGENT, "u": StaffRole.UNIT_ADMINISTRATOR}) is role


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Frida@Example.SE", "email_verified": True}, "frida@example.se"),
        ({"email": "frida@example.se", "email_verified": "true"}, ""),
        ({"email": "frida@example.se"}, ""),
        ({"email": "frida", "email_verified": True}, ""),
        ({"email": ["frida@example.se"], "email_verified": True}, ""),
        ({"email": "f" * 300 + "@example.se", "email_verified": True}, ""),
    ],
)
def test_only_a_verified_address_counts(claims: dict[str, Any], email: str) -> None:
    assert person_of({"sub": "s", **claims}, StaffRole.AGENT).email == email


@pytest.mark.parametrize(("said", "at"), [(1000, 1000.0), (1000.5, 1000.5), (None, 0.0), ("1000", 0.0), (True, 0.0)])
def test_what_a_provider_does_not_say_of_the_time_is_long_ago(said: object, at: float) -> None:
    assert person_of({"sub": "s", "auth_time": said}, StaffRole.AGENT).proved_at == at


def test_a_name_with_invisible_characters_is_not_taken_over() -> None:
    claims = {"sub": "s", "name": "\u202eavE", "email": "eva@example.se", "email_verified": True}
    assert person_of(claims, StaffRole.AGENT).name == "eva"
