"""Set-up, sign-in and sign-out."""

from __future__ import annotations

from aiohttp import web

from auth.signin import totp
from auth.signin.passkeys import Site
from auth.signin.session_rules import (
    BEGUN_COOKIE,
    KNOWN_BROWSER_COOKIE,
    KNOWN_BROWSER_SECONDS,
    STAFF_ABSOLUTE_SECONDS,
    STAFF_COOKIE,
)
from server.http.context import (
    address,
    begun,
    done,
    need_staff,
    origin,
    qr,
    read,
    reply,
    services,
    set_begun,
    set_session,
    site,
)
from server.services.model import Account
from server.services.signin.sessions import SignedIn
from server.services.signin.setup import SECONDS, State
from server.services.signin.sign_in import Caller
from server.wire import api
from server.wire.errors import AppError, Code

RP_NAME = "Resfri"


def _me(account: Account) -> api.Me:
    return api.Me(
        name=account.name,
        email=account.email,
        role=account.role,
        organisation=account.organisation,
        organisation_slug=account.slug,
        unit=account.unit,
    )


async def enter(request: web.Request, response: web.Response, signed_in: SignedIn) -> web.Response:
    """The session's cookie, and the one by which this browser is known from now on; what was begun is over."""
    set_session(response, STAFF_COOKIE, signed_in.cookie, STAFF_ABSOLUTE_SECONDS)
    set_session(
        response,
        KNOWN_BROWSER_COOKIE,
        await services(request).known_browsers.mint(signed_in.account),
        KNOWN_BROWSER_SECONDS,
    )
    if BEGUN_COOKIE in request.cookies:
        set_begun(response, "", 0)
    return response


async def _signed_in(request: web.Request, signed_in: SignedIn) -> web.Response:
    return await enter(request, reply(_me(signed_in.account)), signed_in)


def _caller(request: web.Request) -> Caller:
    return Caller(address(request), request.cookies.get(KNOWN_BROWSER_COOKIE, "")[:200])


async def _tenant(request: web.Request, slug: str | None) -> str:
    """The organisation that somebody signs in to.  Where there is none yet there is nobody either."""
    found = await services(request).organisations.at(slug)
    if found is None:
        raise AppError(Code.BAD_SIGN_IN)
    return found.id


# --- set-up -------------------------------------------------------------------------------------------------------


async def check_setup(request: web.Request) -> web.Response:
    form = await read(request, api.SetupLink)
    invitee = await services(request).setup.check(form.token)
    account = invitee.account
    return reply(
        api.SetupView(
            purpose=invitee.purpose,
            organisation=account.organisation if account else "",
            name=account.name if account else "",
            email=account.email if account else "",
        )
    )


async def begin_setup(request: web.Request) -> web.Response:
    form = await read(request, api.SetupBegin)
    started = await services(request).setup.begin(form)
    response = reply(_setup_begun(started.state, site(request)))
    set_begun(response, started.secret, SECONDS)
    return response


def _setup_begun(state: State, here: Site) -> api.SetupBegun:
    new = state.new
    if state.challenge:
        return api.SetupBegun(passkey=new_passkey(here, state.challenge, new.account_id, new.email, new.name, []))
    return api.SetupBegun(totp=new_totp(state.seed, new.email, new.organisation))


def new_passkey(
    here: Site, challenge: str, account_id: str, email: str, name: str, exclude: list[str]
) -> api.NewPasskey:
    return api.NewPasskey(
        challenge=challenge,
        rp_id=here.rp_id,
        rp_name=RP_NAME,
        user_id=account_id,
        user_name=email,
        display_name=name,
        exclude=exclude,
    )


def new_totp(seed: str, email: str, organisation: str) -> api.NewTotp:
    return api.NewTotp(seed=seed, qr=qr(totp.address(seed, email, f"{RP_NAME} {organisation}")))


async def finish_setup(request: web.Request) -> web.Response:
    form = await read(request, api.SetupFinish)
    signed_in, codes = await services(request).setup.finish(begun(request), form, site(request))
    view = api.SetupDone(me=_me(signed_in.account), recovery_codes=codes)
    return await enter(request, reply(view), signed_in)


async def enter_demo(request: web.Request) -> web.Response:
    form = await read(request, api.SetupLink)
    return await _signed_in(request, await services(request).setup.enter_demo(form.token))


# --- sign-in ------------------------------------------------------------------------------------------------------


async def sign_in(request: web.Request) -> web.Response:
    form = await read(request, api.SignIn)
    tenant_id = await _tenant(request, form.organisation)
    return await _signed_in(request, await services(request).sign_in.by_password(tenant_id, form, _caller(request)))


async def begin_passkey_sign_in(request: web.Request) -> web.Response:
    secret, challenge = await services(request).sign_in.begin_passkey(_caller(request))
    response = reply(api.PasskeyRequest(challenge=challenge, rp_id=site(request).rp_id, allow=[]))
    set_begun(response, secret)
    return response


async def passkey_sign_in(request: web.Request) -> web.Response:
    form = await read(request, api.Assertion)
    signed_in = await services(request).sign_in.by_passkey(begun(request), form, site(request))
    return await _signed_in(request, signed_in)


def provider_return(request: web.Request) -> str:
    """Where an identity provider sends the browser back to."""
    return f"{origin(request)}/sign-in/oidc"


async def begin_provider_sign_in(request: web.Request) -> web.Response:
    form = await read(request, api.ProviderBegin)
    services(request).sign_in.must_begin(_caller(request))
    tenant_id = await _tenant(request, form.organisation)
    secret, url = await services(request).provider_sign_in.begin(tenant_id, provider_return(request))
    response = reply(api.ProviderAddress(url=url))
    set_begun(response, secret)
    return response


async def provider_sign_in(request: web.Request) -> web.Response:
    form = await read(request, api.ProviderReturn)
    return await _signed_in(request, await services(request).provider_sign_in.finish(begun(request), form))


# --- signed in ----------------------------------------------------------------------------------------------------


def _signed_out() -> web.Response:
    response = done()
    set_session(response, STAFF_COOKIE, "", 0)
    return response


async def sign_out(request: web.Request) -> web.Response:
    visitor, _ = need_staff(request)
    await services(request).sessions.sign_out(visitor.session)
    return _signed_out()


async def sign_out_everywhere(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    account = await services(request).accounts.account(staff.account_id)
    await services(request).sessions.sign_out_everywhere(account)
    return _signed_out()


async def me(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(_me(await services(request).accounts.account(staff.account_id)))
