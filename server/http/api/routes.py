"""The whole HTTP API in one table: method, path, the action it needs, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from auth.permissions.matrix import Action
from server.http.api import (
    audit,
    browser_policy,
    files,
    guests,
    meetings,
    organisation,
    own_account,
    pages,
    policies,
    settings,
    signin,
    support,
)
from server.services.organisation.proposals import KINDS
from server.services.organisation.settings import DIRECT
from server.wire import api

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """``takes`` is the request body; ``gives`` the answer's body (None: 204, or not JSON)."""

    method: str
    path: str
    action: Action
    handler: Handler
    takes: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct] | None = None
    status: int = 200
    query: type[msgspec.Struct] | None = None
    """What the address may hold after its question mark."""

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")


_MEETING = "/api/meetings/{meeting}"
_INVITATION = _MEETING + "/invitations/{invitation}"

_ADMIN = "/api/admin"
_UNIT = _ADMIN + "/units/{unit}"

ADMINISTRATION: tuple[Route, ...] = (
    Route(
        "PUT",
        _ADMIN + "/organisation",
        Action.CHANGE_SETTINGS,
        organisation.change_look,
        api.OrganisationLook,
        api.OrganisationView,
    ),
    Route("GET", _ADMIN + "/units", Action.SEE_UNITS, organisation.list_units, gives=api.UnitList),
    Route("POST", _ADMIN + "/units", Action.MANAGE_UNITS, organisation.add_unit, api.NewUnit, api.UnitView, 201),
    Route("PUT", _UNIT, Action.MANAGE_UNITS, organisation.rename_unit, api.NewUnit, api.UnitView),
    Route("DELETE", _UNIT, Action.MANAGE_UNITS, organisation.close_unit),
    Route("GET", _ADMIN + "/staff", Action.SEE_STAFF, organisation.list_staff, gives=api.StaffList),
    Route(
        "POST",
        _ADMIN + "/staff",
        Action.MANAGE_STAFF,
        organisation.invite_staff,
        api.NewStaff,
        api.InvitedStaff,
        201,
    ),
    Route(
        "PUT",
        _ADMIN + "/staff/{account}",
        Action.MANAGE_STAFF,
        organisation.change_staff,
        api.StaffChange,
        api.StaffView,
    ),
    Route(
        "POST",
        _ADMIN + "/staff/{account}/link",
        Action.MANAGE_STAFF,
        organisation.new_staff_link,
        api.StaffLinkRequest,
        api.InvitedStaff,
        201,
    ),
    Route("GET", _ADMIN + "/meetings", Action.OVERSEE_MEETINGS, organisation.list_meetings, gives=api.OverseenList),
    Route("POST", _ADMIN + "/meetings/{meeting}/stop", Action.STOP_MEETING, organisation.stop_meeting),
    Route("GET", _ADMIN + "/statistics", Action.SEE_STATISTICS, organisation.statistics, gives=api.Statistics),
    Route("GET", _ADMIN + "/faults", Action.SEE_FAULTS, support.list_all, gives=api.FaultList),
    Route("GET", _ADMIN + "/settings", Action.SEE_SETTINGS, settings.see, gives=api.SettingsView),
    *(
        Route("PUT", f"{_ADMIN}/settings/{name}", Action.CHANGE_SETTINGS, settings.put, kind, api.SettingsView)
        for name, kind in DIRECT.items()
    ),
    *(
        Route("PUT", f"{_ADMIN}/settings/{name}", action, settings.propose, kind, api.SettingsView, 202)
        for name, (kind, action) in KINDS.items()
    ),
    *(Route("DELETE", f"{_ADMIN}/settings/{name}", Action.CHANGE_SETTINGS, settings.remove) for name in DIRECT),
    Route(
        "POST",
        _ADMIN + "/settings/sms/test",
        Action.CHANGE_SETTINGS,
        settings.test_sms,
        api.SmsTest,
        api.TestResult,
    ),
    Route("POST", _ADMIN + "/settings/mail/test", Action.CHANGE_SETTINGS, settings.test_mail, gives=api.TestResult),
    Route("POST", _ADMIN + "/settings/oidc/test", Action.CHANGE_SETTINGS, settings.test_oidc, gives=api.TestResult),
    Route("POST", _ADMIN + "/settings/eid/test", Action.CHANGE_SETTINGS, settings.test_eid, gives=api.TestResult),
    Route("GET", _ADMIN + "/proposals", Action.SEE_SETTINGS, settings.list_proposals, gives=api.ProposalList),
    Route("POST", _ADMIN + "/proposals/{proposal}/approve", Action.CHANGE_RETENTION, settings.approve),
    Route("POST", _ADMIN + "/proposals/{proposal}/reject", Action.CHANGE_RETENTION, settings.reject),
)

_REVIEWS = "/api/audit/reviews"

