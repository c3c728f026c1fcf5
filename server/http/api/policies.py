"""Meeting classes and identification: what the own unit may do, and what administrators decide."""

from __future__ import annotations

from aiohttp import web

from server.http.context import need_staff, read, reply, services
from server.wire import api


async def offer(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).policies.offer(staff))


async def overview(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).policies.overview(staff))


async def decide(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.NewPolicy)
    return reply(await services(request).policies.decide(staff, form))
