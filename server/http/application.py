"""The web application: every route behind the guard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from server.http.api.routes import AREAS, ROUTES
from server.http.context import API
from server.http.middleware import ACTION, Guard, Handler, problems
from server.http.openapi import document
from server.http.route import Api, Route

MAX_BODY_BYTES = 64 * 1024


def web_app(apis: Iterable[Api], guard: Guard) -> web.Application:
    """``apis`` are all areas of the route table, built."""
    app = web.Application(middlewares=[problems, guard.check], client_max_size=MAX_BODY_BYTES)
    app[API] = document(ROUTES)
    app.on_response_prepare.append(guard.add_headers)
    built = {type(api): api for api in apis}
    if set(built) != set(AREAS):
        raise ValueError("an area is not built, or not in the route table")
    for area in AREAS:
        for route in area.ROUTES:
            handler = _guarded(route, built[area])
            if route.method == "GET" and route.path != "/ws":
                app.router.add_get(route.path, handler)
            else:
                app.router.add_route(route.method, route.path, handler)
    return app


def _guarded(route: Route[Any], api: Api) -> Handler:
    """The route's handler, labelled with the action that the guard checks."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await route.handler(api, request)

    setattr(handle, ACTION, route.action)
    return handle
