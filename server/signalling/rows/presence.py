"""How a person goes, and how a browser learns that its socket lives.

``hello`` is not here: it is the one message before there is a participant, and ``signalling.socket`` handles it.
"""

from __future__ import annotations

from auth.permissions.matrix import Action
from server.signalling.rows.row import Context, act, change
from server.wire.room import presence


async def _ping(context: Context, message: presence.ClientPing) -> None:
    context.rooms.answer_ping(context.participant)


ROWS = (
    act(presence.ClientPing, Action.PING, _ping),
    change(presence.Leave, Action.LEAVE, lambda c, m: c.room.leave(c.participant)),
    change(presence.EndMeeting, Action.END_MEETING, lambda c, m: c.room.end(c.participant)),
)
