"""The whole HTTP API: every area's table, joined."""

from __future__ import annotations

from typing import Any

from server.http.api.audit import AuditApi
from server.http.api.browser_policy import BrowserPolicyApi
from server.http.api.entering import EnteringApi
from server.http.api.files import FilesApi
from server.http.api.guests import GuestsApi
from server.http.api.meetings import MeetingsApi
from server.http.api.organisation import OrganisationApi
from server.http.api.oversight import OversightApi
from server.http.api.own_account import OwnAccountApi
from server.http.api.pages import PagesApi
from server.http.api.policies import PoliciesApi
from server.http.api.settings import SettingsApi
from server.http.api.signin import SignInApi
from server.http.api.support import SupportApi
from server.http.route import Api, Routes

AREAS: tuple[type[Api], ...] = (
    SignInApi,
    OwnAccountApi,
    OrganisationApi,
    OversightApi,
    SettingsApi,
    PoliciesApi,
    MeetingsApi,
    GuestsApi,
    EnteringApi,
    FilesApi,
    AuditApi,
    SupportApi,
    BrowserPolicyApi,
    PagesApi,  # Last: its last route takes every other address.
)

ROUTES: Routes[Any] = tuple(route for area in AREAS for route in area.ROUTES)
