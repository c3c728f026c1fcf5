"""Files in a meeting: sent in pieces, let through when they are what they say and nothing bad, and fetched by those
who may see them at that moment (R72-R78)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import msgspec

from auth.audit.events import AuditAction
from auth.crypto.links import mint_id
from auth.meeting_classes import RULES
from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.services.audit.alerts import Alert, Alerts
from server.services.files.kinds import FORMATS, Format, format_of
from server.services.files.ports import Blobs, FileRows, Scanner, Verdict
from server.services.model import StoredFile
from server.services.privacy.vault import Sealer, Vault, content_scope
from server.wire.errors import AppError, Code
from server.wire.room.shared import Channel

MAX_PIECE = 256 * 1024
IDLE_SECONDS = 30 * 60.0
"""How long a sending may rest, as when somebody pauses it or loses the network."""
MAX_UPLOADS_EACH = 3
MAX_UPLOADS = 200
CHECKS_AT_ONCE = 2

_VERDICTS = {Verdict.INFECTED: Code.FILE_INFECTED, Verdict.UNAVAILABLE: Code.SCAN_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """In bytes."""

    file: int
    meeting: int


@dataclass(slots=True)
class Upload:
    """A file on its way.  ``seats`` are those of the browser that sends it."""

    id: str
    tenant_id: str
    meeting_id: str
    participant: str
    place: str
    seats: set[str]
    name: str
    format: Format
    size: int
    to: str | None
    touched: float
    received: int = 0
    pieces: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


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


class Files:
    """``seats`` everywhere are those that the asking browser has; who is inside a meeting right now is for ``rooms`` to
    say."""

    def __init__(
        self,
        rooms: Rooms,
        rows: FileRows,
        blobs: Blobs,
        vault: Vault,
        scanner: Scanner | None,
        limits: FileLimits,
        alerts: Alerts,
        now: Callable[[], float],
    ) -> None:
        """Without a scanner nothing is scanned, as the operator has decided."""
        self._rooms = rooms
        self._rows = rows
        self._blobs = blobs
        self._vault = vault
        self._scanner = scanner
        self._limits = limits
        self._alerts = alerts
        self._now = now
        self._uploads: dict[str, Upload] = {}
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)

    # --- sending -------------------------------------------------------------------------------------------------

    async def begin(
        self,
        seats: set[str],
        meeting_id: str,
        participant: str,
        *,
        place: str,
        name: str,
        size: int,
        to: str | None,
    ) -> Upload:
        """Raises AppError for what may not be sent, before a byte of it is."""
        room, person = self._member(seats, meeting_id, Action.SEND_FILE, participant)
        if person.place != place:
            raise AppError(Code.MOVED)
        found = format_of(name)
        if found is None:
            raise AppError(Code.FILE_KIND)
        if size > self._limits.file:
            raise AppError(Code.FILE_TOO_LARGE)
        if to is not None:
            room.sharing.reachable(person, to)
        await self._drop_idle()
        mine = [one for one in self._uploads.values() if one.participant == person.id]
        under_way = sum(one.size for one in self._uploads.values() if one.meeting_id == meeting_id)
        stored = await self._rows.total_size(meeting_id)
        crowded = len(mine) >= MAX_UPLOADS_EACH or len(self._uploads) >= MAX_UPLOADS
        if crowded or stored + under_way + size > self._limits.meeting:
            raise AppError(Code.TOO_MANY_FILES)
        tenant = room.settings.tenant_id
        upload = Upload(
            mint_id(), tenant, meeting_id, person.id, place, seats, name, found, size, to, touched=self._now()
        )
        self._uploads[upload.id] = upload
        return upload

    def progress(self, seats: set[str], upload_id: str) -> Upload:
        """Raises AppError UPLOAD_GONE."""
        upload = self._uploads.get(upload_id)
        if upload is None or not upload.seats & seats:
            raise AppError(Code.UPLOAD_GONE)
        return upload

    async def receive(self, seats: set[str], upload_id: str, offset: int, piece: bytes) -> Upload:
        """The next piece; with the last one the file is checked and, if it is let through, told of to the room.
        Raises AppError; the upload then goes on, unless the file itself was refused."""
        upload = self.progress(seats, upload_id)
        async with upload.turn:
            if self._uploads.get(upload_id) is not upload:
                raise AppError(Code.UPLOAD_GONE)
            if offset != upload.received or not piece or offset + len(piece) > upload.size:
                raise AppError(Code.WRONG_OFFSET)
            self._member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
            sealer = await self._sealer(upload.tenant_id, upload.meeting_id)
            sealed = sealer.seal(_purpose(upload.id, upload.pieces), piece)
            await self._blobs.append(upload.meeting_id, upload.id, sealed)
            upload.received += len(piece)
            upload.pieces += 1
            upload.touched = self._now()
            if upload.received == upload.size:
                await self._finish(upload, sealer)
        return upload

    async def cancel(self, seats: set[str], upload_id: str) -> None:
        """Forget a file on its way.  Raises NOT_FOUND."""
        upload = self.progress(seats, upload_id)
        async with upload.turn:
            await self._drop(upload)

    async def _finish(self, upload: Upload, sealer: Sealer) -> None:
        try:
            problem = await self._check(upload, sealer)
            room, person = self._member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
            if problem is not None:
                self._rooms.perform(room, [room.settings.audit(AuditAction.FILE_REFUSED, person, outcome=problem)])
                raise AppError(problem)
            kept = StoredFile(
                upload.id,
                upload.tenant_id,
                upload.meeting_id,
                person.seat.person,
                upload.format.kind,
                upload.size,
                self._now(),
            )
            await self._rows.add_file(kept)
            await self._blobs.keep(upload.meeting_id, upload.id)
            self._tell(upload)
        except BaseException:
            await asyncio.shield(self._drop(upload))
            raise
        self._uploads.pop(upload.id, None)

    def _tell(self, upload: Upload) -> None:
        """Who has left meanwhile sends nothing, and who has been moved nothing to where it was not meant for."""
        room, person = self._member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
        if person.place != upload.place:
            raise AppError(Code.MOVED)
        to = room.sharing.reachable(person, upload.to) if upload.to is not None else None
        payload = Payload(upload.name, upload.size, upload.format.kind, upload.format.media_type)
        effects = room.sharing.add(person, Channel.FILES, upload.id, msgspec.json.encode(payload).decode(), to)
        sent = room.settings.audit(AuditAction.FILE_SENT, person, subject=to)
        self._rooms.perform(room, [sent, *effects])

    async def _check(self, upload: Upload, sealer: Sealer) -> Code | None:
        """Why the file is refused.  A few at a time: the whole content is in memory meanwhile."""
        async with self._checks:
            parts = [part async for part in self._unsealed(upload.meeting_id, upload.id, sealer)]
            content = b"".join(parts)
            if len(content) != upload.size or not await asyncio.to_thread(upload.format.holds, content):
                return Code.FILE_BROKEN
            verdict = await self._scanner.scan(content) if self._scanner is not None else Verdict.CLEAN
            if verdict is Verdict.UNAVAILABLE:
                self._alerts.raise_alert(Alert.SCANNER_DOWN)
            return _VERDICTS.get(verdict)

    async def _drop_idle(self) -> None:
        for upload in list(self._uploads.values()):
            if self._now() - upload.touched > IDLE_SECONDS and not upload.turn.locked():
                await self._drop(upload)

    async def _drop(self, upload: Upload) -> None:
        self._uploads.pop(upload.id, None)
        await self._rows.remove_file(upload.meeting_id, upload.id)
        await self._blobs.remove(upload.meeting_id, upload.id)

    # --- fetching ------------------------------------------------------------------------------------------------

    async def open(self, seats: set[str], meeting_id: str, file_id: str) -> Opened:
        """The rights are those of this moment: who has left, or for whom it never was, finds nothing (R78)."""
        room, person = self._member(seats, meeting_id, Action.GET_FILE)
        entry = room.sharing.log(person.place).get(Channel.FILES, file_id)
        stored = await self._rows.file(room.settings.tenant_id, meeting_id, file_id)
        if entry is None or entry.payload is None or stored is None or not entry.visible_to(person):
            raise AppError(Code.NOT_FOUND)
        await self._rooms.audit.must_work()
        await self._rooms.audit.record(room.settings.audit(AuditAction.FILE_FETCHED, person).event)
        payload = msgspec.json.decode(entry.payload, type=Payload)
        sealer = await self._sealer(stored.tenant_id, meeting_id)
        found = format_of(payload.name) or FORMATS["txt"]
        return Opened(payload.name, found, stored.size, self._unsealed(meeting_id, file_id, sealer))

    async def whole(self, seats: set[str], meeting_id: str, file_id: str, action: Action, most: int) -> Whole:
        """For what the server itself does with a file.  Raises AppError."""
        room, person = self._member(seats, meeting_id, action)
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
        sealer = await self._sealer(stored.tenant_id, meeting_id)
        parts = [part async for part in self._unsealed(meeting_id, file_id, sealer)]
        return Whole(msgspec.json.decode(entry.payload, type=Payload).name, b"".join(parts), person.id, place)

    def is_there(self, seats: set[str], meeting_id: str, file_id: str) -> bool:
        """Whether one of these seats may fetch the file."""
        room, person = self._member(seats, meeting_id, Action.GET_FILE)
        entry = room.sharing.log(person.place).get(Channel.FILES, file_id)
        return entry is not None and entry.payload is not None and entry.visible_to(person)

    async def add(self, seats: set[str], meeting_id: str, source: Whole, name: str, content: bytes) -> str:
        """Sends to everybody in the place what the server has made of a file for who asked; answers its id.  Raises
        AppError."""
        asked, place = source.participant, source.place
        upload = await self.begin(seats, meeting_id, asked, place=place, name=name, size=len(content), to=None)
        for at in range(0, len(content), MAX_PIECE):
            await self.receive(seats, upload.id, at, content[at : at + MAX_PIECE])
        room, person = self._member(seats, meeting_id, Action.SEND_FILE, asked)
        self._rooms.perform(room, [room.settings.audit(AuditAction.DOCUMENT_CONVERTED, person)])
        return upload.id

    # --- both ----------------------------------------------------------------------------------------------------

    def _member(
        self, seats: set[str], meeting_id: str, action: Action, participant: str | None = None
    ) -> tuple[Room, Participant]:
        room, person = self._rooms.member(meeting_id, seats, participant)
        meeting_class = room.settings.info.meeting_class
        if not RULES[meeting_class].server_sees_content:
            raise AppError(Code.NOT_ALLOWED)
        if not allowed(action, person.standing, meeting_class=meeting_class):
            raise AppError(Code.NOT_ALLOWED)
        return room, person

    async def _sealer(self, tenant_id: str, meeting_id: str) -> Sealer:
        return await self._vault.sealer(tenant_id, content_scope(meeting_id))

    async def _unsealed(self, meeting_id: str, file_id: str, sealer: Sealer) -> AsyncIterator[bytes]:
        number = 0
        async for piece in self._blobs.pieces(meeting_id, file_id):
            yield sealer.unseal(_purpose(file_id, number), piece)
            number += 1


def _purpose(file_id: str, number: int) -> str:
    """A piece opens only where it belongs."""
    return f"file {file_id} {number}"
