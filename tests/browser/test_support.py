"""Help for people: fault reports, figures of the connection, keys, manuals, a leaflet, and the order of reading."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support.browsers import PHONE, Operator, Person, until
from tests.support.stories import admit, choose, knock, make_meeting, open_room, wait_for_pictures

CANARY = "Bilden hackade hela tiden, kanariefågel."
NAMED = {"button", "link", "checkbox", "combobox", "textbox", "radio", "menuitem", "switch", "slider", "tab"}


def meet(agent: Person, operator: Operator, browser: Browser, profile: dict[str, Any] | None = PHONE) -> Person:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(browser, link, profile)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    wait_for_pictures(guest, 1)
    return guest


def test_a_guest_sees_all_that_a_report_says_and_the_administrator_reads_it(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    guest = meet(agent, operator, chromium)
    sent: list[dict[str, Any]] = []
    guest.page.on(
        "request", lambda one: sent.append(json.loads(one.post_data or "{}")) if one.url.endswith("/faults") else None
    )
    choose(guest, "support-fault")
    dialog = guest.see("support", view="fault")
    until(lambda: "direkt" in dialog.inner_text(), "the figures of the connection")
    assert_accessible(guest, "the fault report")
    guest.see("send-fault").click()
    assert sent == []
    guest.page.locator("textarea[name=text]").fill(CANARY)
    guest.see("send-fault").click()
    assert sent == [], "nothing is sent without consent"
    guest.page.locator("[name=consent]").check()
    shown = dialog.inner_text()
    guest.see("send-fault").click()
    reference = guest.see("fault-reference").inner_text()
    (report,) = sent
    assert report["text"] == CANARY
    assert "Anna" not in json.dumps(report)
    assert report["browser"] in shown
    assert {one["name"] for one in report["figures"]} >= {"path", "round_trip"}
    guest.page.keyboard.press("Escape")
    guest.see("leave").click()
    agent.see("leave").click()
    agent.page.goto(operator.origin + "/admin/faults")
    fault = agent.see("fault", reference=reference)
    fault.wait_for()
    assert CANARY in fault.inner_text()
    assert_accessible(agent, "the fault reports")
    assert CANARY not in operator.printed
    assert guest.errors == []
    guest.close()


def test_the_order_of_reading_and_the_name_of_every_control(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    guest = meet(agent, operator, chromium, None)
    tree = read_tree(guest)
    order = [f"{role} {name}" for role, name in tree]

    def at(wanted: str) -> int:
        return next(place for place, one in enumerate(order) if re.match(wanted, one))

    assert at("heading Videomöte: ?Storstad, .*[0-9]") < at("status") < at("group Deltagare") < at("navigation ")
    assert at("group Deltagare") < at("button Mikrofon") < at("button Lämna")
    assert [role for role, name in tree if role in NAMED and not name] == []
    choose(guest, "support-connection")
    guest.see("copy-figures").wait_for()
    assert_accessible(guest, "the connection's figures")
    guest.page.keyboard.press("Escape")
    guest.page.keyboard.press("?")
    guest.see("support", view="keys").wait_for()
    assert_accessible(guest, "the keys")
    guest.page.keyboard.press("Escape")
    guest.page.emulate_media(forced_colors="active", contrast="more")
    assert_accessible(guest, "the meeting in high contrast")
    guest.close()


def read_tree(person: Person) -> list[tuple[str, str]]:
    """Roles and names in the order in which a screen reader meets them."""
    devtools = person.context.new_cdp_session(person.page)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node.get("ignored"):
            found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return found


def test_a_held_space_bar_opens_the_microphone(agent: Person, operator: Operator, chromium: Browser) -> None:
    guest = meet(agent, operator, chromium, None)
    microphone = guest.see("toggle-microphone")
    guest.page.keyboard.press("m")
    until(lambda: microphone.get_attribute("aria-pressed") == "false", "muted")
    guest.page.keyboard.down(" ")
    until(lambda: microphone.get_attribute("aria-pressed") == "true", "open while held")
    guest.page.keyboard.up(" ")
    until(lambda: microphone.get_attribute("aria-pressed") == "false", "muted again")
    guest.page.keyboard.press("l")
    until(lambda: guest.page.locator("room-tile[large]").count() == 1, "the next layout")
    guest.page.keyboard.press("p")
    guest.page.locator("room-people").wait_for()
    guest.close()


def test_the_leaflet_is_one_page_of_paper(agent: Person, operator: Operator) -> None:
    for path in ("/help", "/help/staff", "/help/leaflet"):
        agent.page.goto(operator.origin + path)
        agent.page.locator("h1:visible").first.wait_for()
        assert_accessible(agent, path)
    for language in ("sv", "en"):
        agent.page.evaluate("(language) => localStorage.setItem('resfri.language', language)", language)
        agent.page.reload()
        agent.page.locator("h1:visible").first.wait_for()
        paper = agent.page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
        assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1, language
    agent.page.evaluate("localStorage.setItem('resfri.language', 'sv')")
