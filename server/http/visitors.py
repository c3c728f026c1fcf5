"""Who is behind a request, by its cookies: an account, a guest, both or nobody."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from auth.model import Guest, Staff
from auth.signin.session_rules import GUEST_COOKIE, STAFF_COOKIE
from server.services.meetings.seats import Visitor
from server.services.model import GuestSession, StaffSession

MAX_COOKIE = 128


class StaffSource(Protocol):
    """Answers the living session of a cookie."""

    async def session(self, cookie: str) -> tuple[StaffSession, Staff] | None: ...


class GuestSource(Protocol):
    """Answers the living guest session of a cookie."""

    async def guest(self, cookie: str) -> tuple[GuestSession, Guest] | None: ...


class Visitors:
    """Looks sessions up anew each time: one that has ended is none."""

    def __init__(self, staff: StaffSource, guests: GuestSource) -> None:
        self._staff = staff
        self._guests = guests

    async def staff(self, request: web.Request) -> Visitor | None:
        """The signed-in account, if any."""
        cookie = request.cookies.get(STAFF_COOKIE)
        if not cookie or len(cookie) > MAX_COOKIE:
            return None
        found = await self._staff.session(cookie)
        return Visitor(found[0].id, found[1]) if found else None

    async def guest(self, request: web.Request) -> Visitor | None:
        """The guest of this browser, if any."""
        cookie = request.cookies.get(GUEST_COOKIE)
        if not cookie or len(cookie) > MAX_COOKIE:
            return None
        found = await self._guests.guest(cookie)
        return Visitor(found[0].id, found[1], found[0]) if found else None
