"""What people do, step by step, as they do it: by pressing what they see."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.support.authenticator import App
from tests.support.browsers import PASSWORD, PHONE, Operator, Person, until

MAKE = """async (form) => {
    const headers = { 'Content-Type': 'application/json', 'X-Resfri': '1' };
    const answer = await fetch('/api/meetings', { method: 'POST', headers, body: JSON.stringify(form) });
    return await answer.json();
}"""
FIRST = {"organisation": "Storstad", "unit": "Socialtjänsten", "name": "Eva Berg", "email": "eva@example.se"}


def make_first_account(agent: Person, operator: Operator) -> None:
    """With a passkey."""
    agent.hold_authenticator()
    agent.page.goto(operator.setup_link)
    form = agent.see("setup-form")
    for name, value in FIRST.items():
        form.locator(f'[name="{name}"]').fill(value)
    assert agent.see("method-passkey").is_checked()
    form.locator('[name="email"]').press("Enter")
    agent.page.wait_for_url("**/meetings")


def choose_app(person: Person, link: str, leads_to: str = "**/meetings") -> App:
    """Open an invitation's link and choose password and authenticator app; leaves the person signed in."""
    person.page.goto(link)
    person.see("method-totp").check()
    person.page.locator('[name="password"]').fill(PASSWORD)
    person.page.locator('[name="password"]').press("Enter")
    app = App(person.see("seed").inner_text().replace(" ", ""))
    person.page.locator('[name="app-code"]').fill(app.code())
    person.page.locator('[name="app-code"]').press("Enter")
    person.see("codes-kept").click()
    person.page.wait_for_url(leads_to)
    return app


def make_meeting(agent: Person, operator: Operator, *guests: str, meeting_class: str = "protected") -> list[str]:
    """As the page asks the server to; see :func:`make_meeting_by_hand`.  Leaves the agent on the meeting's page;
    answers the guests' links."""
    if not agent.page.url.startswith(operator.origin):
        agent.page.goto(operator.origin + "/meetings")
    invited = [{"name": name, "kind": "client"} for name in guests]
    made = agent.page.evaluate(MAKE, {"title": "Planering", "meeting_class": meeting_class, "guests": invited})
    agent.page.goto(f"{operator.origin}/meetings/{made['id']}")
    agent.see("open-room").wait_for()
    links = {one["name"]: str(one["link"]["url"]) for one in made["invitations"]}
    return [links[name] for name in guests]


def make_meeting_by_hand(agent: Person, operator: Operator, *guests: str) -> list[str]:
    agent.page.goto(operator.origin + "/meetings/new")
    agent.page.locator('[name="title"]').fill("Planering")
    agent.see("class-protected").click()
    for number, name in enumerate(guests):
        if agent.see(f"guest-name-{number}").count() == 0:
            agent.see("add-guest").click()
        agent.see(f"guest-name-{number}").fill(name)
    agent.see("create-meeting").click()
    agent.see("open-room").wait_for()
    return [agent.see("invitation", name=name).get_by_test_id("link").inner_text().strip() for name in guests]


def open_room(agent: Person) -> None:
    agent.see("open-room").click()
    enter = agent.see("enter")
    enter.wait_for()
    enter.click()
    agent.wait_for_phase("joined")


def knock(browser: Browser, link: str, profile: dict[str, Any] | None = PHONE, network: str = "") -> Person:
    """A guest who opens the link, tests camera and sound, and presses the big button."""
    guest = Person(browser, profile, network)
    guest.page.goto(link)
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    guest.see("enter").click()
    guest.wait_for_phase("waiting")
    return guest


def admit(agent: Person, name: str) -> None:
    agent.see("admit", name=name).first.click()


def choose(person: Person, entry: str) -> None:
    """An entry of the room's menu."""
    person.see("more").click()
    person.see(entry).click()


def video_progress(person: Person) -> dict[str, int]:
    """Frames decoded so far, per incoming picture."""
    return {key: row["framesDecoded"] for key, row in person.inbound().items() if row["kind"] == "video"}


def wait_for_pictures(person: Person, count: int, seconds: float = 30.0) -> None:
    def look() -> bool:
        return sum(frames > 5 for frames in video_progress(person).values()) >= count

    until(look, f"{count} incoming picture(s)", seconds=seconds)
