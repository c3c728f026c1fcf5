"""What a page of wire version 1 is told, for as long as such pages may still be open: one release after 0.2.0.

Version 2 calls the breakouts by that name; nothing else differs from it.
"""

from __future__ import annotations

from server.wire.room.base import ServerMessage
from server.wire.room.breakouts import Breakout, Breakouts
from server.wire.room.version_2 import Version2

VERSION = 1


class Places(ServerMessage, tag="places", frozen=True, kw_only=True):
    places: list[Breakout]
    closes_at: float | None


class Version1(Version2):
    """The words for one page."""

    def __call__(self, message: ServerMessage) -> ServerMessage:
        """The same in the words of version 1."""
        if isinstance(message, Breakouts):
            return Places(places=message.breakouts, closes_at=message.closes_at)
        return super().__call__(message)
