"""A request's body, judged by its head before any work, and given one deadline whoever reads it (R50, R52)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from server.wire.errors import AppError, Code

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 30.0
"""For a whole request body (R52)."""


def judge(request: web.Request, most: int) -> None:
    """By the head alone.  Raises ENCODED for a compressed body, of which we take none; TOO_LARGE for one that declares
    more than ``most`` bytes; BAD_REQUEST where the client first wants something that we do not know (RFC 9110, section
    10.1.1)."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise AppError(Code.ENCODED)
    if (request.content_length or 0) > most:
        raise AppError(Code.TOO_LARGE)
    if request.headers.get("Expect", "100-continue").lower() != "100-continue":
        raise AppError(Code.BAD_REQUEST)


async def invite_later(_: web.Request) -> None:
    """aiohttp would invite a body before anybody has judged its head; see :func:`deadline`."""


@contextmanager
def deadline(request: web.Request) -> Iterator[None]:
    """Invite the body of a client that waits for that.  After BODY_SECONDS, whoever reads what has not come whole gets
    TOO_SLOW."""
    if not request.can_read_body:
        yield
        return
    if "Expect" in request.headers and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = request.content

    def expire() -> None:
        if not body.is_eof():
            body.set_exception(AppError(Code.TOO_SLOW))

    timer = asyncio.get_running_loop().call_later(BODY_SECONDS, expire)
    try:
        yield
    finally:
        timer.cancel()


async def whole(request: web.Request, most: int) -> bytes:
    """The body.  Raises TOO_LARGE beyond ``most`` bytes, TOO_SLOW."""
    found = bytearray()
    async for part in request.content.iter_any():
        found += part
        if len(found) > most:
            raise AppError(Code.TOO_LARGE)
    return bytes(found)
