"""ICE-TCP, passive side (RFC 6544) with RFC 4571 framing: a 2-byte length before every datagram.

What a client sends faster than we take it stays in the network: the connection is not read until there is room.
"""

from __future__ import annotations

import asyncio
from typing import Literal, Protocol, cast

from media.net.addresses import network
from media.srtp import INBOX, MAX_PLAIN_BYTES

MAX_CONNECTIONS = 4000
MAX_STRANGERS = 256
MAX_STRANGERS_PER_NETWORK = 64
"""Connections that have not authenticated yet; a whole town hall may share one address and reconnect at once."""
AUTHENTICATION_SECONDS = 3.0
"""Browsers send their first check as soon as they are connected; one that was lost comes again a second later."""
STRANGER_BYTES = 4096
"""What is read of a stranger, whose first frame must be an authentic check; browsers' have some 130 bytes."""
READ_BYTES = 16 * 1024
"""What is read at once of a participant."""
FRAMES_PER_PASS = 64
"""Then other callbacks get their turn."""
RETRY_SECONDS = 0.1
"""After which a connection is looked at again whose transport has used up what it may send in this second."""
_LENGTH_BYTES = 2
VIDEO_BUFFER_BYTES = 64 * 1024
"""Above this video is dropped, so that speech still gets through."""
LINGER_SECONDS = 2.0
BUFFER_BYTES = 256 * 1024
"""Above this everything is dropped."""


class Owner(Protocol):
    """What a connection needs of the demultiplexer."""

    connections: set[TcpConnection]
    strangers: dict[TcpConnection, None]
    """Those of them that have not authenticated, the oldest first."""

    def willing(self, connection: TcpConnection) -> bool:
        """Whether its transport may send anything now."""

    def received(self, connection: TcpConnection, length: int) -> bool:
        """A frame of ``length`` bytes lies in ``INBOX``; false when it came from a stranger, who remains one."""

    def disconnected(self, connection: TcpConnection) -> None: ...

    def dropped(self) -> None: ...


class TcpConnection(asyncio.BufferedProtocol):
    """One client's connection; it is at the same time the path back to that client."""

    protocol: Literal["udp", "tcp"] = "tcp"
    socket_address = b""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._bytes = bytearray(STRANGER_BYTES)
        self._begin = self._end = 0
        """What was read and not yet taken lies between."""
        self._deadline: asyncio.TimerHandle | None = None
        self._again: asyncio.Handle | None = None
        self.host = ""
        self.port = 0
        self.network = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.host, self.port = transport.get_extra_info("peername")[:2]
        self.network = network(self.host)
        self._make_room()
        if len(self._owner.connections) >= MAX_CONNECTIONS:
            self._owner.dropped()
            self._transport.abort()
            return
        self._owner.connections.add(self)
        self._owner.strangers[self] = None
        self._deadline = asyncio.get_running_loop().call_later(AUTHENTICATION_SECONDS, self.release)

    def _make_room(self) -> None:
        """The strangers that came first have had their time; those of the same network go before others."""
        strangers = self._owner.strangers
        siblings = [other for other in strangers if other.network == self.network]
        if len(siblings) >= MAX_STRANGERS_PER_NETWORK:
            siblings[0].evict()
        elif strangers and (len(strangers) >= MAX_STRANGERS or len(self._owner.connections) >= MAX_CONNECTIONS):
            next(iter(strangers)).evict()

    @property
    def stranger(self) -> bool:
        return self in self._owner.strangers

    @property
    def _closing(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def evict(self) -> None:
        """Close at once, without what may be buffered."""
        self._owner.dropped()
        self._leave()
        if self._transport is not None:
            self._transport.abort()

    def authenticated(self) -> None:
        """A check with a valid password arrived; from now on the transport's consent keeps the connection."""
        if self.stranger:
            self._acquit()
            # The view that is being read into stays as it was.
            self._bytes = self._bytes + bytes(READ_BYTES - STRANGER_BYTES)

    def _acquit(self) -> None:
        self._owner.strangers.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def get_buffer(self, sizehint: int) -> memoryview:
        return memoryview(self._bytes)[self._end :]

    def buffer_updated(self, nbytes: int) -> None:
        self._end += nbytes
        self._take()

    def _take(self) -> None:
        """Hand on the frames that are whole.  Reading goes on when all of them have been."""
        self._again = None
        for _ in range(FRAMES_PER_PASS):
            begin, data = self._begin, self._bytes
            if self._end - begin < _LENGTH_BYTES:
                self._read_on()
                return
            start, length = begin + _LENGTH_BYTES, data[begin] << 8 | data[begin + 1]
            # RFC 4571 section 2 knows empty packets; no browser sends them, and each would be work for nothing.
            if not 0 < length <= MAX_PLAIN_BYTES:
                self._refuse()
                return
            if self._end - start < length:
                self._read_on()
                return
            if not self._owner.willing(self):
                self._rest(RETRY_SECONDS)
                return
            INBOX[:length] = data[start : start + length]
            self._begin = start + length
            if not self._owner.received(self, length):
                self.release()
            if self._closing:
                return
        self._rest(0.0)

    def _read_on(self) -> None:
        """What is left is less than a frame, and there is room for a whole one."""
        left = self._end - self._begin
        self._bytes[:left] = self._bytes[self._begin : self._end]
        self._begin, self._end = 0, left
        if self._transport is not None:
            self._transport.resume_reading()

    def _rest(self, seconds: float) -> None:
        """Others first: read nothing until what was read has been taken."""
        if self._transport is None:
            return
        self._transport.pause_reading()
        loop = asyncio.get_running_loop()
        self._again = loop.call_later(seconds, self._take) if seconds else loop.call_soon(self._take)

    def _refuse(self) -> None:
        """What came is no frame that a client sends."""
        self._owner.dropped()
        self.release()

    def connection_lost(self, error: Exception | None) -> None:
        self._leave()

    def _leave(self) -> None:
        self._acquit()
        if self._again is not None:
            self._again.cancel()
        if self in self._owner.connections:
            self._owner.connections.discard(self)
            self._owner.disconnected(self)

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > (VIDEO_BUFFER_BYTES if video else BUFFER_BYTES):
            self._owner.dropped()
            return
        # The caller's buffer is reused at once, so that the frame must be a copy.
        transport.write(len(data).to_bytes(2, "big") + bytes(data))

    def release(self) -> None:
        """Close once what is buffered has left; a client that reads no more is cut off."""
        if self._again is not None:
            self._again.cancel()
        transport = self._transport
        if transport is not None and not transport.is_closing():
            transport.close()
            asyncio.get_running_loop().call_later(LINGER_SECONDS, transport.abort)
