"""What others see and hear of a person: background, data saving, sound alone, other devices."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.browsers import LAPTOP, PHONE, Operator, Person, until
from tests.support.stories import admit, choose, knock, make_meeting, open_room, video_progress, wait_for_pictures

pytestmark = pytest.mark.media

SEEN = """(video) => {
    const [width, height] = [160, 90];
    const canvas = new OffscreenCanvas(width, height);
    const surface = canvas.getContext("2d", { willReadFrequently: true });
    surface.drawImage(video, 0, 0, width, height);
    const { data } = surface.getImageData(0, 0, width, height);
    let between = 0;
    let blue = 0;
    let red = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i + 1] > 160 && data[i + 1] < 230) between += 1;
        blue += data[i + 2];
        red += data[i];
    }
    const pixels = width * height;
    const [mean, at] = [(sum) => sum / pixels, video.currentTime];
    return { between: mean(between), blue: mean(blue), red: mean(red), width: video.videoWidth, at };
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


def in_a_meeting(agent: Person, operator: Operator, browser: Browser, profile: dict[str, Any] = LAPTOP) -> Person:
    (link,) = make_meeting(agent, operator, "Anna")
    guest = knock(browser, link, profile)
    open_room(agent)
    admit(agent, "Anna")
    guest.wait_for_phase("joined")
    for person in (agent, guest):
        wait_for_pictures(person, 1)
    return guest


def from_the_other(person: Person) -> dict[str, float]:
    seen: dict[str, float] = person.see("tile").locator("video:visible").first.evaluate(SEEN)
    return seen


def test_the_others_get_the_background_and_the_dampened_sound(
    agent: Person, operator: Operator, chromium: Browser
) -> None:
    guest = in_a_meeting(agent, operator, chromium, PHONE)
    assert from_the_other(agent)["blue"] < 50
    choose(guest, "devices")
    guest.see("background-dawn").check(force=True)
    until(lambda: from_the_other(agent)["blue"] > 100, "a morning sky at the other end", seconds=60)
    guest.page.locator("[name=noise]").select_option("rnnoise")
    sender = "(room) => room.session.devices.microphone.track.label"
    until(
        lambda: "AudioDestination" in guest.page.locator("resfri-room").evaluate(sender),
        "RNNoise in between",
        seconds=60,
    )
    before = energy(agent)
    until(lambda: energy(agent) > before, "sound out of it", seconds=30)
    assert guest.errors == []
    guest.close()


def energy(person: Person) -> float:
    return sum(float(row["totalAudioEnergy"]) for row in person.inbound().values() if row["kind"] == "audio")


def test_sound_alone_sends_and_fetches_no_pictures(agent: Person, operator: Operator, chromium: Browser) -> None:
    guest = in_a_meeting(agent, operator, chromium)
    choose(guest, "toggle-sound-only")
    guest.see("sound-only").wait_for()
    camera = "(room) => [...room.meeting.room.state.people.values()].find((each) => each.name === 'Anna').camera"
    until(lambda: not agent.page.locator("resfri-room").evaluate(camera), "Anna's camera off")

    def still() -> bool:
        before = video_progress(guest)
        guest.page.wait_for_function("(then) => performance.now() > then", arg=now(guest) + 1500)
        return video_progress(guest) == before

    until(still, "no more pictures")
    assert guest.see("tile").locator("video:visible").count() == 0
    before = energy(guest)
    until(lambda: energy(guest) > before, "sound goes on")
    guest.see("sound-only").get_by_role("button").click()
    was = video_progress(guest)
    until(lambda: sum(video_progress(guest).values()) > sum(was.values()), "pictures again")
    assert guest.errors == []
    guest.close()


def now(person: Person) -> float:
    return float(person.page.evaluate("performance.now()"))


def test_sound_that_stopped_comes_back_by_a_touch(agent: Person, operator: Operator, chromium: Browser) -> None:
    guest = in_a_meeting(agent, operator, chromium, PHONE)
    guest.page.locator("room-sound").evaluate(
        """(sound) => {
            const play = HTMLMediaElement.prototype.play;
            window.giveBack = () => { HTMLMediaElement.prototype.play = play; };
            HTMLMediaElement.prototype.play = async () => { throw new DOMException("", "AbortError"); };
            for (const audio of sound.renderRoot.querySelectorAll("audio")) audio.pause();
        }"""
    )
    guest.see("sound-stopped").wait_for()
    guest.page.evaluate("window.giveBack()")
    guest.see("unblock-sound").click()
    guest.see("sound-stopped").wait_for(state="detached")
    guest.close()
