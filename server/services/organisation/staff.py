"""An organisation's staff as administrators manage them: invited, moved, given roles, and shut out at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import mint_id
from auth.model import Staff, StaffRole
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.services.organisation.organisations import Unit
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import MISSING, Text

MAX_STAFF = 20_000
_NO_UNIT = Text(sv="Välj en enhet som finns.", en="Choose a unit that exists.")
_NOT_YOURS = Text(sv="Den rollen kan bara en administratör ge.", en="Only an administrator can give that role.")
_TAKEN = Text(sv="Det finns redan ett konto med den adressen.", en="There is already an account with that address.")
_UNIT_ROLES = (StaffRole.AGENT, StaffRole.UNIT_ADMINISTRATOR)
"""What the administrator of a unit may give."""


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """An account as administration sees it.  ``can_sign_in``: has chosen a way to do so."""

    id: str
    tenant_id: str
    unit_id: str
    name: str
    email: str
    role: StaffRole
    disabled: bool
    can_sign_in: bool
    signed_in_at: float | None
    role_since: float = 0.0
    """Since when the account has its role in its unit; 0 where the operator gave it."""

    @property
    def had_a_way_in(self) -> bool:
        """Its owner has been here, and may have made meetings: a link to it is no invitation."""
        return self.can_sign_in or self.signed_in_at is not None


class StaffStore(Protocol):
    """Accounts as administration sees them."""

    async def staff(self, tenant_id: str) -> list[StaffRecord]: ...
    async def staff_member(self, tenant_id: str, account_id: str) -> StaffRecord | None: ...
    async def add_staff(self, record: StaffRecord, now: float) -> bool:
        """False when the address is taken in this organisation."""
        ...

    async def save_staff(self, record: StaffRecord, now: float) -> None: ...


class Units(Protocol):
    """The units of an organisation."""

    async def units(self, tenant_id: str) -> list[Unit]: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """What staff administration needs of sign-in: a one-time link for an account, and the end of all its sessions."""

    make_link: Callable[[str], Awaitable[str]]
    end_sessions: Callable[[str], Awaitable[None]]


class StaffAdministration:
    """For administrators, within their unit or organisation; whoever is shut out is out at once (R18)."""

    def __init__(
        self, store: StaffStore, units: Units, doors: Doors, audit: AuditSink, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._units = units
        self._doors = doors
        self._audit = audit
        self._now = now

    async def staff(self, by: Staff) -> list[StaffRecord]:
        """Those that this administrator may see."""
        found = await self._store.staff(by.tenant_id)
        return [one for one in found if may(Action.SEE_STAFF, by, Target(one.tenant_id, one.unit_id))]

    @staticmethod
    def roles(by: Staff) -> list[StaffRole]:
        """What this administrator may give."""
        return list(StaffRole) if by.role is StaffRole.ADMINISTRATOR else list(_UNIT_ROLES)

    async def invite(self, by: Staff, form: api.NewStaff) -> tuple[StaffRecord, str]:
        """A new account that cannot sign in yet, and the secret of the link that lets its owner choose how."""
        record = StaffRecord(
            id=mint_id(),
            tenant_id=by.tenant_id,
            unit_id=form.unit,
            name=form.name.strip(),
            email=form.email.strip().casefold(),
            role=form.role,
            disabled=False,
            can_sign_in=False,
            signed_in_at=None,
        )
        await self._check(by, record)
        if len(await self._store.staff(by.tenant_id)) >= MAX_STAFF:
            raise AppError(Code.TOO_MANY)
        if not await self._store.add_staff(record, self._now()):
            raise AppError(Code.BAD_FIELDS, {"email": _TAKEN})
        await self._record(AuditAction.ACCOUNT_MADE, by, record)
        return record, await self._doors.make_link(record.id)

    async def new_link(self, by: Staff, account_id: str) -> tuple[StaffRecord, str]:
        """Another link for somebody who never used the first.  Raises NEEDS_RECOVERY where there is, or was, a way in,
        however it came to be."""
        record = await self.managed(by, account_id)
        if record.disabled:
            raise AppError(Code.ACCOUNT_DISABLED)
        if record.had_a_way_in:
            raise AppError(Code.NEEDS_RECOVERY)
        await self._record(AuditAction.ACCOUNT_LINK_MADE, by, record)
        return record, await self._doors.make_link(record.id)

    async def change(self, by: Staff, account_id: str, form: api.StaffChange) -> StaffRecord:
        """Takes effect at once: a disabled account's sessions end, and so do those of one whose role or unit
        changed, because they were opened with other rights."""
        present = await self.managed(by, account_id)
        changed = replace(present, name=form.name.strip(), unit_id=form.unit, role=form.role, disabled=form.disabled)
        if present.id == by.account_id and (changed.role, changed.disabled) != (present.role, present.disabled):
            raise AppError(Code.NOT_ONESELF)
        await self._check(by, changed, present)
        await self._keep_an_administrator(present, changed)
        await self._store.save_staff(changed, self._now())
        await self._record(AuditAction.ACCOUNT_CHANGED, by, changed, "disabled" if changed.disabled else changed.role)
        if changed.disabled or (changed.role, changed.unit_id) != (present.role, present.unit_id):
            await self._doors.end_sessions(changed.id)
        return changed

    async def manageable(self, by: Staff) -> list[StaffRecord]:
        """Those whom this administrator may do something to."""
        roles = self.roles(by)
        return [one for one in await self.staff(by) if one.role in roles]

    async def role_since(self, by: Staff) -> float | None:
        """Since when somebody has their own role."""
        found = await self._store.staff_member(by.tenant_id, by.account_id)
        return None if found is None else found.role_since

    async def managed(self, by: Staff, account_id: str) -> StaffRecord:
        """The account, if this administrator may manage it; otherwise it looks as if it did not exist."""
        found = await self._store.staff_member(by.tenant_id, account_id)
        if found is None or not may(Action.MANAGE_STAFF, by, Target(found.tenant_id, found.unit_id)):
            raise AppError(Code.NOT_FOUND)
        if found.role not in self.roles(by):
            raise AppError(Code.NOT_ALLOWED)
        return found

    async def _check(self, by: Staff, record: StaffRecord, present: StaffRecord | None = None) -> None:
        wrong: dict[str, Text] = {}
        if not record.name:
            wrong["name"] = MISSING
        units = {unit.id for unit in await self._units.units(by.tenant_id) if not unit.closed}
        stays = present is not None and present.unit_id == record.unit_id
        if not stays and record.unit_id not in units:
            wrong["unit"] = _NO_UNIT
        if not may(Action.MANAGE_STAFF, by, Target(by.tenant_id, record.unit_id)):
            wrong["unit"] = _NO_UNIT
        if record.role not in self.roles(by):
            wrong["role"] = _NOT_YOURS
        if wrong:
            raise AppError(Code.BAD_FIELDS, wrong)

    async def _keep_an_administrator(self, present: StaffRecord, changed: StaffRecord) -> None:
        if present.role is not StaffRole.ADMINISTRATOR:
            return
        if changed.role is StaffRole.ADMINISTRATOR and not changed.disabled:
            return
        others = [
            one
            for one in await self._store.staff(present.tenant_id)
            if one.role is StaffRole.ADMINISTRATOR and not one.disabled and one.can_sign_in and one.id != present.id
        ]
        if not others:
            raise AppError(Code.LAST_ADMINISTRATOR)

    async def _record(self, action: AuditAction, by: Staff, record: StaffRecord, outcome: str = "ok") -> None:
        await self._audit.record(about(record, action, by, outcome))


def about(record: StaffRecord, action: AuditAction, by: Staff, outcome: str = "ok") -> AuditEvent:
    """What somebody did to this account."""
    who = (ActorKind.STAFF, by.account_id)
    return AuditEvent(by.tenant_id, action, *who, subject=record.id, unit_id=record.unit_id, outcome=outcome)
