"""Who is shown where: pinned, whoever speaks, pages of many, and a window of its own."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, choose, knock, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.media

CROWD = """(room, count) => {
    const { people, you } = room.meeting.room.state;
    const me = people.get(you);
    for (let number = 0; number < count; number++) {
        const named = { id: `x${number}`, name: `Person ${number}`, role: "guest", kind: "client" };
        const person = { ...me, ...named, camera: false };
        room.meeting.room.take({ type: "person_joined", person });
    }
}"""
"""As the server tells a page that many have come."""


def area(person: Person, name: str) -> float:
    box = person.see("tile", name=name).bounding_box()
    assert box is not None
    return float(box["width"] * box["height"])


def pin(person: Person, name: str) -> None:
    person.see("tile", name=name).get_by_test_id("pin").click()


def test_a_pinned_picture_is_large_and_never_starts_over(agent: Person, operator: Operator, chromium: Browser) -> None:
    links = make_meeting(agent, operator, "Anna", "Omar")
    anna, omar = (knock(chromium, link) for link in links)
    open_room(agent)
    for name, guest in (("Anna", anna), ("Omar", omar)):
        admit(agent, name)
        guest.wait_for_phase("joined")
    wait_for_pictures(agent, 2)
    before = agent.see("tile", name="Omar").locator("video").element_handle()
    pin(agent, "Omar")
    until(lambda: area(agent, "Omar") > 4 * area(agent, "Anna"), "Omar large")
    assert agent.page.evaluate(
        "(video) => video.isConnected && !video.paused && video.readyState > 2",
        before,
    )
    pin(agent, "Omar")
    until(lambda: area(agent, "Omar") == area(agent, "Anna"), "all alike again")
    choose(agent, "layout-speaker")
    until(lambda: max(area(agent, "Omar"), area(agent, "Anna")) > 4 * area(agent, "Eva Berg"), "a speaker large")
    choose(agent, "hide-self")
    agent.see("tile", name="Eva Berg").wait_for(state="detached")
    choose(agent, "hide-self")
    choose(agent, "layout-grid")
    _floats(agent)
    for person in (agent, anna, omar):
        assert person.errors == []
    anna.close()
    omar.close()


def _floats(agent: Person) -> None:
    """A window of its own, with the buttons that are needed every minute."""
    with agent.context.expect_page() as opened:
        choose(agent, "float")
    window: Page = opened.value
    window.get_by_test_id("float-name").wait_for()
    playing = "() => { const video = document.querySelector('video'); return video.videoWidth > 0 && !video.paused; }"
    until(lambda: window.evaluate(playing), "a picture in the window")
    window.get_by_test_id("float-microphone").click()
    until(lambda: "av" in str(window.get_by_test_id("float-microphone").get_attribute("aria-label")), "muted there")
    assert agent.see("toggle-microphone").get_attribute("aria-pressed") == "false"
    agent.see("toggle-microphone").click()
    # The window may be closed before Playwright has heard of its own press.
    with suppress(Error):
        window.get_by_test_id("float-back").click()
    until(lambda: window.is_closed(), "the window closed")


def test_many_people_come_in_pages_and_only_those_shown_are_asked_for(agent: Person, operator: Operator) -> None:
    make_meeting(agent, operator, "Anna")
    open_room(agent)
    room = agent.page.locator("resfri-room")
    room.evaluate(CROWD, 200)
    until(lambda: agent.see("tile").count() == 25, "a page of tiles")
    names = {tile.get_attribute("data-name") for tile in agent.see("tile").all()}
    agent.see("page-after").click()
    until(lambda: agent.see("tile", name="Person 30").count(), "the second page")
    assert agent.see("tile").count() == 25
    assert {tile.get_attribute("data-name") for tile in agent.see("tile").all()} & names == {"Eva Berg"}
    overlaps = agent.page.locator("room-stage").evaluate(
        """(stage) => {
            const tiles = [...stage.renderRoot.querySelectorAll("room-tile")];
            const boxes = tiles.map((tile) => tile.getBoundingClientRect());
            const cross = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
                && a.top < b.bottom - 1 && b.top < a.bottom - 1;
            return boxes.some((one, at) => boxes.slice(at + 1).some((other) => cross(one, other)));
        }"""
    )
    assert not overlaps
    assert agent.errors == []
