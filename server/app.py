"""The composition root: builds the parts, hands each what it needs, and takes everything down in reverse.

A new capability is a part in ``server/parts`` and a line in :func:`build`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from media.pool.forks import Forks
from media.pool.pool import MediaPool
from media.protocol import WorkerOptions
from server.http.api.browser_policy import headers
from server.http.application import web_app
from server.http.middleware import Guard, Perimeter
from server.parts.audit import audit_part
from server.parts.core import Core, open_core
from server.parts.delivery import delivery
from server.parts.files import FilesPart, files_part, shelves
from server.parts.meetings import MeetingsPart, meetings_part
from server.parts.organisation import organisation_part
from server.parts.pages import pages_part
from server.parts.part import Part
from server.parts.privacy import privacy_part
from server.parts.signin import SignInPart, sign_in_part
from server.parts.support import support_part
from server.rooms.ports import Archive
from server.rooms.running.registry import Rooms
from server.runtime.config import Settings
from server.runtime.scope import Scope
from server.runtime.secrets import Secrets, load_or_make
from server.services.audit.alerts import Alert
from server.services.meetings.turn import TurnServers
from server.services.support.condition import Condition


@dataclass(slots=True, kw_only=True)
class Running:
    """A server whose media workers run."""

    app: web.Application
    core: Core
    rooms: Rooms
    media: MediaPool
    sign_in: SignInPart
    meetings: MeetingsPart
    files: FilesPart
    parts: tuple[Part, ...]
    """All of them."""
    condition: Condition
    reload_keys: Callable[[], None]
    """Take what is in the secrets now."""
    use: Callable[[Settings], None]
    """Take those of the settings that can change while the server runs."""
    origins: list[str]
    """Our addresses, filled in when the port is known; the first makes links."""


@asynccontextmanager
async def running(settings: Settings, secrets: Secrets, forks: Forks | None = None) -> AsyncIterator[Running]:
    """Everything but the listening socket."""
    async with open_core(settings, secrets) as core:
        scope = Scope()
        server = build(settings, secrets, core, scope, forks)
        await server.media.start()
        try:
            server.rooms.start(server.meetings.network_checks.offered, server.files.files.gone)
            for part in server.parts:
                for name, work in part.tasks.items():
                    scope.start(name, work())
            yield server
        finally:
            await scope.close()
            await server.media.close()
            await core.chains.try_to_sign()


def build(settings: Settings, secrets: Secrets, core: Core, scope: Scope, forks: Forks | None) -> Running:
    """All parts, none of which has begun."""
    turn = turn_servers(settings)
    stored = shelves(settings, core)
    media, rooms = media_and_rooms(settings, core, scope, turn, stored.archive, forks)
    origins: list[str] = []
    sent = delivery(core)
    sign_in = sign_in_part(core, rooms)
    meetings = meetings_part(
        settings, secrets, core, rooms, media, turn, sessions=sign_in.sessions, delivery=sent, origins=origins
    )
    files = files_part(settings, core, rooms, stored)
    audit = audit_part(settings, core)
    condition = condition_of(settings, core, media)
    door = guard(settings, core, sign_in, meetings, origins)
    parts: tuple[Part, ...] = (
        sign_in,
        organisation_part(core, rooms, sign_in.sessions, sent, origins),
        meetings,
        files,
        audit,
        privacy_part(core, rooms, files.content, audit.follow_up),
        support_part(core),
        pages_part(settings.web_dir, condition),
    )
    return Running(
        app=web_app((api for part in parts for api in part.apis), door),
        core=core,
        rooms=rooms,
        media=media,
        sign_in=sign_in,
        meetings=meetings,
        files=files,
        parts=parts,
        condition=condition,
        reload_keys=lambda: reload_keys(settings, core, meetings),
        use=lambda changed: use(changed, door, turn),
        origins=origins,
    )


def media_and_rooms(
    settings: Settings, core: Core, scope: Scope, turn: TurnServers, archive: Archive, forks: Forks | None
) -> tuple[MediaPool, Rooms]:
    """The pool needs somebody to tell, and the rooms need the pool: the list is filled in between."""
    known: list[Rooms] = []
    options = WorkerOptions(
        bind=settings.media_host, port=settings.media_port, announced=list(settings.media_addresses)
    )
    media = MediaPool(settings.media_workers, options, lambda event: known[0].media_event(event), forks)
    known.append(Rooms(media, core.meeting_store, core.audit, scope, time.time, turn.ice_servers, archive))
    return media, known[0]


def condition_of(settings: Settings, core: Core, media: MediaPool) -> Condition:
    return Condition(
        data_dir=settings.data_dir,
        probe=core.audit.must_work,
        workers_alive=lambda: len(media.ports),
        disk_full=lambda: core.alerts.raise_alert(Alert.DISK_FULL),
        now=time.monotonic,
    )


def turn_servers(settings: Settings) -> TurnServers:
    return TurnServers(settings.turn_urls, turn_secret(settings), time.time)


def turn_secret(settings: Settings) -> str:
    return settings.turn_secret.get_secret_value() if settings.turn_secret else ""


def guard(settings: Settings, core: Core, sign_in: SignInPart, meetings: MeetingsPart, origins: Sequence[str]) -> Guard:
    return Guard(
        visitors=meetings.visitors,
        sessions=sign_in.sessions,
        audit=core.audit,
        origins=origins,
        perimeter=perimeter(settings),
        headers=headers(https_only=settings.https_only),
    )


def perimeter(settings: Settings) -> Perimeter:
    admin_host = urlsplit(settings.admin_url).netloc.lower()
    return Perimeter(settings.trusted_proxies, settings.admin_networks, admin_host)


def use(settings: Settings, door: Guard, turn: TurnServers) -> None:
    """See ``server/operator/reload.py`` for which settings these are."""
    logging.getLogger("resfri").setLevel(settings.log_level.upper())
    door.confine(perimeter(settings))
    turn.use(settings.turn_urls, turn_secret(settings))


def reload_keys(settings: Settings, core: Core, meetings: MeetingsPart) -> None:
    read = load_or_make(settings)
    core.vault.use(read.masters)
    core.chains.use(read.trail)
    meetings.signalling.tickets.ring = read.ws_ticket
