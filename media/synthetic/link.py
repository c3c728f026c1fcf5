"""The client's end of ICE: one socket, controlling checks toward the worker's candidate, consent kept fresh."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Literal, cast

from media.net import stun

CHECK_SECONDS = 0.2
CONSENT_SECONDS = 2.5


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, receive: Callable[[bytes], None]) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._receive(data)


class _Tcp(asyncio.Protocol):
    """RFC 4571 framing."""

    def __init__(self, receive: Callable[[bytes], None]) -> None:
        self._receive = receive
        self._pending = b""

    def data_received(self, data: bytes) -> None:
        self._pending += data
        while len(self._pending) >= 2:
            end = 2 + int.from_bytes(self._pending[:2], "big")
            if len(self._pending) < end:
                return
            frame, self._pending = self._pending[2:end], self._pending[end:]
            self._receive(frame)


class Link:
    """``receive`` gets every datagram that is not STUN; ``lose`` decides which incoming ones get lost."""

    def __init__(self, receive: Callable[[bytes], None], lose: Callable[[bytes], bool] | None, password: str) -> None:
        """``password`` is our own, with which the worker's checks are made."""
        self._receive = receive
        self._own_password = password
        self._remote = ("", 0)
        self._lose = lose
        self._transport: asyncio.BaseTransport | None = None
        self._tcp = False
        self._checks: asyncio.Task[None] | None = None
        self._username = ""
        self._password = ""
        self._transactions: set[bytes] = set()
        self.connected = asyncio.Event()
        self._wake = asyncio.Event()

    async def open(self, protocol: Literal["udp", "tcp"], host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        self._tcp = protocol == "tcp"
        self._remote = (host, port)
        if self._tcp:
            self._transport, _ = await loop.create_connection(lambda: _Tcp(self._received), host, port)
        else:
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: _Udp(self._received), remote_addr=(host, port)
            )
        self._checks = asyncio.create_task(self._check_forever(), name="synthetic connectivity checks")

    def credentials(self, username: str, password: str) -> None:
        """Use these in checks from now on; new ones mean an ICE restart."""
        if (username, password) != (self._username, self._password):
            self._username, self._password = username, password
            self.connected.clear()
            self._wake.set()

    def send(self, data: bytes | memoryview) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if self._tcp:
            cast("asyncio.Transport", transport).write(len(data).to_bytes(2, "big") + bytes(data))
        else:
            cast("asyncio.DatagramTransport", transport).sendto(bytes(data))

    async def _check_forever(self) -> None:
        while True:
            transaction, request = stun.binding_request(self._username, self._password, nominate=True)
            self._transactions = {transaction, *list(self._transactions)[-8:]}
            self.send(request)
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CONSENT_SECONDS if self.connected.is_set() else CHECK_SECONDS):
                    await self._wake.wait()

    def _received(self, data: bytes) -> None:
        if not data or (self._lose is not None and self._lose(data)):
            return
        if data[0] > 3:
            self._receive(data)
            return
        with contextlib.suppress(stun.MalformedStunError):
            message = stun.parse(data)
            if message.kind == stun.BINDING_REQUEST and message.authenticated(self._own_password):
                self.send(stun.binding_response(message, *self._remote, self._own_password))
            ours = message.transaction in self._transactions and message.authenticated(self._password)
            if message.kind == stun.BINDING_RESPONSE and ours:
                self.connected.set()

    async def close(self) -> None:
        if self._checks is not None:
            self._checks.cancel()
            await asyncio.gather(self._checks, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()
