"""The audit trail: who did what to which meeting or person, when, and how it went (R81), as a chain of hashes (R80).

Events hold ids and enum values only; never a name, an address or content.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from auth.model import Identification, SignInMethod

GENESIS = "0" * 64


class AuditAction(StrEnum):
    """Everything that is recorded; the stored word of each."""

    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_LINK_MADE = "account_link_made"
    RECOVERY_ASKED = "recovery_asked"
    """A new way in for an account that has one; the outcome says whether by mail or with a second administrator."""
    RECOVERY_APPROVED = "recovery_approved"
    RECOVERY_REJECTED = "recovery_rejected"
    ORGANISATION_MADE = "organisation_made"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_REMOVED = "organisation_removed"
    UNIT_MADE = "unit_made"
    UNIT_CHANGED = "unit_changed"
    UNIT_CLOSED = "unit_closed"
    SETTING_CHANGED = "setting_changed"
    SETTING_REMOVED = "setting_removed"
    CHANGE_PROPOSED = "change_proposed"
    CHANGE_APPROVED = "change_approved"
    CHANGE_REJECTED = "change_rejected"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    STEPPED_UP = "stepped_up"
    STEP_UP_FAILED = "step_up_failed"
    SIGN_IN_CHOSEN = "sign_in_chosen"
    """By a set-up link; what there was before is gone."""
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_RENAMED = "passkey_renamed"
    PASSKEY_REMOVED = "passkey_removed"
    TOTP_CHANGED = "totp_changed"
    TOTP_REMOVED = "totp_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PROVIDER_LINKED = "provider_linked"
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
    LOCKED = "locked"
    IDENTITY_CONFIRMED = "identity_confirmed"
    CO_HOST_NAMED = "co_host_named"
    CO_HOST_REMOVED = "co_host_removed"
    CODE_SENT = "code_sent"
    CODE_REFUSED = "code_refused"
    GUEST_IDENTIFIED = "guest_identified"
    IDENTITY_MISMATCH = "identity_mismatch"
    ENTRY_REFUSED = "entry_refused"
    LINK_SENT = "link_sent"
    UNLOCKED = "unlocked"
    POLICIES_SEEN = "policies_seen"
    FAULTS_SEEN = "faults_seen"
    POLICY_DECIDED = "policy_decided"
    SCREEN_SHARED = "screen_shared"
    STAGE_TAKEN = "stage_taken"
    """Somebody shows something to everybody, or leads it from now on."""
    CONTENT_REMOVED = "content_removed"
    """A host removed what somebody else had said, drawn or sent; the outcome says in which channel."""
    FILE_SENT = "file_sent"
    FILE_REFUSED = "file_refused"
    """What was sent is not let through; the outcome says why."""
    FILE_FETCHED = "file_fetched"
    FILE_SHOWN = "file_shown"
    DOCUMENT_CONVERTED = "document_converted"
    SHARING_ALLOWED = "sharing_allowed"
    """A host gave a guest leave to share the screen, or took it back."""
    SHARING_OPENED = "sharing_opened"
    """Guests may share without leave from now on, or no longer."""
    SHARE_STOPPED = "share_stopped"
    MUTED_BY_HOST = "muted_by_host"
    RETURNED_TO_LOBBY = "returned_to_lobby"
    MADE_INTERPRETER = "made_interpreter"
    INTERPRETER_ENDED = "interpreter_ended"
    TAKEN_ASIDE = "taken_aside"
    """Into a side room, where nobody else sees or hears."""
    CAME_BACK = "came_back"
    GROUPS_OPENED = "groups_opened"
    GROUPS_CLOSED = "groups_closed"
    MOVED_TO_GROUP = "moved_to_group"
    GROUP_VISITED = "group_visited"
    GROUPS_WRITTEN = "groups_written"
    LOBBY_WRITTEN = "lobby_written"
    """A host told somebody who waits something; what it was is not recorded."""
    MEETING_ENDED = "meeting_ended"
    MEETING_SEEN = "meeting_seen"
    """Somebody looked at a meeting's guests."""
    LINK_REFUSED = "link_refused"
    """A revoked link was tried."""
    AUDIT_SEEN = "audit_seen"
    """Somebody read the trail."""
    REVIEW_OPENED = "review_opened"
    REVIEW_CLOSED = "review_closed"
    DATA_EXPORTED = "data_exported"
    PURGED = "purged"
    """The retention rule removed what was due; the outcome says what, and how many."""
    KEYS_ROTATED = "keys_rotated"


class ActorKind(StrEnum):
    """Who did it."""

    STAFF = "staff"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """``actor`` and ``subject`` are account, invitation or guest-session ids; ``outcome`` is ``ok`` or a code;
    ``method`` is how the actor signed in or the subject was identified."""

    tenant_id: str
    action: AuditAction
    actor_kind: ActorKind
    actor: str
    meeting_id: str | None = None
    subject: str | None = None
    outcome: str = "ok"
    unit_id: str | None = None
    method: SignInMethod | Identification | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A stored record as it is, whatever has been done to it.  ``at`` is in Unix seconds with three decimals;
    ``previous`` is the hash of the link before, or :data:`GENESIS`; ``mark`` is of :mod:`auth.audit.keys`, or None
    where there were no marks yet."""

    tenant_id: str
    seq: int
    at: float
    action: str
    actor_kind: str
    actor: str
    unit_id: str | None
    meeting_id: str | None
    subject: str | None
    method: str | None
    outcome: str
    previous: str
    hash: str = ""
    mark: str | None = None

    @property
    def computed(self) -> str:
        """The hash that these fields make."""
        values = [
            "resfri-audit-1",
            self.tenant_id,
            self.seq,
            round(self.at * 1000),
            self.action,
            self.actor_kind,
            self.actor,
            self.unit_id,
            self.meeting_id,
            self.subject,
            self.method,
            self.outcome,
            self.previous,
        ]
        return hashlib.sha256(json.dumps(values, separators=(",", ":")).encode()).hexdigest()


def next_link(event: AuditEvent, seq: int, at: float, previous: str) -> Link:
    """The link that this event becomes."""
    open_link = Link(
        tenant_id=event.tenant_id,
        seq=seq,
        at=round(at, 3),
        action=event.action.value,
        actor_kind=event.actor_kind.value,
        actor=event.actor,
        unit_id=event.unit_id,
        meeting_id=event.meeting_id,
        subject=event.subject,
        method=event.method.value if event.method else None,
        outcome=event.outcome,
        previous=previous,
    )
    return replace(open_link, hash=open_link.computed)


class AuditSink(Protocol):
    """Where records are written."""

    async def record(self, event: AuditEvent) -> None:
        """Store the event with the current time; raises when it cannot be stored."""
