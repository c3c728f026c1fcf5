"""One short handler per message: take what the message says to the room, and carry out what the room decides."""

from __future__ import annotations

from dataclasses import dataclass

from media.pool.pool import MediaError
from media.protocol import ErrorCode
from server.rooms.effects import Effects
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.wire.errors import AppError, Code
from server.wire.room import messages

_MEDIA_ERRORS = {
    ErrorCode.BAD_SDP: Code.BAD_SDP,
    ErrorCode.STALE_ANSWER: Code.STALE_ANSWER,
    ErrorCode.UNKNOWN_TRANSPORT: Code.NO_TRANSPORT,
    ErrorCode.LIMIT: Code.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Context:
    """Whose message it is; the participant's standing has been checked."""

    rooms: Rooms
    room: Room
    participant: Participant

    def perform(self, effects: Effects) -> None:
        self.rooms.perform(self.room, effects)


def _own_transport(context: Context, transport: str) -> str:
    """Only one's own transport, and only the current one."""
    if context.participant.transport != transport:
        raise AppError(Code.NO_TRANSPORT)
    return transport


def _as_app_error(error: MediaError) -> AppError:
    return AppError(_MEDIA_ERRORS.get(error.code, Code.MEDIA_UNAVAILABLE))


async def ping(context: Context, message: messages.ClientPing) -> None:
    context.rooms.answer_ping(context.participant)


async def leave(context: Context, message: messages.Leave) -> None:
    context.rooms.perform(context.room, context.room.leave(context.participant))


async def answer(context: Context, message: messages.AnswerMessage) -> None:
    transport = _own_transport(context, message.transport)
    try:
        await context.rooms.media.answer(transport, message.revision, message.sdp)
    except MediaError as error:
        raise _as_app_error(error) from None
    context.room.media.transports.answered(transport, message.revision)


async def restart_ice(context: Context, message: messages.RestartIceMessage) -> None:
    try:
        await context.rooms.media.restart_ice(_own_transport(context, message.transport))
    except MediaError as error:
        raise _as_app_error(error) from None


async def set_media(context: Context, message: messages.SetMedia) -> None:
    room = context.room
    effects = room.media.set_media(context.participant, microphone=message.microphone, camera=message.camera)
    context.rooms.perform(room, effects)


async def share_screen(context: Context, message: messages.ShareScreen) -> None:
    room = context.room
    effects = room.screens.share(context.participant, active=message.active, audio=message.audio)
    context.rooms.perform(room, effects)


async def watch(context: Context, message: messages.Watch) -> None:
    room = context.room
    context.rooms.perform(room, room.media.watch(context.participant, message.tiles))


async def admit(context: Context, message: messages.Admit) -> None:
    context.rooms.perform(context.room, context.room.admit(context.participant, message.participant))


async def deny(context: Context, message: messages.Deny) -> None:
    context.rooms.perform(context.room, context.room.deny(context.participant, message.participant))


async def remove(context: Context, message: messages.Remove) -> None:
    context.rooms.perform(context.room, context.room.remove(context.participant, message.participant))


async def confirm_identity(context: Context, message: messages.ConfirmIdentity) -> None:
    context.rooms.perform(context.room, context.room.confirm_identity(context.participant, message.participant))


async def lock_room(context: Context, message: messages.LockRoom) -> None:
    context.rooms.perform(context.room, context.room.lock(context.participant, locked=message.locked))


async def put(context: Context, message: messages.Put) -> None:
    context.rooms.perform(context.room, context.room.data.put(context.participant, message))


async def signal(context: Context, message: messages.Signal) -> None:
    context.rooms.perform(context.room, context.room.data.signal(context.participant, message))


async def catch_up(context: Context, message: messages.CatchUp) -> None:
    context.rooms.perform(context.room, context.room.data.catch_up(context.participant, message))


async def hand_over(context: Context, message: messages.HandOver) -> None:
    context.rooms.perform(context.room, context.room.data.hand_over(context.participant, message.participant))


async def show_file(context: Context, message: messages.ShowFile) -> None:
    context.rooms.perform(context.room, context.room.data.show_file(context.participant, message.file))


async def end_meeting(context: Context, message: messages.EndMeeting) -> None:
    context.rooms.perform(context.room, context.room.end(context.participant))
