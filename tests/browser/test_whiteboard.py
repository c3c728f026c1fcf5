"""The whiteboard: two people draw on it, by mouse, by finger and by keyboard, and see the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room

INK = """(canvas) => {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) dark += data[at + 3] > 0 && data[at] < 128 ? 1 : 0;
    return dark / (canvas.width * canvas.height);
}"""


@pytest.fixture(scope="module")
def anna(agent: Person, operator: Operator, chromium: Browser) -> Iterator[Person]:
    """A guest on a phone, in a meeting whose whiteboard the agent has opened."""
    [link] = make_meeting(agent, operator, "Anna")
    guest = knock(chromium, link)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    agent.choose_more("show-whiteboard")
    for person in (agent, guest):
        person.see("board").wait_for()
    yield guest
    guest.close()


def things(person: Person) -> list[str]:
    return [str(text).strip() for text in person.see("board-thing").all_text_contents()]


def spot(person: Person, x: float, y: float) -> tuple[float, float]:
    """A place on the board, 0..1, on the screen."""
    box = person.see("board").bounding_box()
    assert box is not None
    scale = min(box["width"] / 16, box["height"] / 10)
    return (
        box["x"] + box["width"] / 2 + (x - 0.5) * 16 * scale,
        box["y"] + box["height"] / 2 + (y - 0.5) * 10 * scale,
    )


def drag(person: Person, *spots: tuple[float, float]) -> None:
    mouse = person.page.mouse
    mouse.move(*spot(person, *spots[0]))
    mouse.down()
    for each in spots[1:]:
        mouse.move(*spot(person, *each), steps=6)
    mouse.up()


def ink(person: Person, layer: str) -> float:
    return float(person.page.locator(f"room-whiteboard canvas.{layer}").evaluate(INK))


def test_a_line_is_seen_growing_and_then_stays(agent: Person, anna: Person) -> None:
    agent.see("tool-pen").click()
    mouse = agent.page.mouse
    mouse.move(*spot(agent, 0.1, 0.1))
    mouse.down()
    mouse.move(*spot(agent, 0.4, 0.3), steps=10)
    until(lambda: ink(anna, "moving") > 0, "the line as it grows")
    mouse.move(*spot(agent, 0.1, 0.5), steps=10)
    mouse.up()
    for person in (agent, anna):
        until(lambda person=person: len(things(person)) == 1, "the line")
        until(lambda person=person: ink(person, "still") > 0, "ink on the board")
    until(lambda: ink(anna, "moving") == 0, "nothing left of the draft")
    assert things(agent) == ["Svart streck av dig"]
    assert things(anna) == ["Svart streck av Eva Berg"]


def test_a_guest_puts_up_a_note_by_touch(agent: Person, anna: Person) -> None:
    anna.see("tool-note").tap()
    anna.page.touchscreen.tap(*spot(anna, 0.6, 0.4))
    anna.see("board-write").fill("köp mjölk")
    anna.see("board-write").press("Control+Enter")
    until(lambda: things(agent)[1:] == ["Gul lapp av Anna: köp mjölk"], "the note")
    assert things(anna)[1:] == ["Gul lapp av dig: köp mjölk"]


def test_everything_is_done_by_keyboard(agent: Person, anna: Person) -> None:
    page = agent.page
    agent.see("tool-note").press("Enter")
    agent.see("board").press("Enter")
    page.keyboard.type("ring Bo")
    page.keyboard.press("Escape")
    until(lambda: "Gul lapp av Eva Berg: ring Bo" in things(anna), "the note")
    mine = agent.see("board-thing").last
    mine.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(" i dag", delay=5)
    page.keyboard.press("Control+Enter")
    until(lambda: any("i dag" in each for each in things(anna)), "the note's new text")
    before = box_of(anna)
    agent.see("board").press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    until(lambda: box_of(anna) == [before[0] + 100, before[1], before[2], before[3] + 100], "moved and stretched")
    page.keyboard.press("Delete")
    until(lambda: len(things(anna)) == 2, "the note gone")
    page.keyboard.press("Control+z")
    until(lambda: len(things(anna)) == 3, "the note back")
    page.keyboard.press("Control+Shift+Z")
    until(lambda: len(things(anna)) == 2, "the note gone again")


def box_of(person: Person) -> list[int]:
    found: Any = person.page.locator("room-whiteboard").evaluate(
        "(element) => Object.values(element.board.things.list.at(-1).thing.box)"
    )
    return [int(value) for value in found]


def test_shapes_are_drawn_and_a_host_may_rub_out_what_a_guest_made(agent: Person, anna: Person) -> None:
    agent.see("board-shapes").click()
    agent.see("tool-rectangle").click()
    drag(agent, (0.2, 0.6), (0.4, 0.8))
    until(lambda: "Svart rektangel av Eva Berg" in things(anna), "the rectangle")
    agent.see("board-look").click()
    agent.see("colour-red").click()
    until(lambda: "Röd rektangel av Eva Berg" in things(anna), "the rectangle in red")
    agent.see("tool-eraser").click()
    drag(agent, (0.6, 0.4), (0.62, 0.42))
    until(lambda: not any("mjölk" in each for each in things(anna)), "the guest's note gone")
    anna.see("tool-eraser").tap()
    anna.page.touchscreen.tap(*spot(anna, 0.2, 0.7))
    anna.see("board-undo").tap()
    until(lambda: "Röd rektangel av dig" in things(agent), "the host's rectangle still there")


def test_who_comes_back_sees_the_same(agent: Person, anna: Person) -> None:
    anna.page.reload()
    anna.wait_for_phase("joined")
    anna.see("board").wait_for()
    until(lambda: len(things(anna)) == len(things(agent)), "the same things")


def test_the_board_is_kept_as_a_picture_and_as_a_pdf(agent: Person, anna: Person) -> None:
    for wanted, starts in (("board-png", b"\x89PNG"), ("board-pdf", b"%PDF-1.4")):
        agent.see("board-more").click()
        with agent.page.expect_download() as download:
            agent.see(wanted).click()
        data = download.value.path().read_bytes()
        assert data.startswith(starts)
        assert len(data) > 5000


def test_nothing_is_in_the_way_of_anybody(agent: Person, anna: Person) -> None:
    for opened in ("board-shapes", "board-look", "board-more"):
        agent.see(opened).click()
        assert_accessible(agent, opened)
    assert_accessible(anna, "the whiteboard on a phone")


def test_a_host_closes_it_for_all(agent: Person, anna: Person) -> None:
    assert anna.see("stage-close").count() == 0
    agent.see("stage-close").click()
    for person in (agent, anna):
        until(lambda person=person: person.see("board").count() == 0, "the board closed")
