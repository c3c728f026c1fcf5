"""Signing in, and one's own account."""

from __future__ import annotations

import time
from dataclasses import dataclass

from server.adapters.oidc import OidcClient
from server.http.api.own_account import OwnAccountApi
from server.http.api.signin import Entrance, SignInApi
from server.parts.core import Core
from server.parts.part import Part
from server.rooms.running.registry import Rooms
from server.services.signin.known_browsers import KnownBrowsers
from server.services.signin.parts import SignInParts
from server.services.signin.provider import ProviderSignIn
from server.services.signin.sessions import StaffSessions
from server.services.signin.setup import SetUp
from server.services.signin.sign_in import SignIn
from server.services.signin.sign_in_methods import SignInMethods
from server.services.signin.step_up import StepUp
from server.storage.signin.sessions import SqlSessionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPart(Part):
    """The guard asks for sessions; the demo makes a link of the set-up."""

    sessions: StaffSessions
    setup: SetUp
    sign_in: SignIn


def sign_in_part(core: Core, rooms: Rooms) -> SignInPart:
    """``rooms`` close the sockets of sessions that end."""
    sessions = StaffSessions(SqlSessionStore(core.database), rooms, core.audit, time.time)
    known_browsers = KnownBrowsers(core.vault, time.time)
    parts = SignInParts(core.accounts, core.factors, core.ceremonies, sessions, core.passwords, core.audit, time.time)
    setup = SetUp(parts, core.vault)
    provider_sign_in = ProviderSignIn(parts, core.settings, OidcClient(time.time, core.outside))
    entrance = Entrance(known_browsers)
    sign_in = SignIn(parts, known_browsers)
    sign_in_api = SignInApi(
        setup=setup,
        sign_in=sign_in,
        provider_sign_in=provider_sign_in,
        sessions=sessions,
        accounts=core.accounts,
        organisations=core.organisations,
        entrance=entrance,
    )
    own_account_api = OwnAccountApi(
        step_up=StepUp(parts),
        provider_sign_in=provider_sign_in,
        methods=SignInMethods(parts, core.settings),
        sessions=sessions,
        accounts=core.accounts,
        organisations=core.organisations,
        entrance=entrance,
    )
    return SignInPart(apis=(sign_in_api, own_account_api), sessions=sessions, setup=setup, sign_in=sign_in)
