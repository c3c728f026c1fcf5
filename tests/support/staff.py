"""Accounts and organisations made straight in the database, each with a browser that is signed in."""

from __future__ import annotations

import time

from auth.crypto.links import digest, mint_id
from auth.model import SignInMethod, Staff, StaffRole
from auth.signin.session_rules import STAFF_COOKIE, mint_cookie
from server.operator.serve import Serving
from server.storage.rows.organisation import TenantRow, UnitRow
from server.storage.rows.signin import AccountRow, StaffSessionRow
from tests.support.server import Browser


async def first_account(server: Serving) -> Staff:
    """Who made the organisation, as services know them."""
    (found,) = await server.running.core.accounts.known("eva@example.se")
    return Staff(found.tenant_id, found.id, found.unit_id, found.name, found.role, time.time())


async def new_unit(server: Serving, tenant_id: str, name: str) -> str:
    unit = UnitRow(id=mint_id(), tenant_id=tenant_id, name=name, created_at=time.time(), closed_at=None)
    async with server.running.core.database.session() as session, session.begin():
        session.add(unit)
    return unit.id


async def new_organisation(server: Serving, name: str) -> tuple[str, str]:
    """Its id, and that of its unit."""
    tenant = TenantRow(id=mint_id(), slug=mint_id().lower(), name=name, created_at=time.time())
    async with server.running.core.database.session() as session, session.begin():
        session.add(tenant)
    return tenant.id, await new_unit(server, tenant.id, "Enhet")


async def colleague(
    server: Serving,
    name: str,
    role: StaffRole = StaffRole.AGENT,
    *,
    tenant_id: str | None = None,
    unit_id: str | None = None,
) -> Browser:
    """Of the first organisation and its first unit unless told otherwise; the address is name@example.se."""
    eva = await first_account(server)
    account = AccountRow(
        id=mint_id(),
        tenant_id=tenant_id or eva.tenant_id,
        unit_id=unit_id or eva.unit_id,
        email=f"{name.lower()}@example.se",
        name=name,
        role=role.value,
        # A way in, so that this is nobody who has only been invited.
        oidc_subject=mint_id(),
        created_at=time.time(),
    )
    async with server.running.core.database.session() as session, session.begin():
        session.add(account)
    browser = Browser(server.origin)
    browser.cookies[STAFF_COOKIE] = await sign_in(server, account.tenant_id, account.id)
    return browser


async def sign_in(server: Serving, tenant_id: str, account_id: str) -> str:
    cookie, now = mint_cookie(), time.time()
    row = StaffSessionRow(
        id=digest(cookie),
        tenant_id=tenant_id,
        account_id=account_id,
        method=SignInMethod.PASSKEY.value,
        created_at=now,
        strong_at=now,
        last_seen_at=now,
        revoked_at=None,
    )
    async with server.running.core.database.session() as session, session.begin():
        session.add(row)
    return cookie
