"""Network namespaces and TUN devices of one run.  All names carry the process id of the run, so that several can go
on at once and what a killed run left behind can be told apart."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = "resfri-"
TUN_DEVICE = Path("/dev/net/tun")
TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
RUN_DIRECTORY = Path("/run/netns")


class NetworkError(Exception):
    """A sentence for the person who runs this."""


def obstacle() -> str:
    """Why namespaces cannot be made here, as a sentence; empty when they can."""
    if os.geteuid() != 0:
        return "Network namespaces need root."
    if shutil.which("ip") is None:
        return "Network namespaces need the ip command: apt install iproute2."
    if not TUN_DEVICE.exists():
        return f"The impaired network needs {TUN_DEVICE}."
    try:
        trial = Namespace("trial")
    except NetworkError as error:
        return f"Network namespaces are not permitted here: {error}"
    try:
        os.close(trial.add_device("trial0"))
    except (NetworkError, OSError) as error:
        return f"TUN devices are not permitted here: {error}."
    finally:
        trial.close()
    return ""


def ip(*arguments: str) -> str:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NetworkError(f"ip {' '.join(arguments)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def sweep() -> None:
    """Remove what runs left behind that were killed before they could."""
    for path in _orphans(RUN_DIRECTORY):
        _remove(path.name)
    for path in _orphans(Path(tempfile.gettempdir())):
        shutil.rmtree(path, ignore_errors=True)


def own_prefix() -> str:
    """What the names of this run's namespaces and temporary directories begin with."""
    return f"{PREFIX}{os.getpid()}-"


def _orphans(directory: Path) -> Iterator[Path]:
    """Whose run no longer exists."""
    for path in directory.glob(f"{PREFIX}*"):
        pid = path.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            yield path


def _remove(name: str) -> None:
    """End what runs in a namespace, then delete it."""
    for pid in ip("netns", "pids", name).split():
        # A process may have ended by itself meanwhile.
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            continue
    ip("netns", "delete", name)


class Namespace:
    """A machine of its own, as far as its network goes."""

    def __init__(self, role: str) -> None:
        self.name = own_prefix() + role
        ip("netns", "add", self.name)
        self.ip("link", "set", "lo", "up")

    def close(self) -> None:
        _remove(self.name)

    @property
    def inside(self) -> list[str]:
        """What makes a command run in here."""
        return ["ip", "netns", "exec", self.name]

    def ip(self, *arguments: str) -> None:
        ip("-n", self.name, *arguments)

    def add_device(self, device: str) -> int:
        """A TUN device, still down; answers the file descriptor of its other end.  It goes when that is closed."""
        tun = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK)
        try:
            # The name is unique only while the device is in our own namespace.
            passing = f"rf{os.getpid()}t{tun}"
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", passing.encode(), IFF_TUN_NO_PI))
            ip("link", "set", passing, "netns", self.name, "name", device)
        except BaseException:
            os.close(tun)
            raise
        return tun

    def connect(self, device: str, *addresses: str) -> None:
        """Bring a device up with these addresses; everything goes through it from now on."""
        self.ip("link", "set", device, "addrgenmode", "none", "up")
        for address in addresses:
            family = "-6" if ":" in address else "-4"
            lasting = ["nodad"] if ":" in address else []
            self.ip(family, "address", "add", address, "dev", device, *lasting)
            self.ip(family, "route", "replace", "default", "dev", device)

    def disconnect(self, device: str) -> None:
        """The device loses its addresses and routes and goes down."""
        self.ip("link", "set", device, "down")
        self.ip("address", "flush", "dev", device)
