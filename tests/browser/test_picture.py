"""What others see and hear of a person: background, data saving, sound alone, other devices."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from tests.support.browsers import LAPTOP, PHONE, Operator, Person, until
from tests.support.stories import make_meeting

SEEN = """(video) => {
    const [width, height] = [160, 90];
    const canvas = new OffscreenCanvas(width, height);
    const surface = canvas.getContext("2d", { willReadFrequently: true });
    surface.drawImage(video, 0, 0, width, height);
    const { data } = surface.getImageData(0, 0, width, height);
    let between = 0;
    let blue = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 1] > 160 && data[i + 1] < 230) between += 1;
        blue += data[i + 2];
    }
    const pixels = width * height;
    return { between: between / pixels, blue: blue / pixels, width: video.videoWidth, at: video.currentTime };
}"""
"""The fake camera shows a bright green disc before dark green: no blue at all, and nothing between light and dark."""

FIRST_FRAMES = """() => {
    window.firstFrames = [];
    const opened = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.rawTracks = new Set();
    navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await opened(wanted);
        for (const track of stream.getVideoTracks()) window.rawTracks.add(track.id);
        return stream;
    };
    const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
    Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
        ...source,
        set(stream) {
            const seen = (stream?.getVideoTracks() ?? []).some((track) => window.rawTracks.has(track.id));
            if (stream && this.isConnected) window.firstFrames.push(seen ? "raw" : "treated");
            source.set.call(this, stream);
        },
    });
}"""


def at_the_check(browser: Browser, link: str, profile: dict[str, Any] = LAPTOP) -> Person:
    guest = Person(browser, profile)
    guest.page.goto(link)
    guest.see("start-check").click()
    guest.see("self-view").wait_for()
    return guest


def look(person: Person) -> dict[str, float]:
    found: dict[str, float] = person.see("self-view").first.evaluate(SEEN)
    return found


def moving(person: Person) -> dict[str, float]:
    """What the self view shows once it moves."""
    until(lambda: look(person)["width"], "a picture")
    before = look(person)["at"]
    return until(lambda: seen if (seen := look(person))["at"] > before else None, "a moving picture")


def test_a_guest_blurs_the_room_before_anybody_sees_it(agent: Person, operator: Operator, chromium: Browser) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = at_the_check(chromium, link)
    raw = moving(guest)
    assert guest.see("background-none").is_checked()
    assert raw["blue"] < 10
    guest.see("background-blur").check(force=True)
    until(lambda: look(guest)["between"] > raw["between"] + 0.03, "edges that have run out", seconds=60)
    guest.see("background-dawn").check(force=True)
    until(lambda: look(guest)["blue"] > 100, "a morning sky")
    assert moving(guest)["width"] == raw["width"]
    guest.see("background-none").check(force=True)
    until(lambda: look(guest)["blue"] < 10, "the camera as it is")
    moving(guest)
    assert guest.errors == []
    guest.close()


def test_a_camera_that_starts_with_a_background_never_shows_the_room(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = Person(chromium, PHONE)
    guest.page.goto(link)
    guest.see("start-check").wait_for()
    guest.page.evaluate("localStorage.setItem('resfri.devices', JSON.stringify({ background: 'blur' }))")
    guest.page.add_init_script(f"({FIRST_FRAMES})()")
    guest.page.reload()
    guest.page.goto(link)
    guest.see("start-check").click()
    guest.see("self-view").wait_for(timeout=60_000)
    moving(guest)
    assert guest.see("background-blur").is_checked()
    assert set(guest.page.evaluate("window.firstFrames")) == {"treated"}
    assert guest.errors == []
    guest.close()
