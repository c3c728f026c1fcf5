"""Log lines: one event is one line, whatever somebody has put into a value (R83)."""

from __future__ import annotations

import logging
import re

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
    """Time, level, logger, message; a traceback follows on the same line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return one_line(super().format(record))


def prepare_logging() -> None:
    """Warnings and our own events to standard error; never names, addresses or content."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for noisy in ("aiohttp.access", "alembic", "aioice", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
