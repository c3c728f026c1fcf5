"""From a session into a room: the ticket, the network check before it, and the door to the WebSocket."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import address, done, read, reply
from server.http.route import Route, Routes
from server.http.visitors import Visitors
from server.services.meetings.guest_sessions import GuestSessions
from server.services.meetings.network_checks import NetworkChecks
from server.services.meetings.seats import Visitor
from server.signalling.socket import Signalling, serve
from server.wire import api
from server.wire.errors import AppError, Code


class EnteringApi:
    """For staff and guests alike."""

    def __init__(
        self, *, visitors: Visitors, guests: GuestSessions, network_checks: NetworkChecks, signalling: Signalling
    ) -> None:
        self._visitors = visitors
        self._guests = guests
        self._network_checks = network_checks
        self._signalling = signalling

    async def ticket(self, request: web.Request) -> web.Response:
        """Staff name the meeting; without one it is the guest of this browser who asks."""
        form = await read(request, api.TicketRequest)
        visitor = await self._visitor(request, staff=form.meeting is not None)
        taken = await self._signalling.seats.take(visitor, form.meeting)
        self._signalling.rooms.must_take(taken.settings.info.id)
        return reply(api.Ticket(ticket=self._signalling.tickets.issue(visitor.session, taken.settings.info.id)))

    async def _visitor(self, request: web.Request, *, staff: bool) -> Visitor:
        visitor = await (self._visitors.staff(request) if staff else self._visitors.guest(request))
        if visitor is None:
            raise AppError(Code.NOT_SIGNED_IN)
        return visitor

    async def start_network_check(self, request: web.Request) -> web.Response:
        form = await read(request, api.NetworkTest)
        if form.token is not None:
            await self._guests.open_link(form.token)
        elif await self._visitors.staff(request) is None and await self._visitors.guest(request) is None:
            raise AppError(Code.NOT_SIGNED_IN)
        return reply(await self._network_checks.start(form.protocol, address(request)))

    async def answer_network_check(self, request: web.Request) -> web.Response:
        form = await read(request, api.NetworkTestAnswer)
        await self._network_checks.answer(form.test, form.sdp)
        return done()

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """The middleware has checked Origin.  A browser may hold both a staff and a guest session; the ticket in the
        first message says which of them speaks."""

        async def identify() -> list[Visitor]:
            found = (await self._visitors.staff(request), await self._visitors.guest(request))
            return [visitor for visitor in found if visitor is not None]

        if not await identify():
            raise AppError(Code.NOT_SIGNED_IN)
        return await serve(self._signalling, request, identify)

    ROUTES: ClassVar[Routes[EnteringApi]] = (
        Route("POST", "/api/ticket", Action.CONNECT, ticket, api.TicketRequest, api.Ticket),
        Route(
            "POST", "/api/network-test", Action.TEST_NETWORK, start_network_check, api.NetworkTest, api.NetworkTestOffer
        ),
        Route("POST", "/api/network-test/answer", Action.TEST_NETWORK, answer_network_check, api.NetworkTestAnswer),
        Route("GET", "/ws", Action.CONNECT, socket),
    )
