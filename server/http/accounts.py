"""Set-up, sign-in and sign-out."""

from __future__ import annotations

from aiohttp import web

from auth.sessions import STAFF_ABSOLUTE_SECONDS, STAFF_COOKIE
from server.http.context import address, done, need_staff, read, reply, services, set_session
from server.services.accounts import SignedIn
from server.services.records import Account
from server.wire import bodies


def _me(account: Account) -> bodies.Me:
    return bodies.Me(
        name=account.name,
        email=account.email,
        role=account.role,
        organisation=account.organisation,
        organisation_slug=account.slug,
        unit=account.unit,
    )


def _signed_in(result: SignedIn) -> web.Response:
    response = reply(_me(result.account))
    set_session(response, STAFF_COOKIE, result.cookie, STAFF_ABSOLUTE_SECONDS)
    return response


async def check_setup(request: web.Request) -> web.Response:
    form = await read(request, bodies.SetupLink)
    account = await services(request).accounts.check_setup(form.token)
    if account is None:
        return reply(bodies.SetupView(purpose="first_account", organisation=""))
    return reply(bodies.SetupView(purpose="sign_in", organisation=account.organisation))


async def set_up(request: web.Request) -> web.Response:
    return _signed_in(await services(request).accounts.set_up(await read(request, bodies.SetupAccount)))


async def sign_in(request: web.Request) -> web.Response:
    form = await read(request, bodies.SignIn)
    return _signed_in(await services(request).accounts.sign_in(form.email, form.password, address(request)))


async def sign_out(request: web.Request) -> web.Response:
    visitor, _ = need_staff(request)
    await services(request).accounts.sign_out(visitor.session)
    services(request).rooms.close_session(visitor.session)
    response = done()
    set_session(response, STAFF_COOKIE, "", 0)
    return response


async def me(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(_me(await services(request).accounts.account(staff.account_id)))
