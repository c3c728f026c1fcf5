"""A meeting of two over a network that can be made bad: a real server and two real browsers, each in a network
namespace of its own, joined by the wire.

Eva is the host; her network is perfect unless a story says otherwise.  Anna is the guest whose network is impaired.
She has two devices, Wi-Fi and a mobile network, of which one is up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import msgspec
from playwright.sync_api import Browser, sync_playwright

from tests.impairment import footage
from tests.impairment.link import PERFECT, Impairment
from tests.impairment.measure import SAMPLER, Sample, recovery
from tests.impairment.namespaces import Namespace, own_prefix, sweep
from tests.impairment.wire import Impair, LinkPlan, Plan, Rebind
from tests.support.browsers import ARGUMENTS, CHROMIUM, Operator, Person
from tests.support.stories import admit, knock, make_first_account, make_meeting, open_room, wait_for_pictures

ROOT = Path(__file__).resolve().parents[2]
HOST = "resfri.test"
SERVER_ADDRESSES = ("198.51.100.1/32", "fd00:1::1/128")
SERVER_DEVICE = "wan0"
PORT = 8443
PROFILE = {"viewport": {"width": 640, "height": 480}, "ignore_https_errors": True}


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """One of a client's network devices and what it is called on the wire."""

    link: str
    name: str
    public: str
    ipv4: str
    ipv6: str


EVA = Device(link="eva", name="lan0", public="203.0.113.1", ipv4="192.168.1.2/32", ipv6="fd00:2::1/128")
WIFI = Device(link="wifi", name="wifi0", public="203.0.113.2", ipv4="192.168.2.2/32", ipv6="fd00:3::1/128")
MOBILE = Device(link="mobile", name="mobile0", public="203.0.113.3", ipv4="10.64.0.2/32", ipv6="fd00:4::1/128")


