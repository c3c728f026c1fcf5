"""Files in a meeting: sent in pieces, and let through when they are what they say and nothing bad (R72-R77)."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from auth.audit.events import AuditAction
from auth.crypto.links import mint_id
from auth.permissions.matrix import Action
from server.rooms.channels import GUESTS_PART
from server.rooms.running.registry import Rooms
from server.services.audit.alerts import Alert, Alerts
from server.services.files.access import Access, purpose
from server.services.files.fetching import Payload, Whole
from server.services.files.kinds import format_of
from server.services.files.ports import Blobs, FileRows, Inspector, Scanner, Verdict
from server.services.files.uploads import Upload, Uploads
from server.services.model import StoredFile
from server.services.vault import Sealer
from server.wire.errors import AppError, Code
from server.wire.room.shared import Channel

MAX_PIECE = 256 * 1024
CHECKS_AT_ONCE = 3
CHECKS_OF_TENANT = 2
"""However long its files take, another organisation's find somebody who looks at them."""

_VERDICTS = {Verdict.INFECTED: Code.FILE_INFECTED, Verdict.UNAVAILABLE: Code.SCAN_UNAVAILABLE}


@dataclass(frozen=True, slots=True)
class FileLimits:
    """In bytes."""

    file: int
    meeting: int

    @property
    def guest(self) -> int:
        """Of one person who is no host: a part of the meeting's, and one whole file in any case."""
        return max(self.file, self.meeting // GUESTS_PART)


class Files:
    """``seats`` everywhere are those that the asking browser has; who is inside a meeting right now is for ``rooms`` to
    say."""

    def __init__(
        self,
        rooms: Rooms,
        rows: FileRows,
        blobs: Blobs,
        access: Access,
        inspector: Inspector,
        scanner: Scanner | None,
        limits: FileLimits,
        alerts: Alerts,
        now: Callable[[], float],
    ) -> None:
        """Without a scanner nothing is scanned, as the operator has decided."""
        self._rooms = rooms
        self._rows = rows
        self._blobs = blobs
        self._access = access
        self._inspector = inspector
        self._scanner = scanner
        self._limits = limits
        self._alerts = alerts
        self._now = now
        self._uploads = Uploads(now)
        self._given_up: asyncio.Queue[Upload] = asyncio.Queue()
        self._checks = asyncio.Semaphore(CHECKS_AT_ONCE)
        self._checks_of: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(CHECKS_OF_TENANT))

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
        room, person = self._access.member(seats, meeting_id, Action.SEND_FILE, participant)
        if person.place != place:
            raise AppError(Code.MOVED)
        found = format_of(name)
        if found is None:
            raise AppError(Code.FILE_KIND)
        if size > self._limits.file:
            raise AppError(Code.FILE_TOO_LARGE)
        if to is not None:
            room.sharing.reachable(person, to)
        for idle in self._uploads.take_idle():
            await self._clear(idle)
        stored = await self._rows.sizes(meeting_id)
        # From here on nothing waits until it is added: it is counted against what is there at that moment.
        room, person = self._access.member(seats, meeting_id, Action.SEND_FILE, participant)
        sizes = self._uploads.announced(meeting_id) + Counter(stored)
        mine = self._limits.meeting if person.host else self._limits.guest
        if sizes.total() + size > self._limits.meeting or sizes[person.seat.person] + size > mine:
            raise AppError(Code.TOO_MANY_FILES)
        whose = (room.settings.tenant_id, meeting_id, person.seat.person, person.id)
        upload = Upload(mint_id(), *whose, place, seats, name, found, size, to, touched=self._now())
        for giving_way in self._uploads.add(upload):
            await self._clear(giving_way)
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
            self._must_be_under_way(upload)
            if offset != upload.received or not piece or offset + len(piece) > upload.size:
                raise AppError(Code.WRONG_OFFSET)
            self._access.member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
            sealer = await self._access.sealer(upload.tenant_id, upload.meeting_id)
            sealed = sealer.seal(purpose(upload.id, upload.pieces), piece)
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
        self._uploads.remove(upload)
        await self._clear(upload)

    def gone(self, participant: str) -> None:
        """Somebody has left: what they were sending is over."""
        for upload in self._uploads.take_of(participant):
            self._given_up.put_nowait(upload)

    async def keep_clear(self) -> None:
        """Remove what was left half sent, until cancelled; what a restart comes before is removed by the next
        start."""
        while True:
            await self._clear(await self._given_up.get())

    async def _finish(self, upload: Upload, sealer: Sealer) -> None:
        try:
            problem = await self._check(upload, sealer)
            room, person = self._access.member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
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
        self._uploads.remove(upload)

    def _tell(self, upload: Upload) -> None:
        """Who has left meanwhile sends nothing, and who has been moved nothing to where it was not meant for."""
        room, person = self._access.member(upload.seats, upload.meeting_id, Action.SEND_FILE, upload.participant)
        self._must_be_under_way(upload)
        if person.place != upload.place:
            raise AppError(Code.MOVED)
        to = room.sharing.reachable(person, upload.to) if upload.to is not None else None
        payload = Payload(upload.name, upload.size, upload.format.kind, upload.format.media_type)
        effects = room.sharing.add(person, Channel.FILES, upload.id, msgspec.json.encode(payload).decode(), to)
        sent = room.settings.audit(AuditAction.FILE_SENT, person, subject=to)
        self._rooms.perform(room, [sent, *effects])

    async def _check(self, upload: Upload, sealer: Sealer) -> Code | None:
        """Why the file is refused.  A few at a time: the whole content is in memory meanwhile."""
        async with self._checks_of[upload.tenant_id], self._checks:
            parts = [part async for part in self._access.unsealed(upload.meeting_id, upload.id, sealer)]
            content = b"".join(parts)
            problem = await self._inspector.problem(upload.name, content)
            if len(content) != upload.size or problem is not None:
                return problem or Code.FILE_BROKEN
            verdict = await self._scanner.scan(content) if self._scanner is not None else Verdict.CLEAN
            if verdict is Verdict.UNAVAILABLE:
                self._alerts.raise_alert(Alert.SCANNER_DOWN)
            return _VERDICTS.get(verdict)

    def _must_be_under_way(self, upload: Upload) -> None:
        if self._uploads.get(upload.id) is not upload:
            raise AppError(Code.UPLOAD_GONE)

    async def _clear(self, upload: Upload) -> None:
        """After the piece that is just being written."""
        async with upload.turn:
            await self._drop(upload)

    async def _drop(self, upload: Upload) -> None:
        self._uploads.remove(upload)
        await self._rows.remove_file(upload.meeting_id, upload.id)
        await self._blobs.remove(upload.meeting_id, upload.id)

    # --- made by the server ------------------------------------------------------------------------------------------

    async def add(self, seats: set[str], meeting_id: str, source: Whole, name: str, content: bytes) -> str:
        """Sends to everybody in the place what the server has made of a file for who asked; answers its id.  Raises
        AppError."""
        asked, place = source.participant, source.place
        upload = await self.begin(seats, meeting_id, asked, place=place, name=name, size=len(content), to=None)
        for at in range(0, len(content), MAX_PIECE):
            await self.receive(seats, upload.id, at, content[at : at + MAX_PIECE])
        room, person = self._access.member(seats, meeting_id, Action.SEND_FILE, asked)
        self._rooms.perform(room, [room.settings.audit(AuditAction.DOCUMENT_CONVERTED, person)])
        return upload.id
