"""Every failure as the same kind of answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from server.wire import api
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.http")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HTTP_CODES = {403: Code.NOT_ALLOWED, 404: Code.NOT_FOUND, 405: Code.WRONG_METHOD, 413: Code.TOO_LARGE}


def problem(error: AppError) -> web.Response:
    """The error as every route gives it."""
    meaning = error.meaning
    view = api.Problem(code=error.code, blame=meaning.blame, text=meaning.text, fields=error.fields)
    return web.Response(body=msgspec.json.encode(view), status=meaning.status, content_type="application/json")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost layer: every failure becomes a Problem."""
    try:
        response = await handler(request)
    except AppError as error:
        response = problem(error)
    except web.HTTPException as error:
        response = problem(AppError(_HTTP_CODES.get(error.status, Code.BAD_REQUEST)))
    except RequestPayloadError:
        response = problem(AppError(Code.BAD_REQUEST))
    except Exception as error:
        if isinstance(error, ConnectionError) and request.transport is None:
            # Whoever asked has gone in the middle of it.
            return problem(AppError(Code.BAD_REQUEST))
        # The path may hold ids, so only the route's pattern is logged.
        resource = request.match_info.route.resource
        log.exception("%s %s failed", request.method, resource.canonical if resource else "?")
        response = problem(AppError(Code.INTERNAL))
    return response
