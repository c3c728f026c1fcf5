"""The first picture of an incident: who did what, in which meetings, and who has to be told (R8).

A municipality owes the first report within 24 hours (NIS2 article 23) and the data protection authority one within 72
(GDPR article 33).  This gathers what both ask for from the trail and the tables, for one organisation and one span of
time; nothing in it is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink

FORMAT = "resfri-incident-1"
Row = dict[str, Any]


class IncidentStore(Protocol):
    """Times are Unix seconds; rows come as they are stored."""

    async def events_between(self, tenant_id: str, after: float, before: float) -> list[Row]: ...
    async def meetings_touched(self, tenant_id: str, meetings: set[str]) -> list[Row]: ...
    async def guests_touched(self, tenant_id: str, meetings: set[str]) -> list[Row]: ...
    async def staff_touched(self, tenant_id: str, accounts: set[str]) -> list[Row]: ...


class Incidents:
    """For operators; ``now`` gives Unix seconds."""

    def __init__(self, store: IncidentStore, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._audit = audit
        self._now = now

    async def pack(self, tenant_id: str, after: float, before: float, by: str) -> dict[str, Any]:
        """Times are Unix seconds.  That the pack was made is itself recorded, after what it holds."""
        events = await self._store.events_between(tenant_id, after, before)
        meetings = {str(event["meeting_id"]) for event in events if event["meeting_id"]}
        staff = {str(event["actor"]) for event in events if event["actor_kind"] == ActorKind.STAFF}
        document = {
            "format": FORMAT,
            "made": _moment(self._now()),
            "from": _moment(after),
            "until": _moment(before),
            "summary": summary(events),
            "staff": await self._store.staff_touched(tenant_id, staff),
            "meetings": await self._store.meetings_touched(tenant_id, meetings),
            "guests": await self._store.guests_touched(tenant_id, meetings),
            "events": events,
        }
        await self._audit.record(
            AuditEvent(tenant_id, AuditAction.DATA_EXPORTED, ActorKind.SYSTEM, by, outcome="incident")
        )
        return document


def summary(events: list[Row]) -> dict[str, Any]:
    """How much of each, which ways in were used, and what changed rights or rules."""
    signed_in = Counter(str(event["method"]) for event in events if event["action"] == AuditAction.SIGNED_IN)
    return {
        "records": len(events),
        "first_seq": events[0]["seq"] if events else None,
        "last_seq": events[-1]["seq"] if events else None,
        "by_action": dict(Counter(str(event["action"]) for event in events)),
        "signed_in_by_method": dict(signed_in),
        "changes": [event for event in events if event["action"] in CHANGES],
    }


CHANGES = frozenset(
    {
        AuditAction.ACCOUNT_MADE,
        AuditAction.ACCOUNT_CHANGED,
        AuditAction.ACCOUNT_LINK_MADE,
        AuditAction.RECOVERY_ASKED,
        AuditAction.RECOVERY_APPROVED,
        AuditAction.SETTING_CHANGED,
        AuditAction.SETTING_REMOVED,
        AuditAction.CHANGE_APPROVED,
        AuditAction.POLICY_DECIDED,
        AuditAction.DATA_EXPORTED,
        AuditAction.KEYS_ROTATED,
    }
)


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
