"""Log lines: one event is one line, whatever somebody has put into a value (R83)."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

MAX_FRAMES = 12


class LogLevel(StrEnum):
    INFO = "info"
    DEBUG = "debug"


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters of both sets, line and paragraph separators, what turns the direction of text around, and halves
of characters, which no output can take."""


def one_line(text: str) -> str:
    """With everything that could begin a new line, or move a terminal's cursor, written out."""
    return _CONTROL.sub(lambda found: _written(ord(found.group())), text.replace("\\", "\\\\"))


def _written(character: int) -> str:
    named = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
    return named.get(character, f"\\x{character:02x}" if character < 0x100 else f"\\u{character:04x}")


class OneLineFormatter(logging.Formatter):
    """Time, level, logger, message; a traceback follows on the same line.

    What an exception says of itself may hold what somebody sent, so a traceback is its types and places only.  A
    library's message is written without the values that it would fill in, for the same reason (R79).
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if not ours(record.name):
            record = logging.makeLogRecord({**record.__dict__, "msg": first_line(str(record.msg)), "args": None})
        # Another handler may have written the exception in its own way, which the library keeps for all.
        record.exc_text = None
        return one_line(super().format(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return " <- ".join(_told(error) for error in _chain(ei[1]))


def ours(logger: str) -> bool:
    return logger == "resfri" or logger.startswith("resfri.")


def first_line(text: str) -> str:
    return text.partition("\n")[0]


class Outage:
    """Something that is tried again and again: says once that it fails, and once that it works again."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log = log
        self._what = what
        self._kind = ""

    def failed(self, error: BaseException) -> None:
        """Another kind of failure is said, too."""
        kind = type(error).__name__
        if kind != self._kind:
            self._kind = kind
            self._log.error("%s fails (%s); it is tried again", self._what, kind)

    def worked(self) -> None:
        """Also after no failure."""
        if self._kind:
            self._kind = ""
            self._log.warning("%s works again", self._what)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what led to it, the latest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__module__}.{type(error).__qualname__} at {places}"


def prepare_logging(level: LogLevel) -> None:
    """Warnings of everybody and our own events to standard error; never names, addresses or content."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("resfri").setLevel(level.upper())
