"""LibreOffice in a cage: office documents become PDF without network, secrets or the machine's files (R77).

The cage is bubblewrap's: namespaces of its own for everything, the system read-only and without /etc's accounts, a
home in memory, an empty environment, and limits of memory, processor and file size.  Nobody trusts what is in there:
what comes out is read as a plain file and looked at like anything that people send.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import stat
import tempfile
from contextlib import suppress
from math import ceil
from pathlib import Path

from server.services.files.ports import ConversionFailedError, ConversionUnavailableError

log = logging.getLogger("resfri.files")

SECONDS = 30.0
MEMORY = 1 << 30
"""Bytes of data that one process may have, and twice what its home in memory may hold."""
LARGEST = 100 << 20
"""Bytes of any file it writes."""
_PROBE_SECONDS = 10.0

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
</oor:items>
"""
"""No macro runs, and nothing that a document points at is fetched; the cage would not let it."""

_SHARED_MEMORY = "/dev/shm"  # noqa: S108
_HOME = "/tmp"  # noqa: S108  (the cage's own, in memory; LibreOffice wants its pipe there)
_READABLE = ("/etc/fonts", "/etc/libreoffice", "/etc/ld.so.cache", "/var/lib/libreoffice", "/var/cache/fontconfig")


class Office:
    """Implements ``Converter``."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._works: bool | None = None

    async def to_pdf(self, content: bytes, ending: str) -> bytes:
        if not await self._ready():
            raise ConversionUnavailableError
        work = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="resfri-office-", dir=_in_memory()))
        try:
            await asyncio.to_thread(_lay_out, work, content, ending)
            await self._run(work, ending)
            return await asyncio.to_thread(_take, work / "in.pdf")
        finally:
            await asyncio.shield(asyncio.to_thread(shutil.rmtree, work, ignore_errors=True))

    async def _ready(self) -> bool:
        """Found out once, with the first document: some containers allow no namespaces."""
        if self._works is None:
            installed = all(shutil.which(name) for name in ("bwrap", "prlimit", "soffice"))
            self._works = installed and await self._probe()
            if not self._works:
                log.warning("office documents cannot be converted: install LibreOffice and bubblewrap")
        return self._works

    async def _probe(self) -> bool:
        with tempfile.TemporaryDirectory() as work:
            try:
                return await _finish([*self._cage(Path(work)), "/usr/bin/true"], _PROBE_SECONDS) == 0
            except (OSError, TimeoutError):
                return False

    def _cage(self, work: Path) -> list[str]:
        readable = [part for path in _READABLE for part in ("--ro-bind-try", path, path)]
        return [
            "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64", *readable,
            "--proc", "/proc", "--dev", "/dev", "--size", str(self._memory // 2), "--tmpfs", _HOME,
            "--bind", str(work), "/work", "--chdir", "/work",
            "--setenv", "HOME", _HOME, "--setenv", "PATH", "/usr/bin",
            "--setenv", "LANG", "C.UTF-8",
            "prlimit", f"--data={self._memory}", f"--cpu={ceil(self._seconds)}", f"--fsize={LARGEST}", "--core=0",
        ]  # fmt: skip

    async def _run(self, work: Path, ending: str) -> None:
        command = [
            "soffice", "--headless", "--norestore", "--nolockcheck", "--nodefault",
            "-env:UserInstallation=file:///work/profile", "--convert-to", "pdf", "--outdir", "/work",
            f"/work/in.{ending}",
        ]  # fmt: skip
        try:
            code = await _finish([*self._cage(work), *command], self._seconds)
        except TimeoutError:
            raise ConversionFailedError from None
        except OSError as error:
            log.error("LibreOffice does not start (%s)", type(error).__name__)
            raise ConversionUnavailableError from None
        if code != 0:
            raise ConversionFailedError


async def _finish(command: list[str], seconds: float) -> int:
    """Its exit code.  However this ends, nothing of it still runs: the cage dies with its first process."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, stdin=quiet, stdout=quiet, stderr=quiet, env={"PATH": "/usr/bin:/bin"}, start_new_session=True
    )
    try:
        async with asyncio.timeout(seconds):
            return await process.wait()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                # Also what has not become the cage's first process yet.
                os.killpg(process.pid, signal.SIGKILL)
            await asyncio.shield(process.wait())


def _in_memory() -> str | None:
    """Where the document lies meanwhile: in memory where the system has such a place, so that it reaches no disk."""
    return _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK | os.X_OK) else None


def _lay_out(work: Path, content: bytes, ending: str) -> None:
    (work / f"in.{ending}").write_bytes(content)
    user = work / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS)


def _take(path: Path) -> bytes:
    """What was made, if it is a plain file of bearable size: a link would lead out of the cage."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise ConversionFailedError from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
        os.close(descriptor)
        raise ConversionFailedError
    with open(descriptor, "rb") as made:
        return made.read(LARGEST)
