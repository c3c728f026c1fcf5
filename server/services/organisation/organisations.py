"""Organisations and their units: the look that greets people, and the parts that staff belong to."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import mint_id
from auth.model import Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import MISSING, Text

MAX_LOGO_BYTES = 32 * 1024
MAX_UNITS = 500
_NO_LOGO = Text(
    sv="Logotypen måste vara en PNG-, WebP- eller SVG-bild på högst 32 kB.",
    en="The logo must be a PNG, WebP or SVG image of at most 32 kB.",
)
_TAKEN = Text(sv="Det finns redan en enhet med det namnet.", en="There is already a unit with that name.")


@dataclass(frozen=True, slots=True)
class Logo:
    """A small picture."""

    kind: str
    """Its media type."""
    data: bytes

    @property
    def version(self) -> str:
        """Changes with the picture, so that browsers may keep it."""
        return hashlib.sha256(self.data).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Organisation:
    """With its look; ``slug`` is its part of addresses, ``colour`` as #rrggbb."""

    id: str
    slug: str
    name: str
    colour: str | None
    logo: Logo | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an organisation."""

    id: str
    tenant_id: str
    name: str
    closed: bool
    staff: int = 0
    """Accounts in it that are not disabled."""


class OrganisationStore(Protocol):
    """Organisations and their units."""

    async def organisation(self, *, slug: str | None = None, tenant_id: str | None = None) -> Organisation | None: ...
    async def organisations(self) -> list[Organisation]: ...
    async def save_look(self, organisation: Organisation) -> None: ...
    async def units(self, tenant_id: str) -> list[Unit]: ...
    async def add_unit(self, unit: Unit, now: float) -> None: ...
    async def rename_unit(self, tenant_id: str, unit_id: str, name: str) -> None: ...
    async def close_unit(self, tenant_id: str, unit_id: str, now: float) -> None: ...


class Organisations:
    """Everybody may ask for the look; what changes something asks the permission matrix and raises NOT_ALLOWED."""

    def __init__(self, store: OrganisationStore, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._audit = audit
        self._now = now

    async def by_slug(self, slug: str) -> Organisation:
        """Raises NOT_FOUND."""
        found = await self._store.organisation(slug=slug)
        if found is None:
            raise AppError(Code.NOT_FOUND)
        return found

    async def at(self, slug: str | None) -> Organisation | None:
        """The organisation with this part of the address.  Plain addresses belong to the one that the server was set
        up for, which is the first.  Raises NOT_FOUND for an unknown slug."""
        if slug is not None:
            return await self.by_slug(slug)
        return next(iter(await self._store.organisations()), None)

    async def of(self, tenant_id: str) -> Organisation:
        """Raises NOT_FOUND."""
        found = await self._store.organisation(tenant_id=tenant_id)
        if found is None:
            raise AppError(Code.NOT_FOUND)
        return found

    async def change_look(self, staff: Staff, form: api.OrganisationLook) -> Organisation:
        """Name, colour and logo.  Raises BAD_FIELDS."""
        self._must(Action.CHANGE_SETTINGS, staff, Target(staff.tenant_id))
        name = form.name.strip()
        if not name:
            raise AppError(Code.BAD_FIELDS, {"name": MISSING})
        present = await self.of(staff.tenant_id)
        logo = {"keep": present.logo, "none": None}[form.logo] if form.logo in ("keep", "none") else logo_of(form.logo)
        changed = Organisation(present.id, present.slug, name, form.colour, logo)
        await self._store.save_look(changed)
        await self._record(AuditAction.ORGANISATION_CHANGED, staff, staff.tenant_id)
        return changed

    async def units(self, staff: Staff) -> list[Unit]:
        """Those that this administrator may see."""
        return [
            unit
            for unit in await self._store.units(staff.tenant_id)
            if may(Action.SEE_UNITS, staff, Target(unit.tenant_id, unit.id))
        ]

    async def add_unit(self, staff: Staff, form: api.NewUnit) -> Unit:
        """Raises BAD_FIELDS, TOO_MANY."""
        self._must(Action.MANAGE_UNITS, staff, Target(staff.tenant_id))
        unit = Unit(mint_id(), staff.tenant_id, await self._free_name(staff, form.name), closed=False)
        await self._store.add_unit(unit, self._now())
        await self._record(AuditAction.UNIT_MADE, staff, unit.id)
        return unit

    async def rename_unit(self, staff: Staff, unit_id: str, form: api.NewUnit) -> Unit:
        """Raises BAD_FIELDS, NOT_FOUND."""
        unit = await self._unit(staff, unit_id)
        name = await self._free_name(staff, form.name, but=unit)
        await self._store.rename_unit(staff.tenant_id, unit.id, name)
        await self._record(AuditAction.UNIT_CHANGED, staff, unit.id)
        return Unit(unit.id, unit.tenant_id, name, unit.closed, unit.staff)

    async def close_unit(self, staff: Staff, unit_id: str) -> None:
        """Raises UNIT_IN_USE while anybody belongs to it, NOT_FOUND."""
        unit = await self._unit(staff, unit_id)
        if unit.staff > 0:
            raise AppError(Code.UNIT_IN_USE)
        await self._store.close_unit(staff.tenant_id, unit.id, self._now())
        await self._record(AuditAction.UNIT_CLOSED, staff, unit.id)

    async def _unit(self, staff: Staff, unit_id: str) -> Unit:
        self._must(Action.MANAGE_UNITS, staff, Target(staff.tenant_id, unit_id))
        found = [unit for unit in await self._store.units(staff.tenant_id) if unit.id == unit_id and not unit.closed]
        if not found:
            raise AppError(Code.NOT_FOUND)
        return found[0]

    async def _free_name(self, staff: Staff, name: str, but: Unit | None = None) -> str:
        name = name.strip()
        if not name:
            raise AppError(Code.BAD_FIELDS, {"name": MISSING})
        others = [unit for unit in await self._store.units(staff.tenant_id) if but is None or unit.id != but.id]
        if any(unit.name.casefold() == name.casefold() and not unit.closed for unit in others):
            raise AppError(Code.BAD_FIELDS, {"name": _TAKEN})
        if len(others) >= MAX_UNITS:
            raise AppError(Code.TOO_MANY)
        return name

    @staticmethod
    def _must(action: Action, staff: Staff, target: Target) -> None:
        if not may(action, staff, target):
            raise AppError(Code.NOT_ALLOWED)

    async def _record(self, action: AuditAction, staff: Staff, subject: str) -> None:
        event = AuditEvent(staff.tenant_id, action, ActorKind.STAFF, staff.account_id, subject=subject)
        await self._audit.record(event)


def logo_of(encoded: str) -> Logo:
    """Raises BAD_FIELDS for anything but a small image of a kind that browsers draw without running anything."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        data = b""
    kind = _kind_of(data)
    if kind is None or len(data) > MAX_LOGO_BYTES:
        raise AppError(Code.BAD_FIELDS, {"logo": _NO_LOGO})
    return Logo(kind, data)


def _kind_of(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000]
    return "image/svg+xml" if head.startswith((b"<svg", b"<?xml")) and b"<svg" in data[:4000] else None
