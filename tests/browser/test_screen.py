"""Sharing a tab: the others see it, and see it end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, video_progress, wait_for_pictures

pytestmark = pytest.mark.media


def test_a_shared_tab_is_decoded_by_the_others(agent: Person, operator: Operator, chromium: Browser) -> None:
    links = make_meeting(agent, operator, "Anna", "Omar")
    anna, omar = (knock(chromium, link) for link in links)
    open_room(agent)
    for name, guest in (("Anna", anna), ("Omar", omar)):
        admit(agent, name)
        guest.wait_for_phase("joined")
    for guest in (anna, omar):
        wait_for_pictures(guest, 2)
    shown = agent.context.new_page()
    shown.goto(operator.origin + "/help")
    shown.evaluate(
        "() => { document.title = 'ShareMe'; setInterval(() => { document.body.style.opacity = Math.random(); }, 100) }"
    )
    agent.page.bring_to_front()
    agent.see("share-screen").click()
    for guest in (anna, omar):
        guest.see("tile", source="screen").first.wait_for()
        wait_for_pictures(guest, 3)
    agent.see("share-screen").click()
    for guest in (anna, omar):
        until(lambda guest=guest: guest.see("tile", source="screen").count() == 0, "the screen's tile gone")
        before = video_progress(guest)
        until(lambda guest=guest, before=before: _two_go_on(guest, before), "both cameras go on")
    for guest in (anna, omar):
        guest.close()


def _two_go_on(guest: Person, before: dict[str, int]) -> bool:
    now = video_progress(guest)
    return sum(now[key] > before.get(key, 0) for key in now) >= 2
