"""ClamAV's daemon from Debian's package, on a private socket, with the one signature that every scanner knows."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.polling import until

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""In two parts, so that no scanner takes this file for it."""


def installed() -> bool:
    return shutil.which("clamd", path="/usr/sbin:/usr/bin:/sbin:/bin") is not None


@contextmanager
def clamd_process(folder: Path, *, largest: str = "60M") -> Iterator[Path]:
    """Where its socket will be in a moment."""
    folder.mkdir(parents=True, exist_ok=True)
    database, socket, settings = folder / "db", folder / "clamd.ctl", folder / "clamd.conf"
    database.mkdir()
    (database / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    lines = [
        f"DatabaseDirectory {database}",
        f"LocalSocket {socket}",
        f"StreamMaxLength {largest}",
        f"MaxFileSize {largest}",
        f"MaxScanSize {largest}",
        f"TemporaryDirectory {folder}",
        "AlertExceedsMax yes",
        "Foreground yes",
        "User root" if Path("/proc/self").stat().st_uid == 0 else "",
    ]
    settings.write_text("\n".join(lines) + "\n")
    program = shutil.which("clamd", path="/usr/sbin:/usr/bin:/sbin:/bin") or "clamd"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(settings)], stdout=log, stderr=log)
        try:
            yield socket
        finally:
            process.terminate()
            process.wait(20)


async def answering(socket: Path) -> Path:
    """The same socket, when the daemon listens."""
    log = socket.parent / "log"
    await until(lambda: socket.exists() or "ERROR" in log.read_text(), seconds=30)
    assert socket.exists(), log.read_text()[-2000:]
    return socket
