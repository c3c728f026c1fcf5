"""What a person may ask to see of what is kept about them (GDPR article 15), and what a meeting left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.sealing import Unsealable
from auth.identity_numbers import personal_number, phone_form, phone_number
from server.services.files.room_archive import open_item
from server.services.meetings.invitations import EMAIL, PERSON, PHONE
from server.services.vault import Vault

Found = dict[str, list[dict[str, Any]]]
FORMAT = "resfri-export-1"


class RightsStore(Protocol):
    """Rows by table, as they are stored."""

    async def tenants(self) -> dict[str, str]: ...
    async def accounts(self, tenant_id: str, who: str) -> set[str]: ...
    async def invitations(self, tenant_id: str) -> list[tuple[str, str, bytes | None, bytes | None, str | None]]: ...
    async def about_account(self, tenant_id: str, account: str) -> Found: ...
    async def about_guest(self, tenant_id: str, invitations: set[str]) -> Found: ...
    async def about_meeting(self, tenant_id: str, meeting: str) -> Found: ...


class Rights:
    """``by`` of every export is who is written into the audit trail."""

    def __init__(self, store: RightsStore, vault: Vault, audit: AuditSink, now: Callable[[], float]) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._now = now

    async def person(self, tenant_id: str, who: str, by: str) -> dict[str, Any] | None:
        """``who`` is an e-mail address, a phone number, a personal number, or the id of an account or invitation.
        None where nothing is stored about them."""
        who = who.strip()
        accounts = await self._store.accounts(tenant_id, who)
        invitations = await self._invitations(tenant_id, who)
        if not accounts and not invitations:
            return None
        parts = [await self._store.about_account(tenant_id, one) for one in sorted(accounts)]
        if invitations:
            parts.append(await self._store.about_guest(tenant_id, invitations))
        for one in sorted(accounts | invitations):
            await self._record(tenant_id, by, subject=one)
        return await self._document(tenant_id, "person", parts)

    async def meeting(self, tenant_id: str, meeting: str, by: str) -> dict[str, Any] | None:
        """Everything about one meeting; None for one that is not the organisation's."""
        found = await self._store.about_meeting(tenant_id, meeting)
        if not found["meetings"]:
            return None
        await self._record(tenant_id, by, meeting=meeting)
        return await self._document(tenant_id, "meeting", [found])

    async def _invitations(self, tenant_id: str, who: str) -> set[str]:
        # What was stored when it was still a number is found after its country has given it up.
        phones = {phone_form(who), phone_number(who)} - {None}
        number = personal_number(who, datetime.fromtimestamp(self._now(), UTC).date())
        hashed = await self._vault.fingerprint(tenant_id, PERSON, number) if number else None
        found = set()
        for invitation, meeting, sealed_phone, sealed_email, person_hash in await self._store.invitations(tenant_id):
            email = await self._opened(tenant_id, EMAIL, sealed_email, meeting) if "@" in who else None
            mobile = await self._opened(tenant_id, PHONE, sealed_phone, meeting) if phones else None
            theirs = (
                invitation == who
                or (email is not None and email.casefold() == who.casefold())
                or mobile in phones
                or (hashed is not None and person_hash == hashed)
            )
            if theirs:
                found.add(invitation)
        return found

    async def _opened(self, tenant_id: str, purpose: str, sealed: bytes | None, meeting: str) -> str | None:
        """None also for what nobody can read any more."""
        if sealed is None:
            return None
        try:
            return await self._vault.open(tenant_id, purpose, sealed, meeting)
        except Unsealable:
            return None

    async def _document(self, tenant_id: str, about: str, parts: list[Found]) -> dict[str, Any]:
        data: Found = {}
        for part in parts:
            for table, rows in part.items():
                data.setdefault(table, []).extend(rows)
        for row in data.get("invitations", []):
            row["phone"] = await self._opened(tenant_id, PHONE, row["phone"], row["meeting_id"])
            row["email"] = await self._opened(tenant_id, EMAIL, row["email"], row["meeting_id"])
        for row in data.get("room_items", []):
            row["content"] = await self._said(tenant_id, row)
        return {"format": FORMAT, "about": about, "organisation": tenant_id, "made_at": self._now(), "data": data}

    async def _said(self, tenant_id: str, row: dict[str, Any]) -> str | None:
        """What a person put into a meeting, without whom it was for; None also for what has been erased."""
        try:
            return (await open_item(self._vault, tenant_id, row["meeting_id"], row["content"])).payload
        except Unsealable:
            return None

    async def _record(self, tenant_id: str, by: str, *, subject: str | None = None, meeting: str | None = None) -> None:
        action = AuditAction.DATA_EXPORTED
        await self._audit.record(AuditEvent(tenant_id, action, ActorKind.SYSTEM, by, meeting, subject))
