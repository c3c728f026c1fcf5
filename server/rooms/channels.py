"""What may be in each channel, and who may put it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auth.permissions.matrix import Action
from server.wire.room.shared import CHAT_EDIT_SECONDS, Channel

SHOWN = "shown"
"""The key of the one item on the stage."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``put`` and ``signal`` are the actions that saying something there needs.  ``items`` is how many there may be,
    and ``payload`` how many characters each may have.  What is said in a ``spoken`` channel reaches those who are
    there and the hosts, and not who comes later; anything else belongs to the place."""

    put: Action
    signal: Action
    items: int
    payload: int
    spoken: bool = False
    edit_seconds: float | None = None
    """How long the author may change it."""


CHANNELS: Mapping[Channel, Rules] = {
    Channel.CHAT: Rules(Action.CHAT, Action.CHAT, 4000, 8 * 1024, spoken=True, edit_seconds=CHAT_EDIT_SECONDS),
    Channel.STAGE: Rules(Action.PRESENT, Action.MARK, 1, 4 * 1024),
    Channel.MARKS: Rules(Action.MARK, Action.MARK, 4000, 16 * 1024),
    Channel.WHITEBOARD: Rules(Action.DRAW, Action.DRAW, 4000, 16 * 1024),
    Channel.FILES: Rules(Action.SEND_FILE, Action.SEND_FILE, 400, 4 * 1024, spoken=True),
}
GUESTS_PART = 4
"""Nobody but a host may fill more than a quarter of a channel, or of what a place holds."""
MAX_BYTES = 16 << 20
"""Of all items of one place together."""
