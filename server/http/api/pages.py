"""The built web client, health, and the description of the API."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import API, reply
from server.http.route import Route, Routes
from server.wire import api
from server.wire.errors import AppError, Code

_ASSET = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_ASSET_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".tflite": "application/octet-stream",
    ".bcmap": "application/octet-stream",
    ".pfb": "application/octet-stream",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
FOREVER = "public, max-age=31536000, immutable"


class PagesApi:
    """``web_dir`` holds the built client."""

    def __init__(self, *, web_dir: Path, well: Callable[[], Awaitable[bool]]) -> None:
        self._web_dir = web_dir
        self._well = well

    async def health(self, request: web.Request) -> web.Response:
        """For what watches the server, and for strangers: no version, and no reason (`resfri status` has them)."""
        well = await self._well()
        return reply(api.Health(status="ok" if well else "degraded"), 200 if well else 503)

    async def openapi(self, request: web.Request) -> web.Response:
        return web.json_response(request.app[API])

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """A hashed file of the client.  The name is one path segment of harmless characters, so it cannot leave the
        folder."""
        name = request.match_info["name"]
        path = self._web_dir / "assets" / name
        kind = _ASSET_TYPES.get(path.suffix)
        if kind is None or not _ASSET.fullmatch(name) or not path.is_file():
            raise AppError(Code.NOT_FOUND)
        return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": FOREVER})

    async def icon(self, request: web.Request) -> web.StreamResponse:
        path = self._web_dir / "icon.svg"
        if not path.is_file():
            raise AppError(Code.NOT_FOUND)
        return web.FileResponse(path, headers={"Content-Type": "image/svg+xml"})

    async def page(self, request: web.Request) -> web.StreamResponse:
        """Every other address is the client's one page; the client says what is not found."""
        if request.path.startswith(("/api/", "/assets/")):
            raise AppError(Code.NOT_FOUND)
        path = self._web_dir / "index.html"
        if not path.is_file():
            raise AppError(Code.NOT_FOUND)
        return web.FileResponse(path, headers={"Content-Type": "text/html; charset=utf-8"})

    ROUTES: ClassVar[Routes[PagesApi]] = (
        Route("GET", "/api/health", Action.SEE_HEALTH, health, gives=api.Health),
        Route("GET", "/api/openapi.json", Action.SEE_HEALTH, openapi),
        Route("GET", "/assets/{name}", Action.SEE_PAGES, asset),
        Route("GET", "/icon.svg", Action.SEE_PAGES, icon),
        Route("GET", "/{page:.*}", Action.SEE_PAGES, page),
    )
