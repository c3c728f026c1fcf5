"""The stored things that services talk about, free of any database."""

from __future__ import annotations

from dataclasses import dataclass, field

from auth.crypto.links import mint_id
from auth.meeting_classes import ONLY_LINK, Proofs, Way
from auth.model import GuestKind, MeetingClass, SignInMethod, StaffRole
from auth.permissions.may import Target


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the staff who can sign in, with the names of where they belong."""

    id: str
    tenant_id: str
    unit_id: str
    email: str
    name: str
    role: StaffRole
    password_hash: str | None
    disabled: bool
    organisation: str
    slug: str
    """The organisation's part of addresses."""
    unit: str
    totp_secret: bytes | None = None
    """Sealed."""
    oidc_subject: str | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of, together with its organisation and unit."""

    organisation: str
    unit: str
    name: str
    email: str
    password_hash: str | None
    role: StaffRole
    tenant_id: str = field(default_factory=mint_id)
    account_id: str = field(default_factory=mint_id)


@dataclass(frozen=True, slots=True)
class SetupLink:
    """As it is stored: of the secret only its hash."""

    token_hash: str
    account_id: str | None
    """None: the link makes the first account; otherwise it lets this account choose how to sign in."""
    expires_at: float
    used: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """``id`` is the credential id in base64url."""

    id: str
    tenant_id: str
    account_id: str
    name: str
    public_key: bytes
    sign_count: int
    created_at: float
    used_at: float | None = None


@dataclass(frozen=True, slots=True)
class App:
    """Password and authenticator app.  ``seed`` is sealed; ``step`` is that of the code that was just used."""

    password_hash: str | None
    """None keeps the present one."""
    seed: bytes
    step: int
    recovery: list[str]
    """Hashes of the recovery codes."""


@dataclass(frozen=True, slots=True)
class StaffSession:
    """``strong_at`` is when the person last proved who they are."""

    id: str
    account: Account
    method: SignInMethod
    created_at: float
    strong_at: float
    last_seen_at: float
    revoked_at: float | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """``starts_at`` and ``ended_at`` are Unix seconds; ``host_name`` and ``organisation`` are for showing."""

    id: str
    tenant_id: str
    unit_id: str
    owner_id: str
    host_name: str
    organisation: str
    title: str
    meeting_class: MeetingClass
    lobby: bool
    starts_at: float
    ended_at: float | None
    capacity: int | None = None
    """Most people inside; None: as many as the server lets into any meeting."""
    show_title: bool = False
    """To guests."""
    co_hosts: frozenset[str] = frozenset()
    """Ids of the accounts that the host has named."""

    @property
    def target(self) -> Target:
        """For the permission matrix."""
        return Target(self.tenant_id, self.unit_id, self.id, self.meeting_class, self.owner_id, self.co_hosts)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A personal link, or the common link of an open meeting (``shared``)."""

    id: str
    tenant_id: str
    meeting_id: str
    name: str
    kind: GuestKind
    shared: bool
    used_at: float | None
    revoked_at: float | None
    identification: Way = Way.LINK
    """How this guest must be identified."""
    phone: bytes | None = None
    """Sealed by the vault in the meeting's scope, as is ``email``."""
    email: bytes | None = None
    person_hash: str | None = None
    """The vault's fingerprint of the personal number that e-identification must give."""
    protected_identity: bool = False


@dataclass(frozen=True, slots=True)
class GuestSession:
    """A browser that has used a link; ``id`` is the hash of its cookie."""

    id: str
    invitation: Invitation
    name: str
    second_device: bool
    created_at: float
    admitted_at: float | None
    revoked_at: float | None
    proofs: Proofs = ONLY_LINK
    """How the guest in this browser has been identified so far."""


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One thing that the people in a meeting share.  ``content`` is sealed in the scope of the meeting's content."""

    meeting_id: str
    place: str
    channel: str
    key: str
    tenant_id: str
    n: int
    owner: str
    at: float
    changed_at: float | None
    content: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was sent in a meeting.  ``size`` is in bytes, as it was sent."""

    id: str
    tenant_id: str
    meeting_id: str
    owner: str
    kind: str
    size: int
    created_at: float
