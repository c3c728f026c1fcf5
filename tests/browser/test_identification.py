"""Guests who show who they are, in every way, and a host who sees it: on a phone and on a laptop."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser

from server.wire.api import EidSettings
from tests.browser.test_accessible import assert_accessible
from tests.support.browsers import PHONE, Operator, Person, until
from tests.support.identity_provider import CLIENT_ID, CLIENT_SECRET, TWO_FACTORS, IdentityProvider, identity_provider
from tests.support.sms_service import SmsService, sms_service
from tests.support.stories import admit, knock, make_meeting, open_room


@pytest.fixture(scope="module")
def phones() -> Iterator[SmsService]:
    """An SMS service on a thread of its own."""
    found: list[SmsService] = []
    ready, over = threading.Event(), threading.Event()

    async def serve() -> None:
        async with sms_service() as service:
            found.append(service)
            ready.set()
            await asyncio.get_running_loop().run_in_executor(None, over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield found[0]
    over.set()
    thread.join(10)


@pytest.fixture(scope="module")
def broker() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def office(agent: Person, operator: Operator, phones: SmsService, broker: IdentityProvider) -> Person:
    """The agent, whose organisation has set up SMS and e-identification."""
    eid = EidSettings(issuer=broker.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, acr=TWO_FACTORS)
    for name, value in (("sms", phones.elks), ("eid", eid)):
        assert call(agent, "PUT", f"/api/admin/settings/{name}", msgspec.to_builtins(value)) == 200
    return agent


def call(person: Person, method: str, path: str, body: Any) -> int:
    """What the page would send."""
    status: int = person.page.evaluate(
        """([method, path, body]) => fetch(path, {
            method, body: JSON.stringify(body), headers: { "X-Resfri": "1", "Content-Type": "application/json" },
        }).then((answer) => answer.status)""",
        [method, path, body],
    )
    return status


def invite(agent: Person, operator: Operator, way: str, **fields: str) -> str:
    """A meeting with Anna, who must be identified in this way; answers her link."""
    agent.page.goto(operator.origin + "/meetings/new")
    agent.page.locator('[name="title"]').fill("Planering")
    agent.see("class-protected").click()
    agent.see("guest-name-0").fill("Anna")
    agent.see("guest-0-more").click()
    agent.see("guest-0-way").select_option(way)
    for name, value in fields.items():
        agent.see(f"guest-0-{name}").fill(value)
    agent.see("create-meeting").click()
    agent.see("open-room").wait_for()
    return str(agent.see("invitation", name="Anna").get_by_test_id("link").inner_text()).strip()


def assert_nameless(guest: Person) -> None:
    """Whoever has the link sees no more than whose meeting it is, and when."""
    names = ("Planering", "Eva Berg", "Anna")
    assert [name for name in names if guest.page.get_by_text(re.compile(rf"\b{name}\b")).count()] == []


def come(chromium: Browser, link: str, profile: dict[str, Any] | None = PHONE) -> Person:
    """Opens the link and presses the big button."""
    guest = Person(chromium, profile)
    guest.page.goto(link)
    guest.page.get_by_text("Storstad bjuder in dig").wait_for()
    assert_nameless(guest)
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    guest.see("enter").click()
    guest.see("identify").wait_for()
    return guest


def methods(person: Person, testid: str, name: str) -> str | None:
    found = person.see(testid, name=name).first
    return found.get_attribute("data-methods")


def test_a_guest_with_a_code_by_sms(office: Person, operator: Operator, chromium: Browser, phones: SmsService) -> None:
    office.page.goto(operator.origin + "/meetings/new")
    office.see("guest-0-more").click()
    office.see("guest-0-way").select_option("sms")
    assert_accessible(office, "a guest's identification on the new-meeting page")
    office.page.locator('[name="title"]').fill("Planering")
    office.see("guest-name-0").fill("Anna")
    office.see("guest-0-phone").fill("112")
    office.see("create-meeting").click()
    office.page.get_by_text("Skriv numret som").wait_for()
    link = invite(office, operator, "sms", phone="070-123 45 67")
    assert_accessible(office, "a meeting with a guest who must be identified")
    guest = come(chromium, link)
    assert guest.page.get_by_text("slutar på 67").is_visible()
    assert_nameless(guest)
    assert_accessible(guest, "before the code is sent")
    guest.see("send-code").click()
    guest.see("code").wait_for()
    assert_accessible(guest, "the code")
    guest.see("code").fill("12")
    guest.see("check-code").click()
    guest.page.get_by_text("Skriv de sex siffrorna").wait_for()
    code = phones.code(len(phones.inbox))
    guest.see("code").fill(f"{(int(code) + 1) % 10**6:06}")
    guest.see("check-code").click()
    guest.page.get_by_text("Koden stämmer inte").wait_for()
    assert_accessible(guest, "a wrong code")
    guest.see("code").fill(code)
    guest.see("check-code").click()
    guest.wait_for_phase("waiting")
    guest.page.get_by_text("Du ska träffa Eva Berg").wait_for()
    open_room(office)
    office.see("lobby-card").get_by_text("Identifierad: Kod i sms").wait_for()
    assert_accessible(office, "the lobby card with an identified guest")
    admit(office, "Anna")
    guest.wait_for_phase("joined")
    office.see("people").click()
    assert methods(office, "identity", "Anna") == "link sms"
    guest.see("people").click()
    assert methods(guest, "identity", "Eva Berg") == "staff"
    assert "Storstad, " in guest.page.get_by_role("heading", level=1).inner_text()
    assert guest.page.get_by_text("Planering").count() == 0
    assert_accessible(guest, "the people on a phone")
    assert guest.errors == []
    guest.close()


def choose(guest: Person, person: str) -> None:
    """At the broker's page."""
    guest.see("begin-eid").click()
    guest.page.locator(f'button[value="{person}"]').click()