class Stage:
    """Everything that is started is ended again, in whatever way the block is left."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.device = WIFI
        """Anna's present one."""
        self._moved = False
        self.eva: Person
        self.anna: Person | None = None
        self.operator: Operator
        self._browser: Browser
        """Anna's."""
        self._launch: Callable[[], Browser]
        self._wire: subprocess.Popen[bytes]
        self._network: Namespace

    def __enter__(self) -> Stage:
        sweep()
        with ExitStack() as starting:
            self._start(starting)
            self._stack = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=own_prefix())))
        server, eva, self._network = (self._namespace(stack, role) for role in ("server", "eva", "anna"))
        self._start_wire(stack, server, eva, self._network)
        server.connect(SERVER_DEVICE, *SERVER_ADDRESSES)
        eva.connect(EVA.name, EVA.ipv4)
        self._network.connect(WIFI.name, WIFI.ipv4)
        footage.write_picture(scratch / "face.y4m")
        footage.write_voice(scratch / "voice.wav")
        (scratch / "hosts").write_text("".join(f"{each.partition('/')[0]} {HOST}\n" for each in SERVER_ADDRESSES))
        (scratch / "data").mkdir()
        self.operator = Operator(
            scratch / "data", inside=server.inside, HOST="", PORT=str(PORT), TLS="self-made",
            PUBLIC_URL=f"https://{HOST}:{PORT}",
        )  # fmt: skip
        stack.callback(self.operator.stop)
        playwright = stack.enter_context(sync_playwright())

        def launch(place: Namespace) -> Browser:
            program = _program(scratch / place.name, place, scratch / "hosts")
            return playwright.chromium.launch(
                executable_path=str(program), args=_arguments(scratch), handle_sigint=False, handle_sigterm=False
            )

        evas = launch(eva)
        stack.callback(evas.close)
        self.eva = Person(evas, PROFILE)
        self._launch = lambda: launch(self._network)
        self._browser = self._launch()
        stack.callback(lambda: self._browser.close())
        make_first_account(self.eva, self.operator)

    def _namespace(self, stack: ExitStack, role: str) -> Namespace:
        namespace = Namespace(role)
        stack.callback(namespace.close)
        return namespace

    def _start_wire(self, stack: ExitStack, server: Namespace, eva: Namespace, anna: Namespace) -> None:
        tun = server.add_device(SERVER_DEVICE)
        stack.callback(os.close, tun)
        links = []
        for place, device in ((eva, EVA), (anna, WIFI), (anna, MOBILE)):
            end = place.add_device(device.name)
            stack.callback(os.close, end)
            links.append(LinkPlan(name=device.link, tun=end, public=device.public, ipv6=device.ipv6.partition("/")[0]))
        plan = msgspec.json.encode(Plan(server=tun, links=links)).decode()
        self._wire = subprocess.Popen(
            [sys.executable, "-m", "tests.impairment.wire", plan],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=[tun, *(link.tun for link in links)],
            # Ctrl-C is for us; the wire holds until the others have ended.
            start_new_session=True,
        )
        stack.callback(self._stop_wire)

    def _stop_wire(self) -> None:
        self._wire.communicate()

    # The meeting

    def call(self) -> None:
        """A meeting of Eva and Anna in which both see each other."""
        (link,) = make_meeting(self.eva, self.operator, "Anna")
        self.anna = knock(self._browser, link, PROFILE)
        open_room(self.eva)
        admit(self.eva, "Anna")
        self.anna.wait_for_phase("joined")
        for person in self.people:
            wait_for_pictures(person, 1)
            person.page.locator("resfri-room").evaluate(SAMPLER)

    def reset(self) -> None:
        """Nobody is in a meeting, and Anna is back on a perfect Wi-Fi."""
        if self.anna is not None:
            self.anna.close()
            self.anna = None
        self.impair()
        if self._moved:
            # A browser that has just seen its network change aborts what it fetches.
            self._browser.close()
            self.move(WIFI)
            self.impair()
            self._browser = self._launch()
            self._moved = False
        self.eva.page.goto(self.operator.origin)

    @property
    def people(self) -> list[Person]:
        return [self.eva] if self.anna is None else [self.eva, self.anna]

    def recoveries(self, since: float) -> list[float | None]:
        """For each person, how many seconds after ``since`` picture and sound came back, if they have."""
        return [recovery(samples(person), since) for person in self.people]

    @property
    def browser_version(self) -> str:
        return self._browser.version

    # The network

    def impair(self, up: Impairment = PERFECT, down: Impairment = PERFECT) -> None:
        """Anna's present network from now on; in force when this returns."""
        self._order(Impair(link=self.device.link, up=up, down=down))

    def rebind(self) -> None:
        """Anna's router forgets its address translations."""
        self._order(Rebind(link=self.device.link))

    def move(self, device: Device, *, ipv6: bool = False) -> None:
        """Anna leaves her network and comes into another, where nothing of the old one is valid; it has IPv4 unless
        ``ipv6`` says that it has nothing but that."""
        self._moved = True
        self._network.disconnect(self.device.name)
        self.device = device
        self._network.connect(device.name, device.ipv6 if ipv6 else device.ipv4)

    def _order(self, order: Impair | Rebind) -> None:
        assert self._wire.stdin is not None
        assert self._wire.stdout is not None
        self._wire.stdin.write(msgspec.json.encode(order) + b"\n")
        self._wire.stdin.flush()
        if not self._wire.stdout.readline():
            raise RuntimeError(f"the wire ended with status {self._wire.wait()}")


def samples(person: Person) -> list[Sample]:
    """Everything that the person's page has seen since the call began."""
    return msgspec.convert(person.page.evaluate("window.samples"), list[Sample])


def _arguments(scratch: Path) -> list[str]:
    kept = [each for each in ARGUMENTS if not each.startswith("--use-fake-device")]
    return [
        *kept,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={scratch / 'face.y4m'}",
        f"--use-file-for-fake-audio-capture={scratch / 'voice.wav'}",
    ]


def _program(path: Path, place: Namespace, hosts: Path) -> Path:
    """Chromium inside a namespace, where the server's name has its addresses.  Only the namespace sees the mount."""
    enter = " ".join(place.inside)
    path.write_text(
        f'#!/bin/sh\nexec {enter} sh -c \'mount --bind "{hosts}" /etc/hosts && exec "$0" "$@"\' '
        f'"{shutil.which(CHROMIUM)}" "$@"\n'
    )
    path.chmod(0o755)
    return path
