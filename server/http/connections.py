"""Connections, before anything is asked over them: how many there may be, and what is answered to what is no request.

aiohttp's own protocol answers such things in its own words, with Python's version and a traceback for each; here they
get what every other mistake gets (R42, R50, R79).
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import ssl
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler, RequestPayloadError

from auth.limits.throttle import Throttle
from server.http.addresses import Network, throttle_key, within
from server.http.problems import problem
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.http")

FILES_FOR_THE_REST = 256
"""Descriptors that are not for connections: the database, media workers, files."""
HEAD_SECONDS = 10.0
"""A connection without a whole request head for so long is closed, whether it is idle or slow (R52)."""
STALLED_SECONDS = 30.0
"""For what has been sent to be taken by the other side's system."""
LINGER_SECONDS = 5.0
"""How long what still comes of a refused body is read and dropped: closed at once, many a client would lose the answer
that is on its way (RFC 9112, section 9.6)."""
_FROM_OUTSIDE = (AppError, ConnectionError, HttpProcessingError, RequestPayloadError)
"""What whoever is at the other end brings about by what they send, or by going away."""


@dataclass(frozen=True, slots=True)
class Most:
    """Open connections: in all, and from one address (an IPv4 address, an IPv6 /64).  A trusted proxy speaks for many,
    and counts in all only."""

    in_all: int
    per_address: int
    proxies: Sequence[Network] = ()


def within_files(wanted: int) -> int:
    """As many connections as wanted, or as the system lets this process have descriptors for.  Raises its own limit as
    far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + FILES_FOR_THE_REST
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(hard, needed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(soft - FILES_FOR_THE_REST, soft // 2))


class Connection(RequestHandler):
    """One connection, which answers mistakes as we do.  ``headers`` are those of every answer."""

    __slots__ = ("_connections", "_headers")

    def __init__(self, manager: Connections, headers: Mapping[str, str], **options: Any) -> None:
        super().__init__(manager, **options)
        self._connections = manager
        self._headers = headers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """One that there is no place for is closed before anything is made for it."""
        assert isinstance(transport, asyncio.Transport)
        if self._connections.may_come(transport):
            super().connection_made(transport)
        else:
            transport.abort()

    @property
    def idle(self) -> bool:
        """Whether nothing is being answered over it."""
        return self._current_request is None and not self._messages

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Raises ConnectionError where an answer has begun."""
        if not isinstance(exc, _FROM_OUTSIDE):
            log.error("a request failed outside its handler", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError
        code = Code.BAD_REQUEST if isinstance(exc, _FROM_OUTSIDE) else Code.INTERNAL
        response = _Plain(body=problem(AppError(code)).body, status=AppError(code).meaning.status)
        response.headers.update({**self._headers, "Content-Type": "application/json"})
        response.force_close()
        return response

    def log_exception(self, *args: Any, **more: Any) -> None:
        if not isinstance(more.get("exc_info"), _FROM_OUTSIDE):
            super().log_exception(*args, **more)


class _Plain(web.Response):
    """Without the library's name and version: no signal handler of the application sees this answer."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


class Connections(web.Server):
    """All of a server's connections.  Who comes when ``most`` are open takes the place of the one that has been open
    longest with nothing being answered over it, and is closed where there is none; so is who has too many already."""

    def __init__(self, served: web.Server, most: Most, headers: Mapping[str, str], **options: Any) -> None:
        super().__init__(served.request_handler, request_factory=served.request_factory, **options)
        self._most = most
        self._headers = headers
        self._options = options
        self._keys: dict[RequestHandler, str] = {}
        self._held: Counter[str] = Counter()
        self._told = Throttle(rate=1 / 60, burst=1, capacity=2)

    def __call__(self) -> RequestHandler:
        return Connection(self, self._headers, loop=asyncio.get_running_loop(), **self._options)

    def may_come(self, transport: asyncio.Transport) -> bool:
        """Whether there is a place for it, which a resting one may have to make."""
        key = self._key(transport)
        if key and self._held[key] >= self._most.per_address:
            self._tell("one address")
            return False
        if not self._has_room():
            self._tell("all")
            return False
        return True

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        _end_when_stalled(transport)
        key = self._keys[handler] = self._key(transport)
        self._held[key] += 1

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        super().connection_lost(handler, exc)
        self._forget(handler)

    def _key(self, transport: asyncio.Transport) -> str:
        peer = str((transport.get_extra_info("peername") or ("",))[0])
        return "" if within(peer, self._most.proxies) else throttle_key(peer)

    def _has_room(self) -> bool:
        if len(self._keys) < self._most.in_all:
            return True
        resting = next((one for one in self._keys if isinstance(one, Connection) and one.idle), None)
        if resting is None:
            return False
        self._forget(resting)
        resting.force_close()
        return True

    def _forget(self, handler: RequestHandler) -> None:
        key = self._keys.pop(handler, None)
        if key is not None:
            self._held[key] -= 1
            if self._held[key] <= 0:
                del self._held[key]

    def _tell(self, whose: str) -> None:
        """Once a minute; whose they are is written nowhere."""
        if self._told.take(whose, time.monotonic()):
            log.warning("too many open connections (of %s); more are closed at once", whose)


def _end_when_stalled(transport: asyncio.Transport) -> None:
    """Whoever asks for much and reads none of it holds a place for no longer than this (RFC 5482)."""
    sock = transport.get_extra_info("socket")
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if sock is not None and option is not None:
        sock.setsockopt(socket.IPPROTO_TCP, option, int(STALLED_SECONDS * 1000))


class Site(web.TCPSite):
    """``aiohttp.web.TCPSite`` whose handshakes of TLS have as long as a request's head, and not a minute."""

    def __init__(self, runner: web.BaseRunner, host: str, port: int, ssl_context: ssl.SSLContext | None) -> None:
        super().__init__(runner, host, port, ssl_context=ssl_context)
        self._handshake_seconds = HEAD_SECONDS if ssl_context is not None else None

    async def start(self) -> None:
        await web.BaseSite.start(self)
        assert self._runner.server is not None
        self._server = await asyncio.get_running_loop().create_server(
            self._runner.server,
            self._host,
            self._port,
            ssl=self._ssl_context,
            backlog=self._backlog,
            ssl_handshake_timeout=self._handshake_seconds,
        )


class Runner(web.AppRunner):
    """``aiohttp.web.AppRunner`` with our connections.  No body is inflated: we take none that is compressed.  What is
    running has ``stop_seconds`` at the end."""

    def __init__(self, app: web.Application, most: Most, headers: Mapping[str, str], *, stop_seconds: float) -> None:
        super().__init__(app, shutdown_timeout=stop_seconds)
        self._most = most
        self._policy = headers
        self._options: dict[str, Any] = {
            "access_log": None,
            "auto_decompress": False,
            "keepalive_timeout": HEAD_SECONDS,
            "lingering_time": LINGER_SECONDS,
        }

    async def _make_server(self) -> web.Server:
        return Connections(await super()._make_server(), self._most, self._policy, **self._options)
