"""The audit trail as everybody writes it: what cannot be recorded is refused (R82)."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from auth.audit.events import AuditEvent
from server.services.audit.alerts import Alert, Alerts
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.audit")

ANYBODY = ""
"""No organisation has this id."""


class AuditStore(Protocol):
    """The audit trail as it is written and read."""

    async def record(self, event: AuditEvent) -> None: ...
    async def probe(self) -> None: ...
    async def events(self, meeting_id: str) -> list[AuditEvent]: ...


class AuditHealth:
    """Implements ``AuditSink`` and the rooms' ``AuditTrail``."""

    def __init__(self, store: AuditStore, alerts: Alerts) -> None:
        self._store = store
        self._alerts = alerts
        self.written = asyncio.Event()
        """Set whenever a record was written."""
        self._failing: set[str] = set()
        """Organisations whose last attempt to write failed, and ANYBODY where nothing could be written at all."""

    def works_for(self, tenant_id: str) -> bool:
        """Whether the last attempts to write, for this organisation and for all, succeeded."""
        return not self._failing & {tenant_id, ANYBODY}

    async def record(self, event: AuditEvent) -> None:
        """Raises AUDIT_UNAVAILABLE; whoever asked for the action then gets no answer to it."""
        try:
            await self._store.record(event)
        except Exception as error:  # Whatever the database says, the trail has a gap unless the action is refused.
            raise self._failed(event.tenant_id, error) from error
        self._succeeded(event.tenant_id)
        self._alerts.recorded(event)
        self.written.set()

    async def must_work(self) -> None:
        """Raises AUDIT_UNAVAILABLE when a record could not be written now: asked before anything is done."""
        try:
            await self._store.probe()
        except Exception as error:
            raise self._failed(ANYBODY, error) from error
        self._succeeded(ANYBODY)

    async def events(self, meeting_id: str) -> list[AuditEvent]:
        """What happened to one meeting, oldest first."""
        return await self._store.events(meeting_id)

    def _failed(self, whose: str, error: Exception) -> AppError:
        self._alerts.raise_alert(Alert.AUDIT_UNAVAILABLE)
        if not self._failing:
            log.error("the audit trail cannot be written (%s); what needs it is refused", type(error).__name__)
        self._failing.add(whose)
        return AppError(Code.AUDIT_UNAVAILABLE)

    def _succeeded(self, whose: str) -> None:
        """An attempt for all says that the next of each may succeed; that of one organisation says nothing of another
        that fails alone."""
        before = bool(self._failing)
        self._failing = set() if whose == ANYBODY else self._failing - {whose, ANYBODY}
        if before and not self._failing:
            log.warning("the audit trail can be written again")
