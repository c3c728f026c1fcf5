"""Browsers in which somebody has signed in before.  Knowing one opens nothing: it only keeps strangers' wrong tries
from slowing its owner down (R16)."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from auth.crypto.links import mint_secret
from auth.signin.session_rules import KNOWN_BROWSER_SECONDS
from server.services.model import Account
from server.services.privacy.vault import Vault


class KnownBrowsers:
    """The cookie is ``time.random.mac``: nothing is stored, and only this server makes one."""

    def __init__(self, vault: Vault, now: Callable[[], float]) -> None:
        self._vault = vault
        self._now = now

    async def mint(self, account: Account) -> str:
        """The cookie of a browser in which this account has just signed in."""
        plain = f"{int(self._now())}.{mint_secret()}"
        return f"{plain}.{await self._mac(account, plain)}"

    async def knows(self, account: Account, cookie: str) -> bool:
        """Whether the cookie is this account's, and not too old."""
        plain, _, mac = cookie.rpartition(".")
        at = plain.partition(".")[0]
        if not (at.isascii() and at.isdecimal() and len(at) <= 12) or not mac.isascii():
            return False
        fresh = self._now() < int(at) + KNOWN_BROWSER_SECONDS
        return hmac.compare_digest(mac, await self._mac(account, plain)) and fresh

    async def _mac(self, account: Account, plain: str) -> str:
        return await self._vault.fingerprint(account.tenant_id, "known browser", f"{account.id} {plain}")
