"""``resfri demo``: a meeting to look at, with guests who are programs.

The demo is its own server: the link that signs its agent in lives in this process's memory, so that no other server
knows a way in with one factor.  Its synthetic guests come the way people come: by their links,
through the lobby, over the WebSocket, and with real media.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

from auth.model import GuestKind, MeetingClass, Staff, StaffRole
from server.operator.data_dir import StartError, prepare_data_dir
from server.operator.serve import Say, operated, serving, stop_signal
from server.operator.synthetic_guest import SyntheticGuest
from server.parts.core import Core
from server.rooms.running.no_rooms import NoRooms
from server.runtime.config import Settings, VirusScan
from server.services.meetings.meetings import Invited, Meetings
from server.services.model import Account, NewAccount
from server.services.signin.setup import SetUp
from server.wire.api import NewGuest, NewMeeting

EMAIL = "demo@example.se"
ORGANISATION = "Demokommun"
_PEOPLE = (
    ("Anna Lindqvist", GuestKind.CLIENT),
    ("Omar Haddad", GuestKind.INTERPRETER),
)
_SYNTHETIC = (
    "Testperson Alva",
    "Testperson Bo",
    "Testperson Cleo",
    "Testperson Disa",
    "Testperson Ebbe",
    "Testperson Frej",
    "Testperson Greta",
    "Testperson Hugo",
    "Testperson Ines",
    "Testperson Jon",
    "Testperson Klara",
    "Testperson Love",
    "Testperson Maja",
    "Testperson Nils",
    "Testperson Olle",
    "Testperson Pia",
    "Testperson Rut",
    "Testperson Sven",
    "Testperson Tove",
    "Testperson Ulla",
)
MAX_PARTICIPANTS = len(_SYNTHETIC)


@dataclass(frozen=True, slots=True)
class Demo:
    sign_in: str
    people: Sequence[Invited]
    synthetic: Sequence[Invited]


async def demo(settings: Settings, participants: int, say: Say) -> None:
    """Serve, and print the links.  Raises :class:`StartError` where a server is already running."""
    stop = stop_signal()
    participants = max(0, min(participants, MAX_PARTICIPANTS))
    prepare_data_dir(settings)
    origin = settings.origin(settings.port)
    if await _is_running(settings, origin):
        raise StartError(
            f"A server is already running at {origin}. Stop it first, because the demo runs its own, or choose another "
            "port and data directory with --port and --data-dir."
        )
    if not settings.clamd_socket.exists():
        say("Files are not scanned in this demo, because ClamAV is not running.")
        settings = settings.model_copy(update={"virus_scan": VirusScan.OFF})
    async with serving(settings, say) as server, operated(server, settings, stop, say, lambda: settings):
        made = await make(server.running.core, server.running.sign_in.setup, participants)
        _show(server.origin, made, say)
        await _attend(settings, server.origin, made, stop)


async def make(core: Core, setup: SetUp, participants: int) -> Demo:
    """The demo's account (once), and a new meeting that starts now."""
    account = await _account(core)
    meetings = Meetings(core.meeting_store, NoRooms(), core.invitations, core.audit, time.time)
    staff = Staff(account.tenant_id, account.id, account.unit_id, account.name, account.role)
    guests = [NewGuest(name=name, kind=kind) for name, kind in _PEOPLE]
    guests += [NewGuest(name=name, kind=GuestKind.RELATIVE) for name in _SYNTHETIC[:participants]]
    form = NewMeeting(title="Demomöte", meeting_class=MeetingClass.PROTECTED, guests=guests)
    _, invited = await meetings.make(staff, form, account.organisation)
    return Demo(setup.demo_link(account), invited[: len(_PEOPLE)], invited[len(_PEOPLE) :])


async def _account(core: Core) -> Account:
    for known in await core.accounts.known(EMAIL):
        if known.organisation == ORGANISATION:
            return known
    new = NewAccount(
        organisation=ORGANISATION,
        unit="Socialtjänsten",
        name="Eva Berg",
        email=EMAIL,
        password_hash=None,
        role=StaffRole.AGENT,
    )
    return await core.accounts.add(new)


async def _is_running(settings: Settings, origin: str) -> bool:
    url = f"{'https' if settings.https else 'http'}://127.0.0.1:{settings.port}/api/health"
    timeout = aiohttp.ClientTimeout(total=2)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(url, ssl=_trust(settings)) as answer:
            return answer.content_type == "application/json" and "status" in await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def _trust(settings: Settings) -> ssl.SSLContext | bool:
    """Our own self-made certificate on our own machine needs no check."""
    if not settings.https:
        return True
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _show(origin: str, made: Demo, say: Say) -> None:
    say(f"\nThe demo meeting is ready at {origin}")
    say("\nThe agent (signs in once; then open the meeting):")
    say(f"  {origin}/setup#{made.sign_in}")
    say("\nThe guests (each in a browser of their own, or a private window):")
    for invited in made.people:
        say(f"  {invited.invitation.name:<16} {origin}/m#{invited.token}")
    if made.synthetic:
        say(f"\n{len(made.synthetic)} synthetic guest(s) wait in the lobby; let them in as the agent.")
    say("\nStop with Ctrl-C.")


async def _attend(settings: Settings, origin: str, made: Demo, stop: asyncio.Event) -> None:
    trust = _trust(settings)
    guests = [
        SyntheticGuest(number, origin, one.token, trust, looks=False) for number, one in enumerate(made.synthetic)
    ]
    tasks = [asyncio.create_task(guest.attend(), name="synthetic guest") for guest in guests]
    try:
        _ = await stop.wait()
    finally:
        for task in tasks:
            task.cancel()
        _ = await asyncio.gather(*tasks, return_exceptions=True)
