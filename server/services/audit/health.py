"""The audit trail as everybody writes it: what cannot be recorded is refused (R82)."""

from __future__ import annotations

import logging
from typing import Protocol

from auth.audit.events import AuditEvent
from server.services.audit.alerts import Alert, Alerts
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.audit")


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
        self.working = True
        """Whether the last attempt to write succeeded."""

    async def record(self, event: AuditEvent) -> None:
        """Raises AUDIT_UNAVAILABLE; whoever asked for the action then gets no answer to it."""
        try:
            await self._store.record(event)
        except Exception as error:  # Whatever the database says, the trail has a gap unless the action is refused.
            raise self._failed(error) from error
        self._succeeded()
        self._alerts.recorded(event)

    async def must_work(self) -> None:
        """Raises AUDIT_UNAVAILABLE when a record could not be written now: asked before anything is done."""
        try:
            await self._store.probe()
        except Exception as error:
            raise self._failed(error) from error
        self._succeeded()

    async def events(self, meeting_id: str) -> list[AuditEvent]:
        """What happened to one meeting, oldest first."""
        return await self._store.events(meeting_id)

    def _failed(self, error: Exception) -> AppError:
        self._alerts.raise_alert(Alert.AUDIT_UNAVAILABLE)
        if self.working:
            self.working = False
            log.error("the audit trail cannot be written (%s); what needs it is refused", type(error).__name__)
        return AppError(Code.AUDIT_UNAVAILABLE)

    def _succeeded(self) -> None:
        if not self.working:
            self.working = True
            log.warning("the audit trail can be written again")
