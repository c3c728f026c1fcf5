"""A new way in for an account that has one: never by one administrator alone, because whoever has the link is the
account from then on, with all its meetings (R19).

It is mailed to the owner's own address, by a mail server that somebody else has chosen; or a second administrator
approves it.  Until then nothing about the account changes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from auth.audit.events import AuditAction, AuditSink
from auth.crypto.links import mint_id
from auth.model import Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.services.organisation.proposals import Proposal, ProposalStore
from server.services.organisation.settings import TenantSettings
from server.services.organisation.staff import StaffAdministration, StaffRecord, about
from server.services.vault import Vault
from server.wire import api
from server.wire.errors import AppError, Code

NAME = "recovery"
"""Among proposals."""
PURPOSE = f"proposal {NAME}"
OPEN_SECONDS = 7 * 24 * 3600.0
"""What nobody has decided about for so long is no more."""
ESTABLISHED_SECONDS = 7 * 24 * 3600.0
"""Before that a role counts for nothing here: otherwise one administrator would make the second."""
MAX_OPEN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recovery that waits for a second administrator."""

    proposal: Proposal
    record: StaffRecord


class Recovery:
    """For administrators within their unit or organisation; ``make_link`` answers a link's secret, ``now`` Unix
    seconds."""

    def __init__(
        self,
        staff: StaffAdministration,
        store: ProposalStore,
        settings: TenantSettings,
        vault: Vault,
        audit: AuditSink,
        make_link: Callable[[str], Awaitable[str]],
        now: Callable[[], float],
    ) -> None:
        self._staff = staff
        self._store = store
        self._settings = settings
        self._vault = vault
        self._audit = audit
        self._make_link = make_link
        self._now = now

    async def ask(self, by: Staff, account_id: str, *, mail: bool) -> tuple[StaffRecord, str | None]:
        """The link's secret, which goes to the owner's address and is shown to nobody; None where it waits for a
        second administrator.  Raises NOT_FOUND, ACCOUNT_DISABLED, NEVER_SIGNED_IN, NEW_ADMINISTRATOR, TOO_MANY."""
        record = await self._managed(by, account_id)
        if not record.had_a_way_in:
            raise AppError(Code.NEVER_SIGNED_IN)
        await self._must_be_established(by)
        if mail and await self._mail_of_another(by):
            await self._record(AuditAction.RECOVERY_ASKED, by, record, "mail")
            return record, await self._make_link(record.id)
        waiting = await self.waiting(by)
        if record.id not in {one.record.id for one in waiting}:
            if len(await self._open(by)) >= MAX_OPEN:
                raise AppError(Code.TOO_MANY)
            sealed = await self._vault.seal(by.tenant_id, PURPOSE, record.id)
            proposal = Proposal(mint_id(), by.tenant_id, NAME, sealed, by.account_id, by.name, self._now())
            await self._record(AuditAction.RECOVERY_ASKED, by, record, "second")
            await self._store.add_proposal(proposal)
        return record, None

    async def waiting(self, by: Staff) -> list[Waiting]:
        """Of those accounts that this administrator may manage, oldest first."""
        found = [(one, await self._account(one)) for one in await self._open(by)]
        manageable = {one.id: one for one in await self._staff.manageable(by)}
        return [Waiting(one, manageable[account]) for one, account in found if account in manageable]

    async def approve(self, by: Staff, recovery_id: str) -> tuple[StaffRecord, str]:
        """The link's secret, which two have now agreed to.  Raises NOT_FOUND, NEEDS_ANOTHER, NEW_ADMINISTRATOR,
        ACCOUNT_DISABLED."""
        found = await self._one(by, recovery_id)
        if found.proposal.proposed_by == by.account_id:
            raise AppError(Code.NEEDS_ANOTHER)
        await self._must_be_established(by)
        record = await self._managed(by, found.record.id)
        await self._decide(by, found, approved=True)
        return record, await self._make_link(record.id)

    async def reject(self, by: Staff, recovery_id: str) -> None:
        """Whoever asked may take it back.  Raises NOT_FOUND."""
        await self._decide(by, await self._one(by, recovery_id), approved=False)

    async def _managed(self, by: Staff, account_id: str) -> StaffRecord:
        record = await self._staff.managed(by, account_id)
        if not may(Action.MANAGE_RECOVERY, by, Target(record.tenant_id, record.unit_id)):
            raise AppError(Code.NOT_FOUND)
        if record.disabled:
            raise AppError(Code.ACCOUNT_DISABLED)
        return record

    async def _mail_of_another(self, by: Staff) -> bool:
        """Whoever chose the mail server may read what it is given.  Raises NOT_SET_UP."""
        chosen_by = await self._settings.chosen_by(by.tenant_id, api.MailSettings)
        if chosen_by is None:
            raise AppError(Code.NOT_SET_UP)
        return chosen_by != by.account_id

    async def _must_be_established(self, by: Staff) -> None:
        since = await self._staff.role_since(by)
        if since is None or self._now() - since < ESTABLISHED_SECONDS:
            raise AppError(Code.NEW_ADMINISTRATOR)

    async def _open(self, by: Staff) -> list[Proposal]:
        oldest = self._now() - OPEN_SECONDS
        return [one for one in await self._store.open_proposals(by.tenant_id, {NAME}) if one.proposed_at > oldest]

    async def _account(self, proposal: Proposal) -> str:
        return await self._vault.open(proposal.tenant_id, PURPOSE, proposal.value)

    async def _one(self, by: Staff, recovery_id: str) -> Waiting:
        for one in await self.waiting(by):
            if one.proposal.id == recovery_id:
                return one
        raise AppError(Code.NOT_FOUND)

    async def _decide(self, by: Staff, found: Waiting, *, approved: bool) -> None:
        """The record comes first: what cannot be recorded does not happen."""
        action = AuditAction.RECOVERY_APPROVED if approved else AuditAction.RECOVERY_REJECTED
        await self._record(action, by, found.record)
        decided = await self._store.decide_proposal(
            by.tenant_id, found.proposal.id, by=by.account_id, approved=approved, now=self._now()
        )
        if not decided:
            raise AppError(Code.NOT_FOUND)

    async def _record(self, action: AuditAction, by: Staff, record: StaffRecord, outcome: str = "ok") -> None:
        await self._audit.record(about(record, action, by, outcome))
