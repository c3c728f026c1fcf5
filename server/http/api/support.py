"""Faults that people report, and their list for administrators."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import GUEST, STAFF, need_staff, read, reply
from server.http.route import Route, Routes
from server.services.support.faults import Faults
from server.wire import api
from server.wire.errors import AppError, Code


class SupportApi:
    """Fault reports, in and out."""

    def __init__(self, *, faults: Faults) -> None:
        self._faults = faults

    async def report(self, request: web.Request) -> web.Response:
        visitor = request.get(GUEST) or request.get(STAFF)
        if visitor is None:
            raise AppError(Code.NOT_SIGNED_IN)
        fault = await read(request, api.NewFault)
        reference = await self._faults.report(visitor.principal, visitor.session, fault)
        return reply(api.FaultReference(reference=reference), 201)

    async def list_all(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._faults.list_all(staff))

    ROUTES: ClassVar[Routes[SupportApi]] = (
        Route("GET", "/api/admin/faults", Action.SEE_FAULTS, list_all, gives=api.FaultList),
        Route("POST", "/api/faults", Action.REPORT_FAULT, report, api.NewFault, api.FaultReference, 201),
    )
