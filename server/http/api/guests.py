"""The guest's way in: the link, who they are, and their seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from auth.crypto.links import OPENS_BEFORE_SECONDS, Door
from auth.identity_numbers import phone_tail
from auth.meeting_classes import ONLY_LINK, in_order, missing, missing_at_the_door
from auth.model import Identification
from auth.permissions.matrix import Action
from auth.signin.oidc import Returned
from auth.signin.session_rules import GUEST_ABSOLUTE_SECONDS, GUEST_COOKIE
from server.http.addresses import throttle_key
from server.http.context import GUEST, address, begun, done, read, reply, set_begun, set_session
from server.http.returns import GUEST_RETURN, guest_return
from server.http.route import Route, Routes
from server.http.visitors import Visitors
from server.services.meetings.guest_codes import GuestCodes
from server.services.meetings.guest_eid import GuestEid
from server.services.meetings.guest_sessions import GuestSessions
from server.services.meetings.invitations import Invitations
from server.services.meetings.seats import Visitor
from server.services.model import GuestSession
from server.services.organisation.organisations import Organisations
from server.wire import api
from server.wire.errors import AppError, Code


def _guest(request: web.Request) -> GuestSession:
    visitor: Visitor | None = request.get(GUEST)
    if visitor is None or visitor.guest is None:
        raise AppError(Code.NOT_SIGNED_IN)
    return visitor.guest


class GuestsApi:
    """``origins`` are our addresses; to the first a broker sends the browser back."""

    def __init__(
        self,
        *,
        visitors: Visitors,
        guests: GuestSessions,
        invitations: Invitations,
        organisations: Organisations,
        guest_codes: GuestCodes,
        guest_eid: GuestEid,
        origins: Sequence[str],
    ) -> None:
        self._visitors = visitors
        self._guests = guests
        self._invitations = invitations
        self._organisations = organisations
        self._guest_codes = guest_codes
        self._guest_eid = guest_eid
        self._origins = origins

    async def check(self, request: web.Request) -> web.Response:
        form = await read(request, api.GuestLink)
        opened = await self._guests.open_link(form.token)
        meeting, invitation = opened.meeting, opened.invitation
        enough = not missing(invitation.identification, ONLY_LINK)
        return reply(
            api.GuestLinkView(
                meeting=api.GuestMeeting(
                    title=meeting.title if enough and meeting.show_title else "",
                    host_name=meeting.host_name if enough else "",
                    starts_at=meeting.starts_at,
                ),
                organisation=meeting.organisation,
                organisation_slug=(await self._organisations.of(meeting.tenant_id)).slug,
                name=invitation.name if enough else "",
                names_itself=invitation.shared,
                state="early" if opened.door is Door.EARLY else "open",
                opens_at=meeting.starts_at - OPENS_BEFORE_SECONDS,
                identification=invitation.identification,
            )
        )

    async def enter(self, request: web.Request) -> web.Response:
        """Consume the link.  A browser that comes by its own link again keeps the seat that it has."""
        form = await read(request, api.EnterMeeting)
        here = await self._visitors.guest(request)
        if here is not None and here.guest is not None:
            opened = await self._guests.open_link(form.token)
            if opened.invitation.id == here.guest.invitation.id and not opened.invitation.shared:
                return reply(await self._seat(here.guest))
        session, cookie = await self._guests.enter(form.token, form.name, throttle_key(address(request)))
        response = reply(await self._seat(session))
        set_session(response, GUEST_COOKIE, cookie, GUEST_ABSOLUTE_SECONDS)
        return response

    async def _seat(self, session: GuestSession) -> api.Seat:
        invitation = session.invitation
        todo = missing_at_the_door(invitation.identification, session.proofs)
        phone = None
        if Identification.SMS in todo and not invitation.protected_identity:
            phone = await self._invitations.phone(invitation)
        return api.Seat(todo=in_order(todo), phone_tail=phone_tail(phone) if phone else "")

    async def seat(self, request: web.Request) -> web.Response:
        session = _guest(request)
        await self._guests.meeting_open(session.invitation.meeting_id)
        return reply(await self._seat(session))

    async def send_code(self, request: web.Request) -> web.Response:
        session = _guest(request)
        await self._guests.meeting_open(session.invitation.meeting_id)
        secret = await self._guest_codes.send(session)
        response = done()
        set_begun(response, secret)
        return response

    async def check_code(self, request: web.Request) -> web.Response:
        session = _guest(request)
        form = await read(request, api.CheckCode)
        try:
            secret = begun(request)
        except AppError:
            raise AppError(Code.CODE_OVER) from None
        await self._guest_codes.check(session, secret, form.code)
        return await self._seat_anew(request)

    async def _seat_anew(self, request: web.Request) -> web.Response:
        """The seat as it is after the guest has been identified, and nothing begun any more."""
        visitor = await self._visitors.guest(request)
        if visitor is None or visitor.guest is None:
            raise AppError(Code.NOT_SIGNED_IN)
        await self._guests.meeting_open(visitor.guest.invitation.meeting_id)
        response = reply(await self._seat(visitor.guest))
        set_begun(response, "", 0)
        return response

    async def begin_eid(self, request: web.Request) -> web.Response:
        session = _guest(request)
        await self._guests.meeting_open(session.invitation.meeting_id)
        organisation = await self._organisations.of(session.invitation.tenant_id)
        url, secret = await self._guest_eid.begin(session, guest_return(self._origins[0], organisation.slug))
        response = reply(api.EidStart(url=url))
        set_begun(response, secret)
        return response

    async def finish_eid(self, request: web.Request) -> web.Response:
        """The way back from the broker.  Whatever happened, the guest sees our page and not an error of the API."""
        target = "/m"
        try:
            visitor = await self._visitors.guest(request)
            if visitor is None or visitor.guest is None:
                raise AppError(Code.NOT_SIGNED_IN)
            given = {name: request.query.get(name, "")[:4096] for name in ("code", "state", "iss")}
            returned = Returned(given["code"], given["state"], given["iss"])
            address = guest_return(self._origins[0], request.match_info["slug"])
            await self._guest_eid.finish(visitor.guest, begun(request), returned, address)
        except AppError as error:
            target = "/m?eid=mismatch" if error.code is Code.EID_MISMATCH else "/m?eid=failed"
        response = web.Response(status=303, headers={"Location": target})
        set_begun(response, "", 0)
        return response

    async def report(self, request: web.Request) -> web.Response:
        form = await read(request, api.ReportLink)
        await self._guests.report_link(form.token)
        return done()

    ROUTES: ClassVar[Routes[GuestsApi]] = (
        Route("POST", "/api/guest/check", Action.USE_LINK, check, api.GuestLink, api.GuestLinkView),
        Route("POST", "/api/guest/enter", Action.USE_LINK, enter, api.EnterMeeting, api.Seat),
        Route("GET", "/api/guest/seat", Action.SEE_SEAT, seat, gives=api.Seat),
        Route("POST", "/api/guest/code", Action.IDENTIFY, send_code),
        Route("POST", "/api/guest/code/check", Action.IDENTIFY, check_code, api.CheckCode, api.Seat),
        Route("POST", "/api/guest/eid", Action.IDENTIFY, begin_eid, gives=api.EidStart),
        Route("GET", GUEST_RETURN, Action.USE_LINK, finish_eid),
        Route("POST", "/api/guest/report", Action.USE_LINK, report, api.ReportLink),
    )