AUDIT: tuple[Route, ...] = (
    Route("GET", "/api/audit/events", Action.SEE_AUDIT, audit.events, gives=api.AuditPage, query=api.AuditQuery),
    Route("GET", _REVIEWS, Action.REVIEW_AUDIT, audit.reviews, gives=api.ReviewList),
    Route("POST", _REVIEWS, Action.REVIEW_AUDIT, audit.open_review, api.NewReview, api.ReviewDetail, status=201),
    Route("GET", _REVIEWS + "/{review}", Action.REVIEW_AUDIT, audit.see_review, gives=api.ReviewDetail),
    Route("POST", _REVIEWS + "/{review}/close", Action.REVIEW_AUDIT, audit.close_review, api.CloseReview),
)

_SIGN_IN = "/api/sign-in"
_STEP_UP = "/api/step-up"

SIGN_IN: tuple[Route, ...] = (
    Route("POST", _SIGN_IN, Action.SIGN_IN, signin.sign_in, api.SignIn, api.Me),
    Route(
        "POST",
        _SIGN_IN + "/passkey/begin",
        Action.SIGN_IN,
        signin.begin_passkey_sign_in,
        gives=api.PasskeyRequest,
    ),
    Route("POST", _SIGN_IN + "/passkey", Action.SIGN_IN, signin.passkey_sign_in, api.Assertion, api.Me),
    Route(
        "POST",
        _SIGN_IN + "/oidc/begin",
        Action.SIGN_IN,
        signin.begin_provider_sign_in,
        api.ProviderBegin,
        api.ProviderAddress,
    ),
    Route("POST", _SIGN_IN + "/oidc", Action.SIGN_IN, signin.provider_sign_in, api.ProviderReturn, api.Me),
    Route("POST", "/api/sign-out", Action.SIGN_OUT, signin.sign_out),
    Route("POST", "/api/sign-out/everywhere", Action.SIGN_OUT, signin.sign_out_everywhere),
    Route("POST", _STEP_UP, Action.STEP_UP, own_account.step_up, api.StepUpCode),
    Route(
        "POST",
        _STEP_UP + "/passkey/begin",
        Action.STEP_UP,
        own_account.begin_passkey_step_up,
        gives=api.PasskeyRequest,
    ),
    Route("POST", _STEP_UP + "/passkey", Action.STEP_UP, own_account.passkey_step_up, api.Assertion),
    Route(
        "POST",
        _STEP_UP + "/oidc/begin",
        Action.STEP_UP,
        own_account.begin_provider_step_up,
        gives=api.ProviderAddress,
    ),
    Route("POST", _STEP_UP + "/oidc", Action.STEP_UP, own_account.provider_step_up, api.ProviderReturn),
)

_ME = "/api/me"
_PASSKEY = _ME + "/passkeys/{passkey}"

OWN: tuple[Route, ...] = (
    Route("GET", _ME, Action.SEE_SELF, signin.me, gives=api.Me),
    Route("GET", _ME + "/sign-in", Action.MANAGE_OWN_SIGN_IN, own_account.see_ways, gives=api.SignInWays),
    Route(
        "POST",
        _ME + "/passkeys/begin",
        Action.MANAGE_OWN_SIGN_IN,
        own_account.begin_new_passkey,
        gives=api.NewPasskey,
    ),
    Route("POST", _ME + "/passkeys", Action.MANAGE_OWN_SIGN_IN, own_account.add_passkey, api.AddPasskey),
    Route("PUT", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, own_account.rename_passkey, api.RenamePasskey),
    Route("DELETE", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, own_account.remove_passkey),
    Route(
        "POST",
        _ME + "/totp/begin",
        Action.MANAGE_OWN_SIGN_IN,
        own_account.begin_app,
        api.TotpBegin,
        api.NewTotp,
    ),
    Route("POST", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, own_account.change_app, api.TotpFinish, api.RecoveryCodes),
    Route("DELETE", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, own_account.remove_app),
    Route(
        "POST",
        _ME + "/recovery-codes",
        Action.MANAGE_OWN_SIGN_IN,
        own_account.renew_recovery_codes,
        gives=api.RecoveryCodes,
    ),
    Route("DELETE", _ME + "/sessions/{session}", Action.SIGN_OUT, own_account.end_session),
)

_UPLOAD = "/api/uploads/{upload}"

FILES: tuple[Route, ...] = (
    Route("POST", "/api/uploads", Action.SEND_FILE, files.begin, api.NewFile, api.UploadView, 201),
    Route("GET", _UPLOAD, Action.SEND_FILE, files.progress, gives=api.UploadView),
    Route("PUT", _UPLOAD, Action.SEND_FILE, files.receive, gives=api.UploadView, query=api.PieceQuery),
    Route("DELETE", _UPLOAD, Action.SEND_FILE, files.cancel),
    Route("GET", _MEETING + "/files/{file}", Action.GET_FILE, files.fetch),
    Route(
        "POST",
        _MEETING + "/files/{file}/pdf",
        Action.CONVERT_DOCUMENT,
        files.convert,
        gives=api.FileMade,
        status=201,
    ),
)

