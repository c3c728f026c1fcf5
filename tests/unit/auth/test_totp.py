"""One-time codes and recovery codes: the pure rules."""

from __future__ import annotations

import base64

import pyotp
import pytest

from auth.signin.totp import RECOVERY_CODES, address, new_recovery_codes, new_seed, recovery_hash, step_of

RFC_SEED = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(now: float, code: str) -> None:
    """RFC 6238, appendix B, last six digits."""
    assert step_of(RFC_SEED, code, now) == now // 30


def test_one_step_to_either_side_fits_and_no_more() -> None:
    seed, now = new_seed(), 1_800_000_000.0
    present = int(now) // 30
    for away in range(-3, 4):
        code = pyotp.TOTP(seed).generate_otp(present + away)
        assert step_of(seed, code, now) == (present + away if abs(away) <= 1 else None)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "٢٨٧٠٨٢", "28708²", "287 082 1", "-87082", "0x1234"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(RFC_SEED, code, 59) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    assert step_of(RFC_SEED, "287 082", 59) == 1


def test_an_app_reads_name_and_issuer() -> None:
    shown = address(RFC_SEED, "eva@example.se", "Resfri Storstad")
    assert shown.startswith("otpauth://totp/")
    assert f"secret={RFC_SEED}" in shown
    assert "issuer=Resfri%20Storstad" in shown


def test_recovery_codes_are_many_random_and_bound_to_their_account() -> None:
    codes = [code for _ in range(100) for code in new_recovery_codes()]
    assert len(set(codes)) == 100 * RECOVERY_CODES
    first = codes[0]
    assert recovery_hash("a", first) == recovery_hash("a", f" {first.upper().replace('-', '')} ")
    assert recovery_hash("a", first) != recovery_hash("b", first)
    for wrong in ("", "287082", first[:-1], first + "a", "1" * 16, "å" * 16):
        assert recovery_hash("a", wrong) is None
