"""The agent's meetings and their guests' links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import segno
from aiohttp import web

from auth.meeting_classes import ONLY_LINK, Proofs, in_order, missing
from auth.model import Staff
from auth.permissions.matrix import Action
from server.http.context import done, need_staff, read, reply
from server.http.route import Route, Routes
from server.services.meetings.co_hosts import CoHosts, Colleague
from server.services.meetings.link_delivery import LinkDelivery
from server.services.meetings.meetings import Invited, LiveRooms, Meetings
from server.services.model import Invitation, Meeting
from server.services.signin.accounts import Accounts
from server.wire import api

_MEETING = "/api/meetings/{meeting}"
_INVITATION = _MEETING + "/invitations/{invitation}"


class MeetingsApi:
    """Whoever hosts a meeting makes it, invites to it and ends it here.  ``origins`` are our addresses; the first makes
    links."""

    def __init__(
        self,
        *,
        meetings: Meetings,
        co_hosts: CoHosts,
        link_delivery: LinkDelivery,
        accounts: Accounts,
        rooms: LiveRooms,
        origins: Sequence[str],
    ) -> None:
        self._meetings = meetings
        self._co_hosts = co_hosts
        self._link_delivery = link_delivery
        self._accounts = accounts
        self._rooms = rooms
        self._origins = origins

    def _url(self, token: str) -> str:
        """The link carries its secret in the fragment, which browsers send to no server."""
        return f"{self._origins[0]}/m#{token}"

    def _link(self, token: str) -> api.LinkView:
        url = self._url(token)
        code = segno.make(url, error="m", micro=False)
        return api.LinkView(url=url, qr=code.svg_data_uri(scale=8, border=4))

    def _invitation(
        self, invitation: Invitation, token: str | None = None, proofs: Proofs | None = None
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
            link=self._link(token) if token else None,
        )

    def _invited(self, invited: Invited) -> api.InvitationView:
        return self._invitation(invited.invitation, invited.token)

    def _view(
        self,
        staff: Staff,
        meeting: Meeting,
        invitations: Sequence[api.InvitationView] = (),
        co_hosts: Sequence[Colleague] = (),
    ) -> api.MeetingView:
        in_room, waiting = self._rooms.counts(meeting.id)
        return api.MeetingView(
            id=meeting.id,
            title=meeting.title,
            show_title=meeting.show_title,
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

    async def list_all(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        found = await self._meetings.hosted_by(staff)
        return reply(api.MeetingList(meetings=[self._view(staff, meeting) for meeting in found]))

    async def make(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.NewMeeting)
        account = await self._accounts.account(staff.account_id)
        meeting, invited = await self._meetings.make(staff, form, account.organisation)
        return reply(self._view(staff, meeting, [self._invited(one) for one in invited]), status=201)

    async def _hosted(self, request: web.Request, action: Action) -> tuple[Staff, Meeting]:
        _, staff = need_staff(request)
        return staff, await self._meetings.hosted(staff, request.match_info["meeting"], action)

    async def see(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.SEE_MEETING)
        await self._meetings.guests_seen(staff, meeting)
        return reply(await self._whole(staff, meeting))

    async def _whole(self, staff: Staff, meeting: Meeting) -> api.MeetingView:
        invitations = await self._meetings.invitations(meeting)
        proofs = await self._meetings.proofs_given(meeting)
        views = [self._invitation(one, proofs=proofs.get(one.id)) for one in invitations]
        return self._view(staff, meeting, views, await self._co_hosts.of(meeting))

    async def end(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.END_MEETING)
        await self._meetings.end(staff, meeting)
        return done()

    async def invite(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.INVITE)
        form = await read(request, api.AddGuest)
        return reply(self._invited(await self._meetings.invite(staff, meeting, form)), status=201)

    async def reissue(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.INVITE)
        invitation = request.match_info["invitation"]
        return reply(self._invited(await self._meetings.reissue(staff, meeting, invitation)))

    async def send_link(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.INVITE)
        form = await read(request, api.SendLink)
        invitation = request.match_info["invitation"]
        sent = await self._link_delivery.send(staff, meeting, invitation, form, self._url)
        return reply(self._invited(sent))

    async def revoke(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.INVITE)
        await self._meetings.revoke(staff, meeting, request.match_info["invitation"])
        return done()

    async def name_co_host(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.NAME_CO_HOST)
        form = await read(request, api.AddCoHost)
        await self._co_hosts.name(staff, meeting, form.email)
        return reply(await self._whole(staff, meeting), status=201)

    async def remove_co_host(self, request: web.Request) -> web.Response:
        staff, meeting = await self._hosted(request, Action.NAME_CO_HOST)
        await self._co_hosts.remove(staff, meeting, request.match_info["account"])
        return done()

    ROUTES: ClassVar[Routes[MeetingsApi]] = (
        Route("GET", "/api/meetings", Action.LIST_MEETINGS, list_all, gives=api.MeetingList),
        Route("POST", "/api/meetings", Action.MAKE_MEETING, make, api.NewMeeting, api.MeetingView, status=201),
        Route("GET", _MEETING, Action.SEE_MEETING, see, gives=api.MeetingView),
        Route("POST", _MEETING + "/end", Action.END_MEETING, end),
        Route("POST", _MEETING + "/invitations", Action.INVITE, invite, api.AddGuest, api.InvitationView, status=201),
        Route("POST", _INVITATION + "/send", Action.INVITE, send_link, api.SendLink, api.InvitationView),
        Route("POST", _INVITATION + "/reissue", Action.INVITE, reissue, gives=api.InvitationView),
        Route("DELETE", _INVITATION, Action.INVITE, revoke),
        Route(
            "POST",
            _MEETING + "/co-hosts",
            Action.NAME_CO_HOST,
            name_co_host,
            api.AddCoHost,
            api.MeetingView,
            status=201,
        ),
        Route("DELETE", _MEETING + "/co-hosts/{account}", Action.NAME_CO_HOST, remove_co_host),
    )
