"""Who may do something with a meeting's files, and the sealed pieces that files are kept in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from auth.meeting_classes import RULES
from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.services.files.ports import Blobs
from server.services.vault import Sealer, Vault, content_scope
from server.wire.errors import AppError, Code


class Access:
    """Who is inside a meeting right now is for ``rooms`` to say."""

    def __init__(self, rooms: Rooms, blobs: Blobs, vault: Vault) -> None:
        self._rooms = rooms
        self._blobs = blobs
        self._vault = vault

    def member(
        self, seats: set[str], meeting_id: str, action: Action, participant: str | None = None
    ) -> tuple[Room, Participant]:
        room, person = self._rooms.member(meeting_id, seats, participant)
        meeting_class = room.settings.info.meeting_class
        if not RULES[meeting_class].server_sees_content:
            raise AppError(Code.NOT_ALLOWED)
        if not allowed(action, person.standing, meeting_class=meeting_class):
            raise AppError(Code.NOT_ALLOWED)
        if action.row.audited:
            self._rooms.must_fit(room)
        return room, person

    async def sealer(self, tenant_id: str, meeting_id: str) -> Sealer:
        return await self._vault.sealer(tenant_id, content_scope(meeting_id))

    async def unsealed(self, meeting_id: str, file_id: str, sealer: Sealer) -> AsyncIterator[bytes]:
        number = 0
        async for piece in self._blobs.pieces(meeting_id, file_id):
            yield sealer.unseal(purpose(file_id, number), piece)
            number += 1


def purpose(file_id: str, number: int) -> str:
    """A piece opens only where it belongs."""
    return f"file {file_id} {number}"
