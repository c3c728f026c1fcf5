"""The guest's way in, the network test, and the door to the WebSocket."""

from __future__ import annotations

from aiohttp import web

from auth.crypto.links import OPENS_BEFORE_SECONDS, Door
from auth.identity_numbers import phone_tail
from auth.meeting_classes import in_order, missing_at_the_door
from auth.model import Identification
from auth.signin.oidc import Returned
from auth.signin.session_rules import GUEST_ABSOLUTE_SECONDS, GUEST_COOKIE
from server.http.context import (
    GUEST,
    address,
    begun,
    done,
    guest_visitor,
    read,
    reply,
    services,
    set_begun,
    set_session,
    staff_visitor,
)
from server.services.meetings.seats import Visitor, meeting_info
from server.services.model import GuestSession, Meeting
from server.signalling.socket import serve
from server.wire import api
from server.wire.errors import AppError, Code


async def check(request: web.Request) -> web.Response:
    form = await read(request, api.GuestLink)
    opened = await services(request).meetings.open_link(form.token)
    return reply(
        api.GuestLinkView(
            meeting=meeting_info(opened.meeting),
            organisation=opened.meeting.organisation,
            organisation_slug=(await services(request).organisations.of(opened.meeting.tenant_id)).slug,
            name=opened.invitation.name,
            kind=opened.invitation.kind,
            state="early" if opened.door is Door.EARLY else "open",
            opens_at=opened.meeting.starts_at - OPENS_BEFORE_SECONDS,
            identification=opened.invitation.identification,
        )
    )


async def enter(request: web.Request) -> web.Response:
    """Consume the link.  A browser that comes by its own link again keeps the seat that it has."""
    form = await read(request, api.EnterMeeting)
    here = await guest_visitor(request)
    if here is not None and here.guest is not None:
        opened = await services(request).meetings.open_link(form.token)
        if opened.invitation.id == here.guest.invitation.id and not opened.invitation.shared:
            return reply(await _seat(request, opened.meeting, here.guest))
    opened, session, cookie = await services(request).meetings.enter(form.token, form.name)
    response = reply(await _seat(request, opened.meeting, session))
    set_session(response, GUEST_COOKIE, cookie, GUEST_ABSOLUTE_SECONDS)
    return response


async def _seat(request: web.Request, meeting: Meeting, session: GuestSession) -> api.Seat:
    invitation = session.invitation
    todo = missing_at_the_door(invitation.identification, session.proofs)
    phone = None
    if Identification.SMS in todo and not invitation.protected_identity:
        phone = await services(request).invitations.phone(invitation)
    return api.Seat(
        meeting=meeting_info(meeting),
        name=session.name,
        kind=invitation.kind,
        staff=False,
        todo=in_order(todo),
        phone_tail=phone_tail(phone) if phone else "",
    )


async def seat(request: web.Request) -> web.Response:
    session = _guest(request)
    meeting = await services(request).meetings.meeting_open(session.invitation.meeting_id)
    return reply(await _seat(request, meeting, session))


def _guest(request: web.Request) -> GuestSession:
    visitor: Visitor | None = request.get(GUEST)
    if visitor is None or visitor.guest is None:
        raise AppError(Code.NOT_SIGNED_IN)
    return visitor.guest


async def send_code(request: web.Request) -> web.Response:
    session = _guest(request)
    await services(request).meetings.meeting_open(session.invitation.meeting_id)
    secret = await services(request).guest_codes.send(session)
    response = done()
    set_begun(response, secret)
    return response


async def check_code(request: web.Request) -> web.Response:
    session = _guest(request)
    form = await read(request, api.CheckCode)
    try:
        secret = begun(request)
    except AppError:
        raise AppError(Code.CODE_OVER) from None
    await services(request).guest_codes.check(session, secret, form.code)
    return await _seat_anew(request)


async def _seat_anew(request: web.Request) -> web.Response:
    """The seat as it is after the guest has been identified, and nothing begun any more."""
    visitor = await guest_visitor(request)
    if visitor is None or visitor.guest is None:
        raise AppError(Code.NOT_SIGNED_IN)
    meeting = await services(request).meetings.meeting_open(visitor.guest.invitation.meeting_id)
    response = reply(await _seat(request, meeting, visitor.guest))
    set_begun(response, "", 0)
    return response


def _callback(request: web.Request) -> str:
    return f"{services(request).origins()[0]}/oidc/guest"


async def begin_eid(request: web.Request) -> web.Response:
    session = _guest(request)
    await services(request).meetings.meeting_open(session.invitation.meeting_id)
    url, secret = await services(request).guest_eid.begin(session, _callback(request))
    response = reply(api.EidStart(url=url))
    set_begun(response, secret)
    return response


async def finish_eid(request: web.Request) -> web.Response:
    """The way back from the broker.  Whatever happened, the guest sees our page and not an error of the API."""
    target = "/m"
    try:
        visitor = await guest_visitor(request)
        if visitor is None or visitor.guest is None:
            raise AppError(Code.NOT_SIGNED_IN)
        given = {name: request.query.get(name, "")[:4096] for name in ("code", "state", "iss")}
        returned = Returned(given["code"], given["state"], given["iss"])
        await services(request).guest_eid.finish(visitor.guest, begun(request), returned, _callback(request))
    except AppError as error:
        target = "/m?eid=mismatch" if error.code is Code.EID_MISMATCH else "/m?eid=failed"
    response = web.Response(status=303, headers={"Location": target})
    set_begun(response, "", 0)
    return response


async def report(request: web.Request) -> web.Response:
    form = await read(request, api.ReportLink)
    await services(request).meetings.report_link(form.token)
    return done()


async def ticket(request: web.Request) -> web.Response:
    """Staff name the meeting; without one it is the guest of this browser who asks."""
    form = await read(request, api.TicketRequest)
    visitor = await _visitor(request, staff=form.meeting is not None)
    granted = await services(request).signalling.seats.grant(visitor, form.meeting)
    services(request).rooms.must_take(granted.meeting.id)
    return reply(api.Ticket(ticket=services(request).signalling.tickets.issue(visitor.session, granted.meeting.id)))


async def _visitor(request: web.Request, *, staff: bool) -> Visitor:
    visitor = await (staff_visitor(request) if staff else guest_visitor(request))
    if visitor is None:
        raise AppError(Code.NOT_SIGNED_IN)
    return visitor


async def start_network_test(request: web.Request) -> web.Response:
    form = await read(request, api.NetworkTest)
    if form.token is not None:
        await services(request).meetings.open_link(form.token)
    elif await staff_visitor(request) is None and await guest_visitor(request) is None:
        raise AppError(Code.NOT_SIGNED_IN)
    return reply(await services(request).network_checks.start(form.protocol, address(request)))


async def answer_network_test(request: web.Request) -> web.Response:
    form = await read(request, api.NetworkTestAnswer)
    await services(request).network_checks.answer(form.test, form.sdp)
    return done()


async def socket(request: web.Request) -> web.StreamResponse:
    """The middleware has checked Origin.  A browser may hold both a staff and a guest session; the ticket in the
    first message says which of them speaks."""

    async def identify() -> list[Visitor]:
        found = (await staff_visitor(request), await guest_visitor(request))
        return [visitor for visitor in found if visitor is not None]

    if not await identify():
        raise AppError(Code.NOT_SIGNED_IN)
    return await serve(services(request).signalling, request, identify)
