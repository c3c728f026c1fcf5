"""What every way of signing in is built from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auth.audit.events import AuditSink
from auth.signin.passwords import Passwords
from server.services.signin.accounts import Accounts
from server.services.signin.ceremonies import Ceremonies
from server.services.signin.factors import Factors
from server.services.signin.sessions import StaffSessions


@dataclass(frozen=True, slots=True)
class SignInParts:
    """``now`` gives Unix seconds."""

    accounts: Accounts
    factors: Factors
    ceremonies: Ceremonies
    sessions: StaffSessions
    passwords: Passwords
    audit: AuditSink
    now: Callable[[], float]
