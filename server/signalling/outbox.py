"""The sending side of one WebSocket: a bounded queue and the task that empties it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import msgspec
from aiohttp import web

from server.wire.room.base import ServerMessage
from server.wire.room.presence import Closed
from server.wire.room.shared import SignalMessage
from server.wire.vocabulary import LeaveReason

MAX_QUEUED_MESSAGES = 1000
MAX_QUEUED_BYTES = 1 << 20
MAX_QUEUED_SIGNALS = 50
"""What holds for the moment only is not worth more when the reader is behind."""
GOODBYE_SECONDS = 5.0
CLOSE_CODE = 4000
"""WebSocket close code of every goodbye of ours; the reason is its text."""

_AGAIN = {LeaveReason.DENIED, LeaveReason.SLOW_CONSUMER, LeaveReason.SERVER_STOPPING, LeaveReason.LOST}
"""After these it makes sense to connect anew."""

_encoder = msgspec.json.Encoder()


class WebSocketOutbox:
    """Implements ``Outbox``.  When the reader is so slow that the queue is full, the queue is dropped and the
    connection is closed with SLOW_CONSUMER."""

    def __init__(self) -> None:
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._goodbye = asyncio.Event()
        self.closing: LeaveReason | None = None
        self.in_words: Callable[[ServerMessage], ServerMessage] = lambda message: message
        """Puts a message into the words of the page's version of the wire."""

    def send(self, message: ServerMessage) -> None:
        if self.closing is not None:
            return
        if isinstance(message, SignalMessage) and len(self._queue) > MAX_QUEUED_SIGNALS:
            return
        text = _encoder.encode(self.in_words(message)).decode()
        self._queue.append(text)
        self._bytes += len(text)
        if self._bytes > MAX_QUEUED_BYTES or len(self._queue) > MAX_QUEUED_MESSAGES:
            self._queue.clear()
            self.close(LeaveReason.SLOW_CONSUMER)
        self._wake.set()

    def close(self, reason: LeaveReason) -> None:
        if self.closing is not None:
            return
        self._queue.append(_encoder.encode(Closed(reason=reason, again=reason in _AGAIN)).decode())
        self.closing = reason
        self._goodbye.set()
        self._wake.set()

    async def run(self, socket: web.WebSocketResponse) -> None:
        """Send until the goodbye is sent or the connection is gone."""
        sending = asyncio.create_task(self._send_all(socket), name="socket messages")
        closing = asyncio.create_task(self._wait_for_goodbye(), name="socket goodbye")
        try:
            _ = await asyncio.wait({sending, closing}, return_when=asyncio.FIRST_COMPLETED)
            # After the goodbye is queued the reader has a moment to take it; then the connection ends regardless.
            _ = await asyncio.wait({sending}, timeout=GOODBYE_SECONDS)
        finally:
            sending.cancel()
            closing.cancel()
            _ = await asyncio.gather(sending, closing, return_exceptions=True)

    async def _wait_for_goodbye(self) -> None:
        await self._goodbye.wait()

    async def _send_all(self, socket: web.WebSocketResponse) -> None:
        while True:
            while self._queue:
                text = self._queue.popleft()
                self._bytes -= len(text)
                await socket.send_str(text)
            if self.closing is not None:
                await socket.close(code=CLOSE_CODE, message=self.closing.value.encode())
                return
            self._wake.clear()
            await self._wake.wait()
