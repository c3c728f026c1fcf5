"""Files in a meeting: their pieces on the way in, and the whole on the way out."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.body import whole
from server.http.context import GUEST, STAFF, done, read, reply
from server.http.route import Route, Routes
from server.services.files.conversion import Conversions
from server.services.files.fetching import Fetching
from server.services.files.files import MAX_PIECE, Files
from server.services.files.uploads import Upload
from server.wire import api
from server.wire.errors import AppError, Code

_SANDBOX = "sandbox; default-src 'none'"
"""Whatever is in a file, it is not a page of ours (R75)."""
_UPLOAD = "/api/uploads/{upload}"
_FILE = "/api/meetings/{meeting}/files/{file}"


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


async def _piece(request: web.Request) -> bytes:
    """The raw body, at most one piece."""
    if request.content_type != "application/octet-stream":
        raise AppError(Code.BAD_REQUEST)
    return await whole(request, MAX_PIECE)


class FilesApi:
    """Files of a meeting.  A browser acts for the seats that it may have; the rooms know which of them are inside."""

    def __init__(self, *, files: Files, fetching: Fetching, conversions: Conversions) -> None:
        self._files = files
        self._fetching = fetching
        self._conversions = conversions

    async def begin(self, request: web.Request) -> web.Response:
        form = await read(request, api.NewFile)
        upload = await self._files.begin(
            _seats(request),
            form.meeting,
            form.participant,
            place=form.place,
            name=form.name,
            size=form.size,
            to=form.to,
        )
        return reply(_view(upload), 201)

    async def progress(self, request: web.Request) -> web.Response:
        return reply(_view(self._files.progress(_seats(request), request.match_info["upload"])))

    async def receive(self, request: web.Request) -> web.Response:
        offset = request.query.get("offset", "")
        if not offset.isascii() or not offset.isdigit() or len(offset) > 13:
            raise AppError(Code.BAD_REQUEST)
        piece = await _piece(request)
        upload = await self._files.receive(_seats(request), request.match_info["upload"], int(offset), piece)
        return reply(_view(upload))

    async def cancel(self, request: web.Request) -> web.Response:
        await self._files.cancel(_seats(request), request.match_info["upload"])
        return done()

    async def convert(self, request: web.Request) -> web.Response:
        made = await self._conversions.to_pdf(
            _seats(request), request.match_info["meeting"], request.match_info["file"]
        )
        return reply(api.FileMade(id=made), 201)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        opened = await self._fetching.open(_seats(request), request.match_info["meeting"], request.match_info["file"])
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

    ROUTES: ClassVar[Routes[FilesApi]] = (
        Route("POST", "/api/uploads", Action.SEND_FILE, begin, api.NewFile, api.UploadView, 201),
        Route("GET", _UPLOAD, Action.SEND_FILE, progress, gives=api.UploadView),
        Route("PUT", _UPLOAD, Action.SEND_FILE, receive, gives=api.UploadView, query=api.PieceQuery, most=MAX_PIECE),
        Route("DELETE", _UPLOAD, Action.SEND_FILE, cancel),
        Route("GET", _FILE, Action.GET_FILE, fetch),
        Route("POST", _FILE + "/pdf", Action.CONVERT_DOCUMENT, convert, gives=api.FileMade, status=201),
    )
