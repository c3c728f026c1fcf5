"""Proving an organisation's audit chain: every link, and the signed statements of how far it had come (R80).

A head says where a chain ended at a certain time, so that cutting off its end shows; a beginning says where it begins
since the retention rule removed what was older.  Both are signed with Ed25519 by a key outside the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from auth.audit.events import GENESIS, Link

KEY_BYTES = 32


class HeadKind(StrEnum):
    """What a signed head marks."""

    END = "end"
    """The chain had come to here."""
    BEGIN = "begin"
    """Everything up to here was removed by the retention rule."""


@dataclass(frozen=True, slots=True)
class Head:
    """``hash`` is that of the link ``seq``; ``signature`` is hexadecimal; times are in Unix seconds."""

    tenant_id: str
    seq: int
    kind: HeadKind
    hash: str
    signed_at: float
    key_id: str
    signature: str

    @property
    def message(self) -> bytes:
        values = ["resfri-audit-head-1", self.kind, self.tenant_id, self.seq, self.hash, round(self.signed_at * 1000)]
        return json.dumps(values, separators=(",", ":")).encode()


class HeadKey:
    """Signs heads.  ``repr`` shows no secret."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES or len(set(seed)) < 8:
            raise ValueError(f"the key of the audit trail must be {KEY_BYTES} random bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = public.hex()
        self.id = self.public[:16]

    def sign(self, link: Link, kind: HeadKind, now: float) -> Head:
        at = round(now, 3)
        unsigned = Head(link.tenant_id, link.seq, kind, link.hash, at, self.id, "")
        signature = self._key.sign(unsigned.message).hex()
        return Head(link.tenant_id, link.seq, kind, link.hash, at, self.id, signature)


def genuine(head: Head, public: str) -> bool:
    """``public`` is the hexadecimal public key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(head.signature), head.message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Fault(StrEnum):
    """What is wrong with a chain where it breaks."""

    CHANGED = "changed"
    """The record is not what was written."""
    MISSING = "missing"
    """The record is not there, but a later one is."""
    REORDERED = "reordered"
    """The record does not follow the one before it."""
    REWRITTEN = "rewritten"
    """The record fits into the chain, but is not the one that was signed."""
    TRUNCATED = "truncated"
    """The record was signed, but it and everything after it is gone."""
    FORGED_HEAD = "forged head"
    """The statement about this record was not signed with the key of this server."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first record of an organisation's chain that is not as it must be."""

    tenant_id: str
    seq: int
    fault: Fault


@dataclass(slots=True)
class ChainCheck:
    """Takes the links of one organisation in the order of their numbers, and all heads that are known of it.  Holds
    one link at a time."""

    tenant_id: str
    heads: Iterable[Head]
    public: str
    since: Head | None = None
    """Where to begin instead of at the beginning: the links after this one."""
    checked: int = 0
    broken: Break | None = None
    last: Link | None = None
    _ends: dict[int, str] = field(default_factory=dict)
    _begins: dict[int, str] = field(default_factory=dict)
    _forged: int | None = None

    def __post_init__(self) -> None:
        for head in self.heads:
            if not genuine(head, self.public):
                self._forged = min(head.seq, self._forged or head.seq)
            else:
                (self._ends if head.kind is HeadKind.END else self._begins)[head.seq] = head.hash

    def take(self, link: Link) -> bool:
        """Whether the chain is whole up to this link; after a break nothing more is looked at."""
        if self.broken is None:
            fault, seq = self._fault(link)
            if fault is not None:
                self.broken = Break(self.tenant_id, seq, fault)
            else:
                self.last, self.checked = link, self.checked + 1
        return self.broken is None

    def _fault(self, link: Link) -> tuple[Fault | None, int]:
        if self.last is not None:
            expected, previous = self.last.seq + 1, self.last.hash
        elif self.since is not None:
            expected, previous = self.since.seq + 1, self.since.hash
        elif link.seq - 1 in self._begins:
            expected, previous = link.seq, self._begins[link.seq - 1]
        else:
            expected, previous = 1, GENESIS
        if link.seq != expected:
            return Fault.MISSING, expected
        if link.computed != link.hash:
            return Fault.CHANGED, link.seq
        if link.previous != previous:
            return Fault.REORDERED, link.seq
        if self._ends.get(link.seq, link.hash) != link.hash:
            return Fault.REWRITTEN, link.seq
        return None, link.seq

    def finish(self) -> Break | None:
        """After the last link: whether signed heads say that there was more."""
        if self.broken is None:
            ended = self.last.seq if self.last else 0
            signed = max([*self._ends, *self._begins], default=0)
            if signed > ended:
                self.broken = Break(self.tenant_id, ended + 1, Fault.TRUNCATED)
            elif self._forged is not None:
                self.broken = Break(self.tenant_id, self._forged, Fault.FORGED_HEAD)
        return self.broken
