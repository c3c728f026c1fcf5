"""E-identification at a real provider: the invited person gets in, anybody else does not, and no number remains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest

from auth.signin.session_rules import BEGUN_COOKIE
from server.operator.serve import Serving
from server.wire.api import EidSettings
from tests.support.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    TWO_FACTORS,
    IdentityProvider,
    identity_provider,
    sign_in_as,
)
from tests.support.server import Answer, Browser, enter, make_meeting
from tests.support.staff import first_account

ANNA = "121212+1212"
GUEST = {"name": "Anna", "kind": "client", "identification": "eid", "number": ANNA}


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
async def settings(server: Serving, agent: Browser, provider: IdentityProvider) -> EidSettings:
    """The organisation has set up its broker."""
    eid = EidSettings(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, acr=TWO_FACTORS)
    await server.running.core.settings.put(await first_account(server), eid)
    return eid


async def invited(server: Serving, agent: Browser, **changes: object) -> tuple[str, Browser]:
    meeting, (token,) = await make_meeting(agent, guests=[{**GUEST, **changes}])
    return meeting, await enter(server.origin, token)


async def come_back(guest: Browser, back: dict[str, str], organisation: str = "storstad") -> Answer:
    """As the browser follows the provider's redirect, without what only our own pages send."""
    async with guest.http.get(
        f"{guest.origin}/oidc/guest/{organisation}?{urlencode(back)}",
        headers=guest.headers(Origin=None),
        allow_redirects=False,
    ) as answer:
        guest.cookies.pop(BEGUN_COOKIE, None)
        return Answer(answer.status, answer.headers, await answer.text())


async def identify(guest: Browser, person: str) -> str:
    """The whole round trip; answers where it ends."""
    begun = await guest.post("/api/guest/eid")
    assert begun.status == 200, begun.text
    back = await sign_in_as(person, begun.json["url"], f"{guest.origin}/oidc/guest/storstad")
    answer = await come_back(guest, back)
    assert answer.status == 303
    return str(answer.headers["Location"])


async def test_the_invited_person_gets_in_and_everybody_sees_how(
    server: Serving, agent: Browser, settings: EidSettings
) -> None:
    meeting, guest = await invited(server, agent)
    host = await agent.connect(meeting)
    assert (await guest.get("/api/guest/seat")).json["todo"] == ["eid"]
    assert (await guest.post("/api/ticket", {})).json["code"] == "not_identified"
    assert await identify(guest, "anna") == "/m"
    assert (await guest.get("/api/guest/seat")).json["todo"] == []
    wire = await guest.connect()
    await wire.next("waiting")
    (waiting,) = await host.waiting()
    assert waiting["identified_by"] == ["link", "eid"]
    await host.send({"type": "admit", "participant": waiting["id"]})
    people = {one["name"]: one for one in (await wire.next("joined"))["people"]}
    assert (people["Anna"]["identified_by"], people["Anna"]["missing"]) == (["link", "eid"], [])
    assert people["Eva Berg"]["identified_by"] == ["staff"]
    events = [(one.action, one.method, one.outcome) for one in await server.running.core.audit.events(meeting)]
    assert ("guest_identified", "eid", "ok") in events
    assert (await guest.post("/api/guest/eid")).status == 404
    for one in (wire, host):
        await one.close()
    await guest.http.close()


async def test_somebody_else_does_not_and_the_host_is_told(
    server: Serving, agent: Browser, settings: EidSettings
) -> None:
    meeting, guest = await invited(server, agent)
    host = await agent.connect(meeting)
    await host.next("joined")
    assert await identify(guest, "omar") == "/m?eid=mismatch"
    assert (await host.next("identity_trouble"))["name"] == "Anna"
    assert (await guest.post("/api/ticket", {})).json["code"] == "not_identified"
    events = [(one.action, one.outcome) for one in await server.running.core.audit.events(meeting)]
    assert ("identity_mismatch", "eid_mismatch") in events
    assert await identify(guest, "anna") == "/m"
    await host.close()
    await guest.http.close()


@pytest.mark.parametrize("person", ["gerd", "nobody"])
async def test_a_person_without_a_number_or_without_the_level_does_not(
    server: Serving, agent: Browser, settings: EidSettings, person: str
) -> None:
    _, guest = await invited(server, agent)
    assert await identify(guest, person) == "/m?eid=failed"
    assert (await guest.get("/api/guest/seat")).json["todo"] == ["eid"]
    await guest.http.close()


