"""Codes by SMS through a real HTTP service of either convention: sent neutrally, good once, and not to be guessed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from auth.signin.session_rules import BEGUN_COOKIE
from server.adapters.outside import EVERYWHERE, Outside
from server.adapters.sms import HttpSms, filled
from server.operator.serve import Serving
from server.services.delivery.sms import SmsNotSent, SmsTrouble
from tests.support.server import Answer, Browser, enter, make_meeting
from tests.support.sms_service import SmsService, sms_service
from tests.support.staff import first_account

SMS = HttpSms(Outside(EVERYWHERE))
GUEST = {"name": "Anna", "kind": "client", "identification": "sms", "phone": "070-123 45 67"}


@pytest.fixture
async def service() -> AsyncIterator[SmsService]:
    async with sms_service() as running:
        yield running


@pytest.fixture
async def ready(server: Serving, agent: Browser, service: SmsService) -> SmsService:
    """The organisation has set up SMS."""
    await server.running.core.settings.put(await first_account(server), service.elks)
    return service


async def invited(agent: Browser, **changes: object) -> tuple[str, str]:
    meeting, (token,) = await make_meeting(agent, guests=[{**GUEST, **changes}])
    return meeting, token


async def check(guest: Browser, code: str) -> Answer:
    return await guest.post("/api/guest/code/check", {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


@pytest.mark.parametrize("convention", ["elks", "modern"])
async def test_both_conventions_take_a_message(service: SmsService, convention: str) -> None:
    await SMS.send(getattr(service, convention), "+46701234567", "Hej på dig & {to} {sender}")
    assert service.inbox == [("+46701234567", "Kommunen", "Hej på dig & {to} {sender}")]


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    fields = {"a": "{to}-{text}", "b": "{other}", "c": "constant"}
    values = {"to": "{sender}", "text": "{to}", "sender": "s"}
    assert filled(fields, values) == {"a": "{sender}-{to}", "b": "{other}", "c": "constant"}


@pytest.mark.parametrize("convention", ["elks", "modern"])
@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (401, SmsTrouble.SIGN_IN),
        (403, SmsTrouble.SIGN_IN),
        (402, SmsTrouble.REFUSED),
        (500, SmsTrouble.REFUSED),
        (307, SmsTrouble.REFUSED),
    ],
)
async def test_a_refusal_is_named_and_no_redirect_is_followed(
    service: SmsService, convention: str, status: int, trouble: SmsTrouble
) -> None:
    service.status = status
    with pytest.raises(SmsNotSent) as caught:
        await SMS.send(getattr(service, convention), "+46701234567", "Hej")
    assert caught.value.trouble is trouble
    assert "+46" not in str(caught.value)
    assert (service.inbox, service.followed) == ([], 0)


async def test_a_service_that_is_away_or_never_ends_holds_nobody_up(service: SmsService) -> None:
    await SMS.send(msgspec.structs.replace(service.elks, url=service.origin + "/endless"), "+46701234567", "Hej")
    for url in ("http://127.0.0.1:9/sms", "http://sms.example.se/plain", "https://"):
        with pytest.raises(SmsNotSent) as caught:
            await SMS.send(msgspec.structs.replace(service.elks, url=url), "+46701234567", "Hej")
        assert caught.value.trouble is SmsTrouble.UNREACHABLE


async def test_a_wrong_password_is_told_by_the_test_button(
    server: Serving, agent: Browser, service: SmsService
) -> None:
    answer = await agent.post("/api/admin/settings/sms/test", {"to": "070-123 45 67"})
    assert (answer.status, answer.json["code"]) == (409, "not_set_up")
    eva = await first_account(server)
    await server.running.core.settings.put(eva, msgspec.structs.replace(service.elks, secret="wrong"))
    answer = await agent.post("/api/admin/settings/sms/test", {"to": "070-123 45 67"})
    assert answer.json == {"ok": False, "detail": "sign_in"}
    await server.running.core.settings.put(eva, service.modern)
    answer = await agent.post("/api/admin/settings/sms/test", {"to": "070-123 45 67"})
    assert answer.json == {"ok": True, "detail": ""}
    assert service.inbox[0][0] == "+46701234567"
    assert (await agent.post("/api/admin/settings/sms/test", {"to": "112"})).status == 422


async def test_a_guest_gets_in_with_the_code_and_not_before(server: Serving, agent: Browser, ready: SmsService) -> None:
    meeting, token = await invited(agent)
    host = await agent.connect(meeting)
    guest = await enter(server.origin, token)
    seat = (await guest.get("/api/guest/seat")).json
    assert (seat["todo"], seat["phone_tail"]) == (["sms"], "67")
    refused = await guest.post("/api/ticket", {})
    assert (refused.status, refused.json["code"]) == (403, "not_identified")
    assert (await guest.post("/api/guest/code")).status == 204
    assert [to for to, _, _ in ready.inbox] == ["+46701234567"]
    assert (await check(guest, wrong(ready.code()))).json["code"] == "bad_code"
    code = ready.code()
    done = await check(guest, f" {code[:3]} {code[3:]} ")
    assert (done.status, done.json["todo"]) == (200, [])
    wire = await guest.connect()
    await wire.next("waiting")
    (waiting,) = await host.waiting()
    assert (waiting["identified_by"], waiting["missing"]) == (["link", "sms"], [])
    (invitation,) = (await agent.get(f"/api/meetings/{meeting}")).json["invitations"]
    assert (invitation["identification"], invitation["identified_by"]) == ("sms", ["link", "sms"])
    assert (invitation["missing"], invitation["phone"]) == ([], True)
    events = [(one.action, one.method) for one in await server.running.core.audit.events(meeting)]
    assert ("guest_identified", "sms") in events
    assert ("code_sent", "sms") in events
    for one in (wire, host):
        await one.close()
    await guest.http.close()


async def test_the_message_says_nothing_about_the_case(server: Serving, agent: Browser, ready: SmsService) -> None:
    _, token = await invited(agent, name="Anna Skyddad", protected_identity=True)
    guest = await enter(server.origin, token)
    assert (await guest.get("/api/guest/seat")).json["phone_tail"] == ""
    await guest.post("/api/guest/code")
    (_, sender, text), *_ = ready.inbox
    assert len(text) <= 160
    for told in ("Storstad", "Socialtjänsten", "Möte", "Eva", "Anna", "http"):
        assert told not in text + sender
    await guest.http.close()


async def test_a_code_works_once_only_for_the_browser_that_asked(
    server: Serving, agent: Browser, ready: SmsService
) -> None:
    _, token = await invited(agent)
    first, second = await enter(server.origin, token), await enter(server.origin, token)
    await first.post("/api/guest/code")
    assert (await check(second, ready.code())).json["code"] == "code_over"
    second.cookies[BEGUN_COOKIE] = first.cookies[BEGUN_COOKIE]
    assert (await check(second, ready.code())).json["code"] == "code_over"
    begun = first.cookies[BEGUN_COOKIE]
    answers = []
    for _ in range(3):
        first.cookies[BEGUN_COOKIE] = begun
        answers.append(await check(first, ready.code()))
    assert [answer.status for answer in answers] == [200, 409, 409]
    assert (await first.post("/api/guest/code")).status == 404
    for browser in (first, second):
        await browser.http.close()


async def test_five_tries_and_no_more_however_they_come(server: Serving, agent: Browser, ready: SmsService) -> None:
    _, token = await invited(agent)
    guest = await enter(server.origin, token)
    await guest.post("/api/guest/code")
    code = ready.code()
    answers = await asyncio.gather(*(check(guest, wrong(code)) for _ in range(20)))
    told = sorted(answer.json["code"] for answer in answers)
    assert told == ["bad_code"] * 4 + ["code_over"] * 16
    assert (await check(guest, code)).json["code"] == "code_over"
    assert (await guest.get("/api/guest/seat")).json["todo"] == ["sms"]
    await guest.http.close()


async def test_three_messages_in_a_quarter_whichever_browser_asks(
    server: Serving, agent: Browser, ready: SmsService
) -> None:
    _, token = await invited(agent)
    browsers = [await enter(server.origin, token) for _ in range(3)]
    answers = await asyncio.gather(*(one.post("/api/guest/code") for one in browsers for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [204] * 3 + [429] * 6
    assert len(ready.inbox) == 3
    for browser in browsers:
        await browser.http.close()


async def test_a_code_is_over_after_ten_minutes(
    server: Serving, agent: Browser, ready: SmsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = await invited(agent)
    guest = await enter(server.origin, token)
    await guest.post("/api/guest/code")
    ceremonies = server.running.core.ceremonies
    now = ceremonies._now()
    monkeypatch.setattr(ceremonies, "_now", lambda: now + 601)
    assert (await check(guest, ready.code())).json["code"] == "code_over"
    await guest.http.close()


async def test_when_the_service_fails_the_guest_is_told_and_can_ask_again(
    server: Serving, agent: Browser, ready: SmsService
) -> None:
    meeting, token = await invited(agent)
    guest = await enter(server.origin, token)
    ready.status = 500
    refused = await guest.post("/api/guest/code")
    assert (refused.status, refused.json["code"]) == (502, "sms_not_sent")
    ready.status = 200
    assert (await guest.post("/api/guest/code")).status == 204
    outcomes = [one.outcome for one in await server.running.core.audit.events(meeting) if one.action == "code_sent"]
    assert outcomes == ["sms_not_sent", "ok"]
    await guest.http.close()


async def test_each_field_that_is_wrong_is_named_and_nothing_is_saved(
    server: Serving, agent: Browser, ready: SmsService
) -> None:
    guests = [
        {**GUEST, "phone": None},
        {**GUEST, "phone": "112"},
        {**GUEST, "identification": "eid"},
        {**GUEST, "email": "anna@example"},
        {**GUEST, "name": " "},
    ]
    form = {"title": "T", "meeting_class": "protected", "guests": guests}
    answer = await agent.post("/api/meetings", form)
    assert set(answer.json["fields"]) == {
        "guests.0.phone",
        "guests.1.phone",
        "guests.2.identification",
        "guests.2.number",
        "guests.3.email",
        "guests.4.name",
    }
    assert (await agent.get("/api/meetings")).json["meetings"] == []


async def test_contact_data_is_sealed_and_shown_to_nobody(
    server: Serving, agent: Browser, ready: SmsService, tmp_path: Path
) -> None:
    meeting, token = await invited(agent, email="anna.hemlig@example.se")
    guest = await enter(server.origin, token)
    seen = (await agent.get(f"/api/meetings/{meeting}")).text + (await guest.get("/api/guest/seat")).text
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("resfri.sqlite*"))
    for secret in ("1234567", "123 45 67", "anna.hemlig"):
        assert secret not in seen
        assert secret.encode() not in raw
    await guest.http.close()
