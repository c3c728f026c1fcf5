"""What is kept no longer than its rule says (R5): once a day, organisation by organisation, each removal recorded with
its number."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from functools import partial
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import MeetingClass
from server.services.audit.chains import AuditChains
from server.services.files.content import Content
from server.services.organisation.settings import TenantSettings
from server.services.organisation.stored_settings import DEFAULT_RETENTION
from server.services.privacy.vault import Vault

log = logging.getLogger("resfri.retention")

DAY = 86400.0
ROUND_SECONDS = DAY
BETWEEN_BATCHES_SECONDS = 0.02
"""So that meetings get their turn at the database."""
SERVER = "server"
"""Who removed it, in the audit trail."""


class Kind(StrEnum):
    """What has a table of its own to be emptied."""

    STAFF_SESSIONS = "staff_sessions"
    GUEST_SESSIONS = "guest_sessions"
    CEREMONIES = "ceremonies"
    SETUP_LINKS = "setup_links"
    RECOVERY_CODES = "recovery_codes"
    FAULT_REPORTS = "fault_reports"
    PROPOSALS = "proposals"
    REVIEWS = "reviews"


VISITS = (
    Kind.STAFF_SESSIONS,
    Kind.GUEST_SESSIONS,
    Kind.CEREMONIES,
    Kind.SETUP_LINKS,
    Kind.RECOVERY_CODES,
    Kind.FAULT_REPORTS,
)
"""Sign-ins and visits that are over, and what was told of them: ``session_days``."""
DECISIONS = (Kind.PROPOSALS, Kind.REVIEWS)
"""What was decided belongs to the audit trail and is kept as long: ``audit_days``."""
OF_NOBODY = (Kind.CEREMONIES, Kind.SETUP_LINKS)
"""What may belong to no organisation."""


class RetentionStore(Protocol):
    """``due`` and ``remove`` take one batch at a time; ``before`` in Unix seconds."""

    async def tenants(self) -> list[str]: ...
    async def due_content(self, tenant_id: str, kind: MeetingClass, before: float) -> list[str]: ...
    async def due_meetings(self, tenant_id: str, before: float) -> list[str]: ...
    async def purge_meetings(self, meeting_ids: list[str], now: float) -> None: ...
    async def remove(self, kind: Kind, tenant_id: str | None, before: float) -> int: ...


class Recorder(Protocol):
    """The audit trail, which must work before anything is removed."""

    async def record(self, event: AuditEvent) -> None: ...
    async def must_work(self) -> None: ...


class Retention:
    """``running`` answers the meetings with somebody in them, which are never over; ``then`` is what else is checked
    once a day."""

    def __init__(
        self,
        store: RetentionStore,
        settings: TenantSettings,
        vault: Vault,
        content: Content,
        chains: AuditChains,
        audit: Recorder,
        running: Callable[[], list[str]],
        now: Callable[[], float],
        then: Sequence[Callable[[], Awaitable[None]]] = (),
    ) -> None:
        self._store = store
        self._settings = settings
        self._vault = vault
        self._contents = content
        self._chains = chains
        self._audit = audit
        self._running = running
        self._now = now
        self._then = then

    async def keep_rules(self) -> None:
        """At the start, then once a day; what fails today is due tomorrow too."""
        while True:
            try:
                await self.run_once()
            except Exception as error:  # Which one depends on the database.
                log.error("the retention rules could not be carried out (%s)", type(error).__name__)
            await asyncio.sleep(ROUND_SECONDS)

    async def run_once(self) -> None:
        """Every rule of every organisation, then the audit chains, then what else is due daily."""
        for tenant_id in await self._store.tenants():
            await self._one(tenant_id)
        for kind in OF_NOBODY:
            before = self._now() - DEFAULT_RETENTION.session_days * DAY
            while True:
                if not await self._store.remove(kind, None, before):
                    break
                await asyncio.sleep(BETWEEN_BATCHES_SECONDS)
        await self._chains.check_all()
        for check in self._then:
            await check()

    async def _one(self, tenant_id: str) -> None:
        rules, now = await self._settings.retention(tenant_id), self._now()
        for meeting_class in MeetingClass:
            hours = rules.content_hours.get(meeting_class, DEFAULT_RETENTION.content_hours[meeting_class])
            over = now - hours * 3600
            await self._in_batches(tenant_id, "content", partial(self._content, tenant_id, meeting_class, over))
        over = now - rules.meeting_days * DAY
        await self._in_batches(tenant_id, "meetings", partial(self._meetings, tenant_id, over))
        for kinds, days in ((VISITS, rules.session_days), (DECISIONS, rules.audit_days)):
            for kind in kinds:
                before = now - days * DAY
                await self._in_batches(tenant_id, kind, partial(self._store.remove, kind, tenant_id, before))
        await self._audit.must_work()
        removed = await self._chains.shorten(tenant_id, now - rules.audit_days * DAY)
        if removed:
            await self._record(tenant_id, "audit", removed)

    async def _in_batches(self, tenant_id: str, what: str, remove: Callable[[], Awaitable[int]]) -> None:
        """Each batch is recorded before the next begins; without a working audit trail nothing is removed."""
        while True:
            await self._audit.must_work()
            count = await remove()
            if not count:
                return
            await self._record(tenant_id, what, count)
            await asyncio.sleep(BETWEEN_BATCHES_SECONDS)

    async def _record(self, tenant_id: str, what: str, count: int) -> None:
        outcome = f"{what}:{count}"
        await self._audit.record(AuditEvent(tenant_id, AuditAction.PURGED, ActorKind.SYSTEM, SERVER, outcome=outcome))

    async def _content(self, tenant_id: str, meeting_class: MeetingClass, over: float) -> int:
        due = self._not_running(await self._store.due_content(tenant_id, meeting_class, over))
        for meeting_id in due:
            await self._contents.erase(meeting_id)
        return len(due)

    async def _meetings(self, tenant_id: str, over: float) -> int:
        due = self._not_running(await self._store.due_meetings(tenant_id, over))
        for meeting_id in due:
            await self._contents.erase(meeting_id)
        if due:
            await self._store.purge_meetings(due, self._now())
            for meeting_id in due:
                self._vault.forget(meeting_id)
        return len(due)

    def _not_running(self, due: list[str]) -> list[str]:
        running = set(self._running())
        return [one for one in due if one not in running]
