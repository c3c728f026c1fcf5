"""One-time tickets for the WebSocket: a signed token of 30 seconds, bound to the session that asked for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from auth.crypto.keys import KeyRing, Purpose
from auth.crypto.links import mint_id
from auth.crypto.tokens import LEEWAY_SECONDS, BadToken, ExpiredToken, issue, verify

TICKET_SECONDS = 30
MAX_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket lets a socket do."""

    session: str
    meeting: str


class Tickets:
    """``forged`` is called for what this server never issued."""

    def __init__(self, ring: KeyRing, now: Callable[[], float], forged: Callable[[], None]) -> None:
        self.ring = ring
        self._now = now
        self._forged = forged
        self._used: OrderedDict[str, float] = OrderedDict()

    def issue(self, session: str, meeting: str) -> str:
        return issue(
            self.ring,
            Purpose.WS_TICKET,
            subject=session,
            jti=mint_id(),
            now=self._now(),
            seconds=TICKET_SECONDS,
            extra={"meeting": meeting},
        )

    def redeem(self, token: str) -> Ticket:
        """Raises BadToken for a bad ticket and for one that was used before."""
        now = self._now()
        try:
            claims = verify(self.ring, Purpose.WS_TICKET, token, now=now)
        except ExpiredToken:
            raise
        except BadToken:
            self._forged()
            raise
        self._forget(now)
        if claims.jti in self._used or len(self._used) >= MAX_REMEMBERED:
            raise BadToken
        self._used[claims.jti] = claims.expires_at + LEEWAY_SECONDS
        return Ticket(claims.subject, claims.extra.get("meeting", ""))

    def _forget(self, now: float) -> None:
        while self._used and next(iter(self._used.values())) <= now:
            self._used.popitem(last=False)
