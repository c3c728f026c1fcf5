"""Debian's Janus as a process of its own, with nothing loaded but what the benchmark talks to."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from tests.load import machine

INSTALL_HINT = "Janus is not installed; on Debian: apt install janus"
_STOP_SECONDS = 5.0
_LIBRARIES = {"plugins": "libjanus_videoroom.so", "transports": "libjanus_websockets.so"}

# Log level 2 is errors only.  One event loop is the best that Janus can do on one core: without it each connection has
# a thread.  One address, so that a connection has one socket; Janus never takes loopback.  (Its ICE-lite mode would
# spare nothing while media flows, and does not connect with Debian's libnice.)
_CONFIGURATION = """
general: {{
    plugins_folder = "{folder}/plugins"
    transports_folder = "{folder}/transports"
    events_folder = "{folder}/events"
    loggers_folder = "{folder}/loggers"
    debug_level = 2
    session_timeout = 0
    event_loops = 1
}}
nat: {{
    ice_enforce_list = "{address}"
}}
media: {{
    no_media_timer = 0
}}
"""
_WEBSOCKETS = """
general: {{
    json = "compact"
    ws = true
    ws_ip = "127.0.0.1"
    ws_port = {port}
    wss = false
}}
"""


def installed() -> bool:
    return shutil.which("janus") is not None and all(_library(name) for name in _LIBRARIES.values())


def version() -> str:
    """The first line of what ``janus --help`` says, which Janus ends without success."""
    answer = subprocess.run(["janus", "--help"], capture_output=True, text=True, check=False)
    lines = (answer.stdout + answer.stderr).splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("Janus version")), "unknown")


def _library(name: str) -> Path | None:
    return next(
        (path for root in ("/usr/lib", "/usr/local/lib", "/opt/janus") for path in Path(root).rglob(name)), None
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _own_address() -> str:
    """The IPv4 address from which this machine would reach others; packets to it stay on the loopback device."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Connecting a UDP socket sends nothing; the address is one of those kept for documentation (RFC 5737).
        probe.connect(("198.51.100.1", 9))
        address: str = probe.getsockname()[0]
        return address


class JanusProcess:
    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="resfri-bench-janus-")
        self._process: asyncio.subprocess.Process | None = None
        self.port = _free_port()

    @property
    def pid(self) -> int:
        return self._process.pid if self._process is not None else 0

    @property
    def ended(self) -> bool:
        return self._process is not None and self._process.returncode is not None

    def log(self) -> str:
        """The end of what it wrote, for an error message."""
        return (Path(self._folder.name) / "log").read_text(errors="replace")[-2000:]

    async def start(self) -> None:
        """On the core for servers; it listens some time later."""
        folder = Path(self._folder.name)
        self._write_configuration(folder)
        with machine.on_core(machine.SERVER_CORE), (folder / "log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                "janus",
                "-F",
                str(folder),
                "-C",
                str(folder / "janus.jcfg"),
                "-o",
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def _write_configuration(self, folder: Path) -> None:
        (folder / "janus.jcfg").write_text(_CONFIGURATION.format(folder=folder, address=_own_address()))
        (folder / "janus.transport.websockets.jcfg").write_text(_WEBSOCKETS.format(port=self.port))
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: {}\n")
        for name in ("plugins", "transports", "events", "loggers"):
            (folder / name).mkdir()
        for place, name in _LIBRARIES.items():
            library = _library(name)
            if library is None:
                raise FileNotFoundError(INSTALL_HINT)
            (folder / place / name).symlink_to(library.resolve())

    async def close(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(_STOP_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        self._folder.cleanup()
