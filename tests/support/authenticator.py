"""Factors without hands: a software WebAuthn authenticator (ES256, attestation none) and an authenticator app."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """Holds one passkey.  Its faults are its fields: what it claims can be changed before it answers."""

    origin: str
    verified: bool = True
    count: int = 0
    rp_id: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def create(self, options: dict[str, Any]) -> dict[str, str]:
        """Answers ``navigator.credentials.create()`` as the server wants to have it."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(options["rp_id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return {
            "id": b64(self.id),
            "client_data": b64(self._client("webauthn.create", options["challenge"])),
            "attestation": b64(attestation),
        }

    def get(self, options: dict[str, Any]) -> dict[str, str]:
        """Answers ``navigator.credentials.get()``."""
        self.count += 1
        data, client = self._data(options["rp_id"]), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": b64(self.id),
            "client_data": b64(client),
            "authenticator_data": b64(data),
            "signature": b64(signature),
        }

    def _data(self, rp_id: str, more: int = 0) -> bytes:
        flags = USER_PRESENT | more | (USER_VERIFIED if self.verified else 0)
        host = hashlib.sha256((self.rp_id or rp_id).encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()


@dataclass
class App:
    """An authenticator app with one account.  Each code is used once, so that every next one is of the next step, of
    which the server takes one ahead of its clock: an app that is asked too often waits, as a person would."""

    seed: str
    last: int = 0

    def code(self) -> str:
        step = max(int(time.time()) // 30 - 1, self.last + 1)
        while step > int(time.time()) // 30 + 1:
            time.sleep(0.2)
        self.last = step
        return str(pyotp.TOTP(self.seed).generate_otp(step))
