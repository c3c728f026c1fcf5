"""What files need of the world: rows, a place for sealed bytes, and a scanner."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from enum import StrEnum
from typing import Protocol

from server.services.model import StoredFile
from server.wire.errors import Code


class FileRows(Protocol):
    """What is stored of files; ``sizes`` are bytes by person."""

    async def add_file(self, file: StoredFile) -> None: ...
    async def file(self, tenant_id: str, meeting_id: str, file_id: str) -> StoredFile | None: ...
    async def sizes(self, meeting_id: str) -> Mapping[str, int]: ...
    async def remove_file(self, meeting_id: str, file_id: str) -> None: ...


class Blobs(Protocol):
    """Sealed pieces in order, by meeting and a random name; no name of a client ever gets here (R74)."""

    async def append(self, meeting_id: str, name: str, piece: bytes) -> None: ...
    def pieces(self, meeting_id: str, name: str) -> AsyncIterator[bytes]: ...
    async def keep(self, meeting_id: str, name: str) -> None:
        """All pieces are there: the file survives a restart from now on."""
        ...

    async def remove(self, meeting_id: str, name: str) -> None: ...
    async def remove_meeting(self, meeting_id: str) -> None: ...


class Verdict(StrEnum):
    """What the scanner says."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNAVAILABLE = "unavailable"
    """The scanner is down, too slow, or did not look at everything: as good as infected (R76)."""


class Scanner(Protocol):
    """Looks for malicious content."""

    async def scan(self, content: bytes) -> Verdict: ...


class Inspector(Protocol):
    """Looks whether a file is what its name says, and quiet."""

    async def problem(self, name: str, content: bytes) -> Code | None:
        """Why it is not taken.  ``name`` has an ending that people may send."""
        ...


class ConversionUnavailableError(Exception):
    """There is no converter here, or none that is safe."""


class ConversionFailedError(Exception):
    """The document is broken, too large or too slow."""


class Converter(Protocol):
    """Makes PDF of an office document."""

    async def to_pdf(self, content: bytes, ending: str) -> bytes:
        """``ending`` is one that people may send.  Raises ConversionUnavailableError or ConversionFailedError."""
        ...
