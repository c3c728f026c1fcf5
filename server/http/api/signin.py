"""Set-up, sign-in and sign-out."""

from __future__ import annotations

from typing import ClassVar

from aiohttp import web

from auth.permissions.matrix import Action
from auth.signin import totp
from auth.signin.passkeys import Site
from auth.signin.session_rules import (
    BEGUN_COOKIE,
    KNOWN_BROWSER_COOKIE,
    KNOWN_BROWSER_SECONDS,
    STAFF_ABSOLUTE_SECONDS,
    STAFF_COOKIE,
)
from server.http.context import address, begun, done, need_staff, origin, qr, read, reply, set_begun, set_session, site
from server.http.returns import staff_return
from server.http.route import Route, Routes
from server.services.model import Account
from server.services.organisation.organisations import Organisations
from server.services.signin.accounts import Accounts
from server.services.signin.known_browsers import KnownBrowsers
from server.services.signin.provider import ProviderSignIn
from server.services.signin.sessions import SignedIn, StaffSessions
from server.services.signin.setup import SECONDS, SetUp, State
from server.services.signin.sign_in import Caller, SignIn
from server.wire import api
from server.wire.errors import AppError, Code

RP_NAME = "Resfri"
_SIGN_IN = "/api/sign-in"


def _me(account: Account) -> api.Me:
    return api.Me(
        name=account.name,
        email=account.email,
        role=account.role,
        organisation=account.organisation,
        organisation_slug=account.slug,
        unit=account.unit,
    )


def _caller(request: web.Request) -> Caller:
    return Caller(address(request), request.cookies.get(KNOWN_BROWSER_COOKIE, "")[:200])


def _setup_begun(state: State, here: Site) -> api.SetupBegun:
    new = state.new
    if state.challenge:
        return api.SetupBegun(passkey=new_passkey(here, state.challenge, new.account_id, new.email, new.name, []))
    return api.SetupBegun(totp=new_totp(state.seed, new.email, new.organisation))


def new_passkey(
    here: Site, challenge: str, account_id: str, email: str, name: str, exclude: list[str]
) -> api.NewPasskey:
    """What the browser needs to make a passkey; ``exclude`` are the ids of those that there are."""
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
    """What an authenticator app needs, to type in and as a picture."""
    return api.NewTotp(seed=seed, qr=qr(totp.address(seed, email, f"{RP_NAME} {organisation}")))


def _signed_out() -> web.Response:
    response = done()
    set_session(response, STAFF_COOKIE, "", 0)
    return response


class Entrance:
    """Lets a browser in that has proved whose it is."""

    def __init__(self, known_browsers: KnownBrowsers) -> None:
        self._known_browsers = known_browsers

    async def enter(self, request: web.Request, response: web.Response, signed_in: SignedIn) -> web.Response:
        """The session's cookie, and the one by which this browser is known from now on; what was begun is over."""
        set_session(response, STAFF_COOKIE, signed_in.cookie, STAFF_ABSOLUTE_SECONDS)
        set_session(
            response,
            KNOWN_BROWSER_COOKIE,
            await self._known_browsers.mint(signed_in.account),
            KNOWN_BROWSER_SECONDS,
        )
        if BEGUN_COOKIE in request.cookies:
            set_begun(response, "", 0)
        return response


