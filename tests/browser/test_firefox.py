"""The core call in Firefox: in by a link, seen and heard both ways, and a word in the chat."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.test_picture import from_the_other
from tests.support.browsers import Operator, Person, until
from tests.support.firefox import FIREFOX, Firefox
from tests.support.stories import admit, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.media


@pytest.mark.skipif(not FIREFOX, reason="needs Firefox; on Debian: apt install firefox-esr")
def test_a_guest_in_firefox_meets_a_host_in_chromium(agent: Person, operator: Operator, chromium: Browser) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Firefox()
    try:
        guest.tell("goto", url=link)
        guest.click("start-check")
        until(lambda: guest.tell("there", testid="self-view"), "the own picture in Firefox", seconds=40.0)
        guest.click("enter")
        guest.wait_for_phase("waiting")
        open_room(agent)
        admit(agent, "Anna")
        guest.wait_for_phase("joined")
        wait_for_pictures(agent, 1)
        for count in (guest.decoded, guest.heard):
            before = count()
            until(lambda count=count, before=before: count() > before + 20, f"{count.__name__} in Firefox grows")
        guest.click("chat")
        until(lambda: guest.tell("type", testid="chat-text", text="Hej från Firefox"), "the chat in Firefox")
        guest.tell("press", key="Enter")
        agent.page.get_by_text("Anna: Hej från Firefox").wait_for()
        guest.click("leave")
        until(lambda: guest.tell("attribute", testid="ended", name="data-reason") == "left", "the end in Firefox")
        assert guest.tell("errors") == []
    finally:
        guest.close()


@pytest.mark.skipif(not FIREFOX, reason="needs Firefox; on Debian: apt install firefox-esr")
def test_a_background_in_firefox(agent: Person, operator: Operator) -> None:
    """Firefox cannot give the worker the stream, so the pictures are handed over one by one."""
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Firefox()
    try:
        guest.tell("goto", url=link)
        guest.click("start-check")
        until(lambda: guest.tell("there", testid="self-view"), "the own picture in Firefox", seconds=40.0)
        guest.click("background-dawn")
        guest.click("enter")
        guest.wait_for_phase("waiting")
        open_room(agent)
        admit(agent, "Anna")
        guest.wait_for_phase("joined")
        wait_for_pictures(agent, 1)

        def sky() -> bool:
            seen = from_the_other(agent)
            return seen["blue"] > 140 and seen["red"] > 140

        until(sky, "a morning sky out of Firefox", seconds=60.0)
        assert guest.tell("errors") == []
    finally:
        guest.close()
