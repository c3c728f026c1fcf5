"""Meeting classes and identification: what the own unit may do, and what administrators decide."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import need_staff, read, reply
from server.http.route import Route, Routes
from server.services.organisation.policies import Policies
from server.wire import api


class PoliciesApi:
    """Which meeting classes a unit may use, and how its guests are identified."""

    def __init__(self, *, policies: Policies) -> None:
        self._policies = policies

    async def offer(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._policies.offer(staff))

    async def overview(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(await self._policies.overview(staff))

    async def decide(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.NewPolicy)
        return reply(await self._policies.decide(staff, form))

    ROUTES: ClassVar[Routes[PoliciesApi]] = (
        Route("GET", "/api/policies", Action.SEE_POLICY, offer, gives=api.PolicyOffer),
        Route("GET", "/api/admin/policies", Action.SEE_POLICY, overview, gives=api.PolicyOverview),
        Route("POST", "/api/admin/policies", Action.SET_POLICY, decide, api.NewPolicy, api.PolicyOverview),
    )
