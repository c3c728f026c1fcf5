"""The composition root: builds everything, hands each part what it needs, and takes it down in reverse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from media.pool.forks import Forks
from media.pool.pool import MediaPool
from media.protocol import WorkerOptions
from server.adapters.audit_export import deliver
from server.adapters.clamd import Clamd
from server.adapters.mail import SmtpMailer
from server.adapters.office import Office
from server.adapters.oidc import OidcClient
from server.adapters.sms import HttpSms
from server.core import FILES_NAME, Core, open_core
from server.http.application import web_app
from server.http.context import Perimeter, Services
from server.rooms.running.registry import Rooms
from server.runtime.config import Settings, VirusScan
from server.runtime.scope import Scope
from server.runtime.secrets import Secrets, load_or_make
from server.services.audit.alerts import Alert
from server.services.audit.export import AuditExport
from server.services.audit.follow_up import FollowUp
from server.services.delivery.mail import Post
from server.services.delivery.sms import Sms
from server.services.files.content import Content
from server.services.files.conversion import Conversions
from server.services.files.files import FileLimits, Files
from server.services.files.room_archive import RoomArchive
from server.services.meetings.co_hosts import CoHosts
from server.services.meetings.guest_codes import GuestCodes
from server.services.meetings.guest_eid import GuestEid
from server.services.meetings.link_delivery import LinkPost
from server.services.meetings.meetings import Meetings
from server.services.meetings.network_check import NetworkTests
from server.services.meetings.seats import SeatLimits, Seats
from server.services.meetings.turn import Relay
from server.services.organisation.oversight import Oversight
from server.services.organisation.proposals import Proposals
from server.services.organisation.settings_check import SettingsTest
from server.services.organisation.staff import Doors, StaffAdministration
from server.services.privacy.retention import Retention
from server.services.signin.known_browsers import Devices
from server.services.signin.provider import ProviderSignIn
from server.services.signin.sessions import StaffSessions
from server.services.signin.setup import SetUp
from server.services.signin.sign_in import SignIn
from server.services.signin.sign_in_methods import OwnWays
from server.services.signin.step_up import StepUp
from server.services.support.faults import Faults
from server.signalling.socket import Signalling
from server.signalling.tickets import Tickets
from server.storage.audit.follow_up import SqlFollowUpStore
from server.storage.audit.trail import SqlTrailStore
from server.storage.files.blobs import LocalBlobs
from server.storage.files.files import SqlFileRows
from server.storage.files.room_items import SqlItemStore
from server.storage.meetings.co_hosts import SqlCoHostStore
from server.storage.organisation.organisations import SqlOrganisationStore
from server.storage.organisation.oversight import SqlOversightStore
from server.storage.organisation.proposals import SqlProposalStore
from server.storage.organisation.staff import SqlStaffStore
from server.storage.privacy.retention import SqlRetentionStore
from server.storage.signin.sessions import SqlSessionStore
from server.storage.support.faults import SqlFaultStore
from server.wire.api import AuditExportSettings


@dataclass(slots=True)
class Running:
    """A server whose media workers run; ``origins`` is filled in when the port is known."""

    app: web.Application
    core: Core
    services: Services
    content: Content
    media: MediaPool
    reload_keys: Callable[[], None]
    """Take what is in the secrets now."""
    origins: list[str] = field(default_factory=list)


def media_pool(settings: Settings, rooms: list[Rooms], forks: Forks | None) -> MediaPool:
    """The pool needs somebody to tell, and the rooms need the pool: the list is filled in between."""
    options = WorkerOptions(
        bind=settings.media_host, port=settings.media_port, announced=list(settings.media_addresses)
    )
    return MediaPool(settings.media_workers, options, lambda event: rooms[0].media_event(event), forks)


@asynccontextmanager
async def running(settings: Settings, secrets: Secrets, forks: Forks | None = None) -> AsyncIterator[Running]:
    """Everything but the listening socket."""
    async with open_core(settings, secrets) as core:
        scope = Scope()
        known_rooms: list[Rooms] = []
        media = media_pool(settings, known_rooms, forks)
        secret = settings.turn_secret.get_secret_value() if settings.turn_secret else ""
        relay = Relay(settings.turn_urls, secret, time.time)
        blobs = LocalBlobs(settings.data_dir / FILES_NAME)
        blobs.start()
        content = Content(SqlFileRows(core.database), blobs, core.vault)
        archive = RoomArchive(SqlItemStore(core.database), content, core.vault)
        rooms = Rooms(media, core.meeting_store, core.audit, scope, time.time, relay.ice_servers, archive)
        known_rooms.append(rooms)
        tests = NetworkTests(media, time.time, relay.ice_servers)
        origins: list[str] = []
        services = _services(settings, secrets, core, rooms, tests, media, origins, blobs)
        await media.start()
        try:
            rooms.start(tests.offered)
            scope.start("retention", _retention(core, rooms, content, services.follow_up).keep_rules())
            scope.start("audit heads", core.trail.keep_signing())
            scope.start("audit export", _audit_export(settings, core).keep_copying())
            scope.start("clock", core.alerts.watch_clock())

            def reload_keys() -> None:
                read = load_or_make(settings)
                core.vault.use(read.masters)
                services.signalling.tickets.ring = read.ws_ticket

            yield Running(web_app(services), core, services, content, media, reload_keys, origins)
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
    blobs: LocalBlobs,
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
        faults=Faults(SqlFaultStore(core.database), core.vault, core.audit, time.time),
        files=(files := _files(settings, core, rooms, blobs)),
        conversions=Conversions(files, Office()),
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


def _files(settings: Settings, core: Core, rooms: Rooms, blobs: LocalBlobs) -> Files:
    scanner = Clamd(settings.clamd_socket) if settings.virus_scan is VirusScan.REQUIRED else None
    limits = FileLimits(settings.max_file_mib << 20, settings.max_meeting_mib << 20)
    return Files(rooms, SqlFileRows(core.database), blobs, core.vault, scanner, limits, core.alerts, time.time)


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


def _retention(core: Core, rooms: Rooms, content: Content, follow_up: FollowUp) -> Retention:
    store = SqlRetentionStore(core.database)
    return Retention(
        store,
        core.settings,
        core.vault,
        content,
        core.trail,
        core.audit,
        rooms.running,
        time.time,
        [follow_up.check_overdue],
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
