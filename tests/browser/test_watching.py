"""The page tells which pictures it shows, and how large, so that nothing is sent to it in vain."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, WebSocket

from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room, wait_for_pictures

pytestmark = pytest.mark.media

HIDE = """(hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


class Told:
    """What a page has told the server of its pictures."""

    def __init__(self, person: Person) -> None:
        self.lists: list[list[dict[str, Any]]] = []
        self.refusals: list[str] = []
        person.page.on("websocket", lambda socket: self._follow(socket))

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._sent(str(frame)))
        socket.on("framereceived", lambda frame: self._received(str(frame)))

    def _sent(self, frame: str) -> None:
        message = json.loads(frame)
        if message["type"] == "watch":
            self.lists.append(message["tiles"])

    def _received(self, frame: str) -> None:
        if json.loads(frame)["type"] == "error":
            self.refusals.append(frame)

    def last(self, person: Person) -> list[dict[str, Any]] | None:
        # Events of the page are heard while something is asked of it.
        person.phase()
        return self.lists[-1] if self.lists else None


def test_a_phone_tells_what_it_shows_and_shows_nothing_in_a_pocket(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link)
    told = Told(guest)
    guest.page.reload()
    guest.wait_for_phase("waiting")
    open_room(agent)
    admit(agent, "Anna")
    wait_for_pictures(guest, 1)
    until(lambda: told.last(guest), "a list of pictures")
    (tile,) = told.last(guest) or []
    shown = guest.see("tile", name="Eva Berg")
    box = shown.bounding_box()
    assert (tile["participant"], tile["source"]) == (shown.get_attribute("data-participant"), "camera")
    assert abs(tile["width"] - 2 * box["width"]) <= 16, "not in the pixels of a screen with two for one"
    guest.page.evaluate(HIDE, True)
    until(lambda: told.last(guest) == [], "nothing is shown in a pocket")
    guest.page.evaluate(HIDE, False)
    until(lambda: told.last(guest) == [tile], "the picture is shown again")
    guest.page.set_viewport_size({"width": 740, "height": 360})
    until(lambda: (told.last(guest) or [tile])[0]["width"] != tile["width"], "the new size")
    assert told.refusals == []
    assert guest.errors == []
    guest.close()
