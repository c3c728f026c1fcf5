"""What happens to every request before and after its handler: permission, origin, errors, headers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from auth.limits.throttle import Throttle
from auth.model import Nobody, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import conceivable
from server.http import body
from server.http.addresses import Network, NotUnderstood, client_address, within
from server.http.context import ADDRESS, GUEST, STAFF, address, need_staff
from server.http.problems import Handler
from server.http.route import Route
from server.http.visitors import Visitors
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.http")

ROUTE = "resfri_route"

REQUESTS_PER_SECOND = 100.0
REQUEST_BURST = 4000.0

_SAFE_METHODS = {"GET", "HEAD"}
_OWN = {"Content-Security-Policy", "Cache-Control"}
"""What a handler may have said more exactly."""


class Limits:
    """Requests to the API per network address (R50).  Files of the client are not counted: a browser fetches them
    once, and two hundred people behind one address fetch them at the same time."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._requests = Throttle(rate=REQUESTS_PER_SECOND, burst=REQUEST_BURST)

    def take(self, request: web.Request) -> bool:
        """Whether one more is within the limits."""
        if not request.path.startswith("/api/"):
            return True
        return self._requests.take(address(request), self._now())


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Which networks are believed about others, and from where administration may be reached."""

    proxies: Sequence[Network] = ()
    admin_networks: Sequence[Network] = ()
    admin_host: str = ""
    """As in the Host header; empty: any."""


class StrongSessions(Protocol):
    """Who has just proved who they are (R19)."""

    def strong(self, staff: Staff) -> bool:
        """Whether this account has just proved who it is."""


class WorkingAudit(Protocol):
    """Whether what needs a record can be recorded (R82)."""

    async def must_work(self) -> None:
        """Raises AUDIT_UNAVAILABLE."""


class Guard:
    """Deny by default.  ``origins`` are the allowed values of Origin; the list is filled when the port is known.
    ``headers`` are those of every answer."""

    def __init__(
        self,
        *,
        visitors: Visitors,
        sessions: StrongSessions,
        audit: WorkingAudit,
        origins: Sequence[str],
        perimeter: Perimeter,
        headers: Mapping[str, str],
    ) -> None:
        self._visitors = visitors
        self._sessions = sessions
        self._audit = audit
        self._origins = origins
        self._perimeter = perimeter
        self._headers = headers
        self._limits = Limits(time.monotonic)
        self._told = Throttle(rate=1 / 60, burst=1, capacity=1)

    def confine(self, perimeter: Perimeter) -> None:
        """This one from the next request on."""
        self._perimeter = perimeter

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A route without an action is denied, and so is a change that comes from elsewhere."""
        self._find_caller(request)
        if not self._limits.take(request):
            raise AppError(Code.RATE_LIMITED)
        route = getattr(request.match_info.route.handler, ROUTE, None)
        body.judge(request, route.most if isinstance(route, Route) else body.MAX_BODY_BYTES)
        if request.match_info.http_exception is not None:
            raise request.match_info.http_exception
        if not isinstance(route, Route):
            raise AppError(Code.NOT_ALLOWED)
        # Browsers send reports by themselves, with nothing of ours; they change nothing.
        if route.action is not Action.REPORT:
            await self._check(request, route.action)
        with body.deadline(request):
            return await handler(request)

    def _find_caller(self, request: web.Request) -> None:
        try:
            request[ADDRESS] = client_address(
                request.remote or "", request.headers.getall("X-Forwarded-For", []), self._perimeter.proxies
            )
        except NotUnderstood:
            if self._told.take("", time.monotonic()):
                log.warning("a trusted proxy sends an X-Forwarded-For that is no address; what it brings is refused")
            raise AppError(Code.BAD_REQUEST) from None

    async def _check(self, request: web.Request, action: Action) -> None:
        self._check_perimeter(request, action)
        self._check_origin(request)
        await self._permit(request, action)
        if request.method not in _SAFE_METHODS:
            await self._check_change(request, action)

    async def add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Signal handler: runs just before any response's head is sent."""
        response.headers.popall("Server", None)
        for name, value in self._headers.items():
            # A handler may have set a stricter policy of its own.
            if name not in _OWN or name not in response.headers:
                response.headers[name] = value

    def _check_perimeter(self, request: web.Request, action: Action) -> None:
        if not action.row.administration:
            return
        perimeter = self._perimeter
        if perimeter.admin_networks and not within(request[ADDRESS], perimeter.admin_networks):
            raise AppError(Code.NOT_FROM_HERE)
        if perimeter.admin_host and request.headers.get("Host", "").lower() != perimeter.admin_host:
            raise AppError(Code.NOT_FROM_HERE)

    def _check_origin(self, request: web.Request) -> None:
        upgrade = request.path == "/ws"
        if not upgrade and request.method in _SAFE_METHODS:
            return
        if self._foreign(request) or (not upgrade and request.headers.get("X-Resfri") != "1"):
            raise AppError(Code.FOREIGN_ORIGIN)

    def _foreign(self, request: web.Request) -> bool:
        """Whether a request that changes something, or opens a socket, does not come from our own pages (R47, R48)."""
        origin = request.headers.get("Origin")
        if origin is None or origin not in self._origins:
            return True
        return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"

    async def _check_change(self, request: web.Request, action: Action) -> None:
        if action.row.step_up:
            _, staff = need_staff(request)
            if not self._sessions.strong(staff):
                raise AppError(Code.STEP_UP_NEEDED)
        if action.row.audited:
            await self._audit.must_work()

    async def _permit(self, request: web.Request, action: Action) -> None:
        """Whoever this browser is signed in as, one of them must be allowed to do this at all.  Rights toward one
        meeting are checked again by the service that knows the meeting."""
        if conceivable(action, Nobody()):
            return
        here = []
        for key, visitor in (
            (STAFF, await self._visitors.staff(request)),
            (GUEST, await self._visitors.guest(request)),
        ):
            if visitor is not None:
                request[key] = visitor
                here.append(visitor.principal)
        if not here:
            raise AppError(Code.NOT_SIGNED_IN)
        if not any(conceivable(action, principal) for principal in here):
            # A guest who opens a page of the staff is asked to sign in.
            raise AppError(Code.NOT_ALLOWED if any(isinstance(one, Staff) for one in here) else Code.NOT_SIGNED_IN)
