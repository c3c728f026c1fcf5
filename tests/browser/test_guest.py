"""A guest on a phone: link, check, lobby, admission, call, reload, a second device, leave."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browsers import PHONE, Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.media


def test_a_guest_checks_waits_is_admitted_reloads_and_leaves(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Person(chromium, PHONE)
    guest.page.goto(link)
    check = guest.see("guest-check")
    check.wait_for()
    assert "#" not in guest.page.url
    assert guest.page.evaluate("document.documentElement.lang") == "sv"
    assert guest.page.get_by_text("Eva Berg").first.is_visible()
    assert guest.see("self-view").count() == 0, "the camera is on before the guest asked for it"
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    result = guest.see("network-result")
    result.wait_for()
    until(lambda: result.get_attribute("data-udp") == "true", "the network test's result")
    guest.see("enter").click()
    guest.wait_for_phase("waiting")
    assert guest.inbound() == {}
    open_room(agent)
    agent.see("lobby-card").wait_for()
    assert "Anna" in agent.see("lobby-card").inner_text()
    until(lambda: "väntar" in agent.page.title(), "the host's tab title")
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)
    wait_for_pictures(agent, 1)
    _assert_fills_the_window(guest)
    _reload(guest)
    wait_for_pictures(guest, 1)
    wait_for_pictures(agent, 1)
    assert agent.see("tile").count() == 2, "a ghost tile after the reload"
    guest.see("leave").click()
    guest.see("ended", reason="left").wait_for()
    assert guest.errors == []
    guest.close()


def _assert_fills_the_window(guest: Person) -> None:
    """Also when the phone is held sideways, and without anything to scroll."""
    for width, height in ((740, 360), (820, 1180), (360, 740)):
        guest.page.set_viewport_size({"width": width, "height": height})
        box = guest.page.locator("resfri-room").bounding_box()
        assert box is not None
        assert (box["width"], round(box["y"] + box["height"])) == (width, height)


def _reload(guest: Person) -> None:
    """Back in the same seat within seconds, without waiting in the lobby again."""
    guest.page.reload()
    phases: list[str] = []

    def look() -> bool:
        phases.append(guest.phase())
        return phases[-1] == "joined"

    until(look, "the seat after a reload", seconds=10)
    assert "waiting" not in phases


def test_a_second_device_waits_and_the_host_is_warned(agent: Person, operator: Operator, chromium: Browser) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    phone = knock(chromium, link)
    open_room(agent)
    admit(agent, "Anna")
    phone.wait_for_phase("joined")
    tablet = knock(chromium, link, None)
    agent.see("lobby-card").get_by_text("annan telefon").wait_for()
    admit(agent, "Anna")
    tablet.wait_for_phase("joined")
    phone.see("ended", reason="replaced").wait_for()
    until(lambda: agent.see("tile").count() == 2, "one tile for one person")
    for person in (phone, tablet):
        person.close()


def test_who_is_sent_away_is_told_in_plain_words(agent: Person, operator: Operator, chromium: Browser) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link)
    open_room(agent)
    agent.see("deny", name="Anna").first.click()
    guest.see("ended", reason="denied").wait_for()
    guest.close()


def test_a_bad_link_says_so_and_offers_to_tell_the_host(operator: Operator, chromium: Browser, agent: Person) -> None:
    guest = Person(chromium, PHONE)
    guest.page.goto(operator.origin + "/m#AAAAAAAAAAAAAAAAAAAAAA")
    guest.see("bad-link").wait_for()
    guest.see("report-link").click()
    until(lambda: guest.see("report-link").count() == 0, "the report is confirmed")
    guest.close()


def test_a_guest_without_camera_permission_is_helped_and_joins_all_the_same(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Person(chromium, PHONE)
    guest.context.clear_permissions()
    guest.page.goto(link)
    guest.see("start-check").click()
    trouble = guest.see("trouble").first
    trouble.wait_for()
    guest.see("enter").click()
    guest.wait_for_phase("waiting")
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)
    guest.close()


def test_an_in_app_browser_is_told_how_to_open_the_real_one(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    inside_app = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 [FBAN/FBIOS;FBAV/400.0]"
    guest = Person(chromium, {**PHONE, "user_agent": inside_app})
    guest.page.goto(link)
    guest.see("in-app").get_by_text("Safari").first.wait_for()
    guest.close()