def test_a_guest_with_an_e_identification_and_somebody_else_on_the_same_link(
    office: Person, operator: Operator, chromium: Browser
) -> None:
    link = invite(office, operator, "eid", number="121212+1212")
    open_room(office)
    guest = come(chromium, link)
    assert_accessible(guest, "before the e-identification")
    choose(guest, "omar")
    guest.see("eid-mismatch").wait_for()
    assert guest.page.url.endswith("/m"), "what the broker said is still in the address"
    assert_accessible(guest, "somebody else's e-identification")
    office.see("identity-trouble").wait_for()
    assert_accessible(office, "the host hears of somebody else")
    office.see("identity-trouble").get_by_role("button").click()
    guest.context.clear_cookies(name="_session")
    choose(guest, "anna")
    guest.wait_for_phase("waiting")
    office.see("lobby-card").get_by_text("Identifierad: E-legitimation").wait_for()
    admit(office, "Anna")
    guest.wait_for_phase("joined")
    office.see("people").click()
    assert methods(office, "identity", "Anna") == "link eid"
    assert "1212" not in office.page.content()
    guest.close()


def test_an_identity_document_shown_on_camera(office: Person, operator: Operator, chromium: Browser) -> None:
    link = invite(office, operator, "shown")
    guest = knock(chromium, link)
    open_room(office)
    office.see("lobby-card").get_by_text("Inte identifierad än").wait_for()
    assert_accessible(office, "the lobby card with a guest who is not identified yet")
    admit(office, "Anna")
    guest.wait_for_phase("joined")
    office.see("people").click()
    office.see("not-identified", name="Anna").wait_for()
    assert guest.see("not-identified").count() == 0
    assert_accessible(office, "a guest who is not identified yet")
    office.see("confirm-identity", name="Anna").click()
    until(lambda: methods(office, "identity", "Anna") == "link shown", "the confirmation at the host")
    assert office.see("not-identified").count() == 0
    guest.see("people").click()
    until(lambda: methods(guest, "identity", "Anna") == "link shown", "the confirmation at the guest")
    guest.page.reload()
    guest.wait_for_phase("joined")
    guest.see("people").click()
    until(lambda: methods(guest, "identity", "Anna") == "link shown", "the confirmation after a reload")
    guest.close()


def test_a_sensitive_meeting_says_why_it_cannot_be_chosen(office: Person, operator: Operator) -> None:
    office.page.goto(operator.origin + "/meetings/new")
    office.page.get_by_text("Finns inte ännu").wait_for()
    assert office.see("class-sensitive").is_disabled()
    status = call(office, "POST", "/api/meetings", {"title": "Planering", "meeting_class": "sensitive"})
    assert status == 422


def test_a_locked_meeting_turns_the_next_guest_away_with_a_sentence(
    office: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(office, operator, "Anna")
    open_room(office)
    office.see("people").click()
    office.see("lock").click()
    office.see("locked").wait_for()
    assert_accessible(office, "a locked meeting")
    guest = Person(chromium, PHONE)
    guest.page.goto(link)
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    guest.see("enter").click()
    guest.page.get_by_text("Mötet är låst").wait_for()
    assert_accessible(guest, "a locked meeting from outside")
    guest.close()


def test_the_host_sends_a_link_by_sms(office: Person, operator: Operator, phones: SmsService) -> None:
    link = invite(office, operator, "link", phone="070-765 43 21")
    office.see("send-sms").click()
    office.page.get_by_text("Länken är skickad").wait_for()
    to, _, text = phones.inbox[-1]
    assert to == "+46707654321"
    assert link in text
