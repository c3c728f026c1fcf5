"""Stepping outside and groups: nothing of one place is received in another, and everybody comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.accessibility import assert_accessible
from tests.support.browsers import Operator, Person, until
from tests.support.moderation import choose, end, id_of, meeting_of_three, more, received
from tests.support.stories import admit, knock, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.timeout(300)


GONE = """(room, participant) => ["microphone", "camera"].every((source) =>
    (room.session.peer.remote(participant, source)?.getTracks() ?? []).length === 0)"""
INBOUND = """async (room) => {
    const report = await room.session.peer.connection?.getStats();
    const rows = [...(report?.values() ?? [])].filter((row) => row.type === "inbound-rtp");
    return rows.reduce((sum, row) => sum + row.packetsReceived, 0);
}"""


def receives_nothing_of(listener: Person, participant: str) -> bool:
    """The tracks of this participant are gone."""
    return bool(listener.page.locator("resfri-room").evaluate(GONE, participant))


def packets(person: Person) -> int:
    return int(person.page.locator("resfri-room").evaluate(INBOUND))


def assert_silence(person: Person) -> None:
    """Not one packet of sound or picture arrives for a while."""
    before = packets(person)
    person.page.evaluate("() => new Promise((later) => setTimeout(later, 2500))")
    assert packets(person) == before


def hears(listener: Person, participant: str) -> bool:
    """Sound and picture of this participant arrive, and more of it a moment later."""
    before = received(listener, participant)
    listener.page.evaluate("() => new Promise((later) => setTimeout(later, 700))")
    after = received(listener, participant)
    return all(after.get(source, 0) > before.get(source, 0) for source in ("microphone", "camera"))


def test_the_agent_steps_outside_with_one_and_the_other_receives_nothing(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    eva, sara = id_of(anna, "Eva Berg"), id_of(anna, "Omar")
    until(lambda: hears(anna, eva), "Anna hears and sees the agent")
    more(agent, "aside")
    agent.see("aside-person", name="Omar").wait_for()
    assert_accessible(agent, "choosing whom to take aside")
    agent.see("aside-person", name="Omar").check()
    agent.see("aside-go").click()
    for person in (agent, omar):
        person.see("own-place").wait_for()
    anna.see("others-outside").wait_for()
    assert_accessible(anna, "left alone for a while")
    assert_accessible(omar, "taken aside")
    until(lambda: receives_nothing_of(anna, eva) and receives_nothing_of(anna, sara), "the tracks are gone")
    assert_silence(anna)
    until(lambda: hears(agent, id_of(agent, "Omar")), "the agent hears Omar aside")
    until(lambda: hears(omar, id_of(omar, "Eva Berg")), "and Omar the agent")
    assert receives_nothing_of(agent, id_of(agent, "Anna"))
    assert_accessible(agent, "the people in two places")
    omar.see("come-back").click()
    until(lambda: hears(anna, sara), "Omar is back")
    assert receives_nothing_of(anna, eva)
    agent.see("come-back").click()
    for person, others in ((anna, ("Eva Berg", "Omar")), (omar, ("Eva Berg", "Anna"))):
        for name in others:
            until(lambda person=person, name=name: hears(person, id_of(person, name)), f"{name} is heard again")
        assert person.see("own-place").count() == person.see("others-outside").count() == 0
    end(agent, anna, omar)


def test_groups_are_opened_visited_and_called_back(agent: Person, operator: Operator, chromium: Browser) -> None:
    names = ("Anna", "Omar", "Bo")
    guests = [knock(chromium, link) for link in make_meeting(agent, operator, *names)]
    open_room(agent)
    for name, guest in zip(names, guests, strict=True):
        admit(agent, name)
        guest.wait_for_phase("joined")
    anna, omar, bo = guests
    wait_for_pictures(bo, 1)
    agent.see("people").click()
    more(agent, "groups")
    assert_accessible(agent, "dividing into groups")
    agent.see("evenly").click()
    agent.see("open-groups").click()
    for guest in guests:
        guest.see("own-place").wait_for()
    until(lambda: hears(anna, id_of(anna, "Omar")), "Anna and Omar are together")
    assert receives_nothing_of(bo, id_of(bo, "Anna"))
    assert_silence(bo)
    agent.see("group").first.wait_for()
    assert_accessible(agent, "leading the groups")
    agent.see("groups-text").fill("Fem minuter kvar")
    agent.see("groups-write").click()
    for guest in guests:
        guest.see("groups-note").wait_for()
    assert_accessible(anna, "in a group with a note")
    agent.see("visit", name="Grupp 2").click()
    until(lambda: hears(bo, id_of(bo, "Eva Berg")), "the agent visits Bo")
    agent.see("call-back").click()
    omar.see("closing").wait_for()
    assert_accessible(omar, "a group that closes soon")
    agent.see("call-back-now").click()
    for guest in guests:
        until(lambda guest=guest: guest.see("own-place").count() == 0, "back in the meeting")
    until(lambda: hears(bo, id_of(bo, "Anna")), "Bo hears Anna again")
    choose(agent, "Bo", "aside")
    bo.see("own-place").wait_for()
    agent.see("all-back").click()
    until(lambda: bo.see("own-place").count() == 0, "both are back")
    end(agent, *guests)
