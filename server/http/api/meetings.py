"""The agent's meetings and their guests' links."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from aiohttp import web

from auth.meeting_classes import ONLY_LINK, Proofs, in_order, missing
from auth.model import Staff
from auth.permissions.matrix import Action
from server.http.context import done, need_staff, read, reply, services
from server.services.meetings.co_hosts import Colleague
from server.services.meetings.meetings import Invited
from server.services.model import Invitation, Meeting
from server.wire import api


def _url(request: web.Request, token: str) -> str:
    """The link carries its secret in the fragment, which browsers send to no server."""
    return f"{services(request).origins()[0]}/m#{token}"


def _link(request: web.Request, token: str) -> api.LinkView:
    url = _url(request, token)
    code = segno.make(url, error="m", micro=False)
    return api.LinkView(url=url, qr=code.svg_data_uri(scale=8, border=4))


def _invitation(
    request: web.Request, invitation: Invitation, token: str | None = None, proofs: Proofs | None = None
) -> api.InvitationView:
    """``proofs`` None: the link has not been used."""
    return api.InvitationView(
        id=invitation.id,
        name=invitation.name,
        kind=invitation.kind,
        shared=invitation.shared,
        state="revoked" if invitation.revoked_at else "used" if invitation.used_at else "unused",
        identification=invitation.identification,
        identified_by=in_order(proofs) if proofs else [],
        missing=in_order(missing(invitation.identification, proofs or ONLY_LINK)),
        protected_identity=invitation.protected_identity,
        phone=invitation.phone is not None,
        email=invitation.email is not None,
        link=_link(request, token) if token else None,
    )


def _invited(request: web.Request, invited: Invited) -> api.InvitationView:
    return _invitation(request, invited.invitation, invited.token)


def _view(
    request: web.Request,
    staff: Staff,
    meeting: Meeting,
    invitations: Sequence[api.InvitationView] = (),
    co_hosts: Sequence[Colleague] = (),
) -> api.MeetingView:
    in_room, waiting = services(request).rooms.counts(meeting.id)
    return api.MeetingView(
        id=meeting.id,
        title=meeting.title,
        meeting_class=meeting.meeting_class,
        lobby=meeting.lobby,
        starts_at=meeting.starts_at,
        ended_at=meeting.ended_at,
        host_name=meeting.host_name,
        mine=meeting.owner_id == staff.account_id,
        in_room=in_room,
        waiting=waiting,
        capacity=meeting.capacity,
        co_hosts=[api.CoHostView(id=one.id, name=one.name) for one in co_hosts],
        invitations=list(invitations),
    )


async def list_all(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    found = await services(request).meetings.hosted_by(staff)
    return reply(api.MeetingList(meetings=[_view(request, staff, meeting) for meeting in found]))


async def make(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.NewMeeting)
    account = await services(request).accounts.account(staff.account_id)
    meeting, invited = await services(request).meetings.make(staff, form, account.organisation)
    return reply(_view(request, staff, meeting, [_invited(request, one) for one in invited]), status=201)


async def _hosted(request: web.Request, action: Action) -> tuple[Staff, Meeting]:
    _, staff = need_staff(request)
    return staff, await services(request).meetings.hosted(staff, request.match_info["meeting"], action)


async def see(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.SEE_MEETING)
    await services(request).meetings.guests_seen(staff, meeting)
    return reply(await _whole(request, staff, meeting))


async def _whole(request: web.Request, staff: Staff, meeting: Meeting) -> api.MeetingView:
    invitations = await services(request).meetings.invitations(meeting)
    proofs = await services(request).meetings.proofs_given(meeting)
    views = [_invitation(request, one, proofs=proofs.get(one.id)) for one in invitations]
    return _view(request, staff, meeting, views, await services(request).co_hosts.of(meeting))


async def end(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.END_MEETING)
    await services(request).meetings.end(staff, meeting)
    return done()


async def invite(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.INVITE)
    form = await read(request, api.AddGuest)
    return reply(_invited(request, await services(request).meetings.invite(staff, meeting, form)), status=201)


async def reissue(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.INVITE)
    invitation = request.match_info["invitation"]
    return reply(_invited(request, await services(request).meetings.reissue(staff, meeting, invitation)))


async def send_link(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.INVITE)
    form = await read(request, api.SendLink)
    invitation = request.match_info["invitation"]
    sent = await services(request).link_delivery.send(
        staff, meeting, invitation, form, lambda token: _url(request, token)
    )
    return reply(_invited(request, sent))


async def revoke(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.INVITE)
    await services(request).meetings.revoke(staff, meeting, request.match_info["invitation"])
    return done()


async def name_co_host(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.NAME_CO_HOST)
    form = await read(request, api.AddCoHost)
    await services(request).co_hosts.name(staff, meeting, form.email)
    return reply(await _whole(request, staff, meeting), status=201)


async def remove_co_host(request: web.Request) -> web.Response:
    staff, meeting = await _hosted(request, Action.NAME_CO_HOST)
    await services(request).co_hosts.remove(staff, meeting, request.match_info["account"])
    return done()
