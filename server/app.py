"""The composition root: builds everything, hands each part what it needs, and takes it down in reverse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy import make_url

from auth.passwords import Passwords
from media.pool import MediaPool
from media.protocol import WorkerOptions
from server.adapters.audit_export import deliver
from server.adapters.mail import SmtpMailer
from server.adapters.oidc import OidcClient
from server.adapters.sms import HttpSms
from server.config import Settings, SettingsError
from server.http import middleware
from server.http.context import API, SERVICES, Perimeter, Services
from server.http.openapi import document
from server.http.routes import ROUTES, Route
from server.rooms.registry import Rooms
from server.scope import Scope
from server.secrets import Secrets, load_or_make
from server.services.accounts import Accounts
from server.services.alerts import Alert, Alerts
from server.services.audit_export import AuditExport
from server.services.audit_health import AuditHealth
from server.services.ceremonies import Ceremonies
from server.services.co_hosts import CoHosts
from server.services.devices import Devices
from server.services.factors import Factors
from server.services.follow_up import FollowUp
from server.services.guest_codes import GuestCodes
from server.services.guest_eid import GuestEid
from server.services.invitations import Invitations
from server.services.link_post import LinkPost
from server.services.meetings import Meetings
from server.services.network_test import NetworkTests
from server.services.organisations import Organisations
from server.services.oversight import Oversight
from server.services.policies import Policies
from server.services.post import Post
from server.services.proposals import Proposals
from server.services.provider import ProviderSignIn
from server.services.relay import Relay
from server.services.retention import Retention
from server.services.seats import SeatLimits, Seats
from server.services.sessions import StaffSessions
from server.services.settings import TenantSettings
from server.services.settings_test import SettingsTest
from server.services.setup import SetUp
from server.services.signin import SignIn
from server.services.sms import Sms
from server.services.staff import Doors, StaffAdministration
from server.services.stepup import StepUp
from server.services.trail import HeadsFile, Trail
from server.services.vault import Vault
from server.services.ways import OwnWays
from server.signalling.socket import Signalling
from server.signalling.tickets import Tickets
from server.storage.accounts import SqlAccountStore
from server.storage.audit import SqlAuditSink
from server.storage.ceremonies import SqlCeremonyStore
from server.storage.co_hosts import SqlCoHostStore
from server.storage.database import Connecting, Database, sqlite_url
from server.storage.factors import SqlFactorStore
from server.storage.follow_up import SqlFollowUpStore
from server.storage.meetings import SqlMeetingStore
from server.storage.organisations import SqlOrganisationStore
from server.storage.oversight import SqlOversightStore
from server.storage.policies import SqlPolicyStore
from server.storage.proposals import SqlProposalStore
from server.storage.retention import SqlRetentionStore
from server.storage.sessions import SqlSessionStore
from server.storage.settings import SqlSettingStore
from server.storage.staff import SqlStaffStore
from server.storage.trail import SqlTrailStore
from server.storage.vault import SqlDataKeyStore
from server.wire.bodies import AuditExportSettings

MAX_BODY_BYTES = 64 * 1024
SQLITE_NAME = "resfri.sqlite"
HEADS_NAME = "audit-heads.jsonl"


@dataclass(slots=True)
class Core:
    """The parts that exist without web server and media: what one-off commands use too."""

    database: Database
    vault: Vault
    organisations: Organisations
    settings: TenantSettings
    ceremonies: Ceremonies
    factors: Factors
    passwords: Passwords
    accounts: Accounts
    policies: Policies
    invitations: Invitations
    meeting_store: SqlMeetingStore
    alerts: Alerts
    audit: AuditHealth
    trail: Trail


@dataclass(slots=True)
class Running:
    """A server whose media workers run; ``origins`` is filled in when the port is known."""

    app: web.Application
    core: Core
    services: Services
    media: MediaPool
    reload_keys: Callable[[], None]
    """Take what is in the secrets now."""
    origins: list[str] = field(default_factory=list)


def open_database(settings: Settings) -> Database:
    if not settings.database_url:
        return Database(sqlite_url(settings.data_dir / SQLITE_NAME))
    url = settings.database_url
    if settings.database_password is not None:
        password = settings.database_password.get_secret_value()
        url = make_url(url).set(password=password).render_as_string(hide_password=False)
    return Database(url, Connecting(settings.database_pool, settings.database_ca))


@asynccontextmanager
async def open_core(settings: Settings, secrets: Secrets) -> AsyncIterator[Core]:
    """Database with the newest schema, and the accounts on it."""
    database = open_database(settings)
    try:
        await database.migrate()
        alerts = Alerts(time.time, time.monotonic)
        audit = AuditHealth(SqlAuditSink(database, time.time), alerts)
        heads = HeadsFile(settings.data_dir / HEADS_NAME)
        trail = Trail(SqlTrailStore(database), secrets.heads, heads, alerts, time.time)
        vault = Vault(SqlDataKeyStore(database), secrets.master, time.time, secrets.masters[1:])
        if not await vault.opens():
            raise SettingsError("The master key is not the one that this database was sealed with; put that one back.")
        tenant_settings = TenantSettings(SqlSettingStore(database), vault, audit, time.time)
        organisations = Organisations(SqlOrganisationStore(database), audit, time.time)
        policies = Policies(SqlPolicyStore(database), tenant_settings, audit, time.time)
        yield Core(
            database=database,
            vault=vault,
            organisations=organisations,
            settings=tenant_settings,
            ceremonies=Ceremonies(SqlCeremonyStore(database), time.time),
            factors=Factors(SqlFactorStore(database), vault, time.time),
            passwords=Passwords(),
            accounts=Accounts(SqlAccountStore(database), audit, time.time),
            policies=policies,
            invitations=Invitations(policies, vault),
            meeting_store=SqlMeetingStore(database),
            alerts=alerts,
            audit=audit,
            trail=trail,
        )
    finally:
        await database.close()


def media_pool(settings: Settings, rooms: list[Rooms]) -> MediaPool:
    """The pool needs somebody to tell, and the rooms need the pool: the list is filled in between."""
    options = WorkerOptions(
        bind=settings.media_host, port=settings.media_port, announced=list(settings.media_addresses)
    )
    return MediaPool(settings.media_workers, options, lambda event: rooms[0].media_event(event))


@asynccontextmanager
async def running(settings: Settings, secrets: Secrets) -> AsyncIterator[Running]:
    """Everything but the listening socket."""
    async with open_core(settings, secrets) as core:
        scope = Scope()
        known_rooms: list[Rooms] = []
        media = media_pool(settings, known_rooms)
        secret = settings.turn_secret.get_secret_value() if settings.turn_secret else ""
        relay = Relay(settings.turn_urls, secret, time.time)
        rooms = Rooms(media, core.meeting_store, core.audit, scope, time.time, relay.ice_servers)
        known_rooms.append(rooms)
        tests = NetworkTests(media, time.time, relay.ice_servers)
        origins: list[str] = []
        services = _services(settings, secrets, core, rooms, tests, media, origins)
        await media.start()
        try:
            rooms.start(tests.offered)
            scope.start("retention", _retention(core, rooms, services.follow_up).keep_rules())
            scope.start("audit heads", core.trail.keep_signing())
            scope.start("audit export", _audit_export(settings, core).keep_copying())
            scope.start("clock", core.alerts.watch_clock())

            def reload_keys() -> None:
                read = load_or_make(settings)
                core.vault.use(read.masters)
                services.signalling.tickets.ring = read.ws_ticket

            yield Running(web_app(services), core, services, media, reload_keys, origins)
        finally:
            await scope.close()
            await media.close()
            await core.trail.try_to_sign()


def _services(
    settings: Settings,
    secrets: Secrets,
    core: Core,
    rooms: Rooms,
    tests: NetworkTests,
    media: MediaPool,
    origins: Sequence[str],
) -> Services:
    tickets = Tickets(secrets.ws_ticket, time.time, lambda: core.alerts.raise_alert(Alert.FORGED_TOKEN))
    meetings = Meetings(core.meeting_store, rooms, core.invitations, core.policies, core.audit, time.time)
    seats = Seats(meetings, SeatLimits(settings.room_capacity, settings.seat_grace_seconds))
    sms = Sms(core.settings, HttpSms(), time.time)
    post = Post(core.settings, SmtpMailer())
    sessions = StaffSessions(SqlSessionStore(core.database), rooms, core.audit, time.time)
    devices = Devices(core.vault, time.time)
    parts = (core.accounts, core.factors, core.ceremonies, sessions)
    return Services(
        alerts=core.alerts,
        accounts=core.accounts,
        sessions=sessions,
        devices=devices,
        setup=SetUp(*parts, core.passwords, core.vault, core.audit, time.time),
        sign_in=SignIn(*parts, core.passwords, devices, core.audit, time.time),
        provider_sign_in=_provider_sign_in(core, sessions),
        step_up=StepUp(*parts, core.audit, time.time),
        ways=OwnWays(*parts, core.settings, core.passwords, core.audit, time.time),
        organisations=core.organisations,
        staff=_staff_administration(core, sessions),
        oversight=Oversight(SqlOversightStore(core.database, core.meeting_store), rooms, core.audit, time.time),
        settings=core.settings,
        follow_up=FollowUp(SqlFollowUpStore(core.database), core.vault, core.audit, core.alerts, time.time),
        proposals=Proposals(SqlProposalStore(core.database), core.settings, core.vault, core.audit, time.time),
        post=post,
        meetings=meetings,
        co_hosts=CoHosts(SqlCoHostStore(core.database), rooms, core.audit, time.time),
        invitations=core.invitations,
        policies=core.policies,
        sms=sms,
        settings_test=SettingsTest(core.settings, post, sms, OidcClient(time.time)),
        link_post=LinkPost(meetings, core.invitations, sms, post, core.audit, time.time),
        guest_codes=GuestCodes(core.meeting_store, core.invitations, sms, core.ceremonies, core.audit, time.time),
        guest_eid=_guest_eid(core, rooms),
        rooms=rooms,
        network_tests=tests,
        signalling=Signalling(rooms, seats, tickets),
        workers_alive=lambda: len(media.ports),
        web_dir=settings.web_dir,
        origins=lambda: origins,
        perimeter=Perimeter(
            settings.trusted_proxies, settings.admin_networks, urlsplit(settings.admin_url).netloc.lower()
        ),
        https_only=settings.https_only,
    )


def _guest_eid(core: Core, rooms: Rooms) -> GuestEid:
    return GuestEid(
        core.meeting_store,
        core.invitations,
        core.settings,
        core.ceremonies,
        OidcClient(time.time),
        rooms,
        core.audit,
        time.time,
    )


def _audit_export(settings: Settings, core: Core) -> AuditExport:
    """What the operator has set holds for every organisation that names no place of its own."""
    operators = None
    if settings.audit_export:
        secret = settings.audit_export_token
        operators = AuditExportSettings(
            kind="https" if settings.audit_export.startswith("https:") else "syslog",
            address=settings.audit_export.removeprefix("syslog://"),
            secret=secret.get_secret_value() if secret else None,
            ca=settings.audit_export_ca.read_text() if settings.audit_export_ca else "",
        )
    return AuditExport(SqlTrailStore(core.database), core.settings, operators, deliver, core.alerts, time.time)


def _retention(core: Core, rooms: Rooms, follow_up: FollowUp) -> Retention:
    store = SqlRetentionStore(core.database)
    return Retention(
        store, core.settings, core.vault, core.trail, core.audit, rooms.running, time.time, [follow_up.check_overdue]
    )


def _provider_sign_in(core: Core, sessions: StaffSessions) -> ProviderSignIn:
    async def has_passkey(account_id: str) -> bool:
        return bool(await core.factors.store.passkeys(account_id))

    return ProviderSignIn(
        core.accounts,
        core.ceremonies,
        sessions,
        core.settings,
        OidcClient(time.time),
        core.audit,
        time.time,
        has_passkey,
    )


def _staff_administration(core: Core, sessions: StaffSessions) -> StaffAdministration:
    doors = Doors(core.accounts.make_account_link, sessions.end)
    units = SqlOrganisationStore(core.database)
    return StaffAdministration(SqlStaffStore(core.database), units, doors, core.audit, time.time)


def web_app(services: Services) -> web.Application:
    app = web.Application(middlewares=[middleware.headers, middleware.guard], client_max_size=MAX_BODY_BYTES)
    app[SERVICES] = services
    app[API] = document(ROUTES)
    app[middleware.LIMITS] = middleware.Limits(time.monotonic)
    app.on_response_prepare.append(middleware.add_headers)
    for route in ROUTES:
        if route.method == "GET" and route.path != "/ws":
            app.router.add_get(route.path, _guarded(route))
        else:
            app.router.add_route(route.method, route.path, _guarded(route))
    return app


def _guarded(route: Route) -> middleware.Handler:
    """The route's handler, labelled with the action that the guard checks."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return await route.handler(request)

    setattr(handle, middleware.ACTION, route.action)
    return handle
