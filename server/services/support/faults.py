"""Faults that people report: sealed, without their names, for administrators to read."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import mint_id
from auth.limits.throttle import Throttle
from auth.model import Nobody, Principal, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, conceivable, may
from server.services.privacy.vault import Vault
from server.wire import api
from server.wire.errors import AppError, Code

PURPOSE = "fault"
SHOWN = 200
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another on the telephone."""
REFERENCE_LENGTH = 6
PER_SECOND = 1 / 600
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class StoredFault:
    """``content`` is sealed; whose it was is not kept."""

    id: str
    tenant_id: str
    reference: str
    by_staff: bool
    created_at: float
    content: bytes


class StoredFigure(msgspec.Struct, frozen=True):
    """One line of the connection's figures."""

    name: str
    value: str


class FaultContent(msgspec.Struct, frozen=True):
    """What is sealed of a report: a shape of its own, by the rule of ``organisation/stored_settings.py``, so that a
    report stays readable whatever becomes of the API's body."""

    text: str
    browser: str
    figures: list[StoredFigure]
    errors: list[str]


class FaultStore(Protocol):
    """``newest_faults`` answers ``most`` at most, newest first."""

    async def add_fault(self, fault: StoredFault) -> None: ...
    async def newest_faults(self, tenant_id: str, most: int) -> list[StoredFault]: ...


class Faults:
    """``now`` gives Unix seconds."""

    def __init__(self, store: FaultStore, vault: Vault, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._now = now
        self._reports = Throttle(rate=PER_SECOND, burst=AT_ONCE)

    async def report(self, by: Principal, session: str, fault: api.NewFault) -> str:
        """Keeps the report; answers the reference that its writer is told.  A browser (``session``) may send three at
        once, and one in ten minutes after that.  Raises NOT_ALLOWED, RATE_LIMITED."""
        if isinstance(by, Nobody) or not conceivable(Action.REPORT_FAULT, by):
            raise AppError(Code.NOT_ALLOWED)
        if not self._reports.take(session, self._now()):
            raise AppError(Code.RATE_LIMITED)
        tenant_id = by.tenant_id
        reference = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
        sealed = await self._vault.seal(tenant_id, PURPOSE, write(fault))
        by_staff = isinstance(by, Staff)
        await self._store.add_fault(StoredFault(mint_id(), tenant_id, reference, by_staff, self._now(), sealed))
        return reference

    async def list_all(self, by: Staff) -> api.FaultList:
        """The newest of the administrator's own organisation.  Raises NOT_ALLOWED."""
        if not may(Action.SEE_FAULTS, by, Target(by.tenant_id)):
            raise AppError(Code.NOT_ALLOWED)
        await self._audit.record(
            AuditEvent(
                tenant_id=by.tenant_id,
                action=AuditAction.FAULTS_SEEN,
                actor=by.account_id,
                actor_kind=ActorKind.STAFF,
                unit_id=by.unit_id,
            )
        )
        stored = await self._store.newest_faults(by.tenant_id, SHOWN)
        return api.FaultList(faults=[await self._view(fault) for fault in stored])

    async def _view(self, fault: StoredFault) -> api.FaultView:
        plain = await self._vault.open(fault.tenant_id, PURPOSE, fault.content)
        return api.FaultView(
            reference=fault.reference,
            at=fault.created_at,
            by_staff=fault.by_staff,
            fault=read(plain),
        )


def write(fault: api.NewFault) -> str:
    """The JSON text that is sealed."""
    figures = [StoredFigure(one.name, one.value) for one in fault.figures]
    return msgspec.json.encode(FaultContent(fault.text, fault.browser, figures, fault.errors)).decode()


def read(plain: str) -> api.NewFault:
    """What :func:`write` of this version or an earlier one wrote."""
    kept = msgspec.json.decode(plain, type=FaultContent)
    figures = [api.FaultFigure(name=one.name, value=one.value) for one in kept.figures]
    return api.NewFault(text=kept.text, browser=kept.browser, figures=figures, errors=kept.errors)
