"""The compiled path built with sanitizers, for a process that is started for it.

AddressSanitizer must be there before the interpreter; Python's own allocator is switched off, so that what cffi gives
to compiled code has fences around it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from media.fanout.build import compile_into, library

FLAGS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer", "-O1", "-g")
VARIABLE = "SANITIZED_FANOUT"
"""Names the library that the fuzzed code is to load."""


@cache
def runtime() -> Path | None:
    """Where the compiler keeps AddressSanitizer, if it has one that can be loaded first."""
    compiler = shutil.which("gcc")
    if compiler is None:
        return None
    said = subprocess.run([compiler, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True).stdout
    path = Path(said.strip())
    return path.resolve() if path.is_absolute() and path.exists() else None


def wanted() -> Path | None:
    """The library that this process was started for."""
    return Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None


def environment(folder: Path) -> list[str]:
    """``env`` and its arguments, to stand before the command that is to run with sanitizers.  Raises ``RuntimeError``
    where there are none."""
    first = runtime()
    target = folder / library().name
    if first is None or not compile_into(target, *FLAGS):
        raise RuntimeError("there is no gcc with AddressSanitizer; on Debian: apt install gcc libc6-dev")
    options = {
        VARIABLE: str(target),
        "LD_PRELOAD": str(first),
        "PYTHONMALLOC": "malloc",
        # The interpreter leaves what it has at the end; and libsrtp is not ours.
        "ASAN_OPTIONS": "detect_leaks=0:quarantine_size_mb=16",
        "UBSAN_OPTIONS": "print_stacktrace=1",
    }
    return ["env", *(f"{name}={value}" for name, value in options.items())]
