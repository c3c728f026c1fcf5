"""What hosts and guests press when somebody leads."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.support.browsers import LAPTOP, PHONE, Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, wait_for_pictures


def meeting_of_three(agent: Person, operator: Operator, chromium: Browser) -> tuple[Person, Person]:
    """Anna on a phone and Omar on a laptop are in the meeting with the agent, whose list of people is open."""
    links = make_meeting(agent, operator, "Anna", "Omar")
    anna, omar = knock(chromium, links[0], PHONE), knock(chromium, links[1], LAPTOP)
    open_room(agent)
    for name, guest in (("Anna", anna), ("Omar", omar)):
        admit(agent, name)
        guest.wait_for_phase("joined")
    for guest in (anna, omar):
        wait_for_pictures(guest, 2)
    agent.see("people").click()
    return anna, omar


def choose(host: Person, name: str, what: str) -> None:
    """One line of the menu about a person."""
    host.see("person-menu", name=name).click()
    host.page.locator(f'room-person-menu:has([data-name="{name}"])').get_by_test_id(what).click()


def more(person: Person, what: str) -> None:
    """One line of the toolbar's menu."""
    person.see("more").click()
    person.page.locator("room-more-menu").get_by_test_id(what).click()


def show_screen(person: Person, operator: Operator) -> None:
    """A tab that the browser chooses by its title when asked for a screen."""
    shown = person.context.new_page()
    shown.goto(operator.origin + "/help")
    # The page gives itself a title too, whenever it is ready for that.
    shown.evaluate(
        "() => setInterval(() => { document.title = 'ShareMe'; document.body.style.opacity = Math.random(); }, 100)"
    )
    # The browser learns of the title a moment after the page has it.
    target = person.context.new_cdp_session(shown)
    until(
        lambda: target.send("Target.getTargetInfo")["targetInfo"]["title"],
        "the title of the tab",
        is_right=lambda title: title == "ShareMe",
    )
    person.page.bring_to_front()


def end(agent: Person, *guests: Person) -> None:
    agent.see("end-meeting").click()
    agent.see("confirm").click()
    for person in (agent, *guests):
        person.see("ended", reason="ended").wait_for()
    for guest in guests:
        assert guest.errors == []
        guest.close()


def received(person: Person, participant: str) -> dict[str, int]:
    """Packets received so far from one participant, by source; only of those whose tracks are there."""
    rows: dict[str, Any] = person.page.locator("resfri-room").evaluate(
        """async (room, participant) => {
            const { peer } = room.session;
            const found = {};
            for (const source of ["microphone", "camera", "screen"]) {
                const [track] = peer.remote(participant, source)?.getTracks() ?? [];
                if (!track) continue;
                for (const row of (await peer.connection.getStats(track)).values())
                    if (row.type === "inbound-rtp") found[source] = row.packetsReceived;
            }
            return found;
        }""",
        participant,
    )
    return rows


def id_of(person: Person, name: str) -> str:
    """The participant id of somebody whom this person has in the list."""
    found = person.page.locator("resfri-room").evaluate(
        "(room, name) => [...room.meeting.room.state.people.values()].find((one) => one.name === name)?.id", name
    )
    assert found, f"{name} is not in the list"
    return str(found)
