"""What every handler gets from the application and from the request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
import segno
from aiohttp import web
from yarl import URL

from auth.model import Staff
from auth.signin.passkeys import Site
from auth.signin.session_rules import BEGUN_COOKIE, GUEST_COOKIE, STAFF_COOKIE
from server.http.addresses import Network, client_address
from server.rooms.running.registry import Rooms
from server.services.audit.alerts import Alerts
from server.services.audit.follow_up import FollowUp
from server.services.delivery.mail import Mail
from server.services.delivery.sms import Sms
from server.services.files.conversion import Conversions
from server.services.files.files import Files
from server.services.meetings.co_hosts import CoHosts
from server.services.meetings.guest_codes import GuestCodes
from server.services.meetings.guest_eid import GuestEid
from server.services.meetings.invitations import Invitations
from server.services.meetings.link_delivery import LinkDelivery
from server.services.meetings.meetings import Meetings
from server.services.meetings.network_checks import NetworkChecks
from server.services.meetings.seats import Visitor
from server.services.organisation.organisations import Organisations
from server.services.organisation.oversight import Oversight
from server.services.organisation.policies import Policies
from server.services.organisation.proposals import Proposals
from server.services.organisation.settings import TenantSettings
from server.services.organisation.settings_check import SettingsCheck
from server.services.organisation.staff import StaffAdministration
from server.services.signin.accounts import Accounts
from server.services.signin.ceremonies import SECONDS
from server.services.signin.known_browsers import KnownBrowsers
from server.services.signin.provider import ProviderSignIn
from server.services.signin.sessions import StaffSessions
from server.services.signin.setup import SetUp
from server.services.signin.sign_in import SignIn
from server.services.signin.sign_in_methods import SignInMethods
from server.services.signin.step_up import StepUp
from server.services.support.faults import Faults
from server.signalling.socket import Signalling
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

S = TypeVar("S", bound=msgspec.Struct)

BODY_SECONDS = 30.0
"""For a whole request body (R52)."""

_FIELD = Text(
    sv="Det här fältet är inte rätt ifyllt. Osynliga tecken går inte att använda.",
    en="This field is not filled in correctly. Invisible characters cannot be used.",
)


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Which networks are believed about others, and from where administration may be reached."""

    proxies: Sequence[Network] = ()
    admin_networks: Sequence[Network] = ()
    admin_host: str = ""
    """As in the Host header; empty: any."""


@dataclass(frozen=True, slots=True)
class Services:
    """Built once by ``server.app``."""

    alerts: Alerts
    accounts: Accounts
    sessions: StaffSessions
    known_browsers: KnownBrowsers
    setup: SetUp
    sign_in: SignIn
    provider_sign_in: ProviderSignIn
    step_up: StepUp
    methods: SignInMethods
    organisations: Organisations
    staff: StaffAdministration
    oversight: Oversight
    settings: TenantSettings
    proposals: Proposals
    follow_up: FollowUp
    post: Mail
    meetings: Meetings
    co_hosts: CoHosts
    invitations: Invitations
    sms: Sms
    settings_check: SettingsCheck
    link_delivery: LinkDelivery
    guest_codes: GuestCodes
    guest_eid: GuestEid
    policies: Policies
    rooms: Rooms
    files: Files
    faults: Faults
    conversions: Conversions
    network_checks: NetworkChecks
    signalling: Signalling
    workers_alive: Callable[[], int]
    web_dir: Path
    origins: Callable[[], Sequence[str]]
    """Allowed values of Origin; the first is the address that links are made with."""
    perimeter: Perimeter
    https_only: bool
    """Tell browsers never to come without HTTPS; not with a self-made certificate, which is for trying things out."""


API: web.AppKey[dict[str, object]] = web.AppKey("api", dict)
"""The OpenAPI document."""
SERVICES: web.AppKey[Services] = web.AppKey("services", Services)


STAFF: web.RequestKey[Visitor] = web.RequestKey("staff", Visitor)
"""The signed-in account, looked up once by the guard; absent when there is none."""
GUEST: web.RequestKey[Visitor] = web.RequestKey("guest", Visitor)
"""The guest of this browser, looked up once by the guard; absent when there is none."""


def services(request: web.Request) -> Services:
    return request.app[SERVICES]


def address(request: web.Request) -> str:
    """The caller's network address, for throttling and for the perimeter only; it is stored nowhere."""
    forwarded = request.headers.getall("X-Forwarded-For", [])
    return client_address(request.remote or "", forwarded, services(request).perimeter.proxies)


def origin(request: web.Request) -> str:
    """Which of our addresses this browser is at; the guard has compared it with ours."""
    return request.headers.get("Origin", "")


def site(request: web.Request) -> Site:
    """The same for passkeys, which belong to a host (WebAuthn, 5.1.2)."""
    return Site(origin(request), URL(origin(request)).host or "")


async def staff_visitor(request: web.Request) -> Visitor | None:
    """The signed-in account, if any."""
    cookie = request.cookies.get(STAFF_COOKIE)
    if not cookie or len(cookie) > 128:
        return None
    found = await services(request).sessions.session(cookie)
    return Visitor(found[0].id, found[1]) if found else None


async def guest_visitor(request: web.Request) -> Visitor | None:
    """The guest of this browser, if any."""
    cookie = request.cookies.get(GUEST_COOKIE)
    if not cookie or len(cookie) > 128:
        return None
    found = await services(request).meetings.guest(cookie)
    return Visitor(found[0].id, found[1], found[0]) if found else None


def need_staff(request: web.Request) -> tuple[Visitor, Staff]:
    """The account that the guard found.  A route whose action is open to everybody has none."""
    visitor = request.get(STAFF)
    if visitor is None or not isinstance(visitor.principal, Staff):
        raise AppError(Code.NOT_SIGNED_IN)
    return visitor, visitor.principal


async def read(request: web.Request, kind: type[S]) -> S:
    """The JSON body, strictly.  Raises BAD_FIELDS where a known field is wrong, otherwise BAD_REQUEST."""
    if request.content_type != "application/json":
        raise AppError(Code.BAD_REQUEST)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.read()
    except TimeoutError:
        raise AppError(Code.TOO_SLOW) from None
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("`$.")[2].rstrip("`") if "`$." in str(error) else ""
        path = field.replace("[...]", "").replace("[", ".").replace("]", "")
        if not path:
            raise AppError(Code.BAD_REQUEST) from None
        raise AppError(Code.BAD_FIELDS, {path: _FIELD}) from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise AppError(Code.BAD_REQUEST) from None


def set_session(response: web.Response, name: str, value: str, max_age: int) -> None:
    """A session cookie (R17); an empty value with ``max_age`` 0 ends it."""
    response.set_cookie(name, value, max_age=max_age, path="/", secure=True, httponly=True, samesite="Lax")


def set_begun(response: web.Response, secret: str, seconds: int = SECONDS) -> None:
    """The browser holds the secret of what it has begun, until it ends it."""
    set_session(response, BEGUN_COOKIE, secret, seconds)


def begun(request: web.Request) -> str:
    """The secret of what this browser has begun.  Raises BEGIN_AGAIN."""
    cookie = request.cookies.get(BEGUN_COOKIE)
    if not cookie or len(cookie) > 128:
        raise AppError(Code.BEGIN_AGAIN)
    return cookie


def qr(text: str) -> str:
    """A QR code as an SVG document in a data: URL."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=8, border=4))


def reply(view: msgspec.Struct, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(view), status=status, content_type="application/json")


def done() -> web.Response:
    return web.Response(status=204)
