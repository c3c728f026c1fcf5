"""ICE-TCP, passive side (RFC 6544) with RFC 4571 framing: a 2-byte length before every datagram."""

from __future__ import annotations

import asyncio
from typing import Literal, Protocol, cast

from media.srtp import INBOX, MAX_PLAIN_BYTES

MAX_CONNECTIONS = 4000
MAX_STRANGERS = 256
MAX_STRANGERS_PER_HOST = 64
"""Connections that have not authenticated yet; a whole town hall may share one address and reconnect at once."""
AUTHENTICATION_SECONDS = 10.0
VIDEO_BUFFER_BYTES = 64 * 1024
"""Above this video is dropped, so that speech still gets through."""
LINGER_SECONDS = 2.0
BUFFER_BYTES = 256 * 1024
"""Above this everything is dropped."""


class Owner(Protocol):
    """What a connection needs of the demultiplexer."""

    connections: set[TcpConnection]

    def received(self, connection: TcpConnection, length: int) -> None:
        """A frame of ``length`` bytes lies in ``INBOX``."""

    def disconnected(self, connection: TcpConnection) -> None: ...

    def dropped(self) -> None: ...


class TcpConnection(asyncio.Protocol):
    """One client's connection; it is at the same time the path back to that client."""

    protocol: Literal["udp", "tcp"] = "tcp"
    socket_address = b""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._pending = bytearray()
        self._deadline: asyncio.TimerHandle | None = None
        self.host = ""
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.host, self.port = transport.get_extra_info("peername")[:2]
        if self._owner_is_full():
            self._owner.dropped()
            self._transport.abort()
            return
        self._owner.connections.add(self)
        self._deadline = asyncio.get_running_loop().call_later(AUTHENTICATION_SECONDS, self.release)

    def _owner_is_full(self) -> bool:
        connections = self._owner.connections
        strangers = [other for other in connections if other._deadline is not None]
        siblings = sum(1 for other in strangers if other.host == self.host)
        full = len(connections) >= MAX_CONNECTIONS or len(strangers) >= MAX_STRANGERS
        return full or siblings >= MAX_STRANGERS_PER_HOST

    def authenticated(self) -> None:
        """A check with a valid password arrived; from now on the transport's consent keeps the connection."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def data_received(self, data: bytes) -> None:
        pending = self._pending
        pending += data
        position = 0
        while len(pending) - position >= 2:
            length = pending[position] << 8 | pending[position + 1]
            if length > MAX_PLAIN_BYTES:
                self._owner.dropped()
                self.release()
                return
            end = position + 2 + length
            if len(pending) < end:
                break
            if length:
                INBOX[:length] = pending[position + 2 : end]
                self._owner.received(self, length)
            else:
                self._owner.dropped()
            position = end
        del pending[:position]

    def connection_lost(self, error: Exception | None) -> None:
        self.authenticated()
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
        transport = self._transport
        if transport is not None and not transport.is_closing():
            transport.close()
            asyncio.get_running_loop().call_later(LINGER_SECONDS, transport.abort)
