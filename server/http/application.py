"""The web application: every route behind the guard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiohttp import web

from server.http.api.routes import AREAS, ROUTES
from server.http.body import MAX_BODY_BYTES, invite_later
from server.http.context import API
from server.http.middleware import ROUTE, Guard
from server.http.openapi import document
from server.http.problems import Handler, problems
from server.http.route import Api, Route


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
                app.router.add_get(route.path, handler, expect_handler=invite_later)
            else:
                app.router.add_route(route.method, route.path, handler, expect_handler=invite_later)
    return app


def _guarded(route: Route[Any], api: Api) -> Handler:
    """The route's handler, labelled with itself for the guard."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await route.handler(api, request)

    setattr(handle, ROUTE, route)
    return handle
