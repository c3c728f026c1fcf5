"""The web application: every route behind the guard, and what all handlers share."""

from __future__ import annotations

import time

from aiohttp import web

from server.http import middleware
from server.http.api.routes import ROUTES, Route
from server.http.context import API, SERVICES, Services
from server.http.openapi import document

MAX_BODY_BYTES = 64 * 1024


def web_app(services: Services) -> web.Application:
    app = web.Application(middlewares=[middleware.headers, middleware.guard], client_max_size=MAX_BODY_BYTES)
    app[SERVICES] = services
    app[API] = document(ROUTES)
    app[middleware.LIMITS] = middleware.Limits(time.monotonic)
    app.on_response_prepare.append(middleware.add_headers)
    for route in ROUTES:
        if route.method == "GET" and route.path != "/ws":
            app.router.add_get(route.path, _guarded(route))
        else:
            app.router.add_route(route.method, route.path, _guarded(route))
    return app


def _guarded(route: Route) -> middleware.Handler:
    """The route's handler, labelled with the action that the guard checks."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await route.handler(request)

    setattr(handle, middleware.ACTION, route.action)
    return handle
