"""A new way in for somebody who has lost theirs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.api.organisation import staff_view
from server.http.context import done, need_staff, read, reply
from server.http.returns import setup_page
from server.http.route import Route, Routes
from server.services.delivery.mail import Mail
from server.services.organisation.recovery import Recovery
from server.wire import api

_ADMIN = "/api/admin"
_RECOVERY = _ADMIN + "/recoveries/{recovery}"


class RecoveryApi:
    """``origins`` are our addresses; the first makes links.  Whoever asks is never shown one."""

    def __init__(self, *, recovery: Recovery, mail: Mail, origins: Sequence[str]) -> None:
        self._recovery = recovery
        self._mail = mail
        self._origins = origins

    async def ask(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.RecoveryRequest)
        if form.mail:
            await self._mail.must_be_set_up(staff.tenant_id)
        record, token = await self._recovery.ask(staff, request.match_info["account"], mail=form.mail)
        if token is not None:
            link = setup_page(self._origins[0], token)
            await self._mail.send_recovery_link(record.tenant_id, record.email, record.name, link)
        return reply(api.RecoveryAsked(mailed=token is not None))

    async def waiting(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        views = [
            api.RecoveryView(
                id=one.proposal.id,
                person=staff_view(staff, one.record),
                asked_by=one.proposal.proposer,
                asked_at=one.proposal.proposed_at,
                yours=one.proposal.proposed_by == staff.account_id,
            )
            for one in await self._recovery.waiting(staff)
        ]
        return reply(api.RecoveryList(recoveries=views))

    async def approve(self, request: web.Request) -> web.Response:
        """Two have agreed: the second hands the link over, or has it mailed."""
        _, staff = need_staff(request)
        form = await read(request, api.StaffLinkRequest)
        if form.mail:
            await self._mail.must_be_set_up(staff.tenant_id)
        record, token = await self._recovery.approve(staff, request.match_info["recovery"])
        link = setup_page(self._origins[0], token)
        if form.mail:
            await self._mail.send_recovery_link(record.tenant_id, record.email, record.name, link)
        return reply(api.InvitedStaff(person=staff_view(staff, record), link=None if form.mail else link), status=201)

    async def reject(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._recovery.reject(staff, request.match_info["recovery"])
        return done()

    ROUTES: ClassVar[Routes[RecoveryApi]] = (
        Route(
            "POST",
            _ADMIN + "/staff/{account}/recovery",
            Action.MANAGE_RECOVERY,
            ask,
            api.RecoveryRequest,
            api.RecoveryAsked,
        ),
        Route("GET", _ADMIN + "/recoveries", Action.MANAGE_RECOVERY, waiting, gives=api.RecoveryList),
        Route(
            "POST",
            _RECOVERY + "/approve",
            Action.MANAGE_RECOVERY,
            approve,
            api.StaffLinkRequest,
            api.InvitedStaff,
            201,
        ),
        Route("POST", _RECOVERY + "/reject", Action.MANAGE_RECOVERY, reject),
    )
