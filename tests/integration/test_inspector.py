"""Documents are looked into by a process of its own: what it says, and what a hostile one costs."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from server.adapters.inspector import Inspector
from server.wire.errors import Code
from tests.support import documents
from tests.support.polling import until

LAUNCH = documents.pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /Launch /F (a) >> /Type /Catalog")
UNPACKED = 400 << 20


def bomb() -> bytes:
    """An object stream that unpacks to far more than it is."""
    packed = zlib.compress(b"5 0 " + b" " * UNPACKED, 1)
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 5 0 R >>\nendobj\n"
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return head + b"4 0 obj\n" + stream + b"\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", documents.pdf(), None),
        ("a.PDF", LAUNCH, Code.FILE_ACTIVE),
        ("a.pdf", b"%PDF-1.7\n%%EOF", Code.FILE_BROKEN),
        ("a.docx", documents.docx(), None),
        ("a.docx", documents.docx(word__a="x"), Code.FILE_ACTIVE),
        ("a.png", documents.png(), None),
    ],
)
async def test_it_says_what_it_finds(name: str, content: bytes, problem: Code | None) -> None:
    assert await Inspector(seconds=60).problem(name, content) is problem


async def test_what_would_take_too_much_memory_is_refused() -> None:
    assert await Inspector(seconds=60, memory=256 << 20).problem("a.pdf", bomb()) is Code.FILE_BROKEN


async def test_what_takes_too_long_is_ended_and_refused() -> None:
    assert await Inspector(seconds=0.01).problem("a.pdf", documents.pdf()) is Code.FILE_BROKEN
    await until(lambda: not looking())


def looking() -> list[str]:
    """The processes that look into something for this one."""
    found = []
    for path in Path("/proc/self/task").glob("*/children"):
        for child in path.read_text().split():
            command = Path(f"/proc/{child}/cmdline")
            if command.exists() and b"inspector" in command.read_bytes():
                found.append(child)
    return found
