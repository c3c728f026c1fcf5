"""An account under attack is slowed, or asks for more; it is never closed to its owner (R16)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import MappingProxyType

import pytest

from auth.limits.throttle import Budget
from server.operator.serve import Serving
from server.services.signin import sign_in
from tests.support.authenticator import App
from tests.support.server import PASSWORD, Answer, Browser, choose_app, invite_staff, running_server, sign_in_by_app

BO = "bo@example.se"


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Serving]:
    """Behind a proxy, with budgets that are soon spent."""
    budgets = {**sign_in.BUDGETS, "account": Budget(rate=0.0, burst=3), "codes": Budget(rate=0.0, burst=2)}
    monkeypatch.setattr(sign_in, "BUDGETS", MappingProxyType(budgets))
    async with running_server(tmp_path, trusted_proxies=["127.0.0.0/8"]) as running:
        yield running


@pytest.fixture(autouse=True)
def pauses(server: Serving, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long tries were made to wait, which they are not here."""
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(server.running.sign_in.sign_in, "_pause", pause)
    return waited


async def bos(agent: Browser) -> tuple[App, list[str]]:
    """Bo's app and recovery codes; his browser is known nowhere any more."""
    _, token = await invite_staff(agent, "Bo Ek", BO)
    async with Browser(agent.origin) as his:
        return await choose_app(his, token)


async def tries(browser: Browser, at: str, password: str, code: str = "123456") -> Answer:
    form = {"email": BO, "password": password, "code": code}
    return await browser.send("POST", "/api/sign-in", form, X_Forwarded_For=at)


async def test_one_network_is_one_whatever_addresses_it_takes(server: Serving, agent: Browser) -> None:
    await bos(agent)
    async with Browser(server.origin) as bad:
        codes = [(await tries(bad, f"2001:db8:0:7::{n:x}", "gissning")).json["code"] for n in range(1, 12)]
    assert codes == ["bad_sign_in"] * 10 + ["rate_limited"]


async def test_one_networks_crowd_takes_its_own_places_only(
    server: Serving, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "WAITING_PER_ADDRESS", 2)
    async with Browser(server.origin) as bad, Browser(server.origin) as other:
        crowd = asyncio.gather(*(tries(bad, "198.51.100.1", "gissning") for _ in range(10)))
        elsewhere = await tries(other, "198.51.100.2", "gissning")
        found = [answer.status for answer in await crowd]
    assert elsewhere.status == 401
    assert set(found) == {401, 429}


async def test_many_networks_slow_an_account_and_its_owner_gets_in(
    server: Serving, agent: Browser, pauses: list[float]
) -> None:
    app, _ = await bos(agent)
    async with Browser(server.origin) as bad, Browser(server.origin) as owner:
        codes = [(await tries(bad, f"198.51.100.{n}", "gissning")).json["code"] for n in range(6)]
        assert (codes, pauses) == (["bad_sign_in"] * 6, [sign_in.SLOW_SECONDS] * 3)
        answer = await sign_in_by_app(owner, app.code(), BO)
        assert (answer.status, len(pauses)) == (200, 4)


async def test_who_guesses_codes_with_the_right_password_never_learns_one_and_the_owner_has_a_way_in(
    server: Serving, agent: Browser
) -> None:
    app, recovery = await bos(agent)
    async with Browser(server.origin) as bad, Browser(server.origin) as owner:
        for number in range(2):
            assert (await tries(bad, f"198.51.100.{number}", PASSWORD, "000000")).status == 401
        lucky = await tries(bad, "198.51.100.9", PASSWORD, app.code())
        assert (lucky.status, lucky.json["code"]) == (401, "bad_sign_in")
        assert "återställningskod" in lucky.json["text"]["sv"]
        assert (await sign_in_by_app(owner, recovery[0], BO)).status == 200


async def test_nobody_spends_an_accounts_codes_without_its_password(server: Serving, agent: Browser) -> None:
    app, _ = await bos(agent)
    async with Browser(server.origin) as bad, Browser(server.origin) as owner:
        for number in range(5):
            assert (await tries(bad, f"198.51.100.{number}", "gissning", "000000")).status == 401
        assert (await sign_in_by_app(owner, app.code(), BO)).status == 200
