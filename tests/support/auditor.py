"""A signed-in account of any role, without the ways that lead to it."""

from __future__ import annotations

import time

from auth.links import digest, mint_id
from auth.sessions import STAFF_COOKIE, mint_cookie
from server.serve import Serving
from server.storage.organisations import SqlOrganisationStore
from server.storage.tables import AccountRow, StaffSessionRow
from tests.support.server import Browser


async def signed_in(server: Serving, role: str, name: str = "Rut") -> tuple[Browser, str]:
    """A browser, and the account's id, in the server's only organisation and its first unit."""
    core = server.running.core
    organisation = await core.organisations.only()
    assert organisation is not None
    unit = (await SqlOrganisationStore(core.database).units(organisation.id))[0].id
    account, cookie, now = mint_id(), mint_cookie(), time.time()
    common = {"tenant_id": organisation.id, "created_at": now}
    async with core.database.session() as session, session.begin():
        session.add(
            AccountRow(id=account, unit_id=unit, email=f"{account}@example.se".lower(), name=name, role=role, **common)
        )
        await session.flush()
        times = {"strong_at": now, "last_seen_at": now}
        session.add(StaffSessionRow(id=digest(cookie), account_id=account, method="totp", **times, **common))
    browser = Browser(server.origin)
    browser.cookies[STAFF_COOKIE] = cookie
    return browser, account
