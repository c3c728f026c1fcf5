"""The whole HTTP API on one screen: method, path, the action it needs, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from auth.permissions import Action
from server.http import accounts, guests, meetings, pages
from server.wire import bodies

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """``takes`` is the request body; ``gives`` the answer's body (None: 204, or not JSON)."""

    method: str
    path: str
    action: Action
    handler: Handler
    takes: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct] | None = None
    status: int = 200

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")


_MEETING = "/api/meetings/{meeting}"
_INVITATION = _MEETING + "/invitations/{invitation}"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/api/health", Action.SEE_HEALTH, pages.health, gives=bodies.Health),
    Route("GET", "/api/openapi.json", Action.SEE_HEALTH, pages.openapi),
    Route("POST", "/api/setup/check", Action.SET_UP, accounts.check_setup, bodies.SetupLink, bodies.SetupView),
    Route("POST", "/api/setup", Action.SET_UP, accounts.set_up, bodies.SetupAccount, bodies.Me),
    Route("POST", "/api/sign-in", Action.SIGN_IN, accounts.sign_in, bodies.SignIn, bodies.Me),
    Route("POST", "/api/sign-out", Action.SIGN_OUT, accounts.sign_out),
    Route("GET", "/api/me", Action.SEE_SELF, accounts.me, gives=bodies.Me),
    Route("GET", "/api/meetings", Action.LIST_MEETINGS, meetings.list_all, gives=bodies.MeetingList),
    Route(
        "POST",
        "/api/meetings",
        Action.MAKE_MEETING,
        meetings.make,
        bodies.NewMeeting,
        bodies.MeetingView,
        status=201,
    ),
    Route("GET", _MEETING, Action.SEE_MEETING, meetings.see, gives=bodies.MeetingView),
    Route("POST", _MEETING + "/end", Action.END_MEETING, meetings.end),
    Route(
        "POST",
        _MEETING + "/invitations",
        Action.INVITE,
        meetings.invite,
        bodies.AddGuest,
        bodies.InvitationView,
        status=201,
    ),
    Route("POST", _INVITATION + "/reissue", Action.INVITE, meetings.reissue, gives=bodies.InvitationView),
    Route("DELETE", _INVITATION, Action.INVITE, meetings.revoke),
    Route("POST", "/api/guest/check", Action.USE_LINK, guests.check, bodies.GuestLink, bodies.GuestLinkView),
    Route("POST", "/api/guest/enter", Action.USE_LINK, guests.enter, bodies.EnterMeeting, bodies.Seat),
    Route("GET", "/api/guest/seat", Action.SEE_SEAT, guests.seat, gives=bodies.Seat),
    Route("POST", "/api/guest/report", Action.USE_LINK, guests.report, bodies.ReportLink),
    Route("POST", "/api/ticket", Action.CONNECT, guests.ticket, bodies.TicketRequest, bodies.Ticket),
    Route(
        "POST",
        "/api/network-test",
        Action.TEST_NETWORK,
        guests.start_network_test,
        bodies.NetworkTest,
        bodies.NetworkTestOffer,
    ),
    Route(
        "POST",
        "/api/network-test/answer",
        Action.TEST_NETWORK,
        guests.answer_network_test,
        bodies.NetworkTestAnswer,
    ),
    Route("GET", "/ws", Action.CONNECT, guests.socket),
    Route("GET", "/assets/{name}", Action.SEE_PAGES, pages.asset),
    Route("GET", "/icon.svg", Action.SEE_PAGES, pages.icon),
    Route("GET", "/{page:.*}", Action.SEE_PAGES, pages.page),
)
