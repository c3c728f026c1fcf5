"""Proving again who one is, and changing how one signs in."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from server.http.api.signin import Entrance, new_passkey, new_totp
from server.http.context import begun, done, need_staff, origin, read, reply, set_begun, site
from server.http.returns import staff_return
from server.http.route import Route, Routes
from server.services.model import Passkey, StaffSession
from server.services.organisation.organisations import Organisations
from server.services.signin.accounts import Accounts
from server.services.signin.provider import ProviderSignIn
from server.services.signin.sessions import StaffSessions
from server.services.signin.sign_in_methods import SECONDS, SignInMethods
from server.services.signin.step_up import StepUp
from server.wire import api

_STEP_UP = "/api/step-up"
_ME = "/api/me"
_PASSKEY = _ME + "/passkeys/{passkey}"


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


class OwnAccountApi:
    """Of whoever is signed in."""

    def __init__(
        self,
        *,
        step_up: StepUp,
        provider_sign_in: ProviderSignIn,
        methods: SignInMethods,
        sessions: StaffSessions,
        accounts: Accounts,
        organisations: Organisations,
        entrance: Entrance,
    ) -> None:
        self._step_up = step_up
        self._provider_sign_in = provider_sign_in
        self._methods = methods
        self._sessions = sessions
        self._accounts = accounts
        self._organisations = organisations
        self._entrance = entrance

    async def step_up(self, request: web.Request) -> web.Response:
        visitor, staff = need_staff(request)
        form = await read(request, api.StepUpCode)
        renewed = await self._step_up.by_code(visitor.session, staff, form.code)
        return await self._entrance.enter(request, done(), renewed)

    async def begin_passkey_step_up(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        secret, challenge, allow = await self._step_up.begin_passkey(staff)
        response = reply(api.PasskeyRequest(challenge=challenge, rp_id=site(request).rp_id, allow=allow))
        set_begun(response, secret)
        return response

    async def passkey_step_up(self, request: web.Request) -> web.Response:
        visitor, staff = need_staff(request)
        form = await read(request, api.Assertion)
        renewed = await self._step_up.by_passkey(visitor.session, staff, begun(request), form, site(request))
        return await self._entrance.enter(request, done(), renewed)

    async def begin_provider_step_up(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        organisation = await self._organisations.of(staff.tenant_id)
        address = staff_return(origin(request), organisation.slug)
        secret, url = await self._provider_sign_in.begin_step_up(staff, address)
        response = reply(api.ProviderAddress(url=url))
        set_begun(response, secret)
        return response

    async def provider_step_up(self, request: web.Request) -> web.Response:
        visitor, staff = need_staff(request)
        form = await read(request, api.ProviderReturn)
        address = staff_return(origin(request), form.organisation)
        renewed = await self._provider_sign_in.finish_step_up(visitor.session, staff, begun(request), form, address)
        return await self._entrance.enter(request, done(), renewed)

    # --- sign-in methods -------------------------------------------------------------------------------------------

    async def see_methods(self, request: web.Request) -> web.Response:
        visitor, staff = need_staff(request)
        methods = await self._methods.of(staff)
        sessions = await self._sessions.all(methods.account)
        return reply(
            api.SignInWays(
                passkeys=[_passkey_view(one) for one in methods.passkeys],
                totp=methods.account.totp_secret is not None,
                recovery_codes=methods.recovery_left,
                provider=methods.provider,
                sessions=[_session_view(one, visitor.session) for one in sessions],
            )
        )

    async def begin_new_passkey(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        secret, challenge, methods = await self._methods.begin_passkey(staff)
        account = methods.account
        exclude = [one.id for one in methods.passkeys]
        response = reply(new_passkey(site(request), challenge, account.id, account.email, account.name, exclude))
        set_begun(response, secret, SECONDS)
        return response

    async def add_passkey(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.AddPasskey)
        await self._methods.add_passkey(staff, begun(request), form, site(request))
        return done()

    async def rename_passkey(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.RenamePasskey)
        await self._methods.rename_passkey(staff, request.match_info["passkey"], form.name)
        return done()

    async def remove_passkey(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._methods.remove_passkey(staff, request.match_info["passkey"])
        return done()

    async def begin_app(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        form = await read(request, api.TotpBegin)
        secret, seed, account = await self._methods.begin_app(staff, form.password)
        response = reply(new_totp(seed, account.email, account.organisation))
        set_begun(response, secret, SECONDS)
        return response

    async def change_app(self, request: web.Request) -> web.Response:
        visitor, staff = need_staff(request)
        form = await read(request, api.TotpFinish)
        codes = await self._methods.change_app(visitor.session, staff, begun(request), form.code)
        return reply(api.RecoveryCodes(codes=codes))

    async def remove_app(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        await self._methods.remove_app(staff)
        return done()

    async def renew_recovery_codes(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(api.RecoveryCodes(codes=await self._methods.renew_recovery_codes(staff)))

    async def end_session(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        account = await self._accounts.account(staff.account_id)
        await self._sessions.sign_out_one(account, request.match_info["session"])
        return done()

    ROUTES: ClassVar[Routes[OwnAccountApi]] = (
        Route("POST", _STEP_UP, Action.STEP_UP, step_up, api.StepUpCode),
        Route("POST", _STEP_UP + "/passkey/begin", Action.STEP_UP, begin_passkey_step_up, gives=api.PasskeyRequest),
        Route("POST", _STEP_UP + "/passkey", Action.STEP_UP, passkey_step_up, api.Assertion),
        Route("POST", _STEP_UP + "/oidc/begin", Action.STEP_UP, begin_provider_step_up, gives=api.ProviderAddress),
        Route("POST", _STEP_UP + "/oidc", Action.STEP_UP, provider_step_up, api.ProviderReturn),
        Route("GET", _ME + "/sign-in", Action.MANAGE_OWN_SIGN_IN, see_methods, gives=api.SignInWays),
        Route("POST", _ME + "/passkeys/begin", Action.MANAGE_OWN_SIGN_IN, begin_new_passkey, gives=api.NewPasskey),
        Route("POST", _ME + "/passkeys", Action.MANAGE_OWN_SIGN_IN, add_passkey, api.AddPasskey),
        Route("PUT", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, rename_passkey, api.RenamePasskey),
        Route("DELETE", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, remove_passkey),
        Route("POST", _ME + "/totp/begin", Action.MANAGE_OWN_SIGN_IN, begin_app, api.TotpBegin, api.NewTotp),
        Route("POST", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, change_app, api.TotpFinish, api.RecoveryCodes),
        Route("DELETE", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, remove_app),
        Route(
            "POST", _ME + "/recovery-codes", Action.MANAGE_OWN_SIGN_IN, renew_recovery_codes, gives=api.RecoveryCodes
        ),
        Route("DELETE", _ME + "/sessions/{session}", Action.SIGN_OUT, end_session),
    )