async def test_the_way_back_is_bound_to_the_browser_and_works_once(
    server: Serving, agent: Browser, settings: EidSettings
) -> None:
    _, anna = await invited(server, agent)
    _, thief = await invited(server, agent, number="19850709-9805")
    url = (await anna.post("/api/guest/eid")).json["url"]
    back = await sign_in_as("anna", url, f"{anna.origin}/oidc/guest/storstad")
    begun = anna.cookies[BEGUN_COOKIE]
    async with Browser(server.origin) as nobody:
        nobody.cookies[BEGUN_COOKIE] = begun
        assert (await come_back(nobody, back)).headers["Location"] == "/m?eid=failed"
    assert (await come_back(thief, back)).headers["Location"] == "/m?eid=failed"
    for change in ({"state": "x" * 43}, {"code": "x"}, {"iss": "http://localhost:1"}, {"state": ""}):
        await anna.post("/api/guest/eid")
        assert (await come_back(anna, {**back, **change})).headers["Location"] == "/m?eid=failed"
    url = (await anna.post("/api/guest/eid")).json["url"]
    elsewhere = await sign_in_as("anna", url, f"{anna.origin}/oidc/guest/storstad")
    assert (await come_back(anna, elsewhere, "lillstad")).headers["Location"] == "/m?eid=failed"
    anna.cookies[BEGUN_COOKIE] = begun
    assert (await come_back(anna, back)).headers["Location"] == "/m"
    anna.cookies[BEGUN_COOKIE] = begun
    assert (await come_back(anna, back)).headers["Location"] == "/m?eid=failed"
    assert (await thief.get("/api/guest/seat")).json["todo"] == ["eid"]
    for browser in (anna, thief):
        await browser.http.close()


async def test_another_guests_begun_identification_does_not_count(
    server: Serving, agent: Browser, settings: EidSettings
) -> None:
    """Even where the same person is invited twice, each browser proves it for itself."""
    _, first = await invited(server, agent)
    _, second = await invited(server, agent)
    url = (await first.post("/api/guest/eid")).json["url"]
    back = await sign_in_as("anna", url, f"{first.origin}/oidc/guest/storstad")
    second.cookies[BEGUN_COOKIE] = first.cookies[BEGUN_COOKIE]
    assert (await come_back(second, back)).headers["Location"] == "/m?eid=failed"
    assert (await second.get("/api/guest/seat")).json["todo"] == ["eid"]
    for browser in (first, second):
        await browser.http.close()


async def test_the_number_is_stored_and_told_nowhere(
    server: Serving, agent: Browser, settings: EidSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        meeting, guest = await invited(server, agent)
        await identify(guest, "anna")
        await identify_again_elsewhere(server, agent)
    seen = (await agent.get(f"/api/meetings/{meeting}")).text + (await guest.get("/api/guest/seat")).text
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("resfri.sqlite*"))
    for number in (ANNA, "191212121212", "121212", "850709"):
        assert number not in seen
        assert number.encode() not in raw
        assert not [
            one.getMessage()
            for one in caplog.records
            if number in one.getMessage() and one.name.startswith(("resfri", "server", "auth", "aiohttp"))
        ]
    await guest.http.close()


async def identify_again_elsewhere(server: Serving, agent: Browser) -> None:
    _, other = await invited(server, agent, number="19850709-9805")
    assert await identify(other, "anna") == "/m?eid=mismatch"
    await other.http.close()


async def test_a_broker_that_is_away_is_a_sentence_and_not_a_crash(
    server: Serving, agent: Browser, settings: EidSettings
) -> None:
    eva = await first_account(server)
    await server.running.core.settings.put(eva, msgspec.structs.replace(settings, issuer="http://localhost:9"))
    _, guest = await invited(server, agent)
    answer = await guest.post("/api/guest/eid")
    assert (answer.status, answer.json["code"]) == (502, "eid_failed")
    await guest.http.close()


@pytest.mark.parametrize("number", [None, " ", "811218-9875", "anna"])
async def test_a_number_that_is_missing_or_wrong_is_named(
    server: Serving, agent: Browser, settings: EidSettings, number: str | None
) -> None:
    form = {"title": "T", "meeting_class": "protected", "guests": [{**GUEST, "number": number}]}
    answer = await agent.post("/api/meetings", form)
    assert (answer.status, set(answer.json["fields"])) == (422, {"guests.0.number"})
