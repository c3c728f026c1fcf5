"""An auditor at work in Chromium: the trail, one person's part of it, and what came of it; and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support.browsers import PHONE, Operator, Person
from tests.support.stories import choose_app


@pytest.fixture(scope="module")
def auditor(agent: Person, operator: Operator, chromium: Browser) -> Iterator[Person]:
    """Invited by the administrator, and signed in with password and code."""
    agent.page.goto(operator.origin + "/admin/staff")
    agent.see("invite").click()
    agent.page.get_by_label("Namn", exact=True).fill("Gun Granskare")
    agent.page.get_by_label("E-postadress", exact=True).fill("gun@example.se")
    agent.page.get_by_label("Roll", exact=True).select_option("auditor")
    agent.see("save").click()
    agent.see("link").wait_for()
    link = agent.see("link").input_value()
    person = Person(chromium)
    choose_app(person, link, "**/admin/audit")
    yield person
    person.close()


def test_who_audits_begins_with_the_trail_and_has_no_meetings(auditor: Person, operator: Operator) -> None:
    auditor.see("event").first.wait_for()
    menu = auditor.page.get_by_role("navigation", name="Huvudmeny")
    assert menu.get_by_text("Möten").count() == 0
    assert menu.get_by_text("Administration").count() == 0
    auditor.page.goto(operator.origin + "/meetings")
    auditor.page.wait_for_url("**/admin/audit")


def test_the_trail_names_what_happened_and_narrows_to_one_person(auditor: Person, operator: Operator) -> None:
    auditor.page.goto(operator.origin + "/admin/audit")
    auditor.see("event").first.wait_for()
    assert "Konto skapat" in auditor.page.get_by_role("table").inner_text()
    assert_accessible(auditor, "the trail")
    auditor.page.get_by_role("button", name="Eva Berg", exact=True).first.click()
    auditor.see("follow").wait_for()
    assert_accessible(auditor, "one person's part")
    auditor.see("follow").click()
    auditor.see("close").wait_for()
    assert_accessible(auditor, "a follow-up")
    auditor.page.get_by_label("Resultat").select_option("noted")
    auditor.page.get_by_label("Anteckning").fill("Gick igenom allt; inget obehörigt.")
    auditor.see("close").click()
    auditor.see("review").first.wait_for()
    assert "Något att anmärka" in auditor.see("review").first.inner_text()
    auditor.page.set_viewport_size(PHONE["viewport"])
    assert_accessible(auditor, "follow-ups on a phone")
    auditor.page.set_viewport_size({"width": 1280, "height": 800})
