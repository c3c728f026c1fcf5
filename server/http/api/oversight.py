"""Running meetings and numbers, as administrators see them: never what or whom about."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.context import done, need_staff, reply
from server.http.route import Route, Routes
from server.services.organisation.oversight import Oversight, RunningRooms
from server.wire import api


class OversightApi:
    """``rooms`` says how many people are in which meeting."""

    def __init__(self, *, oversight: Oversight, rooms: RunningRooms) -> None:
        self._oversight = oversight
        self._rooms = rooms

    async def list_meetings(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        views = []
        for meeting in await self._oversight.meetings(staff):
            in_room, waiting = self._rooms.counts(meeting.id)
            views.append(
                api.OverseenMeeting(
                    id=meeting.id,
                    unit=meeting.unit_id,
                    meeting_class=meeting.meeting_class,
                    host_name=meeting.host_name,
                    starts_at=meeting.starts_at,
                    in_room=in_room,
                    waiting=waiting,
                )
            )
        return reply(api.OverseenList(meetings=views))

    async def stop_meeting(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._oversight.stop(staff, request.match_info["meeting"])
        return done()

    async def statistics(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        months = await self._oversight.statistics(staff)
        views = [
            api.MonthView(
                month=one.month,
                unit=one.unit_id,
                meeting_class=one.meeting_class,
                meetings=one.meetings,
                guests=one.guests,
                minutes=one.minutes,
            )
            for one in months
        ]
        return reply(api.Statistics(months=views))

    ROUTES: ClassVar[Routes[OversightApi]] = (
        Route("GET", "/api/admin/meetings", Action.OVERSEE_MEETINGS, list_meetings, gives=api.OverseenList),
        Route("POST", "/api/admin/meetings/{meeting}/stop", Action.STOP_MEETING, stop_meeting),
        Route("GET", "/api/admin/statistics", Action.SEE_STATISTICS, statistics, gives=api.Statistics),
    )
