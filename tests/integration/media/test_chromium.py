"""Two real browser tabs meet in one worker, over UDP and over TCP only."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, async_playwright

from media.pool.pool import MediaPool
from media.protocol import Offer, Source
from tests.integration.media.support import Room, wait_until

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]
CLIENT = """
window.pc = new RTCPeerConnection();
// Sound is only decoded while something plays it.
pc.ontrack = ({track}) => {
  const element = document.body.appendChild(document.createElement(track.kind));
  element.srcObject = new MediaStream([track]);
  element.autoplay = true;
};
window.answerTo = async ({sdp, publish}) => {
  await pc.setRemoteDescription({type: 'offer', sdp});
  if (!window.stream) {
    window.stream = await navigator.mediaDevices.getUserMedia(
      {audio: true, video: {width: 320, height: 180, frameRate: 10}});
    for (const [source, kind] of [['microphone', 'audio'], ['camera', 'video']]) {
      const transceiver = pc.getTransceivers().find(t => t.mid === publish[source]);
      transceiver.direction = 'sendonly';
      await transceiver.sender.replaceTrack(stream.getTracks().find(t => t.kind === kind));
    }
  }
  const screen = publish.screen && pc.getTransceivers().find(t => t.mid === publish.screen);
  if (screen && screen.direction !== 'sendonly') {
    const canvas = document.createElement('canvas');
    let n = 0;
    setInterval(() => { canvas.getContext('2d').fillRect(n % 300, n++ % 150, 9, 9); }, 50);
    screen.direction = 'sendonly';
    await screen.sender.replaceTrack(canvas.captureStream(10).getTracks()[0]);
  }
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
};
window.frames = async () => {
  const seen = {};
  (await pc.getStats()).forEach(r => { if (r.type === 'inbound-rtp') seen[r.mid] = r.framesDecoded || 0; });
  return seen;
};
window.received = async () => {
  const seen = {frames: 0, energy: 0, lost: 0, width: 0, local: ''};
  (await pc.getStats()).forEach(r => {
    if (r.type === 'inbound-rtp') {
      seen.lost += r.packetsLost || 0;
      seen.frames += r.framesDecoded || 0;
      seen.energy += r.totalAudioEnergy || 0;
      seen.width = Math.max(seen.width, r.frameWidth || 0);
    }
    if (r.type === 'candidate-pair' && r.nominated) seen.local = r.id;
  });
  return seen;
};
"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        await launched.close()


class Tab:
    """One page whose offers are answered in order."""

    def __init__(self, page: Page, name: str, pool: MediaPool, only: str) -> None:
        self.page = page
        self.name = name
        self._pool = pool
        self._only = only
        self._offers: asyncio.Queue[Offer] = asyncio.Queue()
        self.take = self._offers.put_nowait
        self.answering: asyncio.Task[None]

    async def answer_offers(self) -> None:
        while True:
            offer = await self._offers.get()
            lines = offer.sdp.split("\r\n")
            if self._only:
                lines = [line for line in lines if "candidate:" not in line or f" {self._only} " in line]
            arguments = {"sdp": "\r\n".join(lines), "publish": offer.publish}
            answer = await self.page.evaluate("offer => answerTo(offer)", arguments)
            await self._pool.answer(self.name, offer.revision, answer)

    async def join(self, group: asyncio.TaskGroup, room: Room) -> None:
        # Cameras exist in secure contexts only; nothing leaves the machine.
        await self.page.route("https://media.test/", lambda route: route.fulfill(body="", content_type="text/html"))
        await self.page.goto("https://media.test/")
        await self.page.evaluate(CLIENT)
        room.listeners[self.name] = self.take
        self.answering = group.create_task(self.answer_offers())
        await self._pool.create_transport("r", self.name)
        for source in (Source.MICROPHONE, Source.CAMERA):
            await self._pool.pause(self.name, source, False)

    async def connection(self) -> str:
        """The state of the page's DTLS."""
        state: str = await self.page.evaluate("pc.getSenders()[0].transport.state")
        return state

    async def frames(self) -> dict[str, int]:
        """Decoded frames of every m-line that receives or received, by mid."""
        seen: dict[str, int] = await self.page.evaluate("frames()")
        return seen

    async def received(self) -> dict[str, Any]:
        seen: dict[str, Any] = await self.page.evaluate("received()")
        return seen


@pytest.mark.parametrize("only", ["", "tcp"])
async def test_two_tabs_see_and_hear_each_other(
    browser: Browser, pool: MediaPool, room: Room, only: Literal["", "tcp"]
) -> None:
    tabs = [Tab(await browser.new_page(), name, pool, only) for name in ("one", "two")]
    async with asyncio.TaskGroup() as group:
        for tab in tabs:
            await tab.join(group, room)
        for tab in tabs:
            await wait_until(tab.received, lambda seen: seen["frames"] >= 20 and seen["energy"] > 0, 30)
        for tab in tabs:
            seen = await tab.received()
            await wait_until(
                tab.received, lambda now, seen=seen: now["frames"] > seen["frames"] and now["energy"] > seen["energy"]
            )
            # Below none where a packet came twice (RFC 3550, section 6.4.1).
            assert (await tab.received())["lost"] <= 0
        for tab in tabs:
            tab.answering.cancel()
    assert {room.states(tab.name)[-1] for tab in tabs} == {"connected"}


async def test_screens_restarts_and_newcomers_need_no_new_connection(
    browser: Browser, pool: MediaPool, room: Room
) -> None:
    """One tab shares a screen, restarts ICE, leaves; a third tab takes over its m-lines."""
    one, two, three = [Tab(await browser.new_page(), name, pool, "") for name in ("one", "two", "three")]

    def more(mid: str, than: int = 0) -> Callable[[dict[str, int]], bool]:
        return lambda frames: frames.get(mid, 0) > than + 5

    async with asyncio.TaskGroup() as group:
        await one.join(group, room)
        await two.join(group, room)
        await wait_until(two.frames, more("3"), 30)
        await pool.produce("one", Source.SCREEN)
        await wait_until(two.frames, more("4"), 30)
        await pool.restart_ice("one")
        await wait_until(lambda: room.offers("one")[-1].revision, lambda revision: revision >= 3)
        before = await two.frames()
        await wait_until(two.frames, more("4", before["4"]))
        one.answering.cancel()
        await pool.close_transport("one")
        await wait_until(one.connection, lambda state: state in ("closed", "failed"))
        await three.join(group, room)
        await wait_until(three.frames, more("3"), 30)
        tracks = await wait_until(lambda: room.offers("two")[-1].tracks, lambda tracks: len(tracks) == 2)
        assert {track.mid for track in tracks} <= {"2", "3", "4"}
        camera = next(track.mid for track in tracks if track.source is Source.CAMERA)
        before = await two.frames()
        await wait_until(two.frames, more(camera, before.get(camera, 0)), 30)
        assert (await two.received())["lost"] <= 0
        for tab in (two, three):
            tab.answering.cancel()
