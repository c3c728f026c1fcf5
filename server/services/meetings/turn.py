"""TURN servers for people whose network lets no media through directly, and time-limited credentials for them.

The credentials are what coturn's ``use-auth-secret`` checks (draft-uberti-behave-turn-rest-00 section 2.2): the name
says when they expire, the password proves that we said so.  They hold no identity.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence

from auth.crypto.links import mint_id
from server.wire.vocabulary import IceServer

CREDENTIAL_SECONDS = 12 * 3600
"""Longer than a working day's longest meeting; every reconnection brings new ones."""
CHECK_SECONDS = 5 * 60
"""For the check of one's network, which everybody who has the page may make."""


class TurnServers:
    """``now`` gives Unix seconds; without ``urls`` nobody is offered a relay."""

    def __init__(self, urls: Sequence[str], secret: str, now: Callable[[], float]) -> None:
        self.use(urls, secret)
        self._now = now

    def use(self, urls: Sequence[str], secret: str) -> None:
        """These from now on."""
        self._urls = list(urls)
        self._secret = secret.encode()

    def ice_servers(self) -> list[IceServer]:
        """What the browser of somebody in a meeting is told, with credentials of its own."""
        return self._for(CREDENTIAL_SECONDS)

    def check_servers(self) -> list[IceServer]:
        """What the browser of somebody is told who has not been admitted to anything."""
        return self._for(CHECK_SECONDS)

    def _for(self, seconds: int) -> list[IceServer]:
        if not self._urls:
            return []
        username = f"{int(self._now()) + seconds}:{mint_id()}"
        return [IceServer(urls=self._urls, username=username, credential=self.credential(username))]

    def credential(self, username: str) -> str:
        """The password of a name."""
        return base64.b64encode(hmac.digest(self._secret, username.encode(), hashlib.sha1)).decode()
