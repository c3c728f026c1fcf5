"""Writing to each other and sending files in a meeting, as people do it: a host on a laptop, guests on phones."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.support.accessibility import assert_accessible
from tests.support.browsers import Operator, Person, until
from tests.support.documents import pdf
from tests.support.stories import admit, knock, make_meeting, open_room


def say(person: Person, text: str) -> None:
    person.see("chat-text").fill(text)
    person.see("chat-text").press("Enter")


def reads(person: Person) -> list[str]:
    bubbles = person.page.locator('[data-testid="chat-entry"] .bubble')
    return [" ".join(text.split()) for text in bubbles.all_text_contents()]


def wait_to_read(person: Person, *texts: str) -> None:
    until(lambda: reads(person) == list(texts), f"reads {texts}, not {reads(person)}")


def entry(person: Person, text: str) -> object:
    return person.see("chat-entry").filter(has_text=text)


def gather(agent: Person, operator: Operator, chromium: Browser) -> tuple[Person, str]:
    first, second = make_meeting(agent, operator, "Anna", "Omar")
    anna = knock(chromium, first)
    open_room(agent)
    admit(agent, "Anna")
    anna.wait_for_phase("joined")
    return anna, second


def test_people_write_answer_change_and_remove(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, second = gather(agent, operator, chromium)
    agent.see("chat").click()
    assert_accessible(agent, "the empty chat")
    say(agent, "Adressen är https://example.se/karta.")
    anna.page.get_by_text("Eva Berg: Adressen är").wait_for()
    until(lambda: anna.see("chat").locator(".badge").inner_text() == "1", "one unread")
    anna.see("chat").click()
    wait_to_read(anna, "Adressen är https://example.se/karta (öppnas i ny flik).")
    link = anna.page.locator('[data-testid="chat-entry"] a')
    assert (link.get_attribute("href"), link.get_attribute("rel")) == (
        "https://example.se/karta",
        "noopener noreferrer",
    )

    entry(anna, "Adressen").get_by_test_id("reply").click()  # type: ignore[attr-defined]
    say(anna, "Tack!\u202e")
    wait_to_read(
        agent,
        "Adressen är https://example.se/karta (öppnas i ny flik).",
        "Eva Berg: Adressen är https://example.se/karta (öppnas i ny flik).Tack!U+202E",
    )
    assert_accessible(anna, "the chat on a phone")
    entry(anna, "Tack!").get_by_test_id("edit").click()  # type: ignore[attr-defined]
    say(anna, "Tack så mycket")
    until(lambda: reads(agent)[-1].endswith("Tack så mycket"), "the change")

    omar = knock(chromium, second)
    admit(agent, "Omar")
    omar.wait_for_phase("joined")
    omar.see("chat").click()
    agent.see("chat-to").select_option(label="Omar")
    say(agent, "Bara till dig")
    wait_to_read(omar, "Bara till dig")
    assert omar.see("private").inner_text() == "Bara till dig, från Eva Berg"
    assert "Bara till dig" not in " ".join(reads(anna))
    assert_accessible(agent, "a chat with a private message")

    item = agent.see("chat-entry").filter(has_text="Tack så mycket")
    item.hover()
    item.get_by_test_id("remove-entry").click()
    until(lambda: len(reads(anna)) == 1, "the host removed Anna's message")

    anna.page.reload()
    anna.wait_for_phase("joined")
    anna.see("chat").click()
    until(lambda: len(reads(anna)) == 1, "what was said to Anna is there after she came back")
    for person in (anna, omar):
        assert person.errors == []
        person.see("leave").click()
        person.close()


def test_each_letter_is_seen_as_it_is_written(agent: Person, operator: Operator, chromium: Browser) -> None:
    anna, _ = gather(agent, operator, chromium)
    for person in (agent, anna):
        person.see("chat").click()
    anna.see("chat-text").press_sequentially("hej")
    agent.page.get_by_text("Anna skriver …").wait_for()
    assert agent.see("live-text").count() == 0
    anna.see("live-switch").check()
    anna.see("chat-text").press_sequentially(" du")
    until(lambda: agent.see("live-text").all_inner_texts() and "hej du" in agent.see("live-text").inner_text(), "live")
    agent.page.get_by_text("Anna visar sin text medan den skrivs").wait_for()
    assert_accessible(agent, "somebody shows their text")
    agent.page.get_by_text("Ja, visa min text").click()
    agent.see("chat-text").press_sequentially("jag ser")
    until(lambda: "jag ser" in " ".join(anna.see("live-text").all_inner_texts()), "the answer live")
    anna.see("chat-text").press("Enter")
    wait_to_read(agent, "hej du")
    until(lambda: agent.see("live-text").count() == 0, "the live text became a message")
    anna.see("leave").click()
    anna.close()


def test_a_file_goes_from_the_phone_to_the_host(
    agent: Person, operator: Operator, chromium: Browser, tmp_path: Path
) -> None:
    anna, _ = gather(agent, operator, chromium)
    anna.see("chat").click()
    paper = tmp_path / "Läkarintyg.pdf"
    paper.write_bytes(pdf("Intyg"))
    chooser = anna.page.locator('room-chat input[type="file"]')
    chooser.set_input_files(paper)
    agent.page.get_by_text("Anna skickade Läkarintyg.pdf").wait_for()
    agent.see("chat").click()
    agent.see("file", name="Läkarintyg.pdf").wait_for()
    with agent.page.expect_download() as download:
        agent.see("file", name="Läkarintyg.pdf").click()
    assert download.value.suggested_filename == "Läkarintyg.pdf"
    assert Path(download.value.path()).read_bytes() == paper.read_bytes()
    wrong = tmp_path / "bild.png"
    wrong.write_bytes(b"<script>alert(1)</script>")
    chooser.set_input_files(wrong)
    anna.see("upload", state="failed").get_by_text("Filen är skadad").wait_for()
    assert_accessible(anna, "a file that was refused, on a phone")
    assert_accessible(agent, "a file in the chat")
    assert agent.see("file").count() == 1
    anna.see("leave").click()
    anna.close()
