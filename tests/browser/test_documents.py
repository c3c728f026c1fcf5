"""Showing documents: one leads, the others follow, everybody points and marks, and who comes later sees the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.test_accessible import assert_accessible
from tests.support import documents
from tests.support.browsers import Operator, Person, until
from tests.support.stories import admit, knock, make_meeting, open_room

LOOKS = """(element) => {
    const canvas = element.renderRoot.querySelector('canvas.still');
    const small = document.createElement('canvas');
    [small.width, small.height] = [32, 32];
    const { viewport } = element;
    const density = canvas.width / viewport.screen.width;
    const { x, y } = viewport.offset;
    const [w, h] = [viewport.content.width * viewport.scale, viewport.content.height * viewport.scale];
    const drawn = small.getContext('2d');
    drawn.drawImage(canvas, x * density, y * density, w * density, h * density, 0, 0, 32, 32);
    const data = drawn.getImageData(0, 0, 32, 32).data;
    const dot = (at) => data[4 * at + 3] < 9 ? 'x' : data[4 * at] < 200 ? '#' : '.';
    return Array.from({ length: 1024 }, (_, at) => dot(at)).join('');
}"""
"""The page as 32 by 32 dots, whatever the screen: dark, light, or not drawn."""
LOOK = "(element) => [element.following.page, element.viewport.look]"
MARKS = "(element) => element.marker.here.map(({ key, thing }) => [key, thing.stroke.points])"


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    running = Operator(tmp_path_factory.mktemp("data"), VIRUS_SCAN="off")
    yield running
    assert running.stop() == 0, running.printed


@pytest.fixture(scope="module")
def links(agent: Person, operator: Operator) -> list[str]:
    made = make_meeting(agent, operator, "Anna", "Omar")
    open_room(agent)
    return made


@pytest.fixture(scope="module")
def anna(agent: Person, links: list[str], chromium: Browser) -> Iterator[Person]:
    guest = enter(agent, chromium, links[0], "Anna")
    yield guest
    guest.close()


def enter(agent: Person, chromium: Browser, link: str, name: str) -> Person:
    guest = knock(chromium, link)
    admit(agent, name)
    guest.wait_for_phase("joined")
    return guest


def present(person: Person, name: str, content: bytes, kind: str = "application/pdf") -> None:
    person.choose_more("show-document")
    person.see("present-file").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def wait_for_page(person: Person, page: int) -> None:
    person.see("document", page=str(page), drawn="yes").wait_for()
    until(lambda: "#" in looks(person) and "x" not in looks(person), f"page {page} drawn")


def looks(person: Person) -> str:
    return str(person.page.locator("room-document").evaluate(LOOKS))


def differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def marks(person: Person) -> list[object]:
    return list(person.page.locator("room-document").evaluate(MARKS))


def test_everybody_sees_the_page_that_the_leader_turns_to(agent: Person, anna: Person) -> None:
    present(agent, "Beslut.pdf", documents.pdf("Sida ett", "Sida tva", "Sida tre"))
    for person in (agent, anna):
        wait_for_page(person, 1)
        until(lambda person=person: "Sida ett" in person.see("document-text").inner_text(), "the page's text")
    assert differing(looks(agent), looks(anna)) < 40
    first = looks(anna)
    agent.see("page-next").click()
    agent.see("document").press("PageDown")
    for person in (agent, anna):
        wait_for_page(person, 3)
    until(lambda: "Sida tre" in anna.see("document-text").inner_text(), "the page's text")
    until(lambda: looks(anna) != first, "another page")


def test_the_others_follow_what_the_leader_looks_at(agent: Person, anna: Person) -> None:
    agent.see("page-larger").click()
    agent.see("document").press("ArrowRight")
    agent.see("document").press("+")

    def same() -> bool:
        [one, other] = [person.page.locator("room-document").evaluate(LOOK) for person in (agent, anna)]
        near = all(abs(one[1][key] - other[1][key]) < 0.15 for key in ("x", "y"))
        return one[0] == other[0] == 3 and one[1]["zoom"] > 2 and abs(one[1]["zoom"] - other[1]["zoom"]) < 0.01 and near

    until(same, "the same part of the page")
    agent.see("page-whole").click()
    until(lambda: anna.page.locator("room-document").evaluate(LOOK)[1]["zoom"] == 1, "the whole page")


def test_somebody_looks_around_and_comes_back(agent: Person, anna: Person) -> None:
    anna.see("page-previous").tap()
    wait_for_page(anna, 2)
    agent.see("thumbnails").click()
    agent.see("thumbnail").first.click()
    wait_for_page(agent, 1)
    anna.see("follow").tap()
    wait_for_page(anna, 1)
    agent.see("thumbnails").click()
    agent.see("page-next").click()
    wait_for_page(anna, 2)


def test_both_mark_the_page_and_a_pointer_is_seen(agent: Person, anna: Person) -> None:
    agent.see("mark").click()
    agent.see("mark-highlighter").click()
    box = agent.see("document").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    agent.page.mouse.move(x - 40, y)
    agent.page.mouse.down()
    agent.page.mouse.move(x + 60, y + 10, steps=8)
    agent.page.mouse.up()
    until(lambda: len(marks(anna)) == 1 and marks(anna) == marks(agent), "the agent's mark")
    anna.see("mark").tap()
    place = anna.see("document").bounding_box()
    assert place is not None
    anna.page.touchscreen.tap(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    until(lambda: len(marks(agent)) == 2 and marks(anna) == marks(agent), "the guest's mark")
    agent.see("mark-pointer").click()
    seen = "(element) => element.shadowRoot.querySelector('canvas.moving').getContext('2d') && 1"
    assert anna.page.locator("room-document").evaluate(seen)
    before = anna.page.locator("room-document canvas.moving").evaluate("(canvas) => canvas.toDataURL()")
    agent.page.mouse.move(x + 20, y + 60, steps=4)

    def pointed() -> bool:
        agent.page.mouse.move(x + 20, y + 61)
        agent.page.mouse.move(x + 20, y + 60)
        return bool(
            anna.page.locator("room-document canvas.moving").evaluate(
                "(canvas, before) => canvas.toDataURL() !== before", before
            )
        )

    until(pointed, "the pointer on the guest's page")
    anna.see("mark-undo").tap()
    until(lambda: len(marks(agent)) == 1, "the guest's mark gone")


def test_nothing_of_it_is_in_the_way_of_anybody(agent: Person, anna: Person) -> None:
    assert_accessible(agent, "a document that one leads")
    assert_accessible(anna, "a document that one follows")


def test_who_comes_later_sees_the_same(agent: Person, anna: Person, links: list[str], chromium: Browser) -> None:
    omar = enter(agent, chromium, links[1], "Omar")
    wait_for_page(omar, 2)
    until(lambda: marks(omar) == marks(agent) != [], "the marks")
    assert differing(looks(omar), looks(anna)) < 40
    omar.close()


def test_the_lead_is_handed_over_and_a_host_takes_it_back(agent: Person, anna: Person) -> None:
    agent.see("hand-over").click()
    agent.see("hand-over-to").filter(has_text="Anna").click()
    anna.see("hand-over").wait_for()
    anna.see("page-next").tap()
    wait_for_page(agent, 3)
    agent.see("take-over").click()
    agent.see("hand-over").wait_for()
    agent.see("page-previous").click()
    wait_for_page(anna, 2)


def test_a_guest_photographs_a_paper(agent: Person, anna: Person) -> None:
    """The photograph arrives smaller, as a JPEG without what the camera noted."""
    agent.see("stage-close").click()
    until(lambda: anna.see("document").count() == 0, "nothing on the stage")
    anna.see("paper-file").set_input_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photograph(anna)})
    for person in (agent, anna):
        person.see("document", drawn="yes").wait_for()
    sent: dict[str, object] = agent.page.locator("room-document").evaluate(
        """async (element) => {
            const blob = await element.session.files.fetch(element.current.shown.file);
            const picture = await createImageBitmap(blob);
            const bytes = new TextDecoder('latin1').decode(await blob.arrayBuffer());
            const exif = bytes.includes('Exif') || bytes.includes('59.3293');
            const jpeg = bytes.startsWith('\\u00ff\\u00d8');
            return { name: element.current.shown.name, width: picture.width, height: picture.height, exif, jpeg };
        }"""
    )
    assert sent == {"name": "Papper.jpg", "width": 2000, "height": 1500, "exif": False, "jpeg": True}
    assert_accessible(agent, "a paper")


def photograph(person: Person) -> bytes:
    """A large picture with a place in its EXIF data, made in the browser."""
    made: list[int] = person.page.evaluate(
        """async () => {
            const canvas = new OffscreenCanvas(2800, 2100);
            const drawn = canvas.getContext('2d');
            drawn.fillStyle = '#fff'; drawn.fillRect(0, 0, 2800, 2100);
            drawn.fillStyle = '#222'; drawn.fillRect(300, 300, 1500, 200);
            const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
            return [...new Uint8Array(await blob.arrayBuffer())];
        }"""
    )
    note = b"Exif\0\0GPS 59.3293 18.0686"
    return bytes(made[:2]) + b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note + bytes(made[2:])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("trasig.pdf", b"%PDF-1.7\nnothing of the kind", "trasig"),
        ("text.pdf", b"not a document at all", "Den sortens fil"),
        ("bild.png", documents.png(50_000, 50_000), "för stor"),
        ("halv.png", documents.png(4, 4)[:40], "trasig"),
        ("skript.pdf", documents.hostile_pdf(acting=True), "kan köras eller hämtas"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(agent: Person, name: str, content: bytes, says: str) -> None:
    present(agent, name, content)
    problem = agent.see("present-problem")
    problem.wait_for()
    assert says in problem.inner_text()
    assert_accessible(agent, "a refusal")
    agent.page.keyboard.press("Escape")


def test_a_hostile_document_runs_nothing_and_asks_nobody(agent: Person, anna: Person) -> None:
    present(agent, "farlig.pdf", documents.hostile_pdf(acting=False))
    for person in (agent, anna):
        until(lambda person=person: "Hej" in person.see("document-text").inner_text(), "the page's text")
        assert person.page.evaluate("window.harmed ?? null") is None
        assert person.foreign == []


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("bwrap"), reason="needs LibreOffice and bubblewrap")
def test_an_office_document_is_shown_as_a_pdf(agent: Person, anna: Person) -> None:
    present(agent, "Plan.docx", documents.docx("Planen for varen"))
    for person in (agent, anna):
        until(
            lambda person=person: (
                person.see("document-text").count() and "Planen for varen" in person.see("document-text").inner_text()
            ),
            "the document's text",
            seconds=60,
        )
    agent.choose_more("show-document")
    agent.see("present-sent").filter(has_text="Plan.pdf").wait_for()
    assert_accessible(agent, "what was sent before")
    agent.page.keyboard.press("Escape")


def test_a_picture_is_put_on_the_whiteboard(agent: Person, anna: Person) -> None:
    agent.see("stage-close").click()
    agent.choose_more("show-whiteboard")
    agent.see("board").wait_for()
    agent.see("board-file").set_input_files(
        {"name": "hus.png", "mimeType": "image/png", "buffer": documents.png(80, 60)}
    )
    anna.see("board-thing", kind="image").wait_for(state="attached")
    assert anna.see("board-thing", kind="image").inner_text().strip() == "Bild av Eva Berg: hus.png"
    # The picture's own blue, in the middle of the board.
    middle = """(canvas) => [...canvas.getContext('2d')
        .getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data].slice(0, 3).join()"""
    until(lambda: anna.page.locator("room-whiteboard canvas.still").evaluate(middle) == "64,128,192", "the picture")
