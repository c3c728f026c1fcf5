"""Signing the ends of the audit chains while the server runs, and checking the chains (R80)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from auth.audit.chain import Break, ChainCheck
from auth.audit.events import Link
from auth.audit.heads import Head, HeadKind
from auth.audit.keys import TrailKeys
from server.runtime.logs import Outage
from server.services.audit.alerts import Alert, Alerts
from server.services.audit.ends import ChainEnds
from server.services.audit.heads_file import HeadsFile

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
    async def newest_head(self, tenant_id: str) -> Head | None: ...
    async def add_head(self, head: Head) -> None: ...
    async def unmarked(self) -> list[str]:
        """The chains of which no link is marked, and no head says from where on they are."""
        ...

    async def remove(self, tenant_id: str, last: int) -> int: ...


class AuditChains:
    """``now`` gives Unix seconds."""

    def __init__(
        self, store: ChainStore, ends: ChainEnds, file: HeadsFile, alerts: Alerts, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._ends = ends
        self._file = file
        self._alerts = alerts
        self._now = now
        self._outage = Outage(log, "signing the audit trail's heads")

    def use(self, keys: TrailKeys) -> None:
        """From now on, here and wherever records are written."""
        self._ends.keys = keys

    async def begin_marks(self) -> None:
        """Where an older version wrote a chain, and nothing has been added since: prove it without marks, and sign
        that everything after it has one."""
        elsewhere = _elsewhere(self._ends, self._file)
        for tenant_id in await self._store.unmarked():
            newest = await self._store.newest(tenant_id)
            if newest is None:
                continue
            until = self._sign(newest, HeadKind.UNMARKED)
            if await verify(self._store, tenant_id, self._ends.keys, [*elsewhere.get(tenant_id, []), until]):
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
                continue
            await self.put_head(until)

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
        reached = self._ends.read()
        for tenant_id in sorted({*await self._store.chains(), *reached}):
            head = await self._store.newest_head(tenant_id)
            newest = await self._store.newest(tenant_id)
            end = reached.get(tenant_id)
            if end is not None and self._ends.keys.signed(end) and end.seq > (newest.seq if newest else 0):
                # Retention keeps the newest link of a chain, so it is not that.
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
                continue
            if head is not None and not self._ends.keys.signed(head):
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
                continue
            if newest is None or (head is not None and newest.seq == head.seq and newest.hash == head.hash):
                continue
            link = await self._whole_since(tenant_id, head)
            if link is None:
                self._alerts.raise_alert(Alert.CHAIN_BROKEN)
                continue
            await self.put_head(self._sign(link, HeadKind.END))

    async def _whole_since(self, tenant_id: str, head: Head | None) -> Link | None:
        """The newest link, if everything after the head follows from it."""
        heads = await self._store.heads(tenant_id) if head is None else []
        check = ChainCheck(tenant_id, heads, self._ends.keys, since=head)
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
        if await verify(self._store, tenant_id, self._ends.keys, []) is not None:
            self._alerts.raise_alert(Alert.CHAIN_BROKEN)
            return 0
        await self.put_head(self._sign(last, HeadKind.BEGIN))
        return await self._store.remove(tenant_id, last.seq)

    async def check_all(self) -> list[Break]:
        """Every chain from its beginning, against the heads of the database and of the files."""
        found = await check_all(self._store, self._ends, self._file)
        for _ in found:
            self._alerts.raise_alert(Alert.CHAIN_BROKEN)
        return found

    def _sign(self, link: Link, kind: HeadKind) -> Head:
        return self._ends.keys.current.sign(link, kind, self._now())


async def check_all(store: ChainStore, ends: ChainEnds, file: HeadsFile) -> list[Break]:
    """The first break of every chain that is not whole."""
    elsewhere, found = _elsewhere(ends, file), []
    for tenant_id in sorted({*await store.chains(), *elsewhere}):
        broken = await verify(store, tenant_id, ends.keys, elsewhere.get(tenant_id, []))
        if broken is not None:
            found.append(broken)
    return found


def _elsewhere(ends: ChainEnds, file: HeadsFile) -> dict[str, list[Head]]:
    """All that is known outside the database, by organisation."""
    found = file.read()
    for tenant_id, head in ends.read().items():
        found.setdefault(tenant_id, []).append(head)
    return found


async def verify(store: ChainStore, tenant_id: str, keys: TrailKeys, elsewhere: list[Head]) -> Break | None:
    """The first record that is not as it must be.  ``elsewhere`` are heads that were kept outside the database."""
    check = ChainCheck(tenant_id, [*await store.heads(tenant_id), *elsewhere], keys)
    async for link in store.links(tenant_id):
        if not check.take(link):
            break
    return check.finish()
