"""The audit trail and its follow-up."""

from __future__ import annotations

import msgspec
from aiohttp import web

from server.http.context import done, need_staff, read, reply, services
from server.wire import api
from server.wire.errors import AppError, Code


async def events(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    try:
        query = msgspec.convert(dict(request.query), api.AuditQuery, strict=False)
    except msgspec.ValidationError:
        raise AppError(Code.BAD_REQUEST) from None
    return reply(await services(request).follow_up.page(staff, query))


async def reviews(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).follow_up.reviews(staff))


async def open_review(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).follow_up.open(staff, await read(request, api.NewReview)), 201)


async def see_review(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(await services(request).follow_up.see(staff, request.match_info["review"]))


async def close_review(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).follow_up.close(staff, request.match_info["review"], await read(request, api.CloseReview))
    return done()
