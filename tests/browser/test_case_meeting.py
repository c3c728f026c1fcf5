"""A whole case meeting, as an agent holds it: the client on a phone, an interpreter, and a relative by tablet; a
document shown and marked, a paper photographed, a file sent, a step outside with the interpreter, and the end.

With RESFRI_STORY_PICTURES set to a folder, the pictures of the story are kept there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.test_documents import photograph, present
from tests.support.accessibility import assert_accessible
from tests.support.browsers import PHONE, Operator, Person, until
from tests.support.documents import pdf
from tests.support.moderation import id_of, more
from tests.support.stories import MAKE, admit, knock, open_room, wait_for_pictures

TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "device_scale_factor": 1, "has_touch": True}
GUESTS = {"Anna": "client", "Sara": "interpreter", "Leif": "relative"}


def picture(person: Person, name: str) -> None:
    folder = os.environ.get("RESFRI_STORY_PICTURES")
    if folder:
        person.page.screenshot(path=Path(folder) / f"{name}.png", scale="css")


def invite(agent: Person, operator: Operator) -> dict[str, str]:
    """Links by name; leaves the agent in the room."""
    agent.page.goto(operator.origin + "/meetings")
    guests = [{"name": name, "kind": kind} for name, kind in GUESTS.items()]
    made = agent.page.evaluate(MAKE, {"title": "Planering", "meeting_class": "protected", "guests": guests})
    agent.page.goto(f"{operator.origin}/meetings/{made['id']}")
    open_room(agent)
    return {one["name"]: one["link"]["url"] for one in made["invitations"]}


def gather(agent: Person, operator: Operator, chromium: Browser) -> list[Person]:
    links = invite(agent, operator)
    people = [knock(chromium, links["Anna"], PHONE), knock(chromium, links["Sara"], None)]
    people.append(knock(chromium, links["Leif"], TABLET))
    for name, person in zip(GUESTS, people, strict=True):
        admit(agent, name)
        person.wait_for_phase("joined")
    for person in (agent, *people):
        wait_for_pictures(person, 3)
    return people


@pytest.mark.timeout(300)
def test_a_case_meeting(agent: Person, operator: Operator, chromium: Browser, tmp_path: Path) -> None:
    everybody = [agent, *gather(agent, operator, chromium)]
    _, anna, sara, leif = everybody
    sara.see("interpret-into").select_option("ar")
    anna.see("hear", wanted="interpretation").click()
    picture(anna, "story-interpreter")
    show_and_mark(agent, everybody)
    picture(agent, "story-document")
    picture(leif, "story-tablet")
    assert_accessible(leif, "a document on a tablet")
    agent.see("stage-close").click()
    photograph_a_paper(anna, everybody)
    send_a_letter(leif, agent, tmp_path)
    step_outside(agent, sara, anna)
    assert [path for path in (operator.data_dir / "files").rglob("*") if path.is_file()]
    agent.see("people").click()
    agent.see("end-meeting").click()
    agent.see("confirm").click()
    for person in everybody:
        person.see("ended", reason="ended").wait_for()
        assert person.errors == []
    for person in (anna, sara, leif):
        person.close()


def show_and_mark(agent: Person, everybody: list[Person]) -> None:
    present(agent, "Genomförandeplan.pdf", pdf("Plan", "Delar", "Insatser"))
    for person in everybody:
        person.see("document", page="1", drawn="yes").wait_for()
    agent.see("page-next").click()
    for person in everybody:
        person.see("document", page="2", drawn="yes").wait_for()
    agent.see("mark").click()
    sheet = agent.see("document").bounding_box()
    assert sheet is not None
    agent.page.mouse.move(sheet["x"] + sheet["width"] * 0.4, sheet["y"] + sheet["height"] * 0.4)
    agent.page.mouse.down()
    agent.page.mouse.move(sheet["x"] + sheet["width"] * 0.6, sheet["y"] + sheet["height"] * 0.42, steps=8)
    agent.page.mouse.up()
    marks = "(element) => element.marker.here.length"
    for person in everybody:
        until(lambda person=person: person.page.locator("room-document").evaluate(marks) == 1, "the mark is seen")


def photograph_a_paper(guest: Person, everybody: list[Person]) -> None:
    taken = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photograph(guest)}
    guest.see("paper-file").set_input_files(taken)
    for person in everybody:
        person.see("document", drawn="yes").wait_for()
    picture(guest, "story-paper")
    guest.see("stage-close").click()


def send_a_letter(sender: Person, agent: Person, folder: Path) -> None:
    letter = folder / "Brev.pdf"
    letter.write_bytes(pdf("Brev"))
    sender.see("chat").click()
    sender.page.locator('room-chat input[type="file"]').set_input_files(letter)
    agent.see("chat").click()
    agent.see("file", name="Brev.pdf").wait_for()
    picture(agent, "story-chat")


def step_outside(agent: Person, interpreter: Person, client: Person) -> None:
    """What was said in one place is not in the other."""
    agent.see("people").click()
    more(agent, "aside")
    agent.see("aside-person", name="Sara").check()
    agent.see("aside-go").click()
    interpreter.see("own-place").wait_for()
    client.see("others-outside").wait_for()
    picture(client, "story-outside")
    agent.see("chat").click()
    until(lambda: agent.see("file").count() == 0, "what was said in the meeting is not in the side room")
    agent.see("chat-text").fill("Ska vi fråga om boendet?")
    agent.see("chat-text").press("Enter")
    interpreter.page.get_by_text("Eva Berg: Ska vi fråga om boendet?").wait_for()
    agent.see("come-back").click()
    interpreter.see("come-back").click()
    until(lambda: agent.see("file").count() == 3, "the document, the paper and the letter are there again")
    client.see("chat").click()
    assert "boendet" not in client.page.locator("room-chat").inner_text()
    until(lambda: id_of(client, "Eva Berg"), "everybody is together again")
