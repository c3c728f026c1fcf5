"""A meeting's content: what its people said, drew and sent, and the one way in which it ends."""

from __future__ import annotations

from typing import Protocol

from server.services.files.ports import Blobs
from server.services.privacy.vault import Vault, content_scope


class ContentStore(Protocol):
    """What of a meeting's content lies in the database."""

    async def remove_content(self, meeting_id: str) -> None: ...
    async def remove_file(self, meeting_id: str, file_id: str) -> None: ...


class Content:
    """The rows, the sealed files and the key of meetings."""

    def __init__(self, store: ContentStore, blobs: Blobs, vault: Vault) -> None:
        self._store = store
        self._blobs = blobs
        self._vault = vault

    async def erase(self, meeting_id: str) -> None:
        """The key goes last: as long as it is there, the meeting is found again by who erases."""
        await self._store.remove_content(meeting_id)
        await self._blobs.remove_meeting(meeting_id)
        await self._vault.destroy(content_scope(meeting_id))

    async def remove_file(self, meeting_id: str, file_id: str) -> None:
        """Of one file both the row and the bytes."""
        await self._store.remove_file(meeting_id, file_id)
        await self._blobs.remove(meeting_id, file_id)
