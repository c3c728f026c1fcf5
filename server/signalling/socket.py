"""One WebSocket: a reader and a writer that live and end together.

The connection is refused for a foreign Origin or without a session, closed when hello does not come in time, and
closed with a reason when it sends too much of what the wire does not allow.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import msgspec
from aiohttp import WSMsgType, web

from auth.crypto.links import mint_id
from auth.crypto.tokens import BadToken
from auth.limits.throttle import Bucket
from server.rooms.admission import Arrival
from server.rooms.room import Room
from server.rooms.running.registry import Rooms
from server.services.meetings.seats import Seats, Visitor
from server.signalling.dispatch import dispatch
from server.signalling.outbox import WebSocketOutbox
from server.signalling.tickets import Tickets
from server.wire.errors import AppError, Code
from server.wire.room import version_1, version_2
from server.wire.room.base import MAX_MESSAGE_BYTES, MESSAGE_BURST, MESSAGES_PER_SECOND, ClientMessage
from server.wire.room.messages import WIRE_VERSION, AnyClientMessage
from server.wire.room.presence import Error, Hello, Ok
from server.wire.vocabulary import LeaveReason

log = logging.getLogger("resfri.signalling")

HELLO_SECONDS = 5.0
PING_SECONDS = 20.0
MAX_BAD_MESSAGES = 20

Identify = Callable[[], Awaitable[Sequence[Visitor]]]

_OLDER = {version_1.VERSION: version_1.Version1, version_2.VERSION: version_2.Version2}
"""Pages of the release before, which may still be open."""
_GOODBYES = {
    Code.NOT_FOUND: LeaveReason.SIGNED_OUT,
    Code.BAD_LINK: LeaveReason.SIGNED_OUT,
    Code.NOT_SIGNED_IN: LeaveReason.SIGNED_OUT,
    Code.UPDATING: LeaveReason.SERVER_STOPPING,
    Code.AUDIT_UNAVAILABLE: LeaveReason.SERVER_STOPPING,
}
"""Why a socket that could not enter is closed; everything else is a breach of the protocol."""

_decoder: msgspec.json.Decoder[ClientMessage] = msgspec.json.Decoder(AnyClientMessage)


@dataclass(frozen=True, slots=True)
class Signalling:
    """What every socket needs."""

    rooms: Rooms
    seats: Seats
    tickets: Tickets


def decode(text: str) -> ClientMessage:
    """Raises BAD_MESSAGE for anything that the wire does not declare."""
    if len(text) > MAX_MESSAGE_BYTES:
        raise AppError(Code.BAD_MESSAGE)
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise AppError(Code.BAD_MESSAGE) from None


async def serve(signalling: Signalling, request: web.Request, identify: Identify) -> web.WebSocketResponse:
    """Run one connection to its end.  The caller has checked Origin; ``identify`` answers the browser's living
    sessions at the time that it is called."""
    socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE_BYTES, heartbeat=PING_SECONDS, compress=False)
    await socket.prepare(request)
    outbox = WebSocketOutbox()
    writer = asyncio.get_running_loop().create_task(outbox.run(socket), name="socket writer")
    connection = Connection(signalling, socket, outbox, identify)
    reader = asyncio.get_running_loop().create_task(connection.run(), name="socket reader")
    try:
        done, _ = await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
        if reader in done and outbox.closing is not None:
            _ = await asyncio.wait({writer}, timeout=HELLO_SECONDS)
    finally:
        for task in (reader, writer):
            task.cancel()
        results = await asyncio.gather(reader, writer, return_exceptions=True)
        signalling.rooms.disconnect(connection.id)
        if not socket.closed and request.transport is not None:
            request.transport.abort()
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, ConnectionError):
            log.error("a connection failed", exc_info=result)
    return socket


class Connection:
    """The reading side."""

    def __init__(
        self,
        signalling: Signalling,
        socket: web.WebSocketResponse,
        outbox: WebSocketOutbox,
        identify: Identify,
    ) -> None:
        self.id = mint_id()
        self._signalling = signalling
        self._socket = socket
        self._outbox = outbox
        self._identify = identify
        self._bad = 0
        self._bucket = Bucket(MESSAGES_PER_SECOND, MESSAGE_BURST, MESSAGE_BURST, time.monotonic())

    async def run(self) -> None:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                text = await self._next()
                room = await self._enter(text) if text is not None else None
        except TimeoutError:
            room = None
            self._outbox.close(LeaveReason.PROTOCOL)
        while room is not None:
            text = await self._next()
            if text is None:
                return
            await self._receive(room, text)

    async def _next(self) -> str | None:
        """The next text message; None when the connection is over."""
        message = await self._socket.receive()
        if message.type is WSMsgType.TEXT:
            return str(message.data)
        if message.type is WSMsgType.BINARY:
            self._outbox.close(LeaveReason.PROTOCOL)
        return None

    async def _enter(self, text: str) -> Room | None:
        """Hello: the ticket, then the seat, then the room."""
        message: ClientMessage | None = None
        try:
            message = decode(text)
            if not isinstance(message, Hello):
                raise AppError(Code.BAD_MESSAGE)
            if message.version in _OLDER:
                self._outbox.in_words = _OLDER[message.version]()
            elif message.version != WIRE_VERSION:
                raise AppError(Code.OUTDATED_CLIENT)
            room = await self._take_seat(message)
        except AppError as error:
            self._refuse(message.seq if message else None, error)
            self._outbox.close(_GOODBYES.get(error.code, LeaveReason.PROTOCOL))
            return None
        if message.seq is not None:
            self._outbox.send(Ok(seq=message.seq))
        return room

    async def _take_seat(self, hello: Hello) -> Room:
        try:
            ticket = self._signalling.tickets.redeem(hello.ticket)
        except BadToken:
            raise AppError(Code.NOT_SIGNED_IN) from None
        visitor = await self._visitor(ticket.session)
        taken = await self._signalling.seats.take(visitor, ticket.meeting)
        arrival = Arrival(taken.seat, self.id, hello.transport, hello.microphone, hello.camera)
        await self._signalling.rooms.look_again(taken.settings.tenant_id)
        logs = await self._signalling.rooms.open_logs(taken.settings)
        room = self._signalling.rooms.connect(taken.settings, arrival, visitor.session, self._outbox, logs)
        # Whatever was revoked while the seat was looked up did not find this connection; from here on it does.
        try:
            await self._signalling.seats.take(await self._visitor(ticket.session), ticket.meeting)
        except AppError:
            self._signalling.rooms.expel(self.id, LeaveReason.SIGNED_OUT)
            raise
        return room

    async def _visitor(self, session: str) -> Visitor:
        """The living session that the ticket was made for."""
        for visitor in await self._identify():
            if visitor.session == session:
                return visitor
        raise AppError(Code.NOT_SIGNED_IN)

    async def _receive(self, room: Room, text: str) -> None:
        message: ClientMessage | None = None
        try:
            if not self._bucket.take(time.monotonic()):
                raise AppError(Code.RATE_LIMITED)
            message = decode(text)
            await dispatch(self._signalling.rooms, room, self.id, message)
        except AppError as error:
            self._refuse(message.seq if message else None, error)
            if error.code in (Code.BAD_MESSAGE, Code.RATE_LIMITED, Code.NOT_ALLOWED):
                self._bad += 1
            if self._bad > MAX_BAD_MESSAGES:
                self._signalling.rooms.expel(self.id, LeaveReason.PROTOCOL)
            return
        if message.seq is not None:
            self._outbox.send(Ok(seq=message.seq))

    def _refuse(self, seq: int | None, error: AppError) -> None:
        meaning = error.meaning
        self._outbox.send(Error(seq=seq, code=error.code, blame=meaning.blame, text=meaning.text))
