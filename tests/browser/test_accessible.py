"""axe finds nothing on any page or state, on a phone and on a laptop, in light and dark, in both languages."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.accessibility import assert_accessible
from tests.support.browsers import PHONE, Operator, Person
from tests.support.stories import admit, knock, make_meeting, make_meeting_by_hand, open_room, wait_for_pictures


def suffer(person: Person) -> None:
    """As the server tells a page whose network is so bad that a picture is held back."""
    person.page.locator("resfri-room").evaluate(
        """(room) => {
            const { people, you } = room.meeting.room.state;
            for (const each of people.values()) {
                room.meeting.room.take({ type: "person_changed", person: { ...each, network: "bad" } });
            }
            const [other] = [...people.keys()].filter((id) => id !== you);
            const held = [{ mid: "2", participant: other, source: "camera" }];
            const figures = { network: "bad", round_trip_ms: 480, loss_up: 0.12, loss_down: 0.2 };
            room.meeting.room.take({ type: "quality", ...figures, held });
        }"""
    )
    person.see("held").wait_for()
    person.see("network-notice").wait_for()
    person.see("network").first.wait_for(state="attached")


def test_the_staffs_pages(agent: Person, operator: Operator, chromium: Browser) -> None:
    for path in ("/meetings", "/meetings/new", "/help", "/no-such-page"):
        agent.page.goto(operator.origin + path)
        agent.page.locator("h1:visible").first.wait_for()
        assert_accessible(agent, path)
    make_meeting_by_hand(agent, operator, "Anna")
    assert_accessible(agent, "a meeting")
    agent.see("open-room").click()
    agent.see("enter").wait_for()
    assert_accessible(agent, "the door")
    stranger = Person(chromium, PHONE)
    for path in ("/sign-in", "/setup", "/help"):
        stranger.page.goto(operator.origin + path)
        stranger.page.locator("h1:visible").first.wait_for()
        assert_accessible(stranger, path)
    stranger.close()


def test_the_guests_way_and_the_meeting(agent: Person, operator: Operator, chromium: Browser) -> None:
    first, second = make_meeting(agent, operator, "Anna", "Omar")
    guest = Person(chromium, PHONE)
    guest.page.goto(operator.origin + "/m#AAAAAAAAAAAAAAAAAAAAAA")
    guest.see("bad-link").wait_for()
    assert_accessible(guest, "a bad link")
    guest.page.goto("about:blank")
    guest.page.goto(first)
    guest.see("start-check").wait_for()
    assert_accessible(guest, "the link")
    guest.see("language").first.click()
    assert guest.page.evaluate("document.documentElement.lang") == "en"
    assert_accessible(guest, "the link in English")
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    assert_accessible(guest, "the device check")
    guest.see("enter").click()
    guest.wait_for_phase("waiting")
    assert_accessible(guest, "the lobby")
    open_room(agent)
    agent.see("lobby-card").wait_for()
    assert_accessible(agent, "the host with somebody waiting")
    admit(agent, "Anna")
    wait_for_pictures(guest, 1)
    assert_accessible(guest, "the meeting on a phone")
    suffer(guest)
    assert_accessible(guest, "the meeting over a weak network")
    guest.choose_more("devices")
    assert_accessible(guest, "the devices dialog over a weak network")
    guest.page.keyboard.press("Escape")
    omar = knock(chromium, second)
    agent.see("people").click()
    assert_accessible(agent, "the people panel")
    agent.see("more").click()
    assert_accessible(agent, "the menu of more")
    agent.see("devices").click()
    assert_accessible(agent, "the devices dialog")
    agent.page.keyboard.press("Escape")
    for person in (guest, omar):
        person.see("leave").first.click()
        person.see("ended").wait_for()
    assert_accessible(guest, "the end")
    for person in (guest, omar):
        person.close()