ROUTES: tuple[Route, ...] = (
    *ADMINISTRATION,
    *AUDIT,
    Route(
        "GET",
        "/api/organisations/{slug}",
        Action.SEE_ORGANISATION,
        organisation.organisation,
        gives=api.OrganisationView,
    ),
    Route("GET", "/api/organisations/{slug}/logo", Action.SEE_ORGANISATION, organisation.logo),
    Route("GET", "/api/health", Action.SEE_HEALTH, pages.health, gives=api.Health),
    Route("POST", "/api/reports", Action.REPORT, browser_policy.report),
    Route("GET", "/api/openapi.json", Action.SEE_HEALTH, pages.openapi),
    Route("POST", "/api/setup/check", Action.SET_UP, signin.check_setup, api.SetupLink, api.SetupView),
    Route("POST", "/api/setup/begin", Action.SET_UP, signin.begin_setup, api.SetupBegin, api.SetupBegun),
    Route("POST", "/api/setup/finish", Action.SET_UP, signin.finish_setup, api.SetupFinish, api.SetupDone),
    Route("POST", "/api/setup/demo", Action.SET_UP, signin.enter_demo, api.SetupLink, api.Me),
    *SIGN_IN,
    *OWN,
    Route("GET", "/api/meetings", Action.LIST_MEETINGS, meetings.list_all, gives=api.MeetingList),
    Route(
        "POST",
        "/api/meetings",
        Action.MAKE_MEETING,
        meetings.make,
        api.NewMeeting,
        api.MeetingView,
        status=201,
    ),
    Route("GET", _MEETING, Action.SEE_MEETING, meetings.see, gives=api.MeetingView),
    Route("POST", _MEETING + "/end", Action.END_MEETING, meetings.end),
    Route(
        "POST",
        _MEETING + "/invitations",
        Action.INVITE,
        meetings.invite,
        api.AddGuest,
        api.InvitationView,
        status=201,
    ),
    Route(
        "POST",
        _INVITATION + "/send",
        Action.INVITE,
        meetings.send_link,
        api.SendLink,
        api.InvitationView,
    ),
    Route("POST", _INVITATION + "/reissue", Action.INVITE, meetings.reissue, gives=api.InvitationView),
    Route("DELETE", _INVITATION, Action.INVITE, meetings.revoke),
    Route(
        "POST",
        _MEETING + "/co-hosts",
        Action.NAME_CO_HOST,
        meetings.name_co_host,
        api.AddCoHost,
        api.MeetingView,
        status=201,
    ),
    Route("DELETE", _MEETING + "/co-hosts/{account}", Action.NAME_CO_HOST, meetings.remove_co_host),
    Route("GET", "/api/policies", Action.SEE_POLICY, policies.offer, gives=api.PolicyOffer),
    Route("GET", "/api/admin/policies", Action.SEE_POLICY, policies.overview, gives=api.PolicyOverview),
    Route(
        "POST",
        "/api/admin/policies",
        Action.SET_POLICY,
        policies.decide,
        api.NewPolicy,
        api.PolicyOverview,
    ),
    Route("POST", "/api/guest/check", Action.USE_LINK, guests.check, api.GuestLink, api.GuestLinkView),
    Route("POST", "/api/guest/enter", Action.USE_LINK, guests.enter, api.EnterMeeting, api.Seat),
    Route("GET", "/api/guest/seat", Action.SEE_SEAT, guests.seat, gives=api.Seat),
    Route("POST", "/api/guest/code", Action.IDENTIFY, guests.send_code),
    Route("POST", "/api/guest/code/check", Action.IDENTIFY, guests.check_code, api.CheckCode, api.Seat),
    Route("POST", "/api/guest/eid", Action.IDENTIFY, guests.begin_eid, gives=api.EidStart),
    Route("GET", "/oidc/guest", Action.USE_LINK, guests.finish_eid),
    Route("POST", "/api/guest/report", Action.USE_LINK, guests.report, api.ReportLink),
    Route("POST", "/api/ticket", Action.CONNECT, guests.ticket, api.TicketRequest, api.Ticket),
    Route(
        "POST",
        "/api/network-test",
        Action.TEST_NETWORK,
        guests.start_network_test,
        api.NetworkTest,
        api.NetworkTestOffer,
    ),
    Route(
        "POST",
        "/api/network-test/answer",
        Action.TEST_NETWORK,
        guests.answer_network_test,
        api.NetworkTestAnswer,
    ),
    *FILES,
    Route("POST", "/api/faults", Action.REPORT_FAULT, support.report, api.NewFault, api.FaultReference, 201),
    Route("GET", "/ws", Action.CONNECT, guests.socket),
    Route("GET", "/assets/{name}", Action.SEE_PAGES, pages.asset),
    Route("GET", "/icon.svg", Action.SEE_PAGES, pages.icon),
    Route("GET", "/{page:.*}", Action.SEE_PAGES, pages.page),
)