class SignInApi:
    """Everything by which a session begins or ends."""

    def __init__(
        self,
        *,
        setup: SetUp,
        sign_in: SignIn,
        provider_sign_in: ProviderSignIn,
        sessions: StaffSessions,
        accounts: Accounts,
        organisations: Organisations,
        entrance: Entrance,
    ) -> None:
        self._setup = setup
        self._sign_in = sign_in
        self._provider_sign_in = provider_sign_in
        self._sessions = sessions
        self._accounts = accounts
        self._organisations = organisations
        self._entrance = entrance

    async def _signed_in(self, request: web.Request, signed_in: SignedIn) -> web.Response:
        return await self._entrance.enter(request, reply(_me(signed_in.account)), signed_in)

    async def _tenant(self, request: web.Request, slug: str | None) -> str:
        """The organisation that somebody signs in to.  Where there is none yet there is nobody either."""
        found = await self._organisations.at(slug)
        if found is None:
            raise AppError(Code.BAD_SIGN_IN)
        return found.id

    # --- set-up ----------------------------------------------------------------------------------------------------

    async def check_setup(self, request: web.Request) -> web.Response:
        form = await read(request, api.SetupLink)
        invitee = await self._setup.check(form.token)
        account = invitee.account
        return reply(
            api.SetupView(
                purpose=invitee.purpose,
                organisation=account.organisation if account else "",
                name=account.name if account else "",
                email=account.email if account else "",
            )
        )

    async def begin_setup(self, request: web.Request) -> web.Response:
        form = await read(request, api.SetupBegin)
        started = await self._setup.begin(form)
        response = reply(_setup_begun(started.state, site(request)))
        set_begun(response, started.secret, SECONDS)
        return response

    async def finish_setup(self, request: web.Request) -> web.Response:
        form = await read(request, api.SetupFinish)
        signed_in, codes = await self._setup.finish(begun(request), form, site(request))
        view = api.SetupDone(me=_me(signed_in.account), recovery_codes=codes)
        return await self._entrance.enter(request, reply(view), signed_in)

    async def enter_demo(self, request: web.Request) -> web.Response:
        form = await read(request, api.SetupLink)
        return await self._signed_in(request, await self._setup.enter_demo(form.token))

    # --- sign-in ---------------------------------------------------------------------------------------------------

    async def sign_in(self, request: web.Request) -> web.Response:
        form = await read(request, api.SignIn)
        tenant_id = await self._tenant(request, form.organisation)
        return await self._signed_in(request, await self._sign_in.by_password(tenant_id, form, _caller(request)))

    async def begin_passkey_sign_in(self, request: web.Request) -> web.Response:
        secret, challenge = await self._sign_in.begin_passkey(_caller(request))
        response = reply(api.PasskeyRequest(challenge=challenge, rp_id=site(request).rp_id, allow=[]))
        set_begun(response, secret)
        return response

    async def passkey_sign_in(self, request: web.Request) -> web.Response:
        form = await read(request, api.Assertion)
        signed_in = await self._sign_in.by_passkey(begun(request), form, site(request))
        return await self._signed_in(request, signed_in)

    async def begin_provider_sign_in(self, request: web.Request) -> web.Response:
        form = await read(request, api.ProviderBegin)
        self._sign_in.must_begin(_caller(request))
        organisation = await self._organisations.of(await self._tenant(request, form.organisation))
        back = staff_return(origin(request), organisation.slug)
        secret, url = await self._provider_sign_in.begin(organisation.id, back)
        response = reply(api.ProviderAddress(url=url))
        set_begun(response, secret)
        return response

    async def provider_sign_in(self, request: web.Request) -> web.Response:
        form = await read(request, api.ProviderReturn)
        back = staff_return(origin(request), form.organisation)
        return await self._signed_in(request, await self._provider_sign_in.finish(begun(request), form, back))

    # --- signed in -------------------------------------------------------------------------------------------------

    async def sign_out(self, request: web.Request) -> web.Response:
        visitor, _ = need_staff(request)
        await self._sessions.sign_out(visitor.session)
        return _signed_out()

    async def sign_out_everywhere(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        account = await self._accounts.account(staff.account_id)
        await self._sessions.sign_out_everywhere(account)
        return _signed_out()

    async def me(self, request: web.Request) -> web.Response:
        _, staff = need_staff(request)
        return reply(_me(await self._accounts.account(staff.account_id)))

    ROUTES: ClassVar[Routes[SignInApi]] = (
        Route("POST", _SIGN_IN, Action.SIGN_IN, sign_in, api.SignIn, api.Me),
        Route("POST", _SIGN_IN + "/passkey/begin", Action.SIGN_IN, begin_passkey_sign_in, gives=api.PasskeyRequest),
        Route("POST", _SIGN_IN + "/passkey", Action.SIGN_IN, passkey_sign_in, api.Assertion, api.Me),
        Route(
            "POST",
            _SIGN_IN + "/oidc/begin",
            Action.SIGN_IN,
            begin_provider_sign_in,
            api.ProviderBegin,
            api.ProviderAddress,
        ),
        Route("POST", _SIGN_IN + "/oidc", Action.SIGN_IN, provider_sign_in, api.ProviderReturn, api.Me),
        Route("POST", "/api/sign-out", Action.SIGN_OUT, sign_out),
        Route("POST", "/api/sign-out/everywhere", Action.SIGN_OUT, sign_out_everywhere),
        Route("GET", "/api/me", Action.SEE_SELF, me, gives=api.Me),
        Route("POST", "/api/setup/check", Action.SET_UP, check_setup, api.SetupLink, api.SetupView),
        Route("POST", "/api/setup/begin", Action.SET_UP, begin_setup, api.SetupBegin, api.SetupBegun),
        Route("POST", "/api/setup/finish", Action.SET_UP, finish_setup, api.SetupFinish, api.SetupDone),
        Route("POST", "/api/setup/demo", Action.SET_UP, enter_demo, api.SetupLink, api.Me),
    )
