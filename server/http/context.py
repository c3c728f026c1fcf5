"""What handlers read of a request, and how they answer: no services here."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
import segno
from aiohttp import web
from yarl import URL

from auth.model import Staff
from auth.signin.passkeys import Site
from auth.signin.session_rules import BEGUN_COOKIE
from server.http.addresses import throttle_key
from server.http.body import MAX_BODY_BYTES, whole
from server.services.meetings.seats import Visitor
from server.services.signin.ceremonies import SECONDS
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

S = TypeVar("S", bound=msgspec.Struct)

_PATH = re.compile(r"`\$\.([^`]+)`")

_FIELD = Text(
    sv="Det här fältet är inte rätt ifyllt. Osynliga tecken går inte att använda.",
    en="This field is not filled in correctly. Invisible characters cannot be used.",
)

API: web.AppKey[dict[str, object]] = web.AppKey("api", dict)
"""The OpenAPI document."""

ADDRESS: web.RequestKey[str] = web.RequestKey("address", str)
"""Where a request comes from, for the perimeter; what is counted is :func:`address`."""
STAFF: web.RequestKey[Visitor] = web.RequestKey("staff", Visitor)
"""The signed-in account, looked up once by the guard; absent when there is none."""
GUEST: web.RequestKey[Visitor] = web.RequestKey("guest", Visitor)
"""The guest of this browser, looked up once by the guard; absent when there is none."""


def address(request: web.Request) -> str:
    """Who is counted as one, as the guard found them: an IPv4 address or an IPv6 /64.  It is stored nowhere."""
    return throttle_key(request[ADDRESS])


def origin(request: web.Request) -> str:
    """Which of our addresses this browser is at; the guard has compared it with ours."""
    return request.headers.get("Origin", "")


def site(request: web.Request) -> Site:
    """The same for passkeys, which belong to a host (WebAuthn, 5.1.2)."""
    return Site(origin(request), URL(origin(request)).host or "")


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
    raw = await whole(request, MAX_BODY_BYTES)
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        # From the outside inwards; what a struct says of its own field comes before where the struct is.
        field = ".".join(reversed(_PATH.findall(str(error))))
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
    """The body as JSON."""
    return web.Response(body=msgspec.json.encode(view), status=status, content_type="application/json")


def done() -> web.Response:
    """Done, and nothing to say (204)."""
    return web.Response(status=204)
