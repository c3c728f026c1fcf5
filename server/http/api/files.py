"""Files in a meeting: their pieces on the way in, and the whole on the way out."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import web

from server.http.context import BODY_SECONDS, GUEST, STAFF, done, read, reply, services
from server.services.files.files import MAX_PIECE, Upload
from server.wire import api
from server.wire.errors import AppError, Code

_SANDBOX = "sandbox; default-src 'none'"
"""Whatever is in a file, it is not a page of ours (R75)."""


def _seats(request: web.Request) -> set[str]:
    """The seats that this browser may have in meetings: of the account and of the guest."""
    seats = set()
    if (staff := request.get(STAFF)) is not None:
        seats.add(staff.principal.account_id)
    if (guest := request.get(GUEST)) is not None:
        seats.add(guest.session)
    return seats


def _view(upload: Upload) -> api.UploadView:
    return api.UploadView(id=upload.id, received=upload.received, piece=MAX_PIECE)


async def begin(request: web.Request) -> web.Response:
    form = await read(request, api.NewFile)
    upload = await services(request).files.begin(
        _seats(request), form.meeting, form.participant, place=form.place, name=form.name, size=form.size, to=form.to
    )
    return reply(_view(upload), 201)


async def progress(request: web.Request) -> web.Response:
    return reply(_view(services(request).files.progress(_seats(request), request.match_info["upload"])))


async def receive(request: web.Request) -> web.Response:
    offset = request.query.get("offset", "")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 13:
        raise AppError(Code.BAD_REQUEST)
    piece = await _piece(request)
    upload = await services(request).files.receive(_seats(request), request.match_info["upload"], int(offset), piece)
    return reply(_view(upload))


async def _piece(request: web.Request) -> bytes:
    """The raw body, at most one piece."""
    if request.content_type != "application/octet-stream":
        raise AppError(Code.BAD_REQUEST)
    whole = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.content.iter_any():
                whole += part
                if len(whole) > MAX_PIECE:
                    raise AppError(Code.TOO_LARGE)
    except TimeoutError:
        raise AppError(Code.TOO_SLOW) from None
    return bytes(whole)


async def cancel(request: web.Request) -> web.Response:
    await services(request).files.cancel(_seats(request), request.match_info["upload"])
    return done()


async def convert(request: web.Request) -> web.Response:
    made = await services(request).conversions.to_pdf(
        _seats(request), request.match_info["meeting"], request.match_info["file"]
    )
    return reply(api.FileMade(id=made), 201)


async def fetch(request: web.Request) -> web.StreamResponse:
    opened = await services(request).files.open(
        _seats(request), request.match_info["meeting"], request.match_info["file"]
    )
    # RFC 6266 section 4.3: the name in UTF-8, which every browser of today reads.
    response = web.StreamResponse(
        headers={
            "Content-Type": opened.format.media_type,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}",
            "Content-Length": str(opened.size),
            "Content-Security-Policy": _SANDBOX,
        }
    )
    await response.prepare(request)
    async for piece in opened.content:
        await response.write(piece)
    await response.write_eof()
    return response
