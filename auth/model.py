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
    """Runs the whole organisation; sees no content of meetings."""
    UNIT_ADMINISTRATOR = "unit_administrator"
    """The same within one unit, without the organisation's policies and settings."""
    AGENT = "agent"
    AUDITOR = "auditor"
    """Reads the audit trail and writes down what they found; sees nothing else."""


class GuestKind(StrEnum):
    """As what a guest takes part."""

    CLIENT = "client"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"


class RoomRole(StrEnum):
    """What a participant may do inside one meeting."""

    HOST = "host"
    CO_HOST = "co_host"
    """An account that the host has named; does what the host does, except naming others."""
    GUEST = "guest"


class Identification(StrEnum):
    """How a person in a meeting was identified (R2), weakest first."""

    LINK = "link"
    """Had the personal link, nothing more."""
    SMS = "sms"
    """Also gave the code sent to the phone number of the invitation."""
    SHOWN = "shown"
    """Showed an identity document on camera, and the host confirmed it."""
    EID = "eid"
    """E-identification of the invited person."""
    STAFF = "staff"
    """A signed-in account, with two factors."""


class SignInMethod(StrEnum):
    """The ways that lead to a staff session; each is two factors (R11)."""

    PASSKEY = "passkey"
    TOTP = "totp"
    """Password and a one-time code."""
    RECOVERY = "recovery"
    """Password and a recovery code."""
    OIDC = "oidc"
    """The organisation's own identity provider."""
    DEMO = "demo"
    """The demo's one-time link; only a server that ``resfri demo`` started takes it."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in account.  ``strong_at`` is when the session last proved who it is, in Unix seconds."""

    tenant_id: str
    account_id: str
    unit_id: str
    name: str
    role: StaffRole
    strong_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Guest:
    """A browser that consumed a personal link."""

    tenant_id: str
    invitation_id: str
    meeting_id: str
    name: str
    kind: GuestKind
    second_device: bool
    shared_link: bool
    identified_by: Identification = Identification.LINK


@dataclass(frozen=True, slots=True)
class Nobody:
    """No valid session."""


Principal = Staff | Guest | Nobody
