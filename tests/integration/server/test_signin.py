"""Signing in: two factors, one answer for everything that is wrong, and budgets that shut out strangers only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from auth.crypto.links import digest
from auth.signin import passwords
from auth.signin.session_rules import KNOWN_BROWSER_COOKIE, STAFF_ABSOLUTE_SECONDS, STAFF_COOKIE, STAFF_IDLE_SECONDS
from server.operator.serve import Serving
from tests.support.authenticator import Authenticator
from tests.support.server import (
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


async def outcomes(server: Serving, action: str) -> list[tuple[str, str | None]]:
    query = text("select outcome, method from audit_events where action = :action order by seq")
    async with server.running.core.database.session() as session:
        return [(row[0], row[1]) for row in await session.execute(query, {"action": action})]


# --- passkeys ---


async def test_a_passkey_signs_in_without_an_address(server: Serving) -> None:
    async with Browser(server.origin) as browser:
        passkey = await set_up(server, browser)
        await browser.post("/api/sign-out")
        begun = await browser.post("/api/sign-in/passkey/begin")
        assert begun.json["allow"] == []
        assert begun.json["rp_id"] == "localhost"
        assert (await browser.post("/api/sign-in/passkey", passkey.get(begun.json))).json["name"] == "Eva Berg"
        assert (await outcomes(server, "signed_in")) == [("ok", "passkey"), ("ok", "passkey")]


async def test_a_passkeys_answer_works_once_and_only_here(server: Serving) -> None:
    async with Browser(server.origin) as browser, Browser(server.origin) as other:
        passkey = await set_up(server, browser)
        begun = await browser.post("/api/sign-in/passkey/begin")
        answer = passkey.get(begun.json)
        assert (await other.post("/api/sign-in/passkey", answer)).json["code"] == "begin_again"
        kept = dict(browser.cookies)
        assert (await browser.post("/api/sign-in/passkey", answer)).status == 200
        browser.cookies = kept
        assert (await browser.post("/api/sign-in/passkey", answer)).json["code"] == "begin_again"


async def test_passkeys_that_are_not_right_are_refused(server: Serving) -> None:
    async with Browser(server.origin) as browser, Browser(server.origin) as stranger:
        good = await set_up(server, browser)
        wrong = [
            Authenticator(server.origin),
            Authenticator(server.origin, id=good.id),
            Authenticator(server.origin, id=good.id, key=good.key, verified=False),
            Authenticator("https://evil.example", id=good.id, key=good.key),
            Authenticator(server.origin, id=good.id, key=good.key, rp_id="evil.example"),
        ]
        for each in wrong:
            assert (await sign_in_by_passkey(stranger, each)).json["code"] == "bad_passkey"
        assert STAFF_COOKIE not in stranger.cookies


async def test_a_counter_that_goes_back_is_refused_and_recorded(server: Serving) -> None:
    async with Browser(server.origin) as browser:
        passkey = await set_up(server, browser)
        passkey.count = 5
        assert (await sign_in_by_passkey(browser, passkey)).status == 200
        passkey.count = 2
        assert (await sign_in_by_passkey(browser, passkey)).json["code"] == "bad_passkey"
        assert (await outcomes(server, "sign_in_failed")) == [("counter_went_back", "passkey")]


async def test_an_authenticator_without_a_counter_is_welcome(server: Serving) -> None:
    async with Browser(server.origin) as browser:
        passkey = await set_up(server, browser)
        for _ in range(2):
            passkey.count = -1
            assert (await sign_in_by_passkey(browser, passkey)).status == 200


# --- password and code ---


async def test_every_part_must_be_right_and_the_answer_never_says_which(server: Serving) -> None:
    async with Browser(server.origin) as browser, Browser(server.origin) as stranger:
        app, _ = await choose_app(browser, await server.running.core.accounts.make_setup_link())
        code = app.code()
        answers = [
            await sign_in_by_app(stranger, code, "nobody@example.se"),
            await sign_in_by_app(stranger, code, password="inte det rätta"),
            await sign_in_by_app(stranger, "000000"),
            await sign_in_by_app(stranger, "aaaa-bbbb-cccc-dddd"),
            await sign_in_by_app(stranger, "x"),
        ]
        assert len({(answer.status, answer.text) for answer in answers}) == 1
        assert answers[0].json["code"] == "bad_sign_in"
        assert STAFF_COOKIE not in stranger.cookies
        assert (await sign_in_by_app(stranger, code)).status == 200
        assert (await sign_in_by_app(stranger, code)).json["code"] == "bad_sign_in"
        assert [outcome for outcome, _ in await outcomes(server, "sign_in_failed")] == ["bad_sign_in"] * 6


async def test_a_recovery_code_signs_in_once(server: Serving) -> None:
    async with Browser(server.origin) as browser, Browser(server.origin) as later:
        _, codes = await choose_app(browser, await server.running.core.accounts.make_setup_link())
        assert (await sign_in_by_app(later, codes[0].upper().replace("-", " "))).status == 200
        assert (await sign_in_by_app(later, codes[0])).json["code"] == "bad_sign_in"
        assert (await later.get("/api/me/sign-in")).json["recovery_codes"] == 9
        assert (await outcomes(server, "signed_in"))[-1] == ("ok", "recovery")


async def test_one_code_submitted_a_thousand_times_at_once_works_once(server: Serving) -> None:
    """R13, over HTTP and, where no throttle helps, in the database."""
    async with Browser(server.origin) as browser:
        app, codes = await choose_app(browser, await server.running.core.accounts.make_setup_link())
        code = app.code()
        browser.cookies.clear()
        answers = await asyncio.gather(*(sign_in_by_app(browser, code) for _ in range(200)))
        assert [answer.status for answer in answers].count(200) == 1
        core = server.running.core
        (account,) = await core.accounts.known("eva@example.se")
        assert account.totp_secret is not None
        step = int(time.time()) // 30 + 5
        used = await asyncio.gather(
            *(core.factors.store.use_step(account.id, account.totp_secret, step) for _ in range(1000))
        )
        assert used.count(True) == 1
        right = await core.factors.right_code(account, codes[0])
        assert right is not None
        once = await asyncio.gather(*(core.factors.use_code(account, right) for _ in range(200)))
        assert once.count(True) == 1


async def test_a_disabled_account_gets_in_no_way_and_nobody_learns_of_it(server: Serving, agent: Browser) -> None:
    account, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as browser, Browser(server.origin) as stranger:
        app, codes = await choose_app(browser, token)
        unit = (await agent.get("/api/admin/units")).json["units"][0]["id"]
        change = {"name": "Bo Ek", "unit": unit, "role": "agent", "disabled": True}
        assert (await agent.send("PUT", f"/api/admin/staff/{account}", change)).status == 200
        assert (await browser.get("/api/me")).status == 401
        unknown = await sign_in_by_app(stranger, "000000", "nobody@example.se")
        for code in (app.code(), codes[0]):
            assert (await sign_in_by_app(stranger, code, "bo@example.se")).text == unknown.text


PAIRS = 80
"""No account is tried from so many places that it is slowed."""


@pytest.fixture
def light_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A password costs little, so that the rest of the work shows beside it."""
    monkeypatch.setattr(passwords, "PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=8192))
    passwords._decoy.cache_clear()
    yield
    passwords._decoy.cache_clear()


async def test_answers_take_the_same_time_whether_the_account_exists(tmp_path: Path, light_passwords: None) -> None:
    """R15, as who listens has it: of two answers, the slower one must not be that of the account that exists (or does
    not) so often that it tells anything.  Chance alone is outside these bounds once in ten million times."""
    async with running_server(tmp_path, trusted_proxies=["127.0.0.0/8"]) as server, Browser(server.origin) as browser:
        await choose_app(browser, await server.running.core.accounts.make_setup_link())
        browser.cookies.clear()
        tries = {"eva@example.se": 0.0, "nobody@example.se": 0.0}
        form = {"password": "fel fel fel fel", "code": "123456"}
        slower = 0
        for number in range(PAIRS):
            for email in sorted(tries, reverse=bool(number % 2)):
                begun = time.perf_counter()
                answer = await browser.send(
                    "POST", "/api/sign-in", {**form, "email": email}, X_Forwarded_For=f"198.51.100.{number}"
                )
                tries[email] = time.perf_counter() - begun
                assert answer.json["code"] == "bad_sign_in"
            slower += tries["eva@example.se"] > tries["nobody@example.se"]
        assert 0.2 * PAIRS < slower < 0.8 * PAIRS, f"the account that exists was slower in {slower} of {PAIRS} pairs"


async def test_organisations_are_apart(server: Serving, agent: Browser) -> None:
    from auth.model import StaffRole
    from server.services.model import NewAccount

    core = server.running.core
    new = NewAccount("Lillby", "Administration", "Eva Lill", "eva@example.se", None, StaffRole.ADMINISTRATOR)
    token = await core.accounts.make_account_link((await core.accounts.add(new)).id)
    async with Browser(server.origin) as browser, Browser(server.origin) as later:
        app, _ = await choose_app(browser, token)
        assert (await sign_in_by_app(later, app.code())).json["code"] == "bad_sign_in"
        assert (await sign_in_by_app(later, "1", organisation="no-such")).json["code"] == "not_found"
        answer = await sign_in_by_app(later, app.code(), organisation="lillby")
        assert answer.json["organisation"] == "Lillby"


# --- budgets (R16) ---


async def test_a_stranger_is_stopped_and_the_owner_is_not(server: Serving, agent: Browser) -> None:
    _, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as owner, Browser(server.origin) as stranger:
        app, _ = await choose_app(owner, token)
        await owner.post("/api/sign-out")
        codes = [(await sign_in_by_app(stranger, "0", "bo@example.se", "gissning")).json["code"] for _ in range(12)]
        assert codes == ["bad_sign_in"] * 10 + ["rate_limited"] * 2
        # An account that does not exist is throttled in the same way.
        codes = [(await sign_in_by_app(stranger, "0", "no@example.se", "gissning")).json["code"] for _ in range(11)]
        assert codes == ["bad_sign_in"] * 10 + ["rate_limited"]
        # The owner's browser is known, and the stranger's is not even at the same address.
        assert KNOWN_BROWSER_COOKIE in owner.cookies
        assert (await sign_in_by_app(owner, app.code(), "bo@example.se")).status == 200


async def test_a_forged_or_borrowed_device_cookie_has_no_budget_of_its_own(server: Serving, agent: Browser) -> None:
    _, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as owner, Browser(server.origin) as stranger:
        await choose_app(owner, token)
        borrowed = [agent.cookies[KNOWN_BROWSER_COOKIE], "1.x.y", f"{int(time.time())}.AAAA.{'0' * 64}", "å", "9" * 300]
        codes = []
        for number in range(11):
            stranger.cookies[KNOWN_BROWSER_COOKIE] = borrowed[number % 4]
            codes.append((await sign_in_by_app(stranger, "0", "bo@example.se", "gissning")).json["code"])
        assert codes == ["bad_sign_in"] * 10 + ["rate_limited"]


@pytest.mark.timeout(300)
async def test_two_hundred_people_behind_one_address_never_notice_a_thousand_bad_tries(tmp_path: Path) -> None:
    """R16, from one and the same address: by passkey and, with known browsers, by password."""
    async with running_server(tmp_path) as server, Browser(server.origin) as admin, Browser(server.origin) as bad:
        passkey = await set_up(server, admin)
        _, token = await invite_staff(admin, "Bo Ek", "bo@example.se")
        bo = Browser(server.origin)
        _, codes = await choose_app(bo, token)
        done = asyncio.Event()
        tried: list[int] = []

        async def attack(number: int) -> None:
            emails = ("bo@example.se", "eva@example.se", f"{number % 8}@example.se")
            answer = await sign_in_by_app(bad, "123456", emails[number % 3], "gissning")
            tried.append(answer.status)

        attackers = asyncio.gather(*(attack(number) for number in range(1000)))
        good = []
        for number in range(190):
            async with Browser(server.origin) as browser:
                good.append((await sign_in_by_passkey(browser, passkey)).status)
            if number % 19 == 0:
                bo.cookies.pop(STAFF_COOKIE, None)
                good.append((await sign_in_by_app(bo, codes[number // 19], "bo@example.se")).status)
        done.set()
        assert good == [200] * 200
        await attackers
        assert len(tried) == 1000
        assert set(tried) == {401, 429}
        await bo.http.close()


# --- sessions (R17) ---


async def test_every_sign_in_has_a_cookie_of_its_own_that_no_script_reads(server: Serving) -> None:
    async with Browser(server.origin) as browser:
        passkey = await set_up(server, browser)
        planted = browser.cookies[STAFF_COOKIE]
        answer = await sign_in_by_passkey(browser, passkey)
        (cookie,) = [one for one in answer.headers.getall("Set-Cookie") if one.startswith(STAFF_COOKIE)]
        for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert part in cookie
        assert "Domain" not in cookie
        assert browser.cookies[STAFF_COOKIE] != planted
        assert len(browser.cookies[STAFF_COOKIE]) >= 43


async def test_a_cookie_is_dead_after_signing_out(server: Serving, agent: Browser) -> None:
    kept = dict(agent.cookies)
    assert (await agent.post("/api/sign-out")).status == 204
    agent.cookies = kept
    assert (await agent.get("/api/me")).status == 401


@pytest.mark.parametrize(
    ("column", "seconds", "lives"),
    [
        ("last_seen_at", STAFF_IDLE_SECONDS - 60, True),
        ("last_seen_at", STAFF_IDLE_SECONDS + 1, False),
        ("created_at", STAFF_ABSOLUTE_SECONDS - 60, True),
        ("created_at", STAFF_ABSOLUTE_SECONDS + 1, False),
    ],
)
async def test_sessions_end_when_idle_and_after_ten_hours(
    server: Serving, agent: Browser, column: str, seconds: float, lives: bool
) -> None:
    async with server.running.core.database.session() as session, session.begin():
        await session.execute(text(f"update staff_sessions set {column} = {column} - :s"), {"s": seconds})
    assert ((await agent.get("/api/me")).status == 200) is lives


async def test_stored_is_only_the_hash_of_a_cookie(server: Serving, agent: Browser) -> None:
    async with server.running.core.database.session() as session:
        ids = set(await session.scalars(text("select id from staff_sessions")))
    assert ids == {digest(agent.cookies[STAFF_COOKIE])}


async def test_seeds_and_passwords_are_not_stored_in_clear(server: Serving, tmp_path: Path) -> None:
    async with Browser(server.origin) as browser:
        app, codes = await choose_app(browser, await server.running.core.accounts.make_setup_link())
        stored = b"".join(path.read_bytes() for path in tmp_path.glob("resfri.sqlite*"))
        for secret in (app.seed, PASSWORD, codes[0], codes[0].replace("-", ""), browser.cookies[STAFF_COOKIE]):
            assert secret.encode() not in stored


async def test_a_used_link_signs_in_nobody(server: Serving, agent: Browser) -> None:
    assert await server.running.core.accounts.make_setup_link() is None
    _, token = await invite_staff(agent, "Bo Ek", "bo@example.se")
    async with Browser(server.origin) as first, Browser(server.origin) as second:
        await use_setup_link(first, token)
        answer = await second.post("/api/setup/begin", {"token": token, "method": "passkey"})
        assert answer.json["code"] == "bad_setup_link"
