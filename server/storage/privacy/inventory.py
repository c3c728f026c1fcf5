"""Every stored field: what it is for, what kind of data it is, and how long it is kept (R4).

`resfri inventory` prints it, a test compares it with the schema, and the export of a person's data (R7) takes from it
what is theirs to have.  Secrets are hashes or sealed; personal numbers exist only as keyed hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class DataClass(StrEnum):
    ID = "identifier"
    """A random name that stands for something."""
    PERSON = "personal"
    CONTACT = "contact"
    """Personal, and sealed."""
    HIDDEN = "secret"
    """A hash of a secret, or a sealed secret; never exported."""
    EVENT = "event"
    """When or whether something happened."""
    SETTING = "setting"


class Kept(StrEnum):
    FOREVER = "as long as the organisation"
    ACCOUNT = "as long as the account"
    MEETING = "meeting_days after the meeting"
    CONTENT = "content_hours after the meeting"
    VISIT = "session_days after it ended"
    AUDIT = "audit_days, at least five years"
    SETTING = "until it is changed"
    KEY = "as long as what it seals"


@dataclass(frozen=True, slots=True)
class Field:
    purpose: str
    kind: DataClass
    kept: Kept


def _fields(kept: Kept, **kinds: str) -> dict[str, Field]:
    """One line per class: names and purposes, as ``name: purpose; name: purpose``."""
    found = {}
    for kind, text in kinds.items():
        for entry in text.split(";"):
            name, _, purpose = entry.strip().partition(": ")
            found[name] = Field(purpose, DataClass[kind], kept)
    return found


INVENTORY: Mapping[str, Mapping[str, Field]] = {
    "tenants": _fields(
        Kept.FOREVER,
        ID="id: the organisation",
        SETTING="slug: its part of addresses; name: shown to people; colour: its look; logo: its look; "
        "logo_type: its look",
        EVENT="created_at: when it was added",
    ),
    "units": _fields(
        Kept.FOREVER,
        ID="id: the unit; tenant_id: its organisation",
        SETTING="name: shown to people",
        EVENT="created_at: when it was added; closed_at: when it was closed",
    ),
    "accounts": _fields(
        Kept.ACCOUNT,
        ID="id: the account; tenant_id: its organisation; unit_id: its unit",
        PERSON="email: sign-in and letters; name: shown in meetings; role: what it may do; "
        "oidc_subject: who it is at the identity provider",
        HIDDEN="password_hash: sign-in; totp_secret: sign-in; totp_step: no code is used twice",
        EVENT="created_at: when it was made; signed_in_at: whether it is in use; disabled_at: when it was disabled; "
        "role_since: whether it counts as a second administrator",
    ),
    "passkeys": _fields(
        Kept.ACCOUNT,
        ID="tenant_id: its organisation; account_id: whose it is",
        PERSON="name: which device",
        HIDDEN="id: sign-in; public_key: sign-in; sign_count: copies are noticed",
        EVENT="created_at: when it was added; used_at: whether it is in use",
    ),
    "recovery_codes": _fields(
        Kept.VISIT,
        ID="tenant_id: its organisation; account_id: whose it is",
        HIDDEN="id: sign-in without the second factor",
        EVENT="created_at: when it was made; used_at: it works once",
    ),
    "setup_links": _fields(
        Kept.VISIT,
        ID="tenant_id: its organisation; account_id: whose it is",
        HIDDEN="token_hash: the link",
        EVENT="created_at: when it was made; expires_at: when it ends; used_at: it works once",
    ),
    "ceremonies": _fields(
        Kept.VISIT,
        ID="tenant_id: its organisation; subject: whom it is about",
        HIDDEN="id: what the browser holds; data: what has been begun",
        EVENT="kind: what has been begun; created_at: when; expires_at: when it ends; "
        "tries_left: guessing ends; used_at: it works once",
    ),
    "staff_sessions": _fields(
        Kept.VISIT,
        ID="tenant_id: its organisation; account_id: whose it is",
        HIDDEN="id: the cookie",
        EVENT="method: how the person signed in; created_at: when; strong_at: when they last proved it; "
        "last_seen_at: idle sessions end; revoked_at: when it was ended",
    ),
    "meetings": _fields(
        Kept.MEETING,
        ID="id: the meeting; tenant_id: its organisation; unit_id: its unit; owner_id: its host",
        PERSON="title: shown to its people",
        EVENT="meeting_class: its rules; show_title: whether guests see the title; lobby: its rules; "
        "capacity: its rules; starts_at: when it begins; "
        "created_at: when it was made; ended_at: when it was over; purged_at: when names and title were removed",
    ),
    "co_hosts": _fields(
        Kept.MEETING,
        ID="tenant_id: its organisation; meeting_id: the meeting; account_id: who hosts it too",
        EVENT="added_at: since when",
    ),
    "invitations": _fields(
        Kept.MEETING,
        ID="id: the invitation; tenant_id: its organisation; meeting_id: the meeting",
        PERSON="name: shown in the meeting; kind: client, relative and so on; "
        "protected_identity: nobody sees more than the name written here",
        CONTACT="phone: the link and the code by SMS; email: the link by mail",
        HIDDEN="token_hash: the link; person_hash: who e-identification must say it is",
        EVENT="shared: whether it is everybody's link; identification: how the guest must be identified; "
        "created_at: when it was made; used_at: when it was first used; revoked_at: when it was revoked",
    ),
    "guest_sessions": _fields(
        Kept.VISIT,
        ID="tenant_id: its organisation; meeting_id: the meeting; invitation_id: the link that gave it",
        PERSON="name: shown in the meeting",
        HIDDEN="id: the cookie",
        EVENT="second_device: whether it always waits; identified_by: how the guest was identified; "
        "identified_at: when; created_at: when the link was used; admitted_at: when the host let them in; "
        "revoked_at: when it was ended",
    ),
    "room_items": _fields(
        Kept.CONTENT,
        ID="tenant_id: its organisation; meeting_id: the meeting; place: where in the meeting; key: which; "
        "owner: whose it is",
        EVENT="channel: chat, document, whiteboard and so on; n: the order; at: when it was made; "
        "changed_at: when it was changed",
        CONTACT="content: what was said, shown or drawn, sealed",
    ),
    "files": _fields(
        Kept.CONTENT,
        ID="id: the file; tenant_id: its organisation; meeting_id: the meeting; owner: who sent it",
        EVENT="kind: picture, PDF and so on; size: how large; created_at: when it was sent",
    ),
    "policies": _fields(
        Kept.FOREVER,
        ID="id: the decision; tenant_id: its organisation; unit_id: its unit; decided_by: who decided",
        SETTING="meeting_class: about what; allowed: what was decided; identification: what was decided; decision: why",
        EVENT="decided_at: when",
    ),
    "settings": _fields(
        Kept.SETTING,
        ID="tenant_id: its organisation; changed_by: who changed it",
        SETTING="name: which",
        HIDDEN="value: what was set, sealed",
        EVENT="changed_at: when",
    ),
    "proposals": _fields(
        Kept.AUDIT,
        ID="id: the change; tenant_id: its organisation; proposed_by: who wants it; decided_by: who decided",
        SETTING="name: which setting",
        HIDDEN="value: what it would be, sealed",
        EVENT="proposed_at: when; decided_at: when; approved: what was decided",
    ),
    "fault_reports": _fields(
        Kept.VISIT,
        ID="id: the report; tenant_id: its organisation; reference: what its writer was told",
        CONTACT="content: what somebody wrote about a fault, and their browser's figures, sealed",
        EVENT="by_staff: whether staff or a guest wrote it; created_at: when",
    ),
    "data_keys": _fields(
        Kept.KEY,
        ID="id: the key; tenant_id: its organisation; scope: the organisation or meeting; master_id: which master key",
        HIDDEN="wrapped: the key, wrapped by the master key",
        EVENT="created_at: when it was made",
    ),
    "audit_events": _fields(
        Kept.AUDIT,
        ID="tenant_id: its organisation; seq: its place in the chain; actor: who did it; unit_id: where; "
        "meeting_id: to which meeting; subject: to whom",
        EVENT="at: when; action: what; actor_kind: who did it; method: how they were identified; "
        "outcome: how it went; previous: the chain; hash: the chain; mark: that this server wrote it",
    ),
    "audit_heads": _fields(
        Kept.AUDIT,
        ID="tenant_id: its organisation; seq: how far the chain had come; key_id: which key signed",
        EVENT="kind: an end or a beginning; hash: the chain; signed_at: when; signature: the proof",
    ),
    "reviews": _fields(
        Kept.AUDIT,
        ID="id: the follow-up; tenant_id: its organisation; subject: whom it is about; opened_by: who looked; "
        "closed_by: who finished it",
        CONTACT="note: what the reviewer wrote, sealed",
        EVENT="kind: sample or person; period: which month; seed: how the sample was drawn; events: which records; "
        "opened_at: when; outcome: what was found; closed_at: when",
    ),
}


def lines() -> Iterator[str]:
    """As a table for people, in Markdown."""
    yield "| table | field | for | kind | kept |"
    yield "|---|---|---|---|---|"
    for table, fields in INVENTORY.items():
        for name, field in sorted(fields.items()):
            yield f"| {table} | {name} | {field.purpose} | {field.kind.value} | {field.kept.value} |"
