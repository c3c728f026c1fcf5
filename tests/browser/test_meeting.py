"""Three people in one meeting, from the set-up link to goodbye, through the real server."""

from __future__ import annotations

import time

from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, wait_for_pictures

STEADY_SECONDS = 8.0


def test_three_people_see_and_hear_each_other(agent: Person, operator: Operator, chromium: Browser) -> None:
    links = make_meeting(agent, operator, "Anna", "Omar")
    anna, omar = knock(chromium, links[0]), knock(chromium, links[1])
    open_room(agent)
    admit(agent, "Anna")
    anna.wait_for_phase("joined")
    assert omar.phase() == "waiting"
    admit(agent, "Omar")
    omar.wait_for_phase("joined")
    everybody = (agent, anna, omar)
    for person in everybody:
        wait_for_pictures(person, 2)
    time.sleep(3)  # Let the encoders settle; what follows is the steady state.
    before = [person.inbound() for person in everybody]
    time.sleep(STEADY_SECONDS)
    for person, earlier in zip(everybody, before, strict=True):
        _assert_smooth(earlier, person.inbound())
        assert person.errors == []
    for person in everybody:
        names = {tile.get_attribute("data-name") for tile in person.see("tile").all()}
        assert names == {"Eva Berg", "Anna", "Omar"}
    _say_goodbye(agent, anna, omar)


def _assert_smooth(before: dict[str, dict[str, float]], after: dict[str, dict[str, float]]) -> None:
    pictures = [key for key in after if key.startswith("video") and after[key]["framesDecoded"]]
    sounds = [key for key in after if key.startswith("audio") and after[key]["packetsReceived"]]
    assert len(pictures) == 2
    assert len(sounds) == 2
    for key in pictures:
        assert after[key]["framesDecoded"] - before[key]["framesDecoded"] > STEADY_SECONDS * 5, key
        assert after[key]["freezeCount"] == before[key]["freezeCount"], key
        assert after[key]["packetsLost"] == 0, key
    for key in sounds:
        assert after[key]["totalAudioEnergy"] > before[key]["totalAudioEnergy"], key
        assert after[key]["packetsLost"] == 0, key


def _say_goodbye(agent: Person, anna: Person, omar: Person) -> None:
    anna.see("leave").click()
    anna.see("ended", reason="left").wait_for()
    until(lambda: agent.see("tile").count() == 2, "Anna's tile gone")
    agent.see("people").click()
    agent.see("end-meeting").click()
    agent.see("confirm").click()
    for person in (agent, omar):
        person.see("ended", reason="ended").wait_for()
    for person in (anna, omar):
        person.close()
