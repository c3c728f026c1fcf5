"""What a browser keeps when somebody has left: nothing that the next person at the machine can read (R30, R46)."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person
from tests.support.stories import admit, knock, make_meeting, open_room

TITLE, GUEST = "Planering", "Anna Kanariefågel"
STORED = """async () => {
    const databases = (await indexedDB.databases()).map((one) => one.name);
    const caches_ = await caches.keys();
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, caches_, document.cookie]);
}"""


def stored(person: Person) -> str:
    return str(person.page.evaluate(STORED))


def test_a_guests_link_leaves_the_address_the_history_and_every_request(
    operator: Operator, agent: Person, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, GUEST)
    secret = link.partition("#")[2]
    asked: list[Any] = []
    guest = Person(chromium)
    guest.page.on("request", lambda request: asked.append(request))
    guest.page.goto(link)
    guest.see("start-check").wait_for()
    assert secret not in guest.page.url
    assert "#" not in guest.page.evaluate("history.length > 0 && location.href")
    assert secret not in guest.page.title()
    with_secret = [one for one in asked if secret in one.url or secret in str(one.headers)]
    assert with_secret == []
    assert {one.url for one in asked if secret in (one.post_data or "")} == {operator.origin + "/api/guest/check"}
    assert secret not in stored(guest)
    guest.close()


def test_when_a_guest_has_left_nothing_of_the_meeting_is_left(
    operator: Operator, agent: Person, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, GUEST)
    open_room(agent)
    guest = knock(chromium, link)
    admit(agent, GUEST)
    guest.wait_for_phase("joined")
    guest.see("leave").click()
    guest.see("ended", reason="left").wait_for()
    kept = stored(guest)
    assert GUEST not in kept
    assert TITLE not in kept
    guest.close()


def test_after_signing_out_the_way_back_leads_to_the_sign_in(operator: Operator, agent: Person) -> None:
    make_meeting(agent, operator, GUEST)
    agent.page.get_by_text(GUEST).first.wait_for()
    agent.page.get_by_role("button", name="Logga ut").click()
    agent.page.wait_for_url("**/sign-in")
    agent.page.go_back()
    agent.see("sign-in-passkey").wait_for()
    agent.page.reload()
    agent.see("sign-in-passkey").wait_for()
    assert GUEST not in agent.page.content() + stored(agent)
