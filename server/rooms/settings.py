"""What a room knows of its meeting from the start, and the audit records that carry it."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.meeting_classes import strongest
from auth.model import Identification
from server.rooms.admission import DoorRules
from server.rooms.effects import Audit
from server.rooms.participant import Participant
from server.wire.vocabulary import MeetingInfo


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """What a room is told when it comes into being."""

    tenant_id: str
    info: MeetingInfo
    rules: DoorRules
    grace_seconds: float
    show_title: bool = False
    """To guests."""

    def info_for(self, person: Participant) -> MeetingInfo:
        """What this person may know of the meeting.  A link may be in other hands than those it was sent to."""
        if person.kind is None:
            return self.info
        known = not person.missing
        return replace(
            self.info,
            title=self.info.title if known and self.show_title else "",
            host_name=self.info.host_name if known else "",
        )

    def audit(
        self,
        action: AuditAction,
        by: Participant,
        *,
        subject: Participant | None = None,
        outcome: str = "ok",
        method: Identification | None = None,
    ) -> Audit:
        """Unless told otherwise, the method is how the subject, or else the actor, was identified."""
        return Audit(
            AuditEvent(
                tenant_id=self.tenant_id,
                action=action,
                actor_kind=ActorKind.STAFF if by.kind is None else ActorKind.GUEST,
                actor=by.seat.key,
                meeting_id=self.info.id,
                subject=subject.seat.key if subject else None,
                outcome=outcome,
                method=method or strongest((subject or by).proofs),
            )
        )
