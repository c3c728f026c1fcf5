"""The compiled half of the load: built on first use, called through ctypes.

It shares libsrtp with the Python package that carries it, so that nothing but a C compiler has to be installed; it
runs in a thread of its own that never holds the interpreter's lock.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pylibsrtp import Session
from pylibsrtp._binding import ffi, lib

_HERE = Path(__file__).parent
_BUILD = _HERE / "build"
_SOURCES = ("load.c", "sending.c", "reports.c", "floor.c")
_FLAGS = ("-O2", "-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-pthread")
COUNTS = ("sent", "refused", "expected", "received", "dropped", "forged", "nacks", "key_frame_requests", "arrived")
TIMES = ("latency_p50", "latency_p99", "latency_max", "late_max")
_SRTP_CALLS = ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")


class CompilerMissingError(RuntimeError):
    """There is no C compiler on this machine."""


_Asked = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.POINTER(ctypes.c_char), ctypes.c_int)


class _SrtpCalls(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in _SRTP_CALLS]


class StreamOptions(ctypes.Structure):
    """``struct stream_options``; ``viewers`` is how many connections should receive the stream."""

    _fields_ = [
        ("connection", ctypes.c_int32),
        ("room", ctypes.c_int32),
        ("viewers", ctypes.c_int32),
        ("video", ctypes.c_int32),
        ("ssrc", ctypes.c_uint32),
        ("payload_type", ctypes.c_int32),
        ("mid_extension", ctypes.c_int32),
        ("level_extension", ctypes.c_int32),
        ("mid", ctypes.c_char * 8),
    ]


class _Result(ctypes.Structure):
    _fields_ = [
        *((name, ctypes.c_uint64) for name in COUNTS),
        *((name, ctypes.c_double) for name in TIMES),
    ]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What happened to the media sent in one window.  Latencies in milliseconds, from just before a packet was
    protected to its receipt by the viewer's kernel; ``late_max`` is how far the load itself fell behind and
    ``dropped`` what its sockets had no room for.  ``forged``, ``nacks``, ``key_frame_requests`` and ``arrived``
    (packets of any window) count from the start of the load."""

    sent: int
    refused: int
    expected: int
    received: int
    dropped: int
    forged: int
    nacks: int
    key_frame_requests: int
    arrived: int
    latency_p50: float
    latency_p99: float
    latency_max: float
    late_max: float

    @property
    def loss(self) -> float:
        """The fraction of packets that did not reach a viewer."""
        return max(0.0, 1 - self.received / self.expected) if self.expected else 1.0


def compiler() -> str | None:
    """The C compiler's command, if there is one."""
    return shutil.which(os.environ.get("CC", "cc"))


@cache
def build() -> ctypes.CDLL:
    """Compile what changed and load it, once in a process.  Raises :class:`CompilerMissingError`."""
    library = _BUILD / "load.so"
    sources = [_HERE / name for name in _SOURCES]
    newest = max(path.stat().st_mtime for path in [*sources, _HERE / "load.h"])
    if not library.exists() or library.stat().st_mtime < newest:
        command = compiler()
        if command is None:
            raise CompilerMissingError("The benchmark needs a C compiler; on Debian: apt install gcc libc6-dev")
        _BUILD.mkdir(exist_ok=True)
        # Another run may be loading the old one.
        fresh = library.with_suffix(f".{os.getpid()}.so")
        subprocess.run([command, *_FLAGS, "-o", str(fresh), *map(str, sources)], check=True)
        fresh.replace(library)
    return _declare(ctypes.CDLL(str(library)))


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, integer, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
    library.load_start.restype, library.load_start.argtypes = pointer, [pointer, _Asked]
    library.load_connect.argtypes = [pointer, integer, pointer, pointer, ctypes.c_uint32, ctypes.c_char_p, integer]
    library.load_publish.argtypes = [pointer, pointer]
    library.load_activate.argtypes = [pointer, integer]
    library.load_begin.argtypes = library.load_end.argtypes = library.load_stop.argtypes = [pointer]
    library.load_result.argtypes = [pointer, pointer]
    library.floor_send.restype = real
    library.floor_send.argtypes = [pointer, pointer, integer, pointer, integer, integer, real]
    return library


def srtp_calls() -> Any:
    """A pointer to libsrtp's functions for the compiled code."""
    addresses = (int(ffi.cast("uintptr_t", ffi.addressof(lib, name))) for name in _SRTP_CALLS)
    return ctypes.pointer(_SrtpCalls(*addresses))


def srtp_address(session: Session) -> int:
    """Where libsrtp keeps the session; valid while ``session`` lives."""
    return int(ffi.cast("uintptr_t", session._srtp[0]))


class Load:
    """The running load.  Streams are silent until :meth:`activate`."""

    def __init__(self) -> None:
        self._library = build()
        self._calls = srtp_calls()
        self._asked = _Asked(self._answer)
        self._answers: dict[int, Callable[[bytes], None]] = {}
        self._load = self._library.load_start(self._calls, self._asked)
        if not self._load:
            raise OSError("the load's thread did not start")
        self._kept: list[Session] = []

    def _answer(self, number: int, data: Any, length: int) -> None:
        answer = self._answers.get(number)
        if answer is not None:
            answer(data[:length])

    def connect(
        self,
        fd: int,
        outgoing: Session,
        received: Session,
        ssrc: int,
        consent: bytes,
        answer: Callable[[bytes], None],
    ) -> int:
        """Take over a connected socket and its SRTP sessions; ``consent`` is a STUN request to repeat, and ``answer``
        answers the server's, in the load's thread.  Returns the connection's number."""
        self._kept += [outgoing, received]
        pointers = srtp_address(outgoing), srtp_address(received)
        number: int = self._library.load_connect(self._load, fd, *pointers, ssrc, consent, len(consent))
        if number < 0:
            raise OSError("the load takes no further connection")
        self._answers[number] = answer
        return number

    def publish(self, options: StreamOptions) -> None:
        if self._library.load_publish(self._load, ctypes.pointer(options)) < 0:
            raise OSError("the load takes no further stream")

    def activate(self, rooms: int) -> None:
        """Let the first ``rooms`` rooms speak and silence the others."""
        self._library.load_activate(self._load, rooms)

    def begin(self) -> None:
        """Start a window: count what is sent from now on."""
        self._library.load_begin(self._load)

    def end(self) -> None:
        """End the window; what it sent and is still on its way counts until the next one begins."""
        self._library.load_end(self._load)

    def result(self) -> Traffic:
        """The window so far."""
        result = _Result()
        self._library.load_result(self._load, ctypes.pointer(result))
        return Traffic(*(getattr(result, name) for name in (*COUNTS, *TIMES)))

    def stop(self) -> None:
        """End the thread; sockets are the caller's."""
        if self._load:
            self._library.load_stop(self._load)
            self._load = None


@contextmanager
def running_load() -> Iterator[Load]:
    load = Load()
    try:
        yield load
    finally:
        load.stop()
