"""The audit trail's vocabulary: who did what to which meeting, when, and how it went (R81).

Events hold ids and enum values only; never a name, an address or content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class AuditAction(StrEnum):
    ACCOUNT_MADE = "account_made"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    MEETING_MADE = "meeting_made"
    INVITED = "invited"
    LINK_REISSUED = "link_reissued"
    LINK_REVOKED = "link_revoked"
    LINK_USED = "link_used"
    LINK_TROUBLE = "link_trouble"
    WAITED = "waited"
    ADMITTED = "admitted"
    DENIED = "denied"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    SCREEN_SHARED = "screen_shared"
    MEETING_ENDED = "meeting_ended"


class ActorKind(StrEnum):
    STAFF = "staff"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """``actor`` and ``subject`` are account, invitation or guest-session ids; ``outcome`` is ``ok`` or a code."""

    tenant_id: str
    action: AuditAction
    actor_kind: ActorKind
    actor: str
    meeting_id: str | None = None
    subject: str | None = None
    outcome: str = "ok"


class AuditSink(Protocol):
    async def record(self, event: AuditEvent) -> None:
        """Store the event with the current time; raises when it cannot be stored."""
