"""What a row of the table of messages is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from auth.permissions.matrix import Action
from server.rooms.effects import Effects
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.wire.room.base import ClientMessage

M = TypeVar("M", bound=ClientMessage)


@dataclass(frozen=True, slots=True)
class Context:
    """Whose message it is; the participant's standing has been checked."""

    rooms: Rooms
    room: Room
    participant: Participant


@dataclass(frozen=True, slots=True)
class Row:
    """``needs`` is the action, or tells it from the message: of some it depends on the channel that they name."""

    kind: type[ClientMessage]
    needs: Action | Callable[[Any], Action]
    handler: Callable[[Context, Any], Awaitable[None]]


def act(kind: type[M], needs: Action | Callable[[M], Action], handler: Callable[[Context, M], Awaitable[None]]) -> Row:
    """A message that waits for the media worker, or that changes nothing in the room."""
    return Row(kind, needs, handler)


def change(kind: type[M], needs: Action | Callable[[M], Action], call: Callable[[Context, M], Effects]) -> Row:
    """A message that changes the room at once; the effects are carried out."""

    async def handler(context: Context, message: M) -> None:
        context.rooms.perform(context.room, call(context, message))

    return Row(kind, needs, handler)
