"""Taking turns, and what a host does so that everybody is heard."""

from __future__ import annotations

from auth.permissions.matrix import Action
from server.signalling.rows.row import change
from server.wire.room import moderation

ROWS = (
    change(
        moderation.RaiseHand,
        Action.RAISE_HAND,
        lambda c, m: c.room.moderation.raise_hand(c.participant, raised=m.raised),
    ),
    change(
        moderation.LowerHands,
        Action.LOWER_HANDS,
        lambda c, m: c.room.moderation.lower_hands(c.participant, m.participant),
    ),
    change(moderation.React, Action.REACT, lambda c, m: c.room.moderation.react(c.participant, m.reaction)),
    change(moderation.Mute, Action.MUTE, lambda c, m: c.room.moderation.mute(c.participant, m.participant)),
    change(
        moderation.AskFor,
        Action.ASK_FOR_MEDIA,
        lambda c, m: c.room.moderation.ask(c.participant, m.participant, m.source),
    ),
    change(
        moderation.AnswerAsk,
        Action.ANSWER_HOST,
        lambda c, m: c.room.moderation.answer(c.participant, m.source, agreed=m.agreed),
    ),
    change(moderation.AskToShare, Action.ASK_TO_SHARE, lambda c, m: c.room.screens.ask(c.participant, asking=m.asking)),
    change(
        moderation.AllowShare,
        Action.ALLOW_SHARE,
        lambda c, m: c.room.screens.allow(c.participant, m.participant, allowed=m.allowed),
    ),
    change(
        moderation.ShareFreely,
        Action.SHARE_FREELY,
        lambda c, m: c.room.screens.share_freely(c.participant, free=m.free),
    ),
    change(moderation.StopShare, Action.STOP_SHARE, lambda c, m: c.room.screens.stop(c.participant, m.participant)),
    change(
        moderation.Spotlight, Action.SPOTLIGHT, lambda c, m: c.room.moderation.spotlight(c.participant, m.participant)
    ),
    change(
        moderation.AppointCoHost,
        Action.APPOINT_CO_HOST,
        lambda c, m: c.room.roles.appoint(c.participant, m.participant, on=m.on),
    ),
    change(
        moderation.MarkInterpreter,
        Action.MARK_INTERPRETER,
        lambda c, m: c.room.roles.mark_interpreter(c.participant, m.participant, on=m.on),
    ),
    change(moderation.Interpret, Action.INTERPRET, lambda c, m: c.room.roles.interpret(c.participant, m.language)),
    change(
        moderation.SeeSpeakingTimes,
        Action.SEE_SPEAKING_TIMES,
        lambda c, m: c.room.media.speaking_times(c.participant),
    ),
)
