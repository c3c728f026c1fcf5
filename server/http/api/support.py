"""Faults that people report, and their list for administrators."""

from __future__ import annotations

from aiohttp import web

from server.http.context import GUEST, STAFF, need_staff, read, reply, services
from server.wire import api
from server.wire.errors import AppError, Code


async def report(request: web.Request) -> web.Response:
    visitor = request.get(GUEST) or request.get(STAFF)
    if visitor is None:
        raise AppError(Code.NOT_SIGNED_IN)
    fault = await read(request, api.NewFault)
    reference = await services(request).faults.report(visitor.principal, visitor.session, fault)
    return reply(api.FaultReference(reference=reference), 201)


async def list_all(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).faults.list_all(staff))
