"""What happens to every request before and after its handler: permission, origin, errors, headers."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec
from aiohttp import web

from auth.limits.throttle import Throttle
from auth.model import Nobody, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import conceivable
from server.http.addresses import Network, client_address, throttle_key, within
from server.http.api.browser_policy import HEADERS, HSTS
from server.http.context import ADDRESS, GUEST, STAFF, address, need_staff
from server.http.visitors import Visitors
from server.wire import api
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.http")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ACTION = "resfri_action"

REQUESTS_PER_SECOND = 100.0
REQUEST_BURST = 4000.0

_SAFE_METHODS = {"GET", "HEAD"}
_HTTP_CODES = {403: Code.NOT_ALLOWED, 404: Code.NOT_FOUND, 405: Code.WRONG_METHOD, 413: Code.TOO_LARGE}


def problem(error: AppError) -> web.Response:
    """The error as every route gives it."""
    meaning = error.meaning
    view = api.Problem(code=error.code, blame=meaning.blame, text=meaning.text, fields=error.fields)
    return web.Response(body=msgspec.json.encode(view), status=meaning.status, content_type="application/json")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost layer: every failure becomes a Problem."""
    try:
        response = await handler(request)
    except AppError as error:
        response = problem(error)
    except web.HTTPException as error:
        response = problem(AppError(_HTTP_CODES.get(error.status, Code.BAD_REQUEST)))
    except Exception:
        # The path may hold ids, so only the route's pattern is logged.
        resource = request.match_info.route.resource
        log.exception("%s %s failed", request.method, resource.canonical if resource else "?")
        response = problem(AppError(Code.INTERNAL))
    return response


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
        return self._requests.take(throttle_key(address(request)), self._now())


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
    ``https_only`` tells browsers never to come without HTTPS; not with a self-made certificate, which is for trying
    things out."""

    def __init__(
        self,
        *,
        visitors: Visitors,
        sessions: StrongSessions,
        audit: WorkingAudit,
        origins: Sequence[str],
        perimeter: Perimeter,
        https_only: bool,
    ) -> None:
        self._visitors = visitors
        self._sessions = sessions
        self._audit = audit
        self._origins = origins
        self._perimeter = perimeter
        self._https_only = https_only
        self._limits = Limits(time.monotonic)

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A route without an action is denied, and so is a change that comes from elsewhere."""
        request[ADDRESS] = client_address(
            request.remote or "", request.headers.getall("X-Forwarded-For", []), self._perimeter.proxies
        )
        action = getattr(request.match_info.route.handler, ACTION, None)
        if not self._limits.take(request):
            raise AppError(Code.RATE_LIMITED)
        if request.match_info.http_exception is not None:
            raise request.match_info.http_exception
        if not isinstance(action, Action):
            raise AppError(Code.NOT_ALLOWED)
        if action is Action.REPORT:
            # Browsers send these by themselves, with nothing of ours; they change nothing.
            return await handler(request)
        self._check_perimeter(request, action)
        self._check_origin(request)
        await self._permit(request, action)
        if request.method not in _SAFE_METHODS:
            await self._check_change(request, action)
        return await handler(request)

    async def add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Signal handler: runs just before any response's head is sent."""
        for name, value in HEADERS.items():
            # A handler may have set a stricter policy of its own.
            if name != "Content-Security-Policy" or name not in response.headers:
                response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        if self._https_only:
            response.headers["Strict-Transport-Security"] = HSTS

    def _check_perimeter(self, request: web.Request, action: Action) -> None:
        if not action.row.administration:
            return
        perimeter = self._perimeter
        if perimeter.admin_networks and not within(address(request), perimeter.admin_networks):
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
