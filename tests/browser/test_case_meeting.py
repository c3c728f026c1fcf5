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
from tests.support.leading import id_of, more
from tests.support.stories import admit, knock, open_room, wait_for_pictures

TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "device_scale_factor": 1, "has_touch": True}
GUESTS = {"Anna": "client", "Sara": "interpreter", "Leif": "relative"}
INVITE = """async (guests) => {
    const form = { title: 'Planering', meeting_class: 'protected', guests };
    const headers = { 'Content-Type': 'application/json', 'X-Resfri': '1' };
    const answer = await fetch('/api/meetings', { method: 'POST', headers, body: JSON.stringify(form) });
    return await answer.json();
}"""


def picture(person: Person, name: str) -> None:
    folder = os.environ.get("RESFRI_STORY_PICTURES")
    if folder:
        person.page.screenshot(path=Path(folder) / f"{name}.png", scale="css")


def invite(agent: Person, operator: Operator) -> dict[str, str]:
    """Links by name; leaves the agent in the room."""
    agent.page.goto(operator.origin + "/meetings")
    guests = [{"name": name, "kind": kind} for name, kind in GUESTS.items()]
    made = agent.page.evaluate(INVITE, guests)
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
    anna, sara, leif = gather(agent, operator, chromium)
    everybody = (agent, anna, sara, leif)
    sara.see("interpret-into").select_option("ar")
    anna.see("hear", wanted="interpretation").click()
    picture(anna, "story-interpreter")

    present(agent, "Genomförandeplan.pdf", pdf("Plan", "Mål", "Insatser"))
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
    picture(agent, "story-document")
    picture(leif, "story-tablet")
    assert_accessible(leif, "a document on a tablet")

    agent.see("stage-close").click()
    anna.see("paper-file").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photograph(anna)})
    for person in everybody:
        person.see("document", drawn="yes").wait_for()
    picture(anna, "story-paper")
    anna.see("stage-close").click()

    leif.see("chat").click()
    letter = tmp_path / "Brev.pdf"
    letter.write_bytes(pdf("Brev"))
    leif.page.locator('room-chat input[type="file"]').set_input_files(letter)
    agent.see("chat").click()
    agent.see("file", name="Brev.pdf").wait_for()
    picture(agent, "story-chat")

    agent.see("people").click()
    more(agent, "aside")
    agent.see("aside-person", name="Sara").check()
    agent.see("aside-go").click()
    sara.see("own-place").wait_for()
    anna.see("others-outside").wait_for()
    picture(anna, "story-outside")
    agent.see("chat").click()
    until(lambda: agent.see("file").count() == 0, "what was said in the meeting is not in the side room")
    agent.see("chat-text").fill("Ska vi fråga om boendet?")
    agent.see("chat-text").press("Enter")
    sara.page.get_by_text("Eva Berg: Ska vi fråga om boendet?").wait_for()
    agent.see("come-back").click()
    sara.see("come-back").click()
    until(lambda: agent.see("file").count() == 3, "and what was said in the side room stays there")
    anna.see("chat").click()
    assert "boendet" not in anna.page.locator("room-chat").inner_text()
    until(lambda: id_of(anna, "Eva Berg"), "everybody is together again")

    files = operator.data_dir / "files"
    assert [path for path in files.rglob("*") if path.is_file()]
    agent.see("people").click()
    agent.see("end-meeting").click()
    agent.see("confirm").click()
    for person in everybody:
        person.see("ended", reason="ended").wait_for()
    for person in everybody:
        assert person.errors == []
    for person in (anna, sara, leif):
        person.close()
