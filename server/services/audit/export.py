"""Copies the audit trail off this machine: at most a minute behind, and from where it stopped after an outage (R80).

What has been delivered is marked at signed heads; after a failure everything since the last of them is sent again, so
that nothing is lost and a receiver may see a record twice, with the same organisation and number.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any, Protocol

from auth.audit.chain import Head
from auth.audit.events import Link
from server.runtime.logs import Outage
from server.services.audit.alerts import Alert, Alerts
from server.services.organisation.settings import TenantSettings
from server.wire import api

log = logging.getLogger("resfri.audit")

COPY_SECONDS = 5.0
BEHIND_SECONDS = 60.0
BATCH = 500

Record = dict[str, Any]
"""One link or head: ``record`` says which, and the rest are its fields."""


class NotDelivered(Exception):
    """The other side did not take it; the reason is for the log and names nobody."""


class Deliver(Protocol):
    """Takes records to one receiver."""

    async def __call__(self, destination: api.AuditExportSettings, records: list[Record]) -> None:
        """Raises :class:`NotDelivered`."""


class ExportStore(Protocol):
    """``ends_after`` are the signed heads after a number, in order."""

    async def chains(self) -> list[str]: ...
    def links(self, tenant_id: str, after: int = 0) -> AsyncIterator[Link]: ...
    async def newest_head(self, tenant_id: str, *, exported: bool = False) -> Head | None: ...
    async def ends_after(self, tenant_id: str, seq: int) -> list[Head]: ...
    async def mark_exported(self, head: Head, now: float) -> None: ...


class AuditExport:
    """``operators`` is where the operator wants the trail of every organisation that names no place of its own."""

    def __init__(
        self,
        store: ExportStore,
        settings: TenantSettings,
        operators: api.AuditExportSettings | None,
        deliver: Deliver,
        alerts: Alerts,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._operators = operators
        self._deliver = deliver
        self._alerts = alerts
        self._now = now
        self._failing: set[str] = set()

    async def keep_copying(self) -> None:
        """Until cancelled; what could not be copied is tried again."""
        outage = Outage(log, "reading the audit trail for its copy off this machine")
        while True:
            try:
                await self.copy_all()
                outage.worked()
            except Exception as error:  # Which one depends on the database.
                outage.failed(error)
            await asyncio.sleep(COPY_SECONDS)

    async def copy_all(self) -> None:
        """What every organisation's receiver does not have yet."""
        for tenant_id in await self._store.chains():
            destination = await self._settings.get(tenant_id, api.AuditExportSettings) or self._operators
            if destination is not None:
                await self._copy(tenant_id, destination)

    async def _copy(self, tenant_id: str, destination: api.AuditExportSettings) -> None:
        done = await self._store.newest_head(tenant_id, exported=True)
        seq = done.seq if done else 0
        try:
            for head in await self._store.ends_after(tenant_id, seq):
                await self._copy_until(tenant_id, destination, seq, head)
                await self._store.mark_exported(head, self._now())
                seq = head.seq
        except NotDelivered as error:
            if tenant_id not in self._failing:
                log.warning("the audit trail could not be copied off this machine (%s); it is tried again", error)
            self._failing.add(tenant_id)
        else:
            self._failing.discard(tenant_id)
        await self._watch(tenant_id, seq)

    async def _copy_until(self, tenant_id: str, destination: api.AuditExportSettings, after: int, head: Head) -> None:
        records: list[Record] = []
        async for link in self._store.links(tenant_id, after):
            if link.seq > head.seq:
                break
            records.append({"record": "link", **asdict(link)})
            if len(records) == BATCH:
                await self._deliver(destination, records)
                records = []
        await self._deliver(destination, [*records, {"record": "head", **asdict(head)}])

    async def _watch(self, tenant_id: str, seq: int) -> None:
        """Whether the oldest record that has not been delivered has waited too long."""
        async for link in self._store.links(tenant_id, seq):
            if self._now() - link.at > BEHIND_SECONDS:
                self._alerts.raise_alert(Alert.EXPORT_BEHIND)
            return
