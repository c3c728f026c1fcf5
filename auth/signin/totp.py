"""One-time codes from an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 seconds) and recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

import pyotp

STEP_SECONDS = 30
STEPS_AROUND = 1
"""Clocks may differ by one step in either direction."""
RECOVERY_CODES = 10
_CODE = re.compile(r"\d{6}")
_RECOVERY = re.compile(r"[a-z2-7]{16}")


def new_seed() -> str:
    """160 random bits in base32."""
    return pyotp.random_base32()


def address(seed: str, account: str, organisation: str) -> str:
    """The otpauth: address that an app reads from a QR code."""
    return pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=organisation)


def step_of(seed: str, code: str, now: float) -> int | None:
    """The time step whose code this is; None for a wrong code.  All steps are compared, in constant time each."""
    code = code.replace(" ", "")
    if not _CODE.fullmatch(code) or not code.isascii():
        return None
    present, found = int(now) // STEP_SECONDS, None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if hmac.compare_digest(pyotp.TOTP(seed).generate_otp(step), code):
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """80 random bits each, in groups that can be written down."""
    plain = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in plain]


def recovery_hash(account_id: str, code: str) -> str | None:
    """What is stored of a recovery code; None for what cannot be one."""
    plain = re.sub(r"[\s-]", "", code).casefold()
    if not _RECOVERY.fullmatch(plain):
        return None
    return hashlib.sha256(f"recovery {account_id} {plain}".encode()).hexdigest()
