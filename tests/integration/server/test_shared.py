"""What a meeting shares, over the real server: in one order for all, kept over a restart, and bounded."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from server.operator.serve import Serving
from tests.support.polling import until
from tests.support.server import Browser, Wire, enter, make_meeting, running_server, set_up


async def gather(server: Serving, agent: Browser, *names: str) -> tuple[str, Wire, list[tuple[Browser, Wire]]]:
    """The host and these guests inside."""
    meeting, tokens = await make_meeting(agent, *names)
    host = await agent.connect(meeting)
    await host.next("joined")
    guests = []
    for token in tokens:
        guest = await enter(server.origin, token)
        wire = await guest.connect()
        await host.send({"type": "admit", "participant": (await wire.next("waiting"))["you"]})
        await wire.next("joined")
        guests.append((guest, wire))
    return meeting, host, guests


async def put(wire: Wire, key: str, payload: str | None, seq: int, channel: str = "whiteboard") -> None:
    await wire.send({"type": "put", "place": "main", "channel": channel, "key": key, "payload": payload, "seq": seq})


async def answered(wire: Wire, seq: int) -> dict[str, Any]:
    return (
        await until(
            lambda: next((one for one in wire.received if one["type"] in ("ok", "error") and one["seq"] == seq), None)
        )
        or {}
    )


async def close(guests: list[tuple[Browser, Wire]]) -> None:
    for guest, wire in guests:
        await wire.close()
        await guest.http.close()


async def test_everybody_sees_the_same_changes_in_the_same_order(server: Serving, agent: Browser) -> None:
    _, host, guests = await gather(server, agent, "Anna", "Bo", "Cia")
    wires = [host, *(wire for _, wire in guests)]
    each = 15
    await asyncio.gather(
        *(put(wire, f"w{who}-{n}", f"{who} {n}", n) for who, wire in enumerate(wires) for n in range(each))
    )
    for wire in wires:
        await until(lambda wire=wire: len(wire.all("item")) == each * len(wires))
    orders = [[(one["item"]["n"], one["item"]["key"]) for one in wire.all("item")] for wire in wires]
    assert all(order == orders[0] for order in orders)
    assert [n for n, _ in orders[0]] == list(range(1, each * len(wires) + 1))
    await close(guests)


async def test_what_was_said_is_there_after_a_restart(tmp_path: Path) -> None:
    async with running_server(tmp_path) as server, Browser(server.origin) as agent:
        await set_up(server, agent)
        meeting, host, guests = await gather(server, agent, "Anna")
        await put(host, "k", "kvar", 1, "chat")
        await put(host, "gone", "borta", 2, "chat")
        await put(host, "gone", None, 3, "chat")
        await put(host, "shown", "sida 3", 4, "stage")
        await answered(host, 4)
        anna, cookies = guests[0][0], dict(agent.cookies)
        seat = dict(anna.cookies)
        await close(guests)
    async with running_server(tmp_path) as server, Browser(server.origin) as agent, Browser(server.origin) as guest:
        agent.cookies, guest.cookies = cookies, seat
        for browser, where in ((agent, meeting), (guest, None)):
            wire = await browser.connect(where)
            await wire.next("joined")
            await wire.send({"type": "catch_up", "log": None, "after": 0})
            items = (await wire.next("items"))["items"]
            assert [(one["channel"], one["payload"], one["mine"]) for one in items] == [
                ("chat", "kvar", browser is agent),
                ("stage", "sida 3", browser is agent),
            ]
            await put(wire, f"new-{where}", "ny", 9, "chat")
            assert (await answered(wire, 9))["type"] == "ok"
            await wire.close()


async def test_nobody_in_the_lobby_says_or_hears_anything(server: Serving, agent: Browser) -> None:
    meeting, (token,) = await make_meeting(agent, "Anna")
    host = await agent.connect(meeting)
    await host.next("joined")
    guest = await enter(server.origin, token)
    wire = await guest.connect()
    await wire.next("waiting")
    await put(host, "k", "hemligt", 1, "chat")
    await answered(host, 1)
    for number, message in enumerate(
        (
            {"type": "put", "place": "main", "channel": "chat", "key": "x", "payload": "hej"},
            {"type": "signal", "place": "main", "channel": "chat", "payload": "hej"},
            {"type": "catch_up", "log": None, "after": 0},
            {"type": "hand_over", "participant": "x"},
        )
    ):
        await wire.send({**message, "seq": number})
        assert (await answered(wire, number))["code"] == "not_allowed"
    assert not {"item", "items", "signal"} & {message["type"] for message in wire.received}
    assert host.all("signal") == []
    await close([(guest, wire)])


async def test_what_the_wire_does_not_allow_is_refused_and_changes_nothing(server: Serving, agent: Browser) -> None:
    _, host, guests = await gather(server, agent, "Anna")
    anna = guests[0][1]
    hostile: list[dict[str, Any]] = [
        {"type": "put", "place": "main", "channel": "secrets", "key": "k", "payload": "x"},
        {"type": "put", "place": "main", "channel": "chat", "key": "../k", "payload": "x"},
        {"type": "put", "place": "main", "channel": "chat", "key": "k" * 41, "payload": "x"},
        {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": ""},
        {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": {"text": "x"}},
        {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": "x" * 20_000},
        {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": "x", "author": "host"},
        {"type": "put", "place": "main", "channel": "chat", "key": "k", "payload": "x" * 9000},
        {"type": "put", "place": "main", "channel": "files", "key": "k", "payload": "x"},
        {"type": "put", "place": "main", "channel": "whiteboard", "key": "k", "payload": "x", "to": "somebody"},
        {"type": "signal", "place": "main", "channel": "stage", "payload": "x" * 5000},
        {"type": "catch_up", "log": "x", "after": -1},
    ]
    for number, message in enumerate(hostile):
        await anna.send({**message, "seq": number})
    await until(lambda: len(anna.all("error")) == len(hostile))
    await put(anna, "fine", "x", 99)
    assert (await answered(anna, 99))["type"] == "ok"
    assert [one["item"]["key"] for one in host.all("item")] == ["fine"]
    await close(guests)


async def test_who_does_not_read_loses_pointers_and_not_the_meeting(server: Serving, agent: Browser) -> None:
    """Signals are dropped for a reader that is behind; everything else waits for it."""
    meeting, host, guests = await gather(server, agent, "Anna")
    anna = guests[0][1]
    assert anna._reader is not None
    anna._reader.cancel()
    anna._reader = None
    for number in range(60):
        await host.send({"type": "signal", "place": "main", "channel": "stage", "payload": "x" * 3000})
        if number % 20 == 19:
            await put(host, f"k{number}", "x" * 10_000, number)
            await answered(host, number)
    assert server.running.rooms.counts(meeting) == (2, 0)
    await close(guests)
