"""The whole WebSocket API: message type, the action it needs, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.signalling import rows
from server.signalling.rows.row import Context, Row
from server.wire.errors import AppError, Code
from server.wire.room.base import ClientMessage

_PARTS = [import_module(f"{rows.__name__}.{found.name}") for found in iter_modules(rows.__path__)]
TABLE: Mapping[type[ClientMessage], Row] = {row.kind: row for part in _PARTS for row in getattr(part, "ROWS", ())}

RECORDED_AFTER = frozenset(
    {
        Action.CALL_BACK,
        Action.COME_BACK,
        Action.LOCK,
        Action.MARK_INTERPRETER,
        Action.MUTE,
        Action.PRESENT,
        Action.RETURN_TO_LOBBY,
        Action.SHARE_SCREEN,
        Action.STOP_SHARE,
        Action.WRITE_TO_GROUPS,
        Action.WRITE_TO_LOBBY,
    }
)
"""What is recorded a moment later and can be done again and again: refused while too much waits to be written.
Leaving, sending away and ending go on: of those there are as many as people who came."""


async def dispatch(rooms: Rooms, room: Room, connection: str, message: ClientMessage) -> None:
    """Handle one message of a connected participant.  Who they are and what they may do is looked up anew for
    every message (R36).  Raises AppError; the message then changed nothing."""
    row = TABLE.get(type(message))
    if row is None:
        raise AppError(Code.BAD_MESSAGE)
    action = row.needs if isinstance(row.needs, Action) else row.needs(message)
    if action.row.audited:
        await rooms.audit.must_work()
    if action.row.audited or action in RECORDED_AFTER:
        rooms.must_fit(room)
    participant: Participant = room.people.by_connection(connection)
    if not allowed(action, participant.standing, meeting_class=room.settings.info.meeting_class):
        raise AppError(Code.NOT_ALLOWED)
    await row.handler(Context(rooms, room, participant), message)
