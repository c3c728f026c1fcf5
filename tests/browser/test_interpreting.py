"""An interpreter's channel by volume, and a sign interpreter whom everybody sees well."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.accessibility import assert_accessible
from tests.support.browsers import Operator, Person, until
from tests.support.moderation import choose, end, id_of, meeting_of_three, more, show_screen

VOLUMES = """(room) => {
    const sound = room.renderRoot.querySelector("room-joined").renderRoot.querySelector("room-sound");
    const elements = [...sound.renderRoot.querySelectorAll("audio")];
    return Object.fromEntries(elements.map((one) => [one.dataset.key, one.muted ? 0 : one.volume]));
}"""
TILES = "(room) => room.session.watching.tiles"

pytestmark = pytest.mark.timeout(300)


def volume(listener: Person, name: str) -> float:
    volumes: dict[str, float] = listener.page.locator("resfri-room").evaluate(VOLUMES)
    return volumes[id_of(listener, name)]


def tile_told(viewer: Person, name: str) -> dict[str, Any]:
    """What the page tells the server of this person's picture."""
    tiles: list[dict[str, Any]] = viewer.page.locator("resfri-room").evaluate(TILES) or []
    wanted = id_of(viewer, name)
    return next((one for one in tiles if one["participant"] == wanted and one["source"] == "camera"), {})


def test_listeners_choose_original_interpretation_or_both(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    assert anna.see("hearing").count() == 0
    choose(agent, "Omar", "interpreter")
    omar.see("interpret-into").wait_for()
    assert_accessible(omar, "choosing a language to interpret into")
    assert omar.see("hearing").count() == 0
    omar.see("interpret-into").select_option("ar")
    anna.see("hearing").wait_for()
    assert_accessible(anna, "hearing an interpreter")
    # The tests' microphones are never silent for long, so the original is turned down.
    until(lambda: volume(anna, "Eva Berg") == 0.2, "the original is turned down while Omar is heard")
    assert volume(anna, "Omar") == 1
    anna.see("hear", wanted="original").click()
    until(lambda: (volume(anna, "Eva Berg"), volume(anna, "Omar")) == (1, 0), "only the original")
    anna.see("hear", wanted="interpretation").click()
    until(lambda: (volume(anna, "Eva Berg"), volume(anna, "Omar")) == (0, 1), "only the interpretation")
    assert volume(omar, "Eva Berg") == volume(omar, "Anna") == 1, "the interpreter hears everybody"
    anna.page.reload()
    anna.wait_for_phase("joined")
    anna.see("hearing").wait_for()
    until(lambda: volume(anna, "Eva Berg") == 0, "the choice is kept")
    omar.see("interpret-into").select_option("")
    until(lambda: anna.see("hearing").count() == 0, "nobody interprets any more")
    assert volume(anna, "Eva Berg") == 1
    end(agent, anna, omar)


def test_a_sign_interpreter_is_seen_well_beside_a_shared_screen(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    anna, omar = meeting_of_three(agent, operator, chromium)
    choose(agent, "Omar", "interpreter")
    omar.see("interpret-into").select_option("swl")
    until(lambda: tile_told(anna, "Omar").get("pinned"), "the interpreter's picture is pinned")
    assert anna.see("hearing").count() == 0, "there is nothing to hear"
    show_screen(agent, operator)
    agent.see("share-screen").click()
    anna.see("tile", source="screen").wait_for()
    for viewer, least in ((anna, 190), (agent, 240)):
        signer = viewer.page.locator('[data-testid="tile"][data-name="Omar"]')
        box = signer.bounding_box() or {}
        assert box["width"] >= least, "too small to read hands"
        assert tile_told(viewer, "Omar")["pinned"]
    assert_accessible(anna, "a sign interpreter beside a screen")
    agent.see("share-screen").click()
    more(agent, "mute-all")
    end(agent, anna, omar)
