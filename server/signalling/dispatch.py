"""The whole WebSocket API on one screen: message type, the action it needs, and its handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from auth.permissions.matrix import Action
from auth.permissions.may import allowed
from server.rooms.channels import CHANNELS
from server.rooms.participant import Participant
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.signalling import handlers, moderating, placing
from server.signalling.handlers import Context
from server.wire.errors import AppError, Code
from server.wire.room import breakouts, messages, moderation

M = TypeVar("M", bound=messages.ClientMessage)


Needs = Action | Callable[[Any], Action]
"""What a message needs; of some it depends on the channel that they name."""


@dataclass(frozen=True, slots=True)
class Entry:
    needs: Needs
    handler: Callable[[Context, Any], Awaitable[None]]


def _entry(
    kind: type[M], needs: Action | Callable[[M], Action], handler: Callable[[Context, M], Awaitable[None]]
) -> tuple[type[messages.ClientMessage], Entry]:
    """A row whose handler is checked to take the message that leads to it."""
    return kind, Entry(needs, handler)


TABLE: Mapping[type[messages.ClientMessage], Entry] = dict(
    [
        _entry(messages.ClientPing, Action.PING, handlers.ping),
        _entry(messages.Leave, Action.LEAVE, handlers.leave),
        _entry(messages.AnswerMessage, Action.NEGOTIATE, handlers.answer),
        _entry(messages.RestartIceMessage, Action.NEGOTIATE, handlers.restart_ice),
        _entry(messages.SetMedia, Action.SET_MEDIA, handlers.set_media),
        _entry(messages.ShareScreen, Action.SHARE_SCREEN, handlers.share_screen),
        _entry(messages.Watch, Action.WATCH, handlers.watch),
        _entry(messages.Admit, Action.ADMIT, handlers.admit),
        _entry(messages.Deny, Action.DENY, handlers.deny),
        _entry(messages.Remove, Action.REMOVE, handlers.remove),
        _entry(messages.ConfirmIdentity, Action.CONFIRM_IDENTITY, handlers.confirm_identity),
        _entry(messages.LockRoom, Action.LOCK, handlers.lock_room),
        _entry(messages.Put, lambda message: CHANNELS[message.channel].put, handlers.put),
        _entry(messages.Signal, lambda message: CHANNELS[message.channel].signal, handlers.signal),
        _entry(messages.CatchUp, Action.CATCH_UP, handlers.catch_up),
        _entry(messages.HandOver, Action.PRESENT, handlers.hand_over),
        _entry(messages.ShowFile, Action.PRESENT, handlers.show_file),
        _entry(messages.EndMeeting, Action.END_MEETING, handlers.end_meeting),
        _entry(moderation.RaiseHand, Action.RAISE_HAND, moderating.raise_hand),
        _entry(moderation.LowerHands, Action.LOWER_HANDS, moderating.lower_hands),
        _entry(moderation.React, Action.REACT, moderating.react),
        _entry(moderation.Mute, Action.MUTE, moderating.mute),
        _entry(moderation.AskFor, Action.ASK_FOR_MEDIA, moderating.ask_for),
        _entry(moderation.AnswerAsk, Action.ANSWER_HOST, moderating.answer_ask),
        _entry(moderation.AskToShare, Action.ASK_TO_SHARE, moderating.ask_to_share),
        _entry(moderation.AllowShare, Action.ALLOW_SHARE, moderating.allow_share),
        _entry(moderation.ShareFreely, Action.SHARE_FREELY, moderating.share_freely),
        _entry(moderation.StopShare, Action.STOP_SHARE, moderating.stop_share),
        _entry(moderation.Spotlight, Action.SPOTLIGHT, moderating.spotlight),
        _entry(moderation.AppointCoHost, Action.APPOINT_CO_HOST, moderating.appoint_co_host),
        _entry(moderation.MarkInterpreter, Action.MARK_INTERPRETER, moderating.mark_interpreter),
        _entry(moderation.Interpret, Action.INTERPRET, moderating.interpret),
        _entry(moderation.ReturnToLobby, Action.RETURN_TO_LOBBY, moderating.return_to_lobby),
        _entry(moderation.WriteToLobby, Action.WRITE_TO_LOBBY, moderating.write_to_lobby),
        _entry(moderation.SeeSpeakingTimes, Action.SEE_SPEAKING_TIMES, moderating.see_speaking_times),
        _entry(breakouts.StepOutside, Action.STEP_OUTSIDE, placing.step_outside),
        _entry(breakouts.ComeBack, Action.COME_BACK, placing.come_back),
        _entry(breakouts.OpenGroups, Action.OPEN_GROUPS, placing.open_groups),
        _entry(breakouts.MoveToGroup, Action.MOVE_TO_GROUP, placing.move_to_group),
        _entry(breakouts.VisitGroup, Action.VISIT_GROUP, placing.visit_group),
        _entry(breakouts.WriteToGroups, Action.WRITE_TO_GROUPS, placing.write_to_groups),
        _entry(breakouts.CallBack, Action.CALL_BACK, placing.call_back),
    ]
)
"""``hello`` is not here: it is the one message before there is a participant, and ``socket`` handles it."""


async def dispatch(rooms: Rooms, room: Room, connection: str, message: messages.ClientMessage) -> None:
    """Handle one message of a connected participant.  Who they are and what they may do is looked up anew for
    every message (R36).  Raises AppError; the message then changed nothing."""
    entry = TABLE.get(type(message))
    if entry is None:
        raise AppError(Code.BAD_MESSAGE)
    action = entry.needs if isinstance(entry.needs, Action) else entry.needs(message)
    if action.row.audited:
        await rooms.audit.must_work()
    participant: Participant = room.people.by_connection(connection)
    if not allowed(action, participant.standing, meeting_class=room.settings.info.meeting_class):
        raise AppError(Code.NOT_ALLOWED)
    await entry.handler(Context(rooms, room, participant), message)
