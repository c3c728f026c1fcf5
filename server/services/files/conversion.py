"""Office documents as PDF, so that a browser can show them (R77)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from auth.permissions.matrix import Action
from server.services.files.access import Access
from server.services.files.fetching import Fetching, Whole
from server.services.files.files import Files
from server.services.files.kinds import format_of
from server.services.files.ports import ConversionFailedError, ConversionUnavailableError, Converter
from server.wire.api.files import FileKind
from server.wire.errors import AppError, Code

AT_ONCE = 2
MOST_WAITING = 8
"""Together with those under way; their documents are in memory."""
MOST_OF_TENANT = 4
MOST_OF_MEETING = 3
MAX_SOURCE = 30 << 20
MOST_KNOWN = 1000
_REFUSED = (Code.FILE_BROKEN, Code.FILE_ACTIVE, Code.FILE_LOCKED)
_MOST = (MOST_WAITING, MOST_OF_TENANT, MOST_OF_MEETING)


class Conversions:
    """Two at once, a few more wait, of which no meeting or organisation has all; one document is converted once."""

    def __init__(self, files: Files, fetching: Fetching, access: Access, converter: Converter) -> None:
        self._files = files
        self._fetching = fetching
        self._access = access
        self._converter = converter
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._asked: Counter[str] = Counter()
        self._made: dict[tuple[str, str], str] = {}

    async def to_pdf(self, seats: set[str], meeting_id: str, file_id: str) -> str:
        """Sends the document as a PDF on behalf of who asks; answers the new file's id.  Raises AppError."""
        room, _ = self._access.member(seats, meeting_id, Action.CONVERT_DOCUMENT)
        with self._place(room.settings.tenant_id, meeting_id):
            return await self._in_turn(seats, meeting_id, file_id)

    @contextmanager
    def _place(self, *whose: str) -> Iterator[None]:
        """Among those that wait.  ``whose`` are organisation and meeting.  Raises CONVERTER_BUSY."""
        counted = ("", *whose)
        if any(self._asked[one] >= most for one, most in zip(counted, _MOST, strict=True)):
            raise AppError(Code.CONVERTER_BUSY)
        self._asked.update(counted)
        try:
            yield
        finally:
            self._asked -= Counter(counted)

    async def _in_turn(self, seats: set[str], meeting_id: str, file_id: str) -> str:
        source = await self._fetching.whole(seats, meeting_id, file_id, Action.CONVERT_DOCUMENT, MAX_SOURCE)
        found = format_of(source.name)
        if found is None or found.kind is not FileKind.OFFICE:
            raise AppError(Code.FILE_KIND)
        async with self._turns:
            known = self._made.get((meeting_id, file_id))
            if known is not None and self._fetching.is_there(seats, meeting_id, known):
                return known
            return await self._make(seats, meeting_id, file_id, source)

    async def _make(self, seats: set[str], meeting_id: str, file_id: str, source: Whole) -> str:
        stem, _, ending = source.name.rpartition(".")
        try:
            pdf = await self._converter.to_pdf(source.content, ending.lower())
        except ConversionUnavailableError:
            raise AppError(Code.CONVERTER_UNAVAILABLE) from None
        except ConversionFailedError:
            raise AppError(Code.NOT_CONVERTED) from None
        try:
            made = await self._files.add(seats, meeting_id, source, f"{stem}.pdf", pdf)
        except AppError as error:
            raise AppError(Code.NOT_CONVERTED if error.code in _REFUSED else error.code) from None
        self._made[(meeting_id, file_id)] = made
        if len(self._made) > MOST_KNOWN:
            self._made.pop(next(iter(self._made)))
        return made
