"""The whole HTTP API in one table: method, path, the action it needs, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
from aiohttp import web

from auth.permissions import Action
from server.http import (
    accounts,
    administration,
    audit,
    browser_policy,
    faults,
    files,
    guests,
    meetings,
    pages,
    policies,
    security,
    settings,
)
from server.services.organisation.proposals import KINDS
from server.services.organisation.settings import DIRECT
from server.wire import bodies

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
        administration.change_look,
        bodies.OrganisationLook,
        bodies.OrganisationView,
    ),
    Route("GET", _ADMIN + "/units", Action.SEE_UNITS, administration.list_units, gives=bodies.UnitList),
    Route(
        "POST", _ADMIN + "/units", Action.MANAGE_UNITS, administration.add_unit, bodies.NewUnit, bodies.UnitView, 201
    ),
    Route("PUT", _UNIT, Action.MANAGE_UNITS, administration.rename_unit, bodies.NewUnit, bodies.UnitView),
    Route("DELETE", _UNIT, Action.MANAGE_UNITS, administration.close_unit),
    Route("GET", _ADMIN + "/staff", Action.SEE_STAFF, administration.list_staff, gives=bodies.StaffList),
    Route(
        "POST",
        _ADMIN + "/staff",
        Action.MANAGE_STAFF,
        administration.invite_staff,
        bodies.NewStaff,
        bodies.InvitedStaff,
        201,
    ),
    Route(
        "PUT",
        _ADMIN + "/staff/{account}",
        Action.MANAGE_STAFF,
        administration.change_staff,
        bodies.StaffChange,
        bodies.StaffView,
    ),
    Route(
        "POST",
        _ADMIN + "/staff/{account}/link",
        Action.MANAGE_STAFF,
        administration.new_staff_link,
        bodies.StaffLinkRequest,
        bodies.InvitedStaff,
        201,
    ),
    Route(
        "GET", _ADMIN + "/meetings", Action.OVERSEE_MEETINGS, administration.list_meetings, gives=bodies.OverseenList
    ),
    Route("POST", _ADMIN + "/meetings/{meeting}/stop", Action.STOP_MEETING, administration.stop_meeting),
    Route("GET", _ADMIN + "/statistics", Action.SEE_STATISTICS, administration.statistics, gives=bodies.Statistics),
    Route("GET", _ADMIN + "/faults", Action.SEE_FAULTS, faults.list_all, gives=bodies.FaultList),
    Route("GET", _ADMIN + "/settings", Action.SEE_SETTINGS, settings.see, gives=bodies.SettingsView),
    *(
        Route("PUT", f"{_ADMIN}/settings/{name}", Action.CHANGE_SETTINGS, settings.put, kind, bodies.SettingsView)
        for name, kind in DIRECT.items()
    ),
    *(
        Route("PUT", f"{_ADMIN}/settings/{name}", action, settings.propose, kind, bodies.SettingsView, 202)
        for name, (kind, action) in KINDS.items()
    ),
    *(Route("DELETE", f"{_ADMIN}/settings/{name}", Action.CHANGE_SETTINGS, settings.remove) for name in DIRECT),
    Route(
        "POST",
        _ADMIN + "/settings/sms/test",
        Action.CHANGE_SETTINGS,
        settings.test_sms,
        bodies.SmsTest,
        bodies.TestResult,
    ),
    Route("POST", _ADMIN + "/settings/mail/test", Action.CHANGE_SETTINGS, settings.test_mail, gives=bodies.TestResult),
    Route("POST", _ADMIN + "/settings/oidc/test", Action.CHANGE_SETTINGS, settings.test_oidc, gives=bodies.TestResult),
    Route("POST", _ADMIN + "/settings/eid/test", Action.CHANGE_SETTINGS, settings.test_eid, gives=bodies.TestResult),
    Route("GET", _ADMIN + "/proposals", Action.SEE_SETTINGS, settings.list_proposals, gives=bodies.ProposalList),
    Route("POST", _ADMIN + "/proposals/{proposal}/approve", Action.CHANGE_RETENTION, settings.approve),
    Route("POST", _ADMIN + "/proposals/{proposal}/reject", Action.CHANGE_RETENTION, settings.reject),
)

_REVIEWS = "/api/audit/reviews"

AUDIT: tuple[Route, ...] = (
    Route("GET", "/api/audit/events", Action.SEE_AUDIT, audit.events, gives=bodies.AuditPage, query=bodies.AuditQuery),
    Route("GET", _REVIEWS, Action.REVIEW_AUDIT, audit.reviews, gives=bodies.ReviewList),
    Route("POST", _REVIEWS, Action.REVIEW_AUDIT, audit.open_review, bodies.NewReview, bodies.ReviewDetail, status=201),
    Route("GET", _REVIEWS + "/{review}", Action.REVIEW_AUDIT, audit.see_review, gives=bodies.ReviewDetail),
    Route("POST", _REVIEWS + "/{review}/close", Action.REVIEW_AUDIT, audit.close_review, bodies.CloseReview),
)

_SIGN_IN = "/api/sign-in"
_STEP_UP = "/api/step-up"

SIGN_IN: tuple[Route, ...] = (
    Route("POST", _SIGN_IN, Action.SIGN_IN, accounts.sign_in, bodies.SignIn, bodies.Me),
    Route(
        "POST",
        _SIGN_IN + "/passkey/begin",
        Action.SIGN_IN,
        accounts.begin_passkey_sign_in,
        gives=bodies.PasskeyRequest,
    ),
    Route("POST", _SIGN_IN + "/passkey", Action.SIGN_IN, accounts.passkey_sign_in, bodies.Assertion, bodies.Me),
    Route(
        "POST",
        _SIGN_IN + "/oidc/begin",
        Action.SIGN_IN,
        accounts.begin_provider_sign_in,
        bodies.ProviderBegin,
        bodies.ProviderAddress,
    ),
    Route("POST", _SIGN_IN + "/oidc", Action.SIGN_IN, accounts.provider_sign_in, bodies.ProviderReturn, bodies.Me),
    Route("POST", "/api/sign-out", Action.SIGN_OUT, accounts.sign_out),
    Route("POST", "/api/sign-out/everywhere", Action.SIGN_OUT, accounts.sign_out_everywhere),
    Route("POST", _STEP_UP, Action.STEP_UP, security.step_up, bodies.StepUpCode),
    Route(
        "POST",
        _STEP_UP + "/passkey/begin",
        Action.STEP_UP,
        security.begin_passkey_step_up,
        gives=bodies.PasskeyRequest,
    ),
    Route("POST", _STEP_UP + "/passkey", Action.STEP_UP, security.passkey_step_up, bodies.Assertion),
    Route(
        "POST",
        _STEP_UP + "/oidc/begin",
        Action.STEP_UP,
        security.begin_provider_step_up,
        gives=bodies.ProviderAddress,
    ),
    Route("POST", _STEP_UP + "/oidc", Action.STEP_UP, security.provider_step_up, bodies.ProviderReturn),
)

_ME = "/api/me"
_PASSKEY = _ME + "/passkeys/{passkey}"

OWN: tuple[Route, ...] = (
    Route("GET", _ME, Action.SEE_SELF, accounts.me, gives=bodies.Me),
    Route("GET", _ME + "/sign-in", Action.MANAGE_OWN_SIGN_IN, security.see_ways, gives=bodies.SignInWays),
    Route(
        "POST",
        _ME + "/passkeys/begin",
        Action.MANAGE_OWN_SIGN_IN,
        security.begin_new_passkey,
        gives=bodies.NewPasskey,
    ),
    Route("POST", _ME + "/passkeys", Action.MANAGE_OWN_SIGN_IN, security.add_passkey, bodies.AddPasskey),
    Route("PUT", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, security.rename_passkey, bodies.RenamePasskey),
    Route("DELETE", _PASSKEY, Action.MANAGE_OWN_SIGN_IN, security.remove_passkey),
    Route(
        "POST",
        _ME + "/totp/begin",
        Action.MANAGE_OWN_SIGN_IN,
        security.begin_app,
        bodies.TotpBegin,
        bodies.NewTotp,
    ),
    Route(
        "POST", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, security.change_app, bodies.TotpFinish, bodies.RecoveryCodes
    ),
    Route("DELETE", _ME + "/totp", Action.MANAGE_OWN_SIGN_IN, security.remove_app),
    Route(
        "POST",
        _ME + "/recovery-codes",
        Action.MANAGE_OWN_SIGN_IN,
        security.renew_recovery_codes,
        gives=bodies.RecoveryCodes,
    ),
    Route("DELETE", _ME + "/sessions/{session}", Action.SIGN_OUT, security.end_session),
)

_UPLOAD = "/api/uploads/{upload}"

FILES: tuple[Route, ...] = (
    Route("POST", "/api/uploads", Action.SEND_FILE, files.begin, bodies.NewFile, bodies.UploadView, 201),
    Route("GET", _UPLOAD, Action.SEND_FILE, files.progress, gives=bodies.UploadView),
    Route("PUT", _UPLOAD, Action.SEND_FILE, files.receive, gives=bodies.UploadView, query=bodies.PieceQuery),
    Route("DELETE", _UPLOAD, Action.SEND_FILE, files.cancel),
    Route("GET", _MEETING + "/files/{file}", Action.GET_FILE, files.fetch),
    Route(
        "POST",
        _MEETING + "/files/{file}/pdf",
        Action.CONVERT_DOCUMENT,
        files.convert,
        gives=bodies.FileMade,
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
        administration.organisation,
        gives=bodies.OrganisationView,
    ),
    Route("GET", "/api/organisations/{slug}/logo", Action.SEE_ORGANISATION, administration.logo),
    Route("GET", "/api/health", Action.SEE_HEALTH, pages.health, gives=bodies.Health),
    Route("POST", "/api/reports", Action.REPORT, browser_policy.report),
    Route("GET", "/api/openapi.json", Action.SEE_HEALTH, pages.openapi),
    Route("POST", "/api/setup/check", Action.SET_UP, accounts.check_setup, bodies.SetupLink, bodies.SetupView),
    Route("POST", "/api/setup/begin", Action.SET_UP, accounts.begin_setup, bodies.SetupBegin, bodies.SetupBegun),
    Route("POST", "/api/setup/finish", Action.SET_UP, accounts.finish_setup, bodies.SetupFinish, bodies.SetupDone),
    Route("POST", "/api/setup/demo", Action.SET_UP, accounts.enter_demo, bodies.SetupLink, bodies.Me),
    *SIGN_IN,
    *OWN,
    Route("GET", "/api/meetings", Action.LIST_MEETINGS, meetings.list_all, gives=bodies.MeetingList),
    Route(
        "POST",
        "/api/meetings",
        Action.MAKE_MEETING,
        meetings.make,
        bodies.NewMeeting,
        bodies.MeetingView,
        status=201,
    ),
    Route("GET", _MEETING, Action.SEE_MEETING, meetings.see, gives=bodies.MeetingView),
    Route("POST", _MEETING + "/end", Action.END_MEETING, meetings.end),
    Route(
        "POST",
        _MEETING + "/invitations",
        Action.INVITE,
        meetings.invite,
        bodies.AddGuest,
        bodies.InvitationView,
        status=201,
    ),
    Route(
        "POST",
        _INVITATION + "/send",
        Action.INVITE,
        meetings.send_link,
        bodies.SendLink,
        bodies.InvitationView,
    ),
    Route("POST", _INVITATION + "/reissue", Action.INVITE, meetings.reissue, gives=bodies.InvitationView),
    Route("DELETE", _INVITATION, Action.INVITE, meetings.revoke),
    Route(
        "POST",
        _MEETING + "/co-hosts",
        Action.NAME_CO_HOST,
        meetings.name_co_host,
        bodies.AddCoHost,
        bodies.MeetingView,
        status=201,
    ),
    Route("DELETE", _MEETING + "/co-hosts/{account}", Action.NAME_CO_HOST, meetings.remove_co_host),
    Route("GET", "/api/policies", Action.SEE_POLICY, policies.offer, gives=bodies.PolicyOffer),
    Route("GET", "/api/admin/policies", Action.SEE_POLICY, policies.overview, gives=bodies.PolicyOverview),
    Route(
        "POST",
        "/api/admin/policies",
        Action.SET_POLICY,
        policies.decide,
        bodies.NewPolicy,
        bodies.PolicyOverview,
    ),
    Route("POST", "/api/guest/check", Action.USE_LINK, guests.check, bodies.GuestLink, bodies.GuestLinkView),
    Route("POST", "/api/guest/enter", Action.USE_LINK, guests.enter, bodies.EnterMeeting, bodies.Seat),
    Route("GET", "/api/guest/seat", Action.SEE_SEAT, guests.seat, gives=bodies.Seat),
    Route("POST", "/api/guest/code", Action.IDENTIFY, guests.send_code),
    Route("POST", "/api/guest/code/check", Action.IDENTIFY, guests.check_code, bodies.CheckCode, bodies.Seat),
    Route("POST", "/api/guest/eid", Action.IDENTIFY, guests.begin_eid, gives=bodies.EidStart),
    Route("GET", "/oidc/guest", Action.USE_LINK, guests.finish_eid),
    Route("POST", "/api/guest/report", Action.USE_LINK, guests.report, bodies.ReportLink),
    Route("POST", "/api/ticket", Action.CONNECT, guests.ticket, bodies.TicketRequest, bodies.Ticket),
    Route(
        "POST",
        "/api/network-test",
        Action.TEST_NETWORK,
        guests.start_network_test,
        bodies.NetworkTest,
        bodies.NetworkTestOffer,
    ),
    Route(
        "POST",
        "/api/network-test/answer",
        Action.TEST_NETWORK,
        guests.answer_network_test,
        bodies.NetworkTestAnswer,
    ),
    *FILES,
    Route("POST", "/api/faults", Action.REPORT_FAULT, faults.report, bodies.NewFault, bodies.FaultReference, 201),
    Route("GET", "/ws", Action.CONNECT, guests.socket),
    Route("GET", "/assets/{name}", Action.SEE_PAGES, pages.asset),
    Route("GET", "/icon.svg", Action.SEE_PAGES, pages.icon),
    Route("GET", "/{page:.*}", Action.SEE_PAGES, pages.page),
)
