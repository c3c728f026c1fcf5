"""Passwords: Argon2id with bounded concurrency, and a rule about length and common choices only (R14)."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 12
MAX_LENGTH = 256
_PARALLEL_HASHES = 2
MAX_WAITING = 200
"""Strangers' passwords that may wait to be checked."""

_COMMON_PARTS = (
    "password",
    "losenord",
    "lösenord",
    "qwerty",
    "123456",
    "abcdef",
    "letmein",
    "welcome",
    "valkommen",
    "välkommen",
    "sommar",
    "vinter",
    "kommun",
    "resfri",
    "admin",
)


class TooBusy(Exception):
    """More passwords wait to be checked than can be in reasonable time."""


class PasswordProblem(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"


def problem_with(password: str, *known: str) -> PasswordProblem | None:
    """What is wrong with a new password.  ``known`` are words that an attacker would try first, such as the name
    and the e-mail address.  A common word is refused only where little else is left of the password."""
    if len(password) < MIN_LENGTH:
        return PasswordProblem.TOO_SHORT
    if len(password) > MAX_LENGTH:
        return PasswordProblem.TOO_LONG
    rest = password.casefold()
    for word in (*_COMMON_PARTS, *(part.casefold() for part in known if len(part) >= 4)):
        rest = rest.replace(word, "")
    distinct = len(set(rest))
    return PasswordProblem.TOO_COMMON if len(rest) < 6 or distinct < 5 else None


@cache
def _decoy() -> str:
    """Costs as much as any other password, so it is made once."""
    return PasswordHasher().hash("the account that does not exist")


class Passwords:
    """Hashes and checks passwords off the event loop, at most two at a time, so that a burst of sign-ins cannot
    take all memory; browsers that are known have a place of their own beside them."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._slots = asyncio.Semaphore(_PARALLEL_HASHES)
        self._known = asyncio.Semaphore(1)
        self._waiting = 0
        self._decoy = _decoy()

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str, *, known: bool = False) -> bool:
        """Whether the password fits.  Without a stored hash the same work is done, so that the time taken does not
        tell whether an account exists (R15).  Raises :class:`TooBusy`, never for a ``known`` browser."""
        if not known and self._waiting >= MAX_WAITING:
            raise TooBusy
        self._waiting += not known
        try:
            async with self._known if known else self._slots:
                fits = await asyncio.to_thread(self._verify, stored or self._decoy, password)
        finally:
            self._waiting -= not known
        return fits and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
