"""An administrator at work in Chromium: by keyboard, on a phone, and with axe watching."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support.authenticator import App
from tests.support.browsers import PHONE, Operator, Person
from tests.support.server import PASSWORD

SECTIONS = ("staff", "units", "meetings", "policies", "retention", "settings", "organisation", "statistics")


def go(person: Person, operator: Operator, section: str) -> None:
    person.page.goto(f"{operator.origin}/admin/{section}")
    person.page.locator("h1:visible").first.wait_for()


@pytest.mark.parametrize("section", SECTIONS)
def test_each_page_is_accessible_on_a_laptop_and_on_a_phone(agent: Person, operator: Operator, section: str) -> None:
    go(agent, operator, section)
    agent.page.wait_for_load_state("networkidle")
    for summary in agent.page.locator("summary").all():
        summary.click()
    assert_accessible(agent, section)
    agent.page.set_viewport_size(PHONE["viewport"])
    assert_accessible(agent, f"{section} on a phone")
    agent.page.set_viewport_size({"width": 1280, "height": 800})


def test_a_unit_is_made_and_a_person_invited_into_it_by_keyboard(agent: Person, operator: Operator) -> None:
    go(agent, operator, "units")
    agent.see("add").focus()
    agent.page.keyboard.press("Enter")
    agent.page.get_by_label("Enhetens namn").fill("Barn och unga")
    agent.page.keyboard.press("Enter")
    agent.page.get_by_text("Barn och unga", exact=True).first.wait_for()
    go(agent, operator, "staff")
    agent.see("invite").focus()
    agent.page.keyboard.press("Enter")
    agent.page.get_by_label("Namn", exact=True).fill("Bo Ek")
    agent.page.get_by_label("E-postadress", exact=True).fill("inte en adress")
    agent.page.keyboard.press("Enter")
    agent.page.locator("#email-error").wait_for()
    assert_accessible(agent, "a form with a mistake")
    agent.page.get_by_label("E-postadress", exact=True).fill("bo@example.se")
    agent.page.get_by_label("Enhet", exact=True).select_option("Barn och unga")
    agent.page.keyboard.press("Enter")
    agent.see("link").wait_for()
    link = agent.see("link").input_value()
    assert "/setup#" in link
    assert_accessible(agent, "a link that is shown once")
    agent.page.keyboard.press("Escape")
    agent.page.get_by_text("Inbjuden").wait_for()
    # Once they have been there, no link to their account is shown to one administrator alone.
    comes_in(agent, operator.origin, link)
    go(agent, operator, "staff")
    agent.see("new-recovery").click()
    assert_accessible(agent, "a new way in is asked for")
    agent.see("save").click()
    agent.see("recovery").get_by_text("En annan administratör behöver godkänna det du har bett om.").wait_for()
    assert_accessible(agent, "a new way in that waits")
    assert agent.page.get_by_test_id("approve").count() == 0
    agent.see("reject").click()
    agent.page.get_by_test_id("recovery").wait_for(state="detached")


def comes_in(agent: Person, origin: str, link: str) -> None:
    """By the link, in another browser, with password and app."""
    assert agent.page.context.browser is not None
    other = agent.page.context.browser.new_context(base_url=origin)
    page = other.new_page()
    page.goto("/")
    call = """async ([path, body]) => {
      const headers = { "Content-Type": "application/json", "X-Resfri": "1" };
      return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
    }"""
    form = {"token": link.partition("#")[2], "method": "totp", "password": PASSWORD}
    seed = page.evaluate(call, ["/api/setup/begin", form])["totp"]["seed"]
    done = page.evaluate(call, ["/api/setup/finish", {"code": App(seed).code()}])
    assert done["me"]["email"] == "bo@example.se"
    other.close()


def test_a_logo_greets_who_comes_to_the_organisations_address(
    agent: Person, operator: Operator, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(
        base64.b64decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        )
    )
    go(agent, operator, "organisation")
    agent.page.get_by_label("Logotyp", exact=True).set_input_files(str(logo))
    agent.see("save").click()
    agent.page.get_by_alt_text("Nuvarande logotyp").wait_for()


def test_mail_settings_are_saved_tested_and_explained_when_they_fail(agent: Person, operator: Operator) -> None:
    go(agent, operator, "settings")
    mail = agent.see("mail")
    mail.locator("summary").click()
    mail.get_by_label("Server", exact=True).fill("127.0.0.1")
    mail.get_by_label("Port", exact=True).fill("9")
    mail.get_by_label("Skydd", exact=True).select_option("none")
    mail.get_by_label("Avsändarens adress", exact=True).fill("moten@example.se")
    mail.get_by_test_id("save").click()
    mail.get_by_test_id("test").click()
    assert "går inte att nå" in mail.get_by_test_id("test-result").inner_text()


def test_lowering_the_bar_takes_a_written_decision(agent: Person, operator: Operator) -> None:
    go(agent, operator, "policies")
    agent.page.get_by_label("Ändra: Hela organisationen, Känsligt möte").click()
    agent.page.get_by_label("kod via SMS och legitimation visad").check()
    agent.see("save").click()
    agent.page.locator("#decision ~ .error").wait_for()
    assert_accessible(agent, "a decision that is missing")
    agent.page.locator("#decision").fill("Socialnämnden beslutade den 3 november, se protokoll.")
    agent.see("save").click()
    assert "Socialnämnden beslutade" in agent.see("decision").inner_text()


def test_a_change_of_retention_waits_for_somebody_else(agent: Person, operator: Operator, chromium: Browser) -> None:
    go(agent, operator, "retention")
    agent.page.get_by_label("Mötets titel och gästernas uppgifter").fill("10")
    agent.see("save").click()
    agent.see("proposal").wait_for()
    assert_accessible(agent, "a proposal")
    assert agent.page.get_by_test_id("approve").count() == 0
    agent.see("reject").click()
    agent.see("proposal").wait_for(state="detached")
