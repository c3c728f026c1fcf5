"""Real people in real Chromium: a server started the way an operator starts it, and one browser context each."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.process import environment
from tests.support.program import START_SECONDS, Program

T = TypeVar("T")

CHROMIUM = os.environ.get("RESFRI_TEST_CHROMIUM") or shutil.which("chromium") or "chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--autoplay-policy=document-user-activation-required",
    # Where no picture is measured, fewer of them leave the processor to the pages.
    f"--use-fake-device-for-media-stream=fps={os.environ.get('FAKE_CAMERA_FPS', '10')}",
    "--auto-select-tab-capture-source-by-title=ShareMe",
]
# The same of their size.
SMALL_PICTURES = """
    const devices = navigator.mediaDevices;
    const open = devices?.getUserMedia.bind(devices);
    const small = { width: { ideal: 320 }, height: { ideal: 180 } };
    if (open) devices.getUserMedia = (asked) =>
        open(typeof asked?.video === 'object' ? { ...asked, video: { ...asked.video, ...small } } : asked);
"""
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36",
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
REMEMBER_SOCKETS = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...given) { super(...given); window.sockets.push(this); }
    };
"""
PASSWORD = "en lång och god mening"


def until(look: Callable[[], T], what: str, *, is_right: Callable[[T], object] = bool, seconds: float = 20.0) -> T:
    """Poll until what is seen is right, or just true; say the last thing seen when it does not come."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if is_right(seen):
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s; last seen: {seen!r}")
        time.sleep(0.1)


def leaves_the_machine(host: str) -> bool:
    """The tests' own networks have private addresses, and names in .test, which is nobody's (RFC 6761); every other
    name is somebody else's."""
    try:
        return not ip_address(host).is_private
    except ValueError:
        return host != "localhost" and not host.endswith(".test")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


class Operator:
    """``resfri serve`` as a process of its own; reads what it prints.  ``inside`` is of
    :class:`tests.support.program.Program`."""

    def __init__(self, data_dir: Path, *, inside: Sequence[str] = (), **settings: str) -> None:
        self.data_dir = data_dir
        self.traces = data_dir / "codecs"
        self.traces.mkdir()
        given = {"DATA_DIR": str(data_dir), "PORT": "0", "MEDIA_PORT": "0", "MEDIA_WORKERS": "2", "VIRUS_SCAN": "off"}
        # Where the services of the tests are, and how they take mail.
        given |= {"INNER_NETWORKS": '["127.0.0.0/8", "::1/128"]', "PLAIN_MAIL": "true"}
        watched = {"CODEC_TRACES": str(self.traces), "PYTHONPATH": str(Path(__file__).parent / "codec_trap")}
        self.process = Program(["serve"], environment({**given, **settings}) | watched, inside=inside)
        self.setup_link = until(lambda: self._find(r"(http\S+/setup#\S+)\n"), "a set-up link", seconds=START_SECONDS)
        self.origin = self.setup_link.partition("/setup")[0]

    @property
    def printed(self) -> str:
        return self.process.printed

    def _find(self, pattern: str) -> str:
        if self.process.returncode is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.printed}")
        found = re.search(pattern, self.printed)
        return found.group(1) if found else ""

    def workers(self) -> list[int]:
        """Process ids of the media workers: the children of the server's fork server."""
        [parent] = [pid for pid in children(self.process.pid) if b"media.worker.forkserver" in command_of(pid)]
        return children(parent)

    def assert_no_codec_was_opened(self) -> None:
        """Every worker that runs is being watched, and none has opened a codec."""

        def seen() -> set[str]:
            return {path.name for path in self.traces.iterdir()}

        # A worker that has just replaced another one may still be starting.
        until(lambda: {f"armed-{pid}" for pid in self.workers()} <= seen(), "every worker is being watched")
        assert not [name for name in seen() if name.startswith("opened")]

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=20)


class Person:
    """One browser context with one page, and what went wrong in it."""

    def __init__(self, browser: Browser, profile: dict[str, Any] | None = None, network: str = "") -> None:
        """``network`` is a script of :mod:`tests.support.networks`."""
        self.context: BrowserContext = browser.new_context(locale="sv-SE", **(profile or LAPTOP))
        self.context.grant_permissions(["camera", "microphone"])
        self.context.add_init_script(REMEMBER_SOCKETS)
        if "FAKE_CAMERA_FPS" in os.environ:
            self.context.add_init_script(SMALL_PICTURES)
        self.context.add_init_script(network)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.foreign: list[str] = []
        """Requests that would have left this machine (R3)."""
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._console)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and leaves_the_machine(parts.hostname or ""):
            self.foreign.append(request.url)

    def _console(self, message: Any) -> None:
        # A refused request is an answer that the page handles; everything else on the console is a fault.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def see(self, test_id: str, **attributes: str) -> Any:
        """The element with this data-testid and these data- attributes."""
        extra = "".join(f'[data-{name}="{value}"]' for name, value in attributes.items())
        return self.page.locator(f'[data-testid="{test_id}"]{extra}')

    def choose_more(self, test_id: str) -> None:
        """One line of the room's menu."""
        self.see("more").click()
        self.see(test_id).click()

    def phase(self) -> str:
        room = self.see("room")
        return str(room.first.get_attribute("data-phase")) if room.count() else "no room"

    def wait_for_phase(self, phase: str, seconds: float = 20.0) -> None:
        seen = {"": ""}

        def look() -> bool:
            seen[""] = self.phase()
            return seen[""] == phase

        try:
            until(look, f"phase {phase}", seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; phase is {seen['']}; errors: {self.errors}") from None

    def inbound(self) -> dict[str, dict[str, Any]]:
        """Inbound RTP statistics by kind and mid."""
        rows = self.page.locator("resfri-room").evaluate(
            """async (room) => {
                const report = await room.session.peer.connection?.getStats();
                return [...(report?.values() ?? [])].filter((row) => row.type === 'inbound-rtp');
            }"""
        )
        return {f"{row['kind']} {row['mid']}": row for row in rows}

    def path(self) -> dict[str, str]:
        """How the media leaves this browser: candidate type, protocol, relayProtocol where it is relayed, and the
        address ``to`` which it goes."""
        rows: dict[str, dict[str, Any]] = self.page.locator("resfri-room").evaluate(
            """async (room) => Object.fromEntries(await room.session.peer.connection.getStats())"""
        )
        transport = next(row for row in rows.values() if row["type"] == "transport")
        pair = rows[transport["selectedCandidatePairId"]]
        local, remote = rows[pair["localCandidateId"]], rows[pair["remoteCandidateId"]]
        found = {key: str(local.get(key, "")) for key in ("candidateType", "protocol", "relayProtocol")}
        return {**found, "to": str(remote.get("address", ""))}

    def hold_authenticator(self) -> None:
        """A virtual authenticator in this page's browser, as in a phone or a laptop: it holds passkeys and has always
        just seen its owner."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def close(self) -> None:
        """Whatever a story is about: nothing left the machine, and nothing broke the content security policy."""
        self.context.close()
        assert self.foreign == []
        assert [error for error in self.errors if "Content Security Policy" in error or "Trusted" in error] == []
