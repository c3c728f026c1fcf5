"""The built web client, health, and the description of the API."""

from __future__ import annotations

import re
from importlib.metadata import version

from aiohttp import web

from server.http.context import API, reply, services
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


async def health(request: web.Request) -> web.Response:
    workers = services(request).workers_alive()
    return reply(api.Health(status="ok" if workers else "degraded", version=version("resfri"), workers=workers))


async def openapi(request: web.Request) -> web.Response:
    return web.json_response(request.app[API])


async def asset(request: web.Request) -> web.StreamResponse:
    """A hashed file of the client.  The name is one path segment of harmless characters, so it cannot leave the
    folder."""
    name = request.match_info["name"]
    path = services(request).web_dir / "assets" / name
    kind = _ASSET_TYPES.get(path.suffix)
    if kind is None or not _ASSET.fullmatch(name) or not path.is_file():
        raise AppError(Code.NOT_FOUND)
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": FOREVER})


async def icon(request: web.Request) -> web.StreamResponse:
    path = services(request).web_dir / "icon.svg"
    if not path.is_file():
        raise AppError(Code.NOT_FOUND)
    return web.FileResponse(path, headers={"Content-Type": "image/svg+xml"})


async def page(request: web.Request) -> web.StreamResponse:
    """Every other address is the client's one page; the client says what is not found."""
    if request.path.startswith(("/api/", "/assets/")):
        raise AppError(Code.NOT_FOUND)
    path = services(request).web_dir / "index.html"
    if not path.is_file():
        raise AppError(Code.NOT_FOUND)
    return web.FileResponse(path, headers={"Content-Type": "text/html; charset=utf-8"})
