"""What meetings share, sealed so that it ends with the meeting's content (R85)."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

import msgspec

from auth.crypto.sealing import Unsealable
from server.rooms.items import Entry
from server.services.files.content import Content
from server.services.model import StoredItem
from server.services.privacy.vault import Vault, content_scope
from server.wire.room.shared import Channel

_PURPOSE = "room item"


class ItemStore(Protocol):
    """Sealed items as rows."""

    async def items(self, tenant_id: str, meeting_id: str) -> list[StoredItem]: ...
    async def put_items(self, items: list[StoredItem]) -> None: ...


class Sealed(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed of an entry: everything that says something of people."""

    payload: str | None
    author: str
    name: str
    first: int
    to: str | None
    to_name: str | None
    audience: list[str] | None


async def open_item(vault: Vault, tenant_id: str, meeting_id: str, sealed: bytes) -> Sealed:
    """Raises :class:`auth.crypto.sealing.Unsealable`."""
    return msgspec.json.decode(await vault.open(tenant_id, _PURPOSE, sealed, content_scope(meeting_id)), type=Sealed)


class RoomArchive:
    """Implements ``server.rooms.ports.Archive``."""

    def __init__(self, store: ItemStore, content: Content, vault: Vault) -> None:
        self._store = store
        self._content = content
        self._vault = vault

    async def load(self, tenant_id: str, meeting_id: str) -> list[tuple[str, Entry]]:
        """Everything of a meeting that can still be read, each with its place."""
        found = []
        for item in await self._store.items(tenant_id, meeting_id):
            # What was sealed with a key that is destroyed has been erased, whether or not its row is gone already.
            with suppress(Unsealable):
                found.append(
                    (item.place, _entry(item, await open_item(self._vault, tenant_id, meeting_id, item.content)))
                )
        return found

    async def save(self, tenant_id: str, meeting_id: str, items: list[tuple[str, Entry]]) -> None:
        """Each item as it is now; a file that was taken back loses its content too."""
        for _, entry in items:
            if entry.channel is Channel.FILES and entry.payload is None:
                await self._content.remove_file(meeting_id, entry.key)
        rows = [await self._sealed(tenant_id, meeting_id, place, entry) for place, entry in items]
        await self._store.put_items(rows)

    async def _sealed(self, tenant_id: str, meeting_id: str, place: str, entry: Entry) -> StoredItem:
        audience = sorted(entry.audience) if entry.audience is not None else None
        content = Sealed(entry.payload, entry.author, entry.name, entry.first, entry.to, entry.to_name, audience)
        plain = msgspec.json.encode(content).decode()
        return StoredItem(
            meeting_id=meeting_id,
            place=place,
            channel=entry.channel,
            key=entry.key,
            tenant_id=tenant_id,
            n=entry.n,
            owner=entry.person,
            at=entry.at,
            changed_at=entry.changed_at,
            content=await self._vault.seal(tenant_id, _PURPOSE, plain, content_scope(meeting_id)),
        )


def _entry(item: StoredItem, content: Sealed) -> Entry:
    return Entry(
        channel=Channel(item.channel),
        key=item.key,
        n=item.n,
        first=content.first,
        person=item.owner,
        author=content.author,
        name=content.name,
        at=item.at,
        payload=content.payload,
        changed_at=item.changed_at,
        to=content.to,
        to_name=content.to_name,
        audience=frozenset(content.audience) if content.audience is not None else None,
    )
