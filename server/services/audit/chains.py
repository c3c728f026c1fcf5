"""Signing the ends of the audit chains while the server runs, and checking the chains (R80)."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

import msgspec

from auth.audit.chain import Break, ChainCheck, Head, HeadKey, HeadKind
from auth.audit.events import Link
from server.runtime.logs import Outage
from server.services.audit.alerts import Alert, Alerts

log = logging.getLogger("resfri.audit")

SIGN_SECONDS = 20.0
"""Heads are signed and sent off this machine well within the minute that R80 allows."""


class ChainStore(Protocol):
    """``links`` come by number, ``heads`` as they were signed; ``remove`` answers how many links it removed."""

    async def chains(self) -> list[str]: ...
    def links(self, tenant_id: str, after: int = 0) -> AsyncIterator[Link]: ...
    async def newest(self, tenant_id: str) -> Link | None: ...
    async def last_before(self, tenant_id: str, at: float) -> Link | None: ...
    async def heads(self, tenant_id: str) -> list[Head]: ...
    async def newest_head(self, tenant_id: str, *, exported: bool = False) -> Head | None: ...
    async def add_head(self, head: Head) -> None: ...
    async def mark_exported(self, head: Head, now: float) -> None: ...
    async def remove(self, tenant_id: str, last: int) -> int: ...


class HeadsFile:
    """The heads once more, a line of JSON each, outside the database: who cuts off a chain together with its heads
    must cut off this too, and every copy that was made of it."""

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
            file.write(msgspec.json.encode(head) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> dict[str, list[Head]]:
        """Heads by organisation.  A line that a crash has cut off counts as not written; of one that somebody has
        spoiled, the heads around it say as much."""
        found: dict[str, list[Head]] = {}
        if self.path.exists():
            for line in self.path.read_bytes().splitlines():
                head = _head_from(line)
                if head is not None:
                    found.setdefault(head.tenant_id, []).append(head)
        return found


def _head_from(line: bytes) -> Head | None:
    try:
        return msgspec.json.decode(line, type=Head)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


class AuditChains:
    """``now`` gives Unix seconds."""

    def __init__(
        self, store: ChainStore, key: HeadKey, file: HeadsFile, alerts: Alerts, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._key = key
        self._file = file
        self._alerts = alerts
        self._now = now
        self._outage = Outage(log, "signing the audit trail's heads")

    async def keep_signing(self) -> None:
        """Until cancelled."""
        while True:
            await self.try_to_sign()
            await asyncio.sleep(SIGN_SECONDS)

    async def try_to_sign(self) -> None:
        """A database or a disk that is away for a while ends nothing; the next head covers what this one would."""
        try:
            await self.sign_ends()
            self._outage.worked()
        except Exception as error:  # Which one depends on the database.
            self._outage.failed(error)

    async def sign_ends(self) -> None:
        """A new head for every chain that has grown.  What is new is checked first: a broken chain is not signed."""
        for tenant_id in await self._store.chains():
            head = await self._store.newest_head(tenant_id)
            newest = await self._store.newest(tenant_id)
            if newest is None or (head is not None and newest.seq == head.seq and newest.hash == head.hash):
                continue
            link = await self._whole_since(tenant_id, head)
            if link is None:
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
                continue
            await self.put_head(self._key.sign(link, HeadKind.END, self._now()))

    async def _whole_since(self, tenant_id: str, head: Head | None) -> Link | None:
        """The newest link, if everything after the head follows from it."""
        heads = await self._store.heads(tenant_id) if head is None else []
        check = ChainCheck(tenant_id, heads, self._key.public, since=head)
        links = self._store.links(tenant_id, head.seq if head else 0)
        async for link in links:
            if not check.take(link):
                return None
        return check.last if check.finish() is None else None

    async def put_head(self, head: Head) -> None:
        """To the file first, so that it is never behind the database."""
        self._file.append(head)
        await self._store.add_head(head)

    async def shorten(self, tenant_id: str, before: float) -> int:
        """Remove what is older from the beginning of a chain that is whole; answers how many.  The signed beginning
        says from where the rest is proved."""
        last = await self._store.last_before(tenant_id, before)
        if last is None:
            return 0
        if await verify(self._store, tenant_id, self._key.public, []) is not None:
            self._alerts.raise_alert(Alert.CHAIN_BROKEN)
            return 0
        await self.put_head(self._key.sign(last, HeadKind.BEGIN, self._now()))
        return await self._store.remove(tenant_id, last.seq)

    async def check_all(self) -> list[Break]:
        """Every chain from its beginning, against the heads of the database and of the file."""
        elsewhere = self._file.read()
        found = []
        for tenant_id in sorted({*await self._store.chains(), *elsewhere}):
            broken = await verify(self._store, tenant_id, self._key.public, elsewhere.get(tenant_id, []))
            if broken is not None:
                found.append(broken)
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
        return found


async def verify(store: ChainStore, tenant_id: str, public: str, elsewhere: list[Head]) -> Break | None:
    """The first record that is not as it must be.  ``elsewhere`` are heads that were kept outside the database."""
    check = ChainCheck(tenant_id, [*await store.heads(tenant_id), *elsewhere], public)
    async for link in store.links(tenant_id):
        if not check.take(link):
            break
    return check.finish()
