"""Set-up links: whoever has one chooses two factors, at once and once, and only then is signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from auth.signin.session_rules import STAFF_COOKIE
from server.operator.serve import Serving
from tests.support.authenticator import App, Authenticator
from tests.support.process import resfri
from tests.support.server import (
    FIRST,
    PASSWORD,
    Browser,
    choose_app,
    invite_staff,
    running_server,
    set_up,
    sign_in_by_app,
    sign_in_by_passkey,
    use_setup_link,
)


@pytest.fixture
async def stranger(server: Serving) -> AsyncIterator[Browser]:
    async with Browser(server.origin) as browser:
        yield browser


async def first_link(server: Serving) -> str:
    return str(await server.running.core.accounts.make_setup_link())


async def test_the_first_administrator_with_a_passkey(server: Serving, stranger: Browser) -> None:
    token = await first_link(server)
    seen = await stranger.post("/api/setup/check", {"token": token})
    assert seen.json == {"purpose": "first_account", "organisation": "", "name": "", "email": ""}
    passkey = await use_setup_link(stranger, token)
    assert (await stranger.get("/api/me")).json["role"] == "administrator"
    assert (await stranger.post("/api/setup/check", {"token": token})).json["code"] == "bad_setup_link"
    async with Browser(server.origin) as later:
        assert (await sign_in_by_passkey(later, passkey)).json["email"] == "eva@example.se"


async def test_the_first_administrator_with_password_and_app(server: Serving, stranger: Browser) -> None:
    app, codes = await choose_app(stranger, await first_link(server))
    assert len(set(codes)) == 10
    assert (await stranger.get("/api/me")).status == 200
    async with Browser(server.origin) as later:
        assert (await sign_in_by_app(later, app.code())).status == 200


async def test_nothing_is_made_and_nobody_signed_in_before_the_second_factor(
    server: Serving, stranger: Browser
) -> None:
    token = await first_link(server)
    for method in ("passkey", "totp"):
        form = {**FIRST, "token": token, "method": method, "password": PASSWORD}
        assert (await stranger.post("/api/setup/begin", form)).status == 200
        assert STAFF_COOKIE not in stranger.cookies
    async with server.running.core.database.session() as session:
        for table in ("tenants", "units", "accounts", "staff_sessions"):
            assert (await session.execute(text(f"select count(*) from {table}"))).scalar() == 0
    assert (await stranger.post("/api/setup/finish", {"code": "000000"})).json["code"] == "bad_app_code"
    assert (await stranger.post("/api/setup/finish", {})).json["code"] == "bad_app_code"
    assert STAFF_COOKIE not in stranger.cookies
    # The link is still good for whoever takes their time.
    assert (await stranger.post("/api/setup/check", {"token": token})).status == 200


async def test_wrong_codes_run_out(server: Serving, stranger: Browser) -> None:
    form = {**FIRST, "token": await first_link(server), "method": "totp", "password": PASSWORD}
    app = App((await stranger.post("/api/setup/begin", form)).json["totp"]["seed"])
    codes = [(await stranger.post("/api/setup/finish", {"code": "12 34"})).json["code"] for _ in range(11)]
    assert codes == ["bad_app_code"] * 10 + ["begin_again"]
    assert (await stranger.post("/api/setup/finish", {"code": app.code()})).json["code"] == "begin_again"


async def test_fields_are_named_and_nothing_is_half_saved(server: Serving, stranger: Browser) -> None:
    token = await first_link(server)
    form = {"token": token, "method": "totp", "name": " ", "email": "eva@example.se", "password": "kort"}
    answer = await stranger.post("/api/setup/begin", form)
    assert answer.status == 422
    assert set(answer.json["fields"]) == {"organisation", "unit", "name", "password"}
    assert (await stranger.post("/api/setup/begin", {**form, "password": "eva" * 5})).json["fields"]["password"]


async def test_one_of_many_browsers_makes_the_first_account(server: Serving) -> None:
    links = [await first_link(server) for _ in range(4)]
    browsers = [Browser(server.origin) for _ in range(12)]
    passkeys = [Authenticator(server.origin) for _ in browsers]
    options = []
    for number, browser in enumerate(browsers):
        form = {**FIRST, "token": links[number % 4], "method": "passkey"}
        options.append((await browser.post("/api/setup/begin", form)).json["passkey"])
    answers = await asyncio.gather(
        *(
            browser.post("/api/setup/finish", {"attestation": passkey.create(asked)})
            for browser, passkey, asked in zip(browsers, passkeys, options, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [200] + [404] * 11
    async with server.running.core.database.session() as session:
        for table in ("tenants", "accounts", "passkeys", "staff_sessions"):
            assert (await session.execute(text(f"select count(*) from {table}"))).scalar() == 1
    for browser in browsers:
        await browser.http.close()


async def test_an_invited_person_chooses_password_and_app(server: Serving, agent: Browser, stranger: Browser) -> None:
    _, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    seen = await stranger.post("/api/setup/check", {"token": token})
    assert seen.json == {"purpose": "invited", "organisation": "Storstad", "name": "Bo Ek", "email": "bo@example.se"}
    app, _ = await choose_app(stranger, token)
    me = (await stranger.get("/api/me")).json
    assert (me["name"], me["role"], me["organisation"]) == ("Bo Ek", "agent", "Storstad")
    async with Browser(server.origin) as later:
        assert (await sign_in_by_app(later, app.code(), "bo@example.se")).status == 200


async def test_recovery_takes_all_ways_and_sessions_and_gives_a_new_one(
    server: Serving, agent: Browser, stranger: Browser
) -> None:
    account, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    old = await use_setup_link(stranger, token)
    token = await server.running.core.accounts.make_account_link(account)
    async with Browser(server.origin) as new:
        assert (await new.post("/api/setup/check", {"token": token})).json["purpose"] == "recovery"
        # Until the link is used, nothing changes for whoever is signed in.
        assert (await stranger.get("/api/me")).status == 200
        await choose_app(new, token)
        assert (await new.get("/api/me")).json["email"] == "bo@example.se"
    assert (await stranger.get("/api/me")).status == 401
    assert (await sign_in_by_passkey(stranger, old)).json["code"] == "bad_passkey"


async def test_a_disabled_accounts_link_is_dead_even_when_begun(
    server: Serving, agent: Browser, stranger: Browser
) -> None:
    account, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    begun = await stranger.post("/api/setup/begin", {"token": token, "method": "passkey"})
    unit = (await agent.get("/api/admin/units")).json["units"][0]["id"]
    change = {"name": "Bo Ek", "unit": unit, "role": "agent", "disabled": True}
    assert (await agent.send("PUT", f"/api/admin/staff/{account}", change)).status == 200
    made = Authenticator(server.origin).create(begun.json["passkey"])
    assert (await stranger.post("/api/setup/finish", {"attestation": made})).json["code"] == "bad_setup_link"
    assert (await stranger.post("/api/setup/check", {"token": token})).json["code"] == "bad_setup_link"


async def test_a_passkey_without_user_verification_or_of_another_site_is_refused(
    server: Serving, stranger: Browser
) -> None:
    token = await first_link(server)
    for wrong in (
        Authenticator(server.origin, verified=False),
        Authenticator("https://evil.example"),
        Authenticator(server.origin, rp_id="evil.example"),
    ):
        begun = await stranger.post("/api/setup/begin", {**FIRST, "token": token, "method": "passkey"})
        made = wrong.create(begun.json["passkey"])
        assert (await stranger.post("/api/setup/finish", {"attestation": made})).json["code"] == "bad_passkey"
        # One challenge, one try.
        assert (await stranger.post("/api/setup/finish", {"attestation": made})).json["code"] == "begin_again"
    begun = await stranger.post("/api/setup/begin", {**FIRST, "token": token, "method": "passkey"})
    stale = Authenticator(server.origin).create({**begun.json["passkey"], "challenge": "A" * 43})
    assert (await stranger.post("/api/setup/finish", {"attestation": stale})).json["code"] == "bad_passkey"


async def test_another_browser_cannot_end_what_this_one_has_begun(server: Serving, stranger: Browser) -> None:
    form = {**FIRST, "token": await first_link(server), "method": "passkey"}
    begun = await stranger.post("/api/setup/begin", form)
    made = Authenticator(server.origin).create(begun.json["passkey"])
    async with Browser(server.origin) as other:
        assert (await other.post("/api/setup/finish", {"attestation": made})).json["code"] == "begin_again"


async def test_the_operator_lets_the_last_administrator_in_anew(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        await set_up(server, browser)
    status, printed = await resfri(tmp_path, "setup-link")
    assert (status, "--email" in printed) == (1, True)
    status, printed = await resfri(tmp_path, "setup-link", "--email", "nobody@example.se")
    assert (status, "no account" in printed) == (1, True)
    status, printed = await resfri(tmp_path, "setup-link", "--email", "EVA@example.se")
    assert status == 0, printed
    token = printed.strip().rpartition("#")[2]
    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        assert (await browser.post("/api/setup/check", {"token": token})).json["purpose"] == "recovery"
        await choose_app(browser, token)
        assert (await browser.get("/api/me")).json["role"] == "administrator"


async def test_every_link_that_is_not_good_gets_the_same_answer(server: Serving, agent: Browser) -> None:
    """R15: never made, used, out of date, or of an account that is shut out."""
    tokens = ["A" * 22]
    for name in ("used", "late", "shut"):
        account, token = await invite_staff(agent, name, f"{name}@example.se")
        tokens.append(token)
        if name == "used":
            async with Browser(server.origin) as browser:
                await use_setup_link(browser, token)
        column = {"late": "update setup_links set expires_at = 1 where account_id = :a", "used": ""}.get(
            name, "update accounts set disabled_at = 1 where id = :a"
        )
        if column:
            async with server.running.core.database.session() as session, session.begin():
                await session.execute(text(column), {"a": account})
    async with Browser(server.origin) as stranger:
        for path, more in (("check", {}), ("begin", {"method": "passkey", **FIRST}), ("demo", {})):
            answers = [await stranger.post(f"/api/setup/{path}", {"token": token, **more}) for token in tokens]
            assert {(one.status, one.text) for one in answers} == {(404, answers[0].text)}


async def test_the_demo_says_that_a_server_is_running(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server:
        status, printed = await resfri(tmp_path, "demo", "--port", str(server.port))
    assert (status, "already running" in printed) == (1, True)


async def test_only_the_demos_own_process_takes_the_demos_link(tmp_path: Path) -> None:
    from server.operator import demo

    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        made = await demo.make(server.running.core, server.running.sign_in.setup, 0)
        seen = await browser.post("/api/setup/check", {"token": made.sign_in})
        assert seen.json["purpose"] == "demo"
        # It is no set-up link, so nobody can put factors on the account with it.
        begun = await browser.post("/api/setup/begin", {"token": made.sign_in, "method": "passkey"})
        assert begun.json["code"] == "bad_setup_link"
        unused = server.running.sign_in.setup.demo_link(
            (await server.running.core.accounts.known(demo.EMAIL))[0],
        )
        assert (await browser.post("/api/setup/demo", {"token": made.sign_in})).json["name"] == "Eva Berg"
        assert (await browser.post("/api/setup/demo", {"token": made.sign_in})).json["code"] == "bad_setup_link"
    async with running_server(tmp_path) as server, Browser(server.origin) as browser:
        for path in ("check", "demo"):
            answer = await browser.post(f"/api/setup/{path}", {"token": unused})
            assert answer.json["code"] == "bad_setup_link"
        # The demo's account is no administrator: the server still offers its set-up, and belongs to who comes then.
        await set_up(server, browser)
        assert (await browser.get("/api/organisations/-")).json["name"] == "Storstad"
