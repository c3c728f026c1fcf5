"""Sealed bytes in a local directory: a folder a meeting, a file a blob, under names of our own making (R74)."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LENGTH = 4
PART = ".part"
"""What is still being received; a restart ends it."""


class LocalBlobs:
    """Implements ``Blobs``.  A file is a row of pieces, each with its length before it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self) -> None:
        """Make the folder, and remove what nobody will go on sending."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for stray in self._folder.glob(f"*/*{PART}"):
            stray.unlink(missing_ok=True)

    async def append(self, meeting_id: str, name: str, piece: bytes) -> None:
        await asyncio.to_thread(_append, self._path(meeting_id, name + PART), piece)

    async def keep(self, meeting_id: str, name: str) -> None:
        await asyncio.to_thread(_keep, self._path(meeting_id, name + PART), self._path(meeting_id, name))

    async def pieces(self, meeting_id: str, name: str) -> AsyncIterator[bytes]:
        path = self._path(meeting_id, name)
        part = self._path(meeting_id, name + PART)
        with await asyncio.to_thread(open, part if part.exists() else path, "rb") as file:
            while header := await asyncio.to_thread(file.read, _LENGTH):
                yield await asyncio.to_thread(file.read, int.from_bytes(header))

    async def remove(self, meeting_id: str, name: str) -> None:
        for path in (self._path(meeting_id, name), self._path(meeting_id, name + PART)):
            await asyncio.to_thread(path.unlink, True)

    async def remove_meeting(self, meeting_id: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._folder_of(meeting_id), True)

    def _folder_of(self, meeting_id: str) -> Path:
        return self._folder / _checked(meeting_id)

    def _path(self, meeting_id: str, name: str) -> Path:
        return self._folder_of(meeting_id) / (_checked(name.removesuffix(PART)) + (PART if name.endswith(PART) else ""))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of ours")
    return name


def _append(path: Path, piece: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(len(piece).to_bytes(_LENGTH) + piece)


def _keep(part: Path, whole: Path) -> None:
    descriptor = os.open(part, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(whole)
