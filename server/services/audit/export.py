"""Copies the audit trail off this machine, as soon as it is written and from where it stopped after an outage (R80): to
the operator's place and to the organisation's own.

What was taken is marked after each batch; after a failure a batch is sent again, so that nothing is lost and a receiver
may see a record twice, with the same organisation and number.  Signed heads follow when they are signed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from auth.audit.events import Link
from auth.audit.heads import Head
from server.runtime.logs import Outage
from server.services.audit.alerts import Alert, Alerts
from server.services.audit.delivered import Delivered
from server.services.organisation.settings import TenantSettings
from server.wire import api

log = logging.getLogger("resfri.audit")

COPY_SECONDS = 5.0
"""When nothing new was written, for what failed."""
GATHER_SECONDS = 0.5
"""What is written within it goes together."""
BEHIND_SECONDS = 60.0
BATCH = 500
TOGETHER = 8
"""Places that are talked to at once, so that one that does not answer holds up nobody else's."""

Record = dict[str, Any]
"""One link or head: ``record`` says which, and the rest are its fields."""


class NotDelivered(Exception):
    """The other side did not take it; the reason is for the log and names nobody."""


class Deliver(Protocol):
    """Takes records to one receiver."""

    async def __call__(self, destination: api.AuditExportSettings, records: list[Record]) -> None:
        """Raises :class:`NotDelivered`."""


class ExportStore(Protocol):
    """``newest_head`` is the newest end that was signed."""

    async def chains(self) -> list[str]: ...
    def links(self, tenant_id: str, after: int = 0) -> AsyncIterator[Link]: ...
    async def newest_head(self, tenant_id: str) -> Head | None: ...


@dataclass(frozen=True, slots=True)
class Destination:
    """A place, and the way there."""

    place: api.AuditExportSettings
    deliver: Deliver


class AuditExport:
    """``deliver`` is the way to organisations' own places, ``operators`` the operator's, which takes everybody's;
    ``written`` is set when there is something new."""

    def __init__(
        self,
        store: ExportStore,
        settings: TenantSettings,
        operators: Destination | None,
        deliver: Deliver,
        delivered: Delivered,
        written: asyncio.Event,
        alerts: Alerts,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._operators = operators
        self._deliver = deliver
        self._delivered = delivered
        self._written = written
        self._alerts = alerts
        self._now = now
        self._failing: set[tuple[str, str]] = set()
        self._places = asyncio.Semaphore(TOGETHER)
        self._outage = Outage(log, "reading the audit trail for its copy off this machine")

    async def keep_copying(self) -> None:
        """Until cancelled; what could not be copied is tried again."""
        await self._try(self.say_what_stays)
        while True:
            self._written.clear()
            await self._try(self.copy_all)
            with suppress(TimeoutError):
                async with asyncio.timeout(COPY_SECONDS):
                    await self._written.wait()
            await asyncio.sleep(GATHER_SECONDS)

    async def say_what_stays(self) -> None:
        """One line where the trail leaves this machine for nowhere: who has the machine then has all of it."""
        chains = await self._store.chains()
        staying = [one for one in chains if not await self._destinations(one)]
        if self._operators is None and (staying or not chains):
            log.warning("the audit trail is not copied off this machine; RESFRI_AUDIT_EXPORT says where to")

    async def copy_all(self) -> None:
        """What every place does not have yet."""
        copies = [
            self._copy(tenant_id, place, destination)
            for tenant_id in await self._store.chains()
            for place, destination in (await self._destinations(tenant_id)).items()
        ]
        await asyncio.gather(*copies)

    async def _destinations(self, tenant_id: str) -> dict[str, Destination]:
        own = await self._settings.get(tenant_id, api.AuditExportSettings)
        found = {} if own is None else {"own": Destination(own, self._deliver)}
        return found if self._operators is None else {"operator": self._operators, **found}

    async def _try(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await what()
            self._outage.worked()
        except Exception as error:  # Which one depends on the database.
            self._outage.failed(error)

    async def _copy(self, tenant_id: str, place: str, destination: Destination) -> None:
        this = (place, tenant_id)
        try:
            async with self._places:
                await self._copy_links(tenant_id, place, destination)
                await self._copy_head(tenant_id, place, destination)
        except NotDelivered as error:
            if this not in self._failing:
                log.warning("the audit trail could not be copied off this machine (%s); it is tried again", error)
            self._failing.add(this)
        else:
            self._failing.discard(this)
        await self._watch(tenant_id, self._delivered.get(place, tenant_id).link)

    async def _copy_links(self, tenant_id: str, place: str, destination: Destination) -> None:
        batch: list[Link] = []
        async for link in self._store.links(tenant_id, self._delivered.get(place, tenant_id).link):
            batch.append(link)
            if len(batch) == BATCH:
                await self._send(place, destination, batch)
                batch = []
        if batch:
            await self._send(place, destination, batch)

    async def _send(self, place: str, destination: Destination, batch: list[Link]) -> None:
        await destination.deliver(destination.place, [{"record": "link", **asdict(link)} for link in batch])
        last = batch[-1]
        reached = self._delivered.get(place, last.tenant_id)
        self._delivered.put(place, last.tenant_id, replace(reached, link=last.seq))

    async def _copy_head(self, tenant_id: str, place: str, destination: Destination) -> None:
        reached, head = self._delivered.get(place, tenant_id), await self._store.newest_head(tenant_id)
        if head is not None and reached.head < head.seq <= reached.link:
            await destination.deliver(destination.place, [{"record": "head", **asdict(head)}])
            self._delivered.put(place, tenant_id, replace(reached, head=head.seq))

    async def _watch(self, tenant_id: str, seq: int) -> None:
        """Whether the oldest record that has not been delivered has waited too long."""
        async for link in self._store.links(tenant_id, seq):
            if self._now() - link.at > BEHIND_SECONDS:
                self._alerts.raise_alert(Alert.EXPORT_BEHIND)
            return
