"""Compile the native path: ``python -m media.fanout.build``.

Only a C compiler is needed.  The library's name carries a hash of its sources, so that a stale one is never loaded.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent
SOURCES = tuple(
    _HERE / "csrc" / name for name in ("state.h", "fanout.h", "header.c", "route.c", "outbox.c", "receive.c", "wait.c")
)
_FLAGS = ("-std=c11", "-D_DEFAULT_SOURCE", "-O3", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror")
COMPILE_SECONDS = 120


def library() -> Path:
    """Where the compiled library of these sources lies, or would lie."""
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in SOURCES)).hexdigest()[:16]
    return _HERE / f"fanout-{digest}.so"


def build() -> Path | None:
    """Compile unless that is done already; ``None`` without a compiler.  Raises ``RuntimeError`` with the
    compiler's words when it fails."""
    target = library()
    if target.exists():
        return target
    if not compile_into(target):
        return None
    for stale in _HERE.glob("fanout-*.so"):
        if stale != target:
            stale.unlink(missing_ok=True)
    return target


def compile_into(target: Path, *flags: str) -> bool:
    """Compile a library with these flags besides the usual ones; false without a compiler.  Raises ``RuntimeError`` as
    :func:`build` does."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        return False
    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    sources = [str(source) for source in SOURCES if source.suffix == ".c"]
    done = subprocess.run(  # noqa: S603  The compiler that was found, on our own source.
        [compiler, *_FLAGS, *flags, "-o", str(unfinished), *sources],
        capture_output=True,
        text=True,
        check=False,
        timeout=COMPILE_SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the C compiler said:\n{done.stderr}")
    unfinished.rename(target)
    return True


def main() -> int:
    """Compile, and say why where that fails; exit status 1 then."""
    try:
        built = build()
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"The native media path was not built ({error}); the Python path is used.\n")
        return 1
    if built is None:
        sys.stderr.write("No C compiler was found; the Python path of the media workers is used.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
