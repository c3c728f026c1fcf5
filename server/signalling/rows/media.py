"""Negotiation with the media worker, and what is sent and looked at."""

from __future__ import annotations

from auth.permissions.matrix import Action
from media.pool.pool import MediaError
from media.protocol import ErrorCode
from server.signalling.rows.row import Context, act, change
from server.wire.errors import AppError, Code
from server.wire.room import media

_ERRORS = {
    ErrorCode.BAD_SDP: Code.BAD_SDP,
    ErrorCode.STALE_ANSWER: Code.STALE_ANSWER,
    ErrorCode.UNKNOWN_TRANSPORT: Code.NO_TRANSPORT,
    ErrorCode.LIMIT: Code.RATE_LIMITED,
}


def _own_transport(context: Context, transport: str) -> str:
    """Only one's own transport, and only the current one."""
    if context.participant.transport != transport:
        raise AppError(Code.NO_TRANSPORT)
    return transport


def _as_app_error(error: MediaError) -> AppError:
    return AppError(_ERRORS.get(error.code, Code.MEDIA_UNAVAILABLE))


async def _answer(context: Context, message: media.AnswerMessage) -> None:
    transport = _own_transport(context, message.transport)
    try:
        await context.rooms.media.answer(transport, message.revision, message.sdp)
    except MediaError as error:
        raise _as_app_error(error) from None
    context.room.media.transports.answered(transport, message.revision)


async def _restart_ice(context: Context, message: media.RestartIceMessage) -> None:
    try:
        await context.rooms.media.restart_ice(_own_transport(context, message.transport))
    except MediaError as error:
        raise _as_app_error(error) from None


ROWS = (
    act(media.AnswerMessage, Action.NEGOTIATE, _answer),
    act(media.RestartIceMessage, Action.NEGOTIATE, _restart_ice),
    change(
        media.SetMedia,
        Action.SET_MEDIA,
        lambda c, m: c.room.media.set_media(c.participant, microphone=m.microphone, camera=m.camera),
    ),
    change(
        media.ShareScreen,
        Action.SHARE_SCREEN,
        lambda c, m: c.room.screens.share(c.participant, active=m.active, audio=m.audio),
    ),
    change(media.Watch, Action.WATCH, lambda c, m: c.room.media.watch(c.participant, m.tiles)),
)
