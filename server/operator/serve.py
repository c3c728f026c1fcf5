"""Start the server, say where it is, and stop it cleanly."""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from media.pool.forks import Forks
from media.pool.pool import MediaError
from media.protocol import WorkerStats
from server.app import Running, running
from server.http.api.browser_policy import headers
from server.http.connections import Most, Runner, Site, within_files
from server.operator.control import AlertSeen, Question, ServerStatus, listening
from server.operator.data_dir import StartError, prepare_data_dir
from server.operator.reload import Load, Reload
from server.operator.status import meetings
from server.operator.upgrade import bring_up
from server.parts.core import secrets_of
from server.runtime.config import Settings, VirusScan
from server.runtime.scope import Scope
from server.runtime.tls import Certificate, certificate_of, own_addresses

Say = Callable[[str], None]
STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Serving:
    running: Running
    origin: str
    port: int
    certificate: Certificate | None


def origins_of(settings: Settings, port: int) -> list[str]:
    """Where our own pages may come from; the first makes links."""
    main = settings.origin(port)
    if settings.public_url:
        return [main, settings.admin_url] if settings.admin_url else [main]
    scheme = urlsplit(main).scheme
    hosts = ["127.0.0.1"] if settings.host in ("127.0.0.1", "localhost") else own_addresses()
    others = [f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}" for host in hosts]
    # Phones cannot open localhost, so on the network the machine's address makes the links.
    return [main, *others] if settings.host in ("127.0.0.1", "localhost") else [*others, main]


@asynccontextmanager
async def serving(
    settings: Settings, say: Say, forks: Forks | None = None, *, migrate: bool = False
) -> AsyncIterator[Serving]:
    """The server, listening; with a fork server of its own for media workers unless one is lent.  ``migrate``: also a
    database that is not its own.  Raises :class:`StartError` or :class:`SettingsError` with one sentence."""
    prepare_data_dir(settings)
    if not (settings.web_dir / "index.html").is_file():
        raise StartError("The web client has not been built; run `make build` (or `make run`, which does both).")
    secrets = await secrets_of(settings)
    certificate = certificate_of(settings)
    await bring_up(settings, say, migrate=migrate)
    say(f"Starting {settings.media_workers} media worker(s) ...")
    try:
        async with running(settings, secrets, forks) as parts:
            runner = runner_of(settings, parts.app)
            await runner.setup()
            try:
                context = certificate.context if certificate is not None else None
                site = Site(runner, settings.host, settings.port, context)
                await _listen(site, settings)
                port = int(runner.addresses[0][1])
                parts.origins.extend(origins_of(settings, port))
                yield Serving(parts, parts.origins[0], port, certificate)
                await parts.rooms.stop()
            finally:
                await runner.cleanup()
    except MediaError as error:
        raise StartError(f"The media workers cannot start: {error}.") from None


def runner_of(settings: Settings, app: web.Application) -> Runner:
    in_all = within_files(settings.max_connections)
    # However few there may be, one address leaves room for others.
    per_address = min(settings.max_connections_per_address, in_all // 2)
    return Runner(
        app,
        Most(in_all, per_address, settings.trusted_proxies),
        headers(https_only=settings.https_only),
        stop_seconds=STOP_SECONDS,
    )


async def _listen(site: Site, settings: Settings) -> None:
    try:
        await site.start()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"Port {settings.port} is taken; choose another with RESFRI_PORT or --port."
        else:
            sentence = f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}."
        raise StartError(sentence) from None


def stop_signal() -> asyncio.Event:
    """An event that SIGINT or SIGTERM sets; made first of all, so that a stop during the start is not lost.  So does
    SIGUSR1 until :func:`operated`: before there are meetings, draining is stopping.  SIGHUP stops nothing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        loop.add_signal_handler(number, stop.set)
    # Nothing is loaded yet that could be loaded anew.  Processes that begin now ignore it too: media workers, which a
    # signal to the whole service would otherwise end.
    _ = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return stop


def status_of(server: Serving, workers: list[WorkerStats], troubles: Sequence[str] = ()) -> ServerStatus:
    rooms = server.running.rooms
    return ServerStatus(
        at=asyncio.get_running_loop().time(),
        draining=rooms.draining,
        meetings=rooms.running_meetings,
        alerts=[
            AlertSeen(code=one.alert, count=one.count, last_at=one.last_at) for one in server.running.core.alerts.seen
        ],
        troubles=list(troubles),
        workers=workers,
    )


@asynccontextmanager
async def operated(
    server: Serving, settings: Settings, stop: asyncio.Event, say: Say, load: Load
) -> AsyncIterator[None]:
    """Obey the operator: `resfri status`, `resfri drain` or SIGUSR1, and SIGHUP.  Raises :class:`ControlError`."""
    rooms, media = server.running.rooms, server.running.media

    def drain() -> None:
        if not rooms.draining:
            rooms.drain(stop.set)
            say(f"Draining: {meetings(status_of(server, []))}")

    async def answer(question: Question) -> ServerStatus:
        workers = await media.stats()
        if question is Question.DRAIN:
            drain()
        elif question is Question.RELOAD_KEYS:
            server.running.reload_keys()
        return status_of(server, workers, await server.running.condition.troubles())

    reload, watching = Reload(server.running, settings, server.certificate, load, say), Scope()
    async with listening(settings.data_dir, answer):
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, drain)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload.everything)
        _ = watching.start("certificate", reload.watch())
        try:
            yield
        finally:
            await watching.close()


async def serve(settings: Settings, say: Say, load: Load, *, migrate: bool) -> None:
    """`resfri serve`: run until stopped.  ``load`` reads the settings anew."""
    stop = stop_signal()
    async with (
        serving(settings, say, migrate=migrate) as server,
        operated(server, settings, stop, say, load),
    ):
        forwarding = (
            "compiled code" if server.running.media.fast_path == "native" else "Python (no C compiler was found)"
        )
        say(f"Media is forwarded by {forwarding}.")
        if settings.virus_scan is VirusScan.REQUIRED and not settings.clamd_socket.exists():
            say("Files cannot be sent in meetings: ClamAV is not running (on Debian: apt install clamav-daemon).")
            say("To try them without it: RESFRI_VIRUS_SCAN=off")
        if settings.without_camera:
            say(f"\nWARNING: {settings.without_camera}")
        say(f"\nResfri is running at {server.origin}")
        token = await server.running.core.accounts.make_setup_link()
        if token is not None:
            say("\nThere is no account yet. Make the first one with this link; it works once, for 24 hours:")
            say(f"  {server.origin}/setup#{token}")
        say("\nStop with Ctrl-C.")
        _ = await stop.wait()
        say("\nStopping ...")
