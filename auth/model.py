"""Who somebody is and what kind of meeting they are in: the words that permissions, tokens and rooms share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MeetingClass(StrEnum):
    """How strict a meeting is, chosen when it is made and shown to everybody in it."""

    OPEN = "open"
    PROTECTED = "protected"
    SENSITIVE = "sensitive"


class StaffRole(StrEnum):
    """What an account may do outside meetings."""

    ADMINISTRATOR = "administrator"
    AGENT = "agent"


class GuestKind(StrEnum):
    CLIENT = "client"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"


class RoomRole(StrEnum):
    """What a participant may do inside one meeting."""

    HOST = "host"
    AGENT = "agent"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in account."""

    tenant_id: str
    account_id: str
    unit_id: str
    name: str
    role: StaffRole


@dataclass(frozen=True, slots=True)
class Guest:
    """A browser that consumed a personal link."""

    tenant_id: str
    guest_session_id: str
    invitation_id: str
    meeting_id: str
    name: str
    kind: GuestKind
    second_device: bool
    shared_link: bool


@dataclass(frozen=True, slots=True)
class Nobody:
    """No valid session."""


Principal = Staff | Guest | Nobody
