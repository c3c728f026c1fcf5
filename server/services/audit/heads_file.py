"""The signed heads outside the database, a line of JSON each."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from auth.audit.heads import Head


class HeadsFile:
    """The heads once more: who cuts off a chain together with its heads must cut off this too, and every copy that was
    made of it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, head: Head) -> None:
        """Written through to the disk before it returns."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size:
                file.seek(size - 1)
                cut_off = file.read(1) != b"\n"
                file.write(b"\n" if cut_off else b"")
            file.write(line_of(head) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> dict[str, list[Head]]:
        """Heads by organisation.  A line that a crash has cut off counts as not written; of one that somebody has
        spoiled, the heads around it say as much."""
        found: dict[str, list[Head]] = {}
        if self.path.exists():
            for line in self.path.read_bytes().splitlines():
                head = head_from(line)
                if head is not None:
                    found.setdefault(head.tenant_id, []).append(head)
        return found


def line_of(head: Head) -> bytes:
    """Without the end of the line."""
    return msgspec.json.encode(head)


def head_from(line: bytes) -> Head | None:
    """None for what is none."""
    try:
        return msgspec.json.decode(line, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
