"""Hands, muting, questions, screens by leave, the large picture, back into the lobby: with three people."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.accessibility import assert_accessible
from tests.support.browsers import Operator, Person, until
from tests.support.moderation import choose, end, id_of, meeting_of_three, more, received, show_screen
from tests.support.stories import admit, wait_for_pictures

pytestmark = pytest.mark.timeout(300)


def microphone(person: Person) -> str | None:
    return str(person.see("toggle-microphone").get_attribute("aria-pressed"))


def silent(listener: Person, speaker: str) -> bool:
    """Nothing of this microphone arrives for a moment."""
    before = received(listener, speaker).get("microphone")
    listener.page.evaluate("() => new Promise((later) => setTimeout(later, 700))")
    return received(listener, speaker).get("microphone") == before


def test_hands_muting_and_questions(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    for guest in (omar, anna):
        guest.see("hand").click()
        assert_accessible(guest, "raising a hand")
        guest.see("raise-hand").click()
        guest.see("hand-raised").first.wait_for()
    until(lambda: agent.see("hands").locator("li").count() == 2, "two hands")
    assert [row.get_attribute("data-name") for row in agent.see("hands").locator("li").all()] == ["Omar", "Anna"]
    assert_accessible(agent, "raised hands")
    agent.see("lower-hand").first.click()
    until(lambda: agent.see("hands").locator("li").count() == 1, "Omar's hand lowered")
    anna.see("hand").click()
    anna.see("react", reaction="slower").click()
    agent.see("reaction", reaction="slower").wait_for()

    agent.see("person-menu", name="Anna").click()
    assert_accessible(agent, "what a host may do about a person")
    agent.page.keyboard.press("Escape")
    choose(agent, "Anna", "mute")
    anna.see("muted").wait_for()
    assert_accessible(anna, "muted by a host")
    assert microphone(anna) == "false"
    voice = id_of(omar, "Anna")
    until(lambda: silent(omar, voice), "Anna is not heard")
    anna.see("unmute").click()
    until(lambda: microphone(anna) == "true", "Anna's microphone is on")
    until(lambda: not silent(omar, voice), "Anna is heard again")

    more(agent, "mute-all")
    for guest in (anna, omar):
        guest.see("muted").wait_for()
    assert microphone(agent) == "true"
    omar.see("toggle-camera").click()
    until(lambda: omar.see("toggle-camera").get_attribute("aria-pressed") == "false", "Omar's camera is off")
    until(lambda: agent.see("tile", name="Omar").locator(".avatar").count() == 1, "and the host sees it")
    choose(agent, "Omar", "ask-camera")
    omar.see("asked").wait_for()
    assert_accessible(omar, "asked for the camera")
    omar.see("agree").click()
    until(lambda: omar.see("toggle-camera").get_attribute("aria-pressed") == "true", "Omar's camera is on")
    choose(agent, "Anna", "spotlight")
    until(lambda: omar.page.locator("room-stage room-tile[large]").count() == 1, "Anna is large")
    shown = omar.page.locator("room-stage room-tile[large]")
    assert shown.get_attribute("data-name") == "Anna"
    assert_accessible(omar, "somebody shown large")
    end(agent, anna, omar)


def test_a_guest_shares_by_leave_and_the_host_stops_it(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    show_screen(omar, operator)
    omar.see("share-screen").click()
    omar.see("asking-to-share").wait_for()
    agent.see("share-request").wait_for()
    assert_accessible(agent, "a question for leave to share")
    agent.see("allow").click()
    omar.see("share-now").click()
    anna.see("tile", source="screen").wait_for()
    wait_for_pictures(anna, 3)
    show_screen(agent, operator)
    agent.see("share-screen").click()
    anna.see("choose-screen", name="Omar").click()
    screen = anna.see("tile", source="screen")
    until(lambda: screen.get_attribute("data-name") == "Omar", "Anna sees the screen that she chose")
    assert_accessible(anna, "two shared screens")
    choose(agent, "Omar", "stop-share")
    omar.see("share-stopped").wait_for()
    assert_accessible(omar, "a stopped screen")
    assert omar.see("stop-sharing").count() == 0
    until(lambda: screen.get_attribute("data-name") == "Eva Berg", "Omar's screen is gone")
    agent.see("share-screen").click()
    until(lambda: anna.see("tile", source="screen").count() == 0, "no screen is shared")
    omar.see("share-screen").click()
    omar.see("asking-to-share").wait_for()
    end(agent, anna, omar)


def test_back_into_the_lobby_with_a_note(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    choose(agent, "Anna", "return-to-lobby")
    anna.wait_for_phase("waiting")
    until(lambda: omar.see("tile", name="Anna").count() == 0, "Anna is out of sight")
    agent.see("write-note").first.click()
    assert_accessible(agent, "writing to those who wait")
    agent.see("note", sentence="five_minutes").click()
    anna.see("lobby-note").wait_for()
    assert_accessible(anna, "a note in the lobby")
    anna.page.reload()
    anna.wait_for_phase("waiting")
    anna.see("lobby-note").wait_for()
    admit(agent, "Anna")
    anna.wait_for_phase("joined")
    wait_for_pictures(anna, 2)
    end(agent, anna, omar)
