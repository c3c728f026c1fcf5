"""The handlers of the messages by which people take turns and hosts lead."""

from __future__ import annotations

from server.signalling.handlers import Context
from server.wire.room import moderation as wire


async def raise_hand(context: Context, message: wire.RaiseHand) -> None:
    context.perform(context.room.moderation.raise_hand(context.participant, raised=message.raised))


async def lower_hands(context: Context, message: wire.LowerHands) -> None:
    context.perform(context.room.moderation.lower_hands(context.participant, message.participant))


async def react(context: Context, message: wire.React) -> None:
    context.perform(context.room.moderation.react(context.participant, message.reaction))


async def mute(context: Context, message: wire.Mute) -> None:
    context.perform(context.room.moderation.mute(context.participant, message.participant))


async def ask_for(context: Context, message: wire.AskFor) -> None:
    context.perform(context.room.moderation.ask(context.participant, message.participant, message.source))


async def answer_ask(context: Context, message: wire.AnswerAsk) -> None:
    context.perform(context.room.moderation.answer(context.participant, message.source, agreed=message.agreed))


async def ask_to_share(context: Context, message: wire.AskToShare) -> None:
    context.perform(context.room.screens.ask(context.participant, asking=message.asking))


async def allow_share(context: Context, message: wire.AllowShare) -> None:
    context.perform(context.room.screens.allow(context.participant, message.participant, allowed=message.allowed))


async def share_freely(context: Context, message: wire.ShareFreely) -> None:
    context.perform(context.room.screens.share_freely(context.participant, free=message.free))


async def stop_share(context: Context, message: wire.StopShare) -> None:
    context.perform(context.room.screens.stop(context.participant, message.participant))


async def spotlight(context: Context, message: wire.Spotlight) -> None:
    context.perform(context.room.moderation.spotlight(context.participant, message.participant))


async def appoint_co_host(context: Context, message: wire.AppointCoHost) -> None:
    context.perform(context.room.roles.appoint(context.participant, message.participant, on=message.on))


async def mark_interpreter(context: Context, message: wire.MarkInterpreter) -> None:
    context.perform(context.room.roles.mark_interpreter(context.participant, message.participant, on=message.on))


async def interpret(context: Context, message: wire.Interpret) -> None:
    context.perform(context.room.roles.interpret(context.participant, message.language))


async def return_to_lobby(context: Context, message: wire.ReturnToLobby) -> None:
    context.perform(context.room.return_to_lobby(context.participant, message.participant))


async def write_to_lobby(context: Context, message: wire.WriteToLobby) -> None:
    by, whom = context.participant, message.participant
    context.perform(context.room.lobby.write(by, whom, message.sentence, message.text))


async def see_speaking_times(context: Context, message: wire.SeeSpeakingTimes) -> None:
    context.perform(context.room.media.speaking_times(context.participant))
