"""Files that are there: fetched by those who may see them at that moment (R78)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import msgspec

from auth.audit.events import AuditAction
from auth.permissions.matrix import Action
from server.rooms.running.registry import Rooms
from server.services.files.access import Access
from server.services.files.kinds import FORMATS, Format, format_of
from server.services.files.ports import FileRows
from server.wire.errors import AppError, Code
from server.wire.room.shared import Channel


class Payload(msgspec.Struct, frozen=True):
    """What the file's item says to clients."""

    name: str
    size: int
    kind: str
    type: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to fetch; ``size`` in bytes, ``content`` piece by piece."""

    name: str
    format: Format
    size: int
    content: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Whole:
    """``participant`` asked for it, in ``place``."""

    name: str
    content: bytes
    participant: str
    place: str


class Fetching:
    """``seats`` everywhere are those that the asking browser has."""

    def __init__(self, rooms: Rooms, rows: FileRows, access: Access) -> None:
        self._rooms = rooms
        self._rows = rows
        self._access = access

    async def open(self, seats: set[str], meeting_id: str, file_id: str) -> Opened:
        """The rights are those of this moment: who has left, or for whom it never was, finds nothing (R78)."""
        room, person = self._access.member(seats, meeting_id, Action.GET_FILE)
        entry = room.sharing.log(person.place).get(Channel.FILES, file_id)
        stored = await self._rows.file(room.settings.tenant_id, meeting_id, file_id)
        if entry is None or entry.payload is None or stored is None or not entry.visible_to(person):
            raise AppError(Code.NOT_FOUND)
        await self._rooms.audit.must_work()
        await self._rooms.audit.record(room.settings.audit(AuditAction.FILE_FETCHED, person).event)
        payload = msgspec.json.decode(entry.payload, type=Payload)
        sealer = await self._access.sealer(stored.tenant_id, meeting_id)
        found = format_of(payload.name) or FORMATS["txt"]
        return Opened(payload.name, found, stored.size, self._access.unsealed(meeting_id, file_id, sealer))

    async def whole(self, seats: set[str], meeting_id: str, file_id: str, action: Action, most: int) -> Whole:
        """For what the server itself does with a file.  Raises AppError."""
        room, person = self._access.member(seats, meeting_id, action)
        place = person.place
        entry = room.sharing.log(place).get(Channel.FILES, file_id)
        stored = await self._rows.file(room.settings.tenant_id, meeting_id, file_id)
        if entry is None or entry.payload is None or stored is None or not entry.visible_to(person):
            raise AppError(Code.NOT_FOUND)
        if entry.to is not None and entry.person != person.seat.person:
            raise AppError(Code.NOT_YOURS)
        if stored.size > most:
            raise AppError(Code.FILE_TOO_LARGE)
        await self._rooms.audit.must_work()
        sealer = await self._access.sealer(stored.tenant_id, meeting_id)
        parts = [part async for part in self._access.unsealed(meeting_id, file_id, sealer)]
        return Whole(msgspec.json.decode(entry.payload, type=Payload).name, b"".join(parts), person.id, place)

    def is_there(self, seats: set[str], meeting_id: str, file_id: str) -> bool:
        """Whether one of these seats may fetch the file."""
        room, person = self._access.member(seats, meeting_id, Action.GET_FILE)
        entry = room.sharing.log(person.place).get(Channel.FILES, file_id)
        return entry is not None and entry.payload is not None and entry.visible_to(person)
