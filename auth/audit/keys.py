"""The keys of the audit trail, outside the database: each signs heads (Ed25519) and marks links (HMAC-SHA-256, RFC
2104), so that whoever has the database can neither add a record nor vouch for one."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from auth.audit.events import Link
from auth.audit.heads import Head, HeadKind

KEY_BYTES = 32
_LINKS = b"resfri-audit-links-1"


class TrailKey:
    """``id`` names it; ``repr`` shows no secret."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES or len(set(seed)) < 8:
            raise ValueError(f"the key of the audit trail must be {KEY_BYTES} random bytes")
        self.seed = seed
        self._sign = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._sign.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.public = public.hex()
        self.id = self.public[:16]
        self._mark = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_LINKS).derive(seed)

    def sign(self, link: Link, kind: HeadKind, now: float) -> Head:
        head = Head(link.tenant_id, link.seq, kind, link.hash, round(now, 3), self.id, "")
        return replace(head, signature=self._sign.sign(head.message).hex())

    def signed(self, head: Head) -> bool:
        try:
            self._sign.public_key().verify(bytes.fromhex(head.signature), head.message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def mark(self, link: Link) -> str:
        """What nobody without this key can make; it covers all that the link's hash does."""
        text = json.dumps([link.tenant_id, link.seq, link.hash], separators=(",", ":"))
        return f"{self.id}:{hmac.digest(self._mark, text.encode(), 'sha256').hex()}"


@dataclass(frozen=True, slots=True)
class TrailKeys:
    """``current`` signs and marks; those ``before`` only prove what they did."""

    current: TrailKey = field(repr=False)
    before: tuple[TrailKey, ...] = field(default=(), repr=False)

    def signed(self, head: Head) -> bool:
        """Whether one of these keys did."""
        key = self._named(head.key_id)
        return key is not None and key.signed(head)

    def marked(self, link: Link) -> bool:
        """Whether one of these keys marked this very link."""
        key = self._named((link.mark or "").partition(":")[0])
        return key is not None and hmac.compare_digest(key.mark(link), link.mark or "")

    def stored(self, link: Link) -> Link:
        """The link as it is to be stored."""
        return replace(link, mark=self.current.mark(link))

    def rotated(self, seed: bytes) -> TrailKeys:
        return TrailKeys(TrailKey(seed), (self.current, *self.before))

    def _named(self, key_id: str) -> TrailKey | None:
        return next((key for key in (self.current, *self.before) if key.id == key_id), None)
