"""A thousand at once: the capacity, the lock and the end hold whoever comes first (R38)."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any

import aiohttp

from auth.audit.events import AuditAction
from auth.crypto.links import mint_id
from auth.signin.session_rules import GUEST_COOKIE
from server.operator.serve import Serving
from server.rooms.admission import Arrival
from server.rooms.running.registry import Rooms
from server.services.meetings.seats import Visitor
from server.wire.errors import AppError
from server.wire.room.base import ServerMessage
from server.wire.room.messages import WIRE_VERSION
from server.wire.vocabulary import LeaveReason
from tests.support.polling import until
from tests.support.server import Browser, Wire, enter, make_meeting

CROWD = 1000
SOCKETS = 200
SEATS = 10


class Page:
    """The sending side of a socket in this process; keeps what it was told."""

    def __init__(self) -> None:
        self.messages: list[ServerMessage] = []
        self.closed: LeaveReason | None = None

    def send(self, message: ServerMessage) -> None:
        self.messages.append(message)

    def close(self, reason: LeaveReason) -> None:
        self.closed = reason


async def cookies(server: Serving, token: str, count: int) -> list[str]:
    """Of so many browsers that have used the common link of the meeting."""
    enter = server.running.meetings.guests.enter
    entered = await asyncio.gather(*(enter(token, f"Gäst {number}", f"network {number}") for number in range(count)))
    return [cookie for _, cookie in entered]


async def crowd(server: Serving, token: str, count: int = CROWD) -> list[Visitor]:
    guests = server.running.meetings.guests
    visitors = []
    for cookie in await cookies(server, token, count):
        found = await guests.guest(cookie)
        assert found is not None
        visitors.append(Visitor(found[0].id, found[1], found[0]))
    return visitors


async def join(server: Serving, visitor: Visitor) -> tuple[str, Page]:
    """As the socket does it: the seat, the room, and the seat once more."""
    rooms, seats = server.running.rooms, server.running.meetings.signalling.seats
    page, connection = Page(), mint_id()
    try:
        taken = await seats.take(visitor, None)
        arrival = Arrival(taken.seat, connection, transport=None, microphone=True, camera=True)
        logs = await rooms.open_logs(taken.settings)
        rooms.connect(taken.settings, arrival, visitor.session, page, logs)
        await seats.take(visitor, None)
    except AppError as error:
        rooms.expel(connection, LeaveReason.SIGNED_OUT)
        return error.code, page
    return "in", page


async def test_of_a_thousand_at_once_exactly_ten_get_the_ten_seats_and_the_end_is_the_end(
    server: Serving, agent: Browser
) -> None:
    meeting, (token,) = await make_meeting(agent, meeting_class="open", lobby=False, capacity=SEATS)
    visitors = await crowd(server, token)
    answers = await asyncio.gather(*(join(server, visitor) for visitor in visitors))
    assert Counter(code for code, _ in answers) == {"in": SEATS, "room_full": CROWD - SEATS}
    assert server.running.rooms.counts(meeting) == (SEATS, 0)

    async def end() -> tuple[str, Page]:
        assert (await agent.post(f"/api/meetings/{meeting}/end")).status == 204
        return "ended", Page()

    late = await asyncio.gather(*(join(server, one) for one in visitors[:300]), end(), *map_join(server, visitors))
    assert server.running.rooms.counts(meeting) == (0, 0)
    assert {code for code, _ in late} <= {"in", "room_full", "bad_link", "ended"}
    assert all(page.closed is not None for code, page in [*answers, *late] if code == "in")
    assert {code for code, _ in [await join(server, one) for one in visitors[:20]]} == {"bad_link"}


def map_join(server: Serving, visitors: list[Visitor]) -> list[Any]:
    return [join(server, one) for one in visitors[300:]]


async def test_of_two_hundred_sockets_at_once_exactly_ten_are_let_in(server: Serving, agent: Browser) -> None:
    """As browsers come: a ticket, a WebSocket, hello."""
    meeting, (token,) = await make_meeting(agent, meeting_class="open", lobby=False, capacity=SEATS)
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(Browser(server.origin))
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        invited = []
        for cookie in await cookies(server, token, SOCKETS):
            browser.cookies = {GUEST_COOKIE: cookie}
            invited.append((await browser.ticket(), browser.headers()))

        async def come(ticket: str, headers: dict[str, str]) -> Wire:
            wire = Wire(await session.ws_connect(server.origin + "/ws", headers=headers))
            stack.push_async_callback(wire.close)
            hello = {"type": "hello", "version": WIRE_VERSION, "microphone": True, "camera": True}
            await wire.send({**hello, "ticket": ticket})
            return wire

        wires = await asyncio.gather(*(come(*one) for one in invited))
        await until(lambda: sum(bool(wire.all("joined") or wire.closed) for wire in wires) == SOCKETS)
        told = Counter(one["code"] for wire in wires for one in wire.all("error"))
        assert told == {"room_full": SOCKETS - SEATS}
        assert sum(bool(wire.all("joined")) and not wire.closed for wire in wires) == SEATS
        assert server.running.rooms.counts(meeting) == (SEATS, 0)


async def test_while_hundreds_come_a_lock_lets_nobody_in_after_it(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, meeting_class="open", lobby=False, capacity=150)
    host = await agent.connect(meeting)
    await host.next("joined")
    visitors = await crowd(server, token, 300)
    rooms: Rooms = server.running.rooms
    seen: list[tuple[bool, str]] = []

    async def come(visitor: Visitor) -> None:
        code, _ = await join(server, visitor)
        seen.append((rooms._live[meeting].door.locked, code))

    await asyncio.gather(
        *(come(one) for one in visitors[:150]),
        host.send({"type": "lock_room", "locked": True}),
        *(come(one) for one in visitors[150:]),
    )
    await host.next("room_locked")
    inside, _ = rooms.counts(meeting)
    after = [await join(server, one) for one in visitors[inside + 5 : inside + 25]]
    assert rooms.counts(meeting)[0] == inside
    assert {code for code, _ in after} <= {"room_locked", "in"}
    assert Counter(code for _, code in seen)["in"] == inside - 1
    await until(lambda: _audited(server, meeting, AuditAction.LOCKED))
    await host.close()


async def _audited(server: Serving, meeting: str, action: AuditAction) -> bool:
    return action in [event.action for event in await server.running.core.audit.events(meeting)]


async def test_two_hosts_who_admit_everybody_at_once_fill_no_more_than_the_seats(
    server: Serving, agent: Browser
) -> None:
    names = [f"Gäst {number}" for number in range(12)]
    meeting, tokens = await make_meeting(agent, *names, capacity=5)
    host = await agent.connect(meeting)
    await host.next("joined")
    guests = [await enter(server.origin, token) for token in tokens]
    wires = [await guest.connect() for guest in guests]
    waiting = await host.waiting(len(names))
    for number, one in enumerate(waiting):
        await host.send({"type": "admit", "participant": one["id"], "seq": number})
        await host.send({"type": "admit", "participant": one["id"], "seq": 100 + number})
    await until(lambda: len(host.all("ok")) + len(host.all("error")) >= 2 * len(names))
    assert len(host.all("ok")) == 4
    assert server.running.rooms.counts(meeting) == (5, len(names) - 4)
    for wire, guest in zip(wires, guests, strict=True):
        await wire.close()
        await guest.http.close()
    await host.close()
