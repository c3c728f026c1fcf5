"""What happens to every request before and after its handler: permission, origin, errors, headers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from auth.limits.throttle import Throttle
from auth.model import Nobody, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import conceivable
from server.http.addresses import throttle_key, within
from server.http.api.browser_policy import HEADERS, HSTS
from server.http.context import GUEST, STAFF, address, guest_visitor, need_staff, services, staff_visitor
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
    meaning = error.meaning
    view = api.Problem(code=error.code, blame=meaning.blame, text=meaning.text, fields=error.fields)
    return web.Response(body=msgspec.json.encode(view), status=meaning.status, content_type="application/json")


def foreign(request: web.Request) -> bool:
    """Whether a request that changes something, or opens a socket, does not come from our own pages (R47, R48)."""
    origin = request.headers.get("Origin")
    if origin is None or origin not in services(request).origins():
        return True
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
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


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: runs just before any response's head is sent."""
    for name, value in HEADERS.items():
        # A handler may have set a stricter policy of its own.
        if name != "Content-Security-Policy" or name not in response.headers:
            response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    if services(request).https_only:
        response.headers["Strict-Transport-Security"] = HSTS


class Limits:
    """Requests to the API per network address (R50).  Files of the client are not counted: a browser fetches them
    once, and two hundred people behind one address fetch them at the same time."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._requests = Throttle(rate=REQUESTS_PER_SECOND, burst=REQUEST_BURST)

    def take(self, request: web.Request) -> bool:
        if not request.path.startswith("/api/"):
            return True
        return self._requests.take(throttle_key(address(request)), self._now())


LIMITS: web.AppKey[Limits] = web.AppKey("limits", Limits)


def _check_perimeter(request: web.Request, action: Action) -> None:
    perimeter = services(request).perimeter
    if not action.row.administration:
        return
    if perimeter.admin_networks and not within(address(request), perimeter.admin_networks):
        raise AppError(Code.NOT_FROM_HERE)
    if perimeter.admin_host and request.headers.get("Host", "").lower() != perimeter.admin_host:
        raise AppError(Code.NOT_FROM_HERE)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Deny by default: a route without an action is denied, and so is a change that comes from elsewhere."""
    action = getattr(request.match_info.route.handler, ACTION, None)
    if not request.app[LIMITS].take(request):
        raise AppError(Code.RATE_LIMITED)
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    if not isinstance(action, Action):
        raise AppError(Code.NOT_ALLOWED)
    upgrade = request.path == "/ws"
    if action is Action.REPORT:
        # Browsers send these by themselves, with nothing of ours; they change nothing.
        return await handler(request)
    _check_perimeter(request, action)
    if upgrade or request.method not in _SAFE_METHODS:
        if foreign(request):
            raise AppError(Code.FOREIGN_ORIGIN)
        if not upgrade and request.headers.get("X-Resfri") != "1":
            raise AppError(Code.FOREIGN_ORIGIN)
    await _permit(request, action)
    if action.row.step_up and request.method not in _SAFE_METHODS:
        _, staff = need_staff(request)
        if not services(request).sessions.strong(staff):
            raise AppError(Code.STEP_UP_NEEDED)
    if action.row.audited and request.method not in _SAFE_METHODS:
        await services(request).rooms.audit.must_work()
    return await handler(request)


async def _permit(request: web.Request, action: Action) -> None:
    """Whoever this browser is signed in as, one of them must be allowed to do this at all.  Rights toward one
    meeting are checked again by the service that knows the meeting."""
    if conceivable(action, Nobody()):
        return
    here = []
    for key, visitor in ((STAFF, await staff_visitor(request)), (GUEST, await guest_visitor(request))):
        if visitor is not None:
            request[key] = visitor
            here.append(visitor.principal)
    if not here:
        raise AppError(Code.NOT_SIGNED_IN)
    if not any(conceivable(action, principal) for principal in here):
        # A guest who opens a page of the staff is asked to sign in.
        raise AppError(Code.NOT_ALLOWED if any(isinstance(one, Staff) for one in here) else Code.NOT_SIGNED_IN)
