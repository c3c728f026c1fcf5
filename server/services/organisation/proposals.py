"""Changes that need two administrators: how long things are kept, and where the audit trail is copied to (R19)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import mint_id
from auth.model import Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.services.organisation.settings import TenantSettings, with_secret
from server.services.organisation.stored_settings import read, write
from server.services.vault import Vault
from server.wire import api
from server.wire.errors import AppError, Code

KINDS: Mapping[str, tuple[type[api.Body], Action]] = MappingProxyType(
    {
        "retention": (api.RetentionSettings, Action.CHANGE_RETENTION),
        "audit_export": (api.AuditExportSettings, Action.CHANGE_SETTINGS),
    }
)
MAX_OPEN = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """``value`` is sealed: the setting, or the account that a recovery is for; ``proposed_by`` an account's id and
    ``proposer`` its name."""

    id: str
    tenant_id: str
    name: str
    value: bytes
    proposed_by: str
    proposer: str
    proposed_at: float


class ProposalStore(Protocol):
    """``decide_proposal`` answers True to exactly one caller."""

    async def open_proposals(self, tenant_id: str, names: Collection[str]) -> list[Proposal]:
        """Of these names, oldest first."""
        ...

    async def add_proposal(self, proposal: Proposal) -> None: ...
    async def decide_proposal(
        self, tenant_id: str, proposal_id: str, *, by: str, approved: bool, now: float
    ) -> bool: ...


class Proposals:
    """``now`` gives Unix seconds."""

    def __init__(
        self,
        store: ProposalStore,
        settings: TenantSettings,
        vault: Vault,
        audit: AuditSink,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._vault = vault
        self._audit = audit
        self._now = now

    async def waiting(self, by: Staff) -> list[tuple[Proposal, api.Body]]:
        """What waits for a second administrator, oldest first."""
        self._must(Action.SEE_SETTINGS, by)
        return [(one, await self._value(one)) for one in await self._store.open_proposals(by.tenant_id, KINDS)]

    async def propose(self, by: Staff, name: str, value: api.Body) -> None:
        """A secret that is left out is the stored one.  Raises NOT_ALLOWED, TOO_MANY."""
        kind, action = KINDS[name]
        self._must(action, by)
        if len(await self._store.open_proposals(by.tenant_id, KINDS)) >= MAX_OPEN:
            raise AppError(Code.TOO_MANY)
        whole = with_secret(value, await self._settings.get(by.tenant_id, kind))
        sealed = await self._vault.seal(by.tenant_id, f"proposal {name}", write(whole))
        proposal = Proposal(mint_id(), by.tenant_id, name, sealed, by.account_id, by.name, self._now())
        await self._store.add_proposal(proposal)
        await self._record(AuditAction.CHANGE_PROPOSED, by, proposal)

    async def approve(self, by: Staff, proposal_id: str) -> None:
        """Put the change into force.  Whoever proposed it cannot also approve it."""
        proposal = await self._open(by, proposal_id)
        if proposal.proposed_by == by.account_id:
            raise AppError(Code.NEEDS_ANOTHER)
        value = await self._value(proposal)
        await self._decide(by, proposal, approved=True)
        await self._settings.put(by, value)

    async def reject(self, by: Staff, proposal_id: str) -> None:
        """Raises NOT_FOUND, NOT_ALLOWED."""
        await self._decide(by, await self._open(by, proposal_id), approved=False)

    async def _open(self, by: Staff, proposal_id: str) -> Proposal:
        found = [one for one in await self._store.open_proposals(by.tenant_id, KINDS) if one.id == proposal_id]
        if not found:
            raise AppError(Code.NOT_FOUND)
        self._must(KINDS[found[0].name][1], by)
        return found[0]

    async def _decide(self, by: Staff, proposal: Proposal, *, approved: bool) -> None:
        """The record comes first: a change that cannot be recorded does not happen."""
        await self._record(AuditAction.CHANGE_APPROVED if approved else AuditAction.CHANGE_REJECTED, by, proposal)
        decided = await self._store.decide_proposal(
            by.tenant_id, proposal.id, by=by.account_id, approved=approved, now=self._now()
        )
        if not decided:
            raise AppError(Code.NOT_FOUND)

    async def _value(self, proposal: Proposal) -> api.Body:
        kind, _ = KINDS[proposal.name]
        plain = await self._vault.open(proposal.tenant_id, f"proposal {proposal.name}", proposal.value)
        return read(kind, plain)

    @staticmethod
    def _must(action: Action, by: Staff) -> None:
        if not may(action, by, Target(by.tenant_id)):
            raise AppError(Code.NOT_ALLOWED)

    async def _record(self, action: AuditAction, by: Staff, proposal: Proposal) -> None:
        event = AuditEvent(
            by.tenant_id, action, ActorKind.STAFF, by.account_id, subject=proposal.id, outcome=proposal.name
        )
        await self._audit.record(event)
