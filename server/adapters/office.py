"""LibreOffice in a cage: office documents become PDF without network, secrets or the machine's files (R77).

The cage is bubblewrap's: namespaces of its own for everything, the system read-only and without /etc's accounts, an
empty environment, and limits of memory, processor, processes and file size.  Nothing of this machine can be written to:
every place that can is in memory and has a size.  Nobody trusts what is in there: what comes out is read from its
output, so far and no further, and looked at like anything that people send.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from math import ceil
from pathlib import Path

from server.adapters.processes import end
from server.services.files.ports import ConversionFailedError, ConversionUnavailableError

log = logging.getLogger("resfri.files")

SECONDS = 30.0
MEMORY = 1 << 30
"""Bytes of data that one process may have, and twice what each place that it may write to holds."""
LARGEST = 100 << 20
"""Bytes of any file it writes, and of what comes out."""
PROCESSES = 64
"""And threads; a conversion has a dozen."""
_PROBE_SECONDS = 10.0
_PIECE = 1 << 20

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

_NOBODY = 65534
_ROOT = os.geteuid() == 0
_NOBODY_ELSE = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups") if _ROOT else ()
"""No limit of processes holds root back (setrlimit(2)), so the cage is never root's."""
_PREPARE = "mkdir -p profile/user && cp /in/settings profile/user/registrymodifications.xcu"
_CONVERT = (
    "soffice --headless --norestore --nolockcheck --nodefault -env:UserInstallation=file:///work/profile"
    ' --convert-to pdf --outdir /work "$1" >/dev/null'
)
_TAKE = "exec cat in.pdf"
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
        async with workplace({f"in.{ending}": content, "settings": _SETTINGS.encode()}) as work:
            return await self._run(work, ending)

    async def _ready(self) -> bool:
        """Found out once, with the first document: some containers allow no namespaces."""
        if self._works is None:
            installed = all(shutil.which(name) for name in ("bwrap", "prlimit", "setpriv", "soffice"))
            self._works = installed and await self._probe()
            if not self._works:
                log.warning("office documents cannot be converted: install LibreOffice and bubblewrap")
        return self._works

    async def _probe(self) -> bool:
        async with workplace({}) as work:
            try:
                code, _ = await _finish([*self.cage(work), "/usr/bin/true"], _PROBE_SECONDS)
            except (OSError, TimeoutError):
                return False
            return code == 0

    def cage(self, work: Path) -> list[str]:
        """What stands before a command that is to run in there."""
        readable = [part for path in _READABLE for part in ("--ro-bind-try", path, path)]
        return [
            *_NOBODY_ELSE, "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib",
            "--symlink", "usr/lib64", "/lib64", *readable,
            "--proc", "/proc", "--dev", "/dev", *self._writable(_HOME), *self._writable("/work"),
            *self._writable(_SHARED_MEMORY), "--remount-ro", "/dev",
            "--ro-bind", str(work), "/in", "--chdir", "/work", "--remount-ro", "/",
            "--setenv", "HOME", _HOME, "--setenv", "PATH", "/usr/bin",
            "--setenv", "LANG", "C.UTF-8",
            "prlimit", f"--data={self._memory}", f"--cpu={ceil(self._seconds)}", f"--fsize={LARGEST}", "--core=0",
            f"--nproc={PROCESSES}",
        ]  # fmt: skip

    def _writable(self, place: str) -> list[str]:
        return ["--size", str(self._memory // 2), "--tmpfs", place]

    async def _run(self, work: Path, ending: str) -> bytes:
        """The PDF.  ``ending`` is one of ours, and goes into no shell: it is the script's first argument."""
        command = ["sh", "-c", f"{_PREPARE} && {_CONVERT} && {_TAKE}", "sh", f"/in/in.{ending}"]
        try:
            code, made = await _finish([*self.cage(work), *command], self._seconds)
        except TimeoutError:
            raise ConversionFailedError from None
        except OSError as error:
            log.error("LibreOffice does not start (%s)", type(error).__name__)
            raise ConversionUnavailableError from None
        if code != 0 or not made:
            raise ConversionFailedError
        return made


async def _finish(command: list[str], seconds: float) -> tuple[int, bytes]:
    """Its exit code and what it has said, a little more than LARGEST at most.  However this ends, nothing of it still
    runs: the cage dies with its first process."""
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=quiet,
        stdout=asyncio.subprocess.PIPE,
        stderr=quiet,
        env={"PATH": "/usr/bin:/bin"},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            said = await _said(process)
            return await process.wait(), said
    finally:
        await end(process)


async def _said(process: asyncio.subprocess.Process) -> bytes:
    """To the end.  Raises ConversionFailedError for more than LARGEST."""
    whole = bytearray()
    while process.stdout is not None and (part := await process.stdout.read(_PIECE)):
        whole += part
        if len(whole) > LARGEST:
            raise ConversionFailedError
    return bytes(whole)


def _in_memory() -> str | None:
    """Where the document lies meanwhile: in memory where the system has such a place, so that it reaches no disk."""
    return _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK | os.X_OK) else None


@asynccontextmanager
async def workplace(files: Mapping[str, bytes]) -> AsyncIterator[Path]:
    """A folder that only whoever works in the cage can read, with these files."""
    work = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="resfri-office-", dir=_in_memory()))
    try:
        await asyncio.to_thread(_lay_out, work, files)
        yield work
    finally:
        await asyncio.shield(asyncio.to_thread(shutil.rmtree, work, ignore_errors=True))


def _lay_out(work: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (work / name).write_bytes(content)
    for path in (*work.iterdir(), work) if _ROOT else ():
        os.chown(path, _NOBODY, _NOBODY)
