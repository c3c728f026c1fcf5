"""Proving again who one is, and changing how one signs in."""

from __future__ import annotations

from aiohttp import web

from server.http.api.signin import enter, new_passkey, new_totp, provider_return
from server.http.context import begun, done, need_staff, read, reply, services, set_begun, site
from server.services.model import Passkey, StaffSession
from server.services.signin.sign_in_methods import SECONDS
from server.wire import api

# --- step-up ------------------------------------------------------------------------------------------------------


async def step_up(request: web.Request) -> web.Response:
    visitor, staff = need_staff(request)
    form = await read(request, api.StepUpCode)
    renewed = await services(request).step_up.by_code(visitor.session, staff, form.code)
    return await enter(request, done(), renewed)


async def begin_passkey_step_up(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    secret, challenge, allow = await services(request).step_up.begin_passkey(staff)
    response = reply(api.PasskeyRequest(challenge=challenge, rp_id=site(request).rp_id, allow=allow))
    set_begun(response, secret)
    return response


async def passkey_step_up(request: web.Request) -> web.Response:
    visitor, staff = need_staff(request)
    form = await read(request, api.Assertion)
    renewed = await services(request).step_up.by_passkey(visitor.session, staff, begun(request), form, site(request))
    return await enter(request, done(), renewed)


async def begin_provider_step_up(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    secret, url = await services(request).provider_sign_in.begin_step_up(staff, provider_return(request))
    response = reply(api.ProviderAddress(url=url))
    set_begun(response, secret)
    return response


async def provider_step_up(request: web.Request) -> web.Response:
    visitor, staff = need_staff(request)
    form = await read(request, api.ProviderReturn)
    renewed = await services(request).provider_sign_in.finish_step_up(visitor.session, staff, begun(request), form)
    return await enter(request, done(), renewed)


# --- ways to sign in ----------------------------------------------------------------------------------------------


def _passkey_view(passkey: Passkey) -> api.PasskeyView:
    return api.PasskeyView(id=passkey.id, name=passkey.name, created_at=passkey.created_at, used_at=passkey.used_at)


def _session_view(session: StaffSession, here: str) -> api.SessionView:
    return api.SessionView(
        id=session.id,
        method=session.method,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        here=session.id == here,
    )


async def see_ways(request: web.Request) -> web.Response:
    visitor, staff = need_staff(request)
    methods = await services(request).methods.of(staff)
    sessions = await services(request).sessions.all(methods.account)
    return reply(
        api.SignInWays(
            passkeys=[_passkey_view(one) for one in methods.passkeys],
            totp=methods.account.totp_secret is not None,
            recovery_codes=methods.recovery_left,
            provider=methods.provider,
            sessions=[_session_view(one, visitor.session) for one in sessions],
        )
    )


async def begin_new_passkey(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    secret, challenge, methods = await services(request).methods.begin_passkey(staff)
    account = methods.account
    exclude = [one.id for one in methods.passkeys]
    response = reply(new_passkey(site(request), challenge, account.id, account.email, account.name, exclude))
    set_begun(response, secret, SECONDS)
    return response


async def add_passkey(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.AddPasskey)
    await services(request).methods.add_passkey(staff, begun(request), form, site(request))
    return done()


async def rename_passkey(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.RenamePasskey)
    await services(request).methods.rename_passkey(staff, request.match_info["passkey"], form.name)
    return done()


async def remove_passkey(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).methods.remove_passkey(staff, request.match_info["passkey"])
    return done()


async def begin_app(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    form = await read(request, api.TotpBegin)
    secret, seed, account = await services(request).methods.begin_app(staff, form.password)
    response = reply(new_totp(seed, account.email, account.organisation))
    set_begun(response, secret, SECONDS)
    return response


async def change_app(request: web.Request) -> web.Response:
    visitor, staff = need_staff(request)
    form = await read(request, api.TotpFinish)
    codes = await services(request).methods.change_app(visitor.session, staff, begun(request), form.code)
    return reply(api.RecoveryCodes(codes=codes))


async def remove_app(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    await services(request).methods.remove_app(staff)
    return done()


async def renew_recovery_codes(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    return reply(api.RecoveryCodes(codes=await services(request).methods.renew_recovery_codes(staff)))


async def end_session(request: web.Request) -> web.Response:
    _, staff = need_staff(request)
    account = await services(request).accounts.account(staff.account_id)
    await services(request).sessions.sign_out_one(account, request.match_info["session"])
    return done()
