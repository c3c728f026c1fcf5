"""What an operator must look at soon (R84): one log line of one kind, with a code and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from auth.audit.events import AuditAction, AuditEvent

log = logging.getLogger("resfri.alert")

QUIET_SECONDS = 60.0
"""One line per kind and minute, however often it happens."""
BURST_FAILURES = 20
BURST_SECONDS = 60.0
DRIFT_SECONDS = 1.0
CLOCK_EVERY_SECONDS = 10.0


class Alert(StrEnum):
    """Its value is the code in the log and in `resfri status`."""

    SIGN_IN_BURST = "sign_in_burst"
    """Twenty failed sign-ins within a minute, by whomever."""
    FORGED_TOKEN = "forged_token"  # noqa: S105
    REVOKED_LINK = "revoked_link"
    CHAIN_BROKEN = "chain_broken"
    """`resfri audit verify` names the record."""
    AUDIT_UNAVAILABLE = "audit_unavailable"
    """Nothing can be written to the audit trail; what needs it is refused."""
    EXPORT_BEHIND = "export_behind"
    """The copy of the audit trail off this machine is more than a minute behind."""
    DISK_FULL = "disk_full"
    """Less than 256 MiB are free where the data directory is."""
    CERTIFICATE_ENDS = "certificate_ends"
    """The server's own certificate ends within two weeks, or has ended, or a renewed one cannot be used."""
    CLOCK_DRIFT = "clock_drift"
    """The machine's clock jumped by more than a second."""
    SCANNER_DOWN = "scanner_down"
    """The virus scanner does not answer; no file is let through."""
    REVIEW_OVERDUE = "review_overdue"
    """A follow-up of the audit trail was not closed in time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``last_at`` in Unix seconds."""

    alert: Alert
    count: int
    last_at: float


class Alerts:
    """``now`` gives Unix seconds, ``monotonic`` seconds that only run forward; all is kept in memory."""

    def __init__(self, now: Callable[[], float], monotonic: Callable[[], float]) -> None:
        self._now = now
        self._monotonic = monotonic
        self._seen: dict[Alert, Seen] = {}
        self._said: dict[Alert, float] = {}
        self._failures: deque[float] = deque(maxlen=BURST_FAILURES)
        self._offset = now() - monotonic()

    @property
    def seen(self) -> list[Seen]:
        """Since the start, the latest first."""
        return sorted(self._seen.values(), key=lambda one: one.last_at, reverse=True)

    def raise_alert(self, alert: Alert) -> None:
        """Count it, and say so at most once a minute."""
        before = self._seen.get(alert)
        self._seen[alert] = Seen(alert, before.count + 1 if before else 1, self._now())
        tick = self._monotonic()
        if tick - self._said.get(alert, -QUIET_SECONDS) >= QUIET_SECONDS:
            self._said[alert] = tick
            log.warning("alert %s", alert.value)

    def sign_in_failed(self) -> None:
        """One more; enough of them within a minute are an alert."""
        tick = self._monotonic()
        self._failures.append(tick)
        if len(self._failures) == BURST_FAILURES and tick - self._failures[0] <= BURST_SECONDS:
            self._failures.clear()
            self.raise_alert(Alert.SIGN_IN_BURST)

    def recorded(self, event: AuditEvent) -> None:
        """What the audit trail took."""
        if event.action is AuditAction.LINK_REFUSED:
            self.raise_alert(Alert.REVOKED_LINK)
        elif event.action is AuditAction.SIGN_IN_FAILED:
            self.sign_in_failed()

    def check_clock(self) -> None:
        """Compare the clock that people see with the one that only runs forward."""
        offset = self._now() - self._monotonic()
        if abs(offset - self._offset) > DRIFT_SECONDS:
            self.raise_alert(Alert.CLOCK_DRIFT)
            self._offset = offset

    async def watch_clock(self) -> None:
        """Until cancelled."""
        while True:
            self.check_clock()
            await asyncio.sleep(CLOCK_EVERY_SECONDS)
