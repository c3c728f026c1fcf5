"""A sweep with canaries (R79): unique names, addresses, tokens and texts go through every field of a server that says
all that it can, and none of them comes out in a log line, in what the operator is shown, or in a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from server.http.api.routes import ROUTES
from server.http.route import Route
from server.wire.room.base import ClientMessage
from server.wire.room.messages import AnyClientMessage
from tests.support.polling import until
from tests.support.process import ServerProcess, resfri, server_process
from tests.support.server import Browser, enter, make_meeting, use_setup_link

CANARY = "kanariefagel"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path, LOG_LEVEL="debug", TRUSTED_PROXIES='["127.0.0.0/8"]') as running:
        yield running


class Canaries:
    """Values that fit a type, each unlike all others."""

    def __init__(self) -> None:
        self.flown: list[str] = []

    def text(self, longest: int | None = None) -> str:
        self.flown.append(f"{CANARY}{len(self.flown):04}")
        return self.flown[-1][: longest or None]

    def fit(self, kind: inspect.Type) -> Any:
        match kind:
            case inspect.StrType(pattern=pattern, max_length=longest):
                return self._patterned(pattern or "", longest)
            case inspect.IntType() | inspect.FloatType():
                return kind.ge or kind.gt or 1
            case inspect.BoolType():
                return True
            case inspect.LiteralType(values=values):
                return values[0]
            case inspect.EnumType(cls=cls):
                return next(iter(cls)).value
            case inspect.ListType(item_type=item):
                return [self.fit(item)]
            case inspect.DictType(key_type=key, value_type=value):
                return {self.fit(key): self.fit(value)}
            case inspect.UnionType(types=types):
                return self.fit(next(one for one in types if not isinstance(one, inspect.NoneType)))
            case inspect.StructType(fields=fields):
                return {field.encode_name: self.fit(field.type) for field in fields}
            case inspect.Metadata(type=inner):
                return self.fit(inner)
            case _:
                return self.text()

    def _patterned(self, pattern: str, longest: int | None) -> str:
        if "@" in pattern:
            return f"{self.text()}@example.se"
        if pattern.startswith("^https?"):
            return f"https://{self.text()}.example.se"
        if pattern.startswith("^\\+"):
            return "+46709999999"
        return self.text(longest)


def filled(route: Route, canaries: Canaries) -> str:
    return re.sub(r"{\w+(:[^}]*)?}", lambda _: canaries.text(), route.path) + f"?q={canaries.text()}"


async def sweep_http(browser: Browser, canaries: Canaries) -> None:
    """Every route, with a good-looking body, a broken one, and canaries in path, query and headers."""
    told = {
        "User_Agent": canaries.text(),
        "Referer": f"https://{canaries.text()}.se",
        "X_Forwarded_For": "203.0.113.77",
    }
    for route in ROUTES:
        if route.path in ("/ws", "/api/sign-out", "/api/sign-out/everywhere"):
            continue
        body = canaries.fit(inspect.type_info(route.takes)) if route.takes else None
        answer = await browser.send(route.method, filled(route, canaries), body, **told)
        assert answer.status < 500, (route.method, route.path, answer.text)
        if route.takes:
            broken = json.dumps({canaries.text(): canaries.text()}).encode()
            await browser.send(route.method, filled(route, canaries), broken, **told)
            await browser.send(route.method, filled(route, canaries), broken[:-5], **told)


def client_messages(canaries: Canaries) -> Iterator[dict[str, Any]]:
    for kind in AnyClientMessage.__args__:  # type: ignore[attr-defined]
        info = inspect.type_info(kind)
        assert isinstance(info, inspect.StructType)
        if info.tag in ("hello", "leave", "end_meeting"):
            continue
        yield {"type": info.tag, **canaries.fit(info)}
        yield {"type": info.tag, canaries.text(): canaries.text()}


async def sweep_sockets(server: ServerProcess, agent: Browser, canaries: Canaries) -> None:
    meeting, (token,) = await make_meeting(agent, canaries.text(), title=canaries.text())
    async with await enter(server.origin, token) as guest:
        waiting = await guest.connect()
        await waiting.next("waiting")
        for person in (agent, guest):
            for message in client_messages(canaries):
                wire = await person.connect(meeting if person is agent else None)
                await wire.send(message)
                await wire.send(canaries.text())
                await until(lambda wire=wire: wire.all("error") or wire.closed)
                await wire.close()
        await waiting.close()
    canaries.flown += [token, *agent.cookies.values()]


async def test_nothing_that_people_send_comes_out_in_what_the_server_says(server: ServerProcess) -> None:
    canaries = Canaries()
    async with Browser(server.origin) as agent, Browser(server.origin) as stranger:
        await use_setup_link(agent, server.setup_token)
        await sweep_http(agent, canaries)
        await sweep_http(stranger, canaries)
        await sweep_sockets(server, agent, canaries)
    code, shown = await resfri(server.data_dir, "status")
    assert code in (0, 3), shown
    assert len(canaries.flown) > 300
    # What the server prints for its operator holds the first link, which is used up.
    said = server.printed.replace(server.setup_token, "") + shown
    assert [one for one in [*canaries.flown, CANARY, "203.0.113.77", "46709999999"] if one in said] == []


def test_the_sweep_covers_every_body_and_message() -> None:
    canaries = Canaries()
    for route in ROUTES:
        if route.takes:
            assert isinstance(canaries.fit(inspect.type_info(route.takes)), dict)
    for message in client_messages(canaries):
        assert isinstance(message["type"], str)
    assert issubclass(ClientMessage, msgspec.Struct)
