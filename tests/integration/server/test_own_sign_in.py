"""Step-up before what is sensitive, and how one changes how one signs in; the last way in stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from auth.signin.session_rules import STAFF_COOKIE, STRONG_SECONDS
from server.http.api.routes import ROUTES
from server.operator.serve import Serving
from tests.support.authenticator import App, Authenticator
from tests.support.server import (
    PASSWORD,
    Browser,
    choose_app,
    invite_staff,
    make_meeting,
    set_up,
    sign_in_by_app,
    sign_in_by_passkey,
    step_up,
)


async def grow_old(server: Serving, seconds: float = STRONG_SECONDS) -> None:
    """Nobody has proved anything lately."""
    async with server.running.core.database.session() as session, session.begin():
        await session.execute(text("update staff_sessions set strong_at = strong_at - :s"), {"s": seconds})


async def actions(server: Serving) -> list[str]:
    async with server.running.core.database.session() as session:
        return list(await session.scalars(text("select action from audit_events order by seq")))


@pytest.fixture
async def eva(server: Serving) -> AsyncIterator[tuple[Browser, Authenticator]]:
    async with Browser(server.origin) as browser:
        yield browser, await set_up(server, browser)


# --- step-up ---


async def test_every_sensitive_change_needs_a_fresh_proof(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, passkey = eva
    await grow_old(server)
    sensitive = [route for route in ROUTES if route.action.row.step_up and route.method != "GET"]
    assert len(sensitive) > 15
    for route in sensitive:
        path = route.path.replace("{", "").replace("}", "")
        answer = await browser.send(route.method, path, {} if route.takes else None)
        assert (answer.status, answer.json["code"]) == (403, "step_up_needed"), route.path
    assert (await browser.get("/api/me/sign-in")).status == 200
    assert (await browser.get("/api/meetings")).status == 200
    await step_up(browser, passkey)
    assert (await browser.post("/api/admin/units", {"name": "Äldreomsorgen"})).status == 201


async def test_a_proof_lasts_five_minutes(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, _ = eva
    await grow_old(server, STRONG_SECONDS - 30)
    assert (await browser.post("/api/admin/units", {"name": "A"})).status == 201
    await grow_old(server, 31)
    assert (await browser.post("/api/admin/units", {"name": "B"})).json["code"] == "step_up_needed"


async def test_a_step_up_gives_a_new_cookie_and_ends_the_old(
    server: Serving, eva: tuple[Browser, Authenticator]
) -> None:
    browser, passkey = eva
    before = dict(browser.cookies)
    await step_up(browser, passkey)
    assert browser.cookies[STAFF_COOKIE] != before[STAFF_COOKIE]
    assert (await browser.get("/api/me")).status == 200
    browser.cookies = before
    assert (await browser.get("/api/me")).status == 401


async def test_a_call_goes_on_through_a_step_up_and_still_ends_with_the_session(
    server: Serving, eva: tuple[Browser, Authenticator]
) -> None:
    browser, passkey = eva
    meeting, _ = await make_meeting(browser)
    wire = await browser.connect(meeting)
    await wire.next("joined")
    await step_up(browser, passkey)
    assert not wire.closed
    # The call belongs to the session's new id: it counts as activity, and signing out ends it.
    async with server.running.core.database.session() as session, session.begin():
        await session.execute(text("update staff_sessions set last_seen_at = last_seen_at - 3600"))
    assert (await browser.get("/api/me")).status == 200
    assert (await browser.post("/api/sign-out")).status == 204
    assert await wire.goodbye() == "signed_out"


async def test_a_step_up_is_by_the_same_person(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, passkey = eva
    _, token = await invite_staff(browser, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as bo:
        app, codes = await choose_app(bo, token)
        # Somebody else's passkey, somebody else's beginning, a code that was used, a recovery code: all refused.
        assert (await sign_in_by_passkey(bo, passkey, "/api/step-up/passkey")).json["code"] == "bad_passkey"
        begun = await browser.post("/api/step-up/passkey/begin")
        bo.cookies["__Host-resfri-begun"] = browser.cookies["__Host-resfri-begun"]
        assert (await bo.post("/api/step-up/passkey", passkey.get(begun.json))).json["code"] == "bad_passkey"
        assert (await bo.post("/api/step-up", {"code": codes[0]})).json["code"] == "bad_app_code"
        kept, code = bo.cookies[STAFF_COOKIE], app.code()
        assert (await bo.post("/api/step-up", {"code": code})).status == 204
        assert bo.cookies[STAFF_COOKIE] != kept
        answers = [(await bo.post("/api/step-up", {"code": code})).json["code"] for _ in range(6)]
        assert answers[-1] == "rate_limited"
        # Guessing in one's own session shuts nobody out of signing in.
        assert (await sign_in_by_app(bo, codes[1], "bo@example.se")).status == 200
    seen = await actions(server)
    assert {"stepped_up", "step_up_failed"} <= set(seen)


# --- ways in ---


async def test_passkeys_are_added_renamed_and_removed_but_not_the_last(
    server: Serving, eva: tuple[Browser, Authenticator]
) -> None:
    browser, first = eva
    (only,) = (await browser.get("/api/me/sign-in")).json["passkeys"]
    assert (await browser.send("DELETE", f"/api/me/passkeys/{only['id']}")).json["code"] == "last_way_in"
    second = Authenticator(server.origin)
    begun = await browser.post("/api/me/passkeys/begin")
    assert begun.json["exclude"] == [only["id"]]
    added = {"name": "Telefonen", "attestation": second.create(begun.json)}
    assert (await browser.post("/api/me/passkeys", added)).status == 204
    assert (await browser.post("/api/me/passkeys", added)).json["code"] == "begin_again"
    assert (await browser.send("PUT", f"/api/me/passkeys/{only['id']}", {"name": "Datorn"})).status == 204
    names = {one["name"] for one in (await browser.get("/api/me/sign-in")).json["passkeys"]}
    assert names == {"Telefonen", "Datorn"}
    assert (await browser.send("DELETE", f"/api/me/passkeys/{only['id']}")).status == 204
    assert (await sign_in_by_passkey(browser, first)).json["code"] == "bad_passkey"
    assert (await sign_in_by_passkey(browser, second)).status == 200
    assert {"passkey_added", "passkey_renamed", "passkey_removed"} <= set(await actions(server))


async def test_two_removals_at_once_leave_a_way_in(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, _ = eva
    begun = await browser.post("/api/me/passkeys/begin")
    added = {"name": "Telefonen", "attestation": Authenticator(server.origin).create(begun.json)}
    assert (await browser.post("/api/me/passkeys", added)).status == 204
    ids = [one["id"] for one in (await browser.get("/api/me/sign-in")).json["passkeys"]]
    answers = await asyncio.gather(*(browser.send("DELETE", f"/api/me/passkeys/{one}") for one in ids))
    assert sorted(answer.status for answer in answers) == [204, 409]
    assert len((await browser.get("/api/me/sign-in")).json["passkeys"]) == 1


async def test_nobody_touches_somebody_elses_passkeys(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, _ = eva
    (hers,) = (await browser.get("/api/me/sign-in")).json["passkeys"]
    _, token = await invite_staff(browser, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as bo:
        await choose_app(bo, token)
        assert (await bo.send("DELETE", f"/api/me/passkeys/{hers['id']}")).status == 404
        assert (await bo.send("PUT", f"/api/me/passkeys/{hers['id']}", {"name": "Min"})).status == 404
        (session,) = (await browser.get("/api/me/sign-in")).json["sessions"]
        assert (await bo.send("DELETE", f"/api/me/sessions/{session['id']}")).status == 404
    assert (await browser.get("/api/me")).status == 200


async def test_an_app_is_added_and_then_changed(server: Serving, eva: tuple[Browser, Authenticator]) -> None:
    browser, passkey = eva
    assert "password" in (await browser.post("/api/me/totp/begin", {})).json["fields"]
    app = App((await browser.post("/api/me/totp/begin", {"password": PASSWORD})).json["seed"])
    assert (await browser.post("/api/me/totp", {"code": "000000"})).json["code"] == "bad_app_code"
    first = (await browser.post("/api/me/totp", {"code": app.code()})).json["codes"]
    async with Browser(server.origin) as other:
        assert (await sign_in_by_app(other, app.code())).status == 200
        newer = App((await browser.post("/api/me/totp/begin", {})).json["seed"])
        assert (await browser.post("/api/me/totp", {"code": newer.code()})).status == 200
        # Whoever had the old app is out, and so are its recovery codes; the password is the same.
        assert (await other.get("/api/me")).status == 401
        assert (await browser.get("/api/me")).status == 200
        assert (await sign_in_by_app(other, first[0])).json["code"] == "bad_sign_in"
        assert (await sign_in_by_app(other, newer.code())).status == 200
        codes = (await browser.post("/api/me/recovery-codes")).json["codes"]
        assert (await sign_in_by_app(other, codes[0])).status == 200
    assert (await browser.send("DELETE", "/api/me/totp")).status == 204
    assert (await browser.get("/api/me/sign-in")).json["totp"] is False
    assert (await sign_in_by_passkey(browser, passkey)).status == 200


async def test_the_app_stays_where_it_is_the_only_way(server: Serving) -> None:
    async with Browser(server.origin) as browser:
        app, _ = await choose_app(browser, await server.running.core.accounts.make_setup_link())
        assert (await browser.send("DELETE", "/api/me/totp")).json["code"] == "last_way_in"
        assert (await sign_in_by_app(browser, app.code())).status == 200


# --- sessions ---


async def test_sessions_are_listed_and_ended_one_by_one_or_all(
    server: Serving, eva: tuple[Browser, Authenticator]
) -> None:
    browser, passkey = eva
    async with Browser(server.origin) as second, Browser(server.origin) as third:
        for other in (second, third):
            assert (await sign_in_by_passkey(other, passkey)).status == 200
        sessions = (await browser.get("/api/me/sign-in")).json["sessions"]
        assert sorted(one["here"] for one in sessions) == [False, False, True]
        assert {one["method"] for one in sessions} == {"passkey"}
        (hers,) = [one["id"] for one in (await second.get("/api/me/sign-in")).json["sessions"] if one["here"]]
        assert (await browser.send("DELETE", f"/api/me/sessions/{hers}")).status == 204
        assert (await second.get("/api/me")).status == 401
        assert (await third.get("/api/me")).status == 200
        assert (await third.post("/api/sign-out/everywhere")).status == 204
        for other in (browser, second, third):
            assert (await other.get("/api/me")).status == 401
    assert "signed_out_everywhere" in await actions(server)
