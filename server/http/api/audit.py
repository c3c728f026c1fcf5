"""The audit trail and its follow-up."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import done, need_staff, read, reply
from server.http.route import Route, Routes
from server.services.audit.follow_up import FollowUp
from server.wire import api
from server.wire.errors import AppError, Code

_REVIEWS = "/api/audit/reviews"


class AuditApi:
    """The audit trail and its follow-up, for auditors."""

    def __init__(self, *, follow_up: FollowUp) -> None:
        self._follow_up = follow_up

    async def events(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        try:
            query = msgspec.convert(dict(request.query), api.AuditQuery, strict=False)
        except msgspec.ValidationError:
            raise AppError(Code.BAD_REQUEST) from None
        return reply(await self._follow_up.page(staff, query))

    async def reviews(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._follow_up.reviews(staff))

    async def open_review(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._follow_up.open(staff, await read(request, api.NewReview)), 201)

    async def see_review(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._follow_up.see(staff, request.match_info["review"]))

    async def close_review(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._follow_up.close(staff, request.match_info["review"], await read(request, api.CloseReview))
        return done()

    ROUTES: ClassVar[Routes[AuditApi]] = (
        Route("GET", "/api/audit/events", Action.SEE_AUDIT, events, gives=api.AuditPage, query=api.AuditQuery),
        Route("GET", _REVIEWS, Action.REVIEW_AUDIT, reviews, gives=api.ReviewList),
        Route("POST", _REVIEWS, Action.REVIEW_AUDIT, open_review, api.NewReview, api.ReviewDetail, status=201),
        Route("GET", _REVIEWS + "/{review}", Action.REVIEW_AUDIT, see_review, gives=api.ReviewDetail),
        Route("POST", _REVIEWS + "/{review}/close", Action.REVIEW_AUDIT, close_review, api.CloseReview),
    )
