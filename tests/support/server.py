"""A real server on a private port with real media workers, and browsers' worth of cookies to talk to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp
import pytest
from yarl import URL

from server.operator.serve import Serving, serving
from server.parts.core import SQLITE_NAME
from server.runtime.config import Settings, VirusScan
from server.wire.room.messages import WIRE_VERSION
from tests.support.authenticator import App, Authenticator
from tests.support.forks import shared_forks
from tests.support.polling import until
from tests.support.postgres import postgres
from tests.support.schema import give_schema, migrated_on

PASSWORD = "en lång och god mening"
DATABASE = "sqlite"
"""What servers get that are told of no database; the other is ``postgresql``."""
_databases: dict[Path, str] = {}
"""Of PostgreSQL, by data directory."""


def settings(data_dir: Path, **changes: Any) -> Settings:
    web_dir = data_dir / "web"
    (web_dir / "assets").mkdir(parents=True, exist_ok=True)
    (web_dir / "index.html").write_text("<!doctype html><title>Resfri</title>")
    (web_dir / "assets" / "a.js").write_text("1")
    given: dict[str, Any] = {
        "data_dir": data_dir,
        "port": 0,
        "media_port": 0,
        "media_workers": 1,
        "web_dir": web_dir,
        "virus_scan": VirusScan.OFF,
        # Where the services of the tests are.
        "inner_networks": ["127.0.0.0/8", "::1/128"],
        "plain_mail": True,
    }
    return Settings(**{**given, **changes})


@asynccontextmanager
async def running_server(data_dir: Path, **changes: Any) -> AsyncIterator[Serving]:
    if DATABASE == "postgresql" and "database_url" not in changes:
        if data_dir not in _databases:
            _databases[data_dir] = await a_postgresql_database()
        changes["database_url"] = _databases[data_dir]
    if "database_url" not in changes:
        await give_schema(data_dir / SQLITE_NAME)
    async with serving(settings(data_dir, **changes), lambda _: None, shared_forks()) as server:
        yield server


@asynccontextmanager
async def raw(server: Serving) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that says just what the test says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def a_postgresql_database() -> str:
    """The address of a database with the newest schema and nothing in it."""
    server = postgres()
    if server is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    return await server.new_database(template=await migrated_on(server))


@dataclass
class Answer:
    status: int
    headers: Any
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Browser:
    """Keeps its own cookies, and says where it comes from as a browser does."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.address = origin
        """Where the server is reached, when that is not what people see."""
        self.cookies: dict[str, str] = {}
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())

    async def __aenter__(self) -> Browser:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.close()

    def headers(self, **changes: str | None) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        changed = {name.replace("_", "-"): value for name, value in changes.items()}
        given = {"Origin": self.origin, "X-Resfri": "1", "Cookie": cookie, **changed}
        return {name: value for name, value in given.items() if value}

    async def send(self, method: str, path: str, body: Any = None, **headers: str | None) -> Answer:
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        given = self.headers(**{"Content_Type": "application/json" if data is not None else None, **headers})
        async with self.http.request(
            method, URL(self.address + path, encoded=True), data=data, headers=given
        ) as answer:
            for name, morsel in answer.cookies.items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
            return Answer(answer.status, answer.headers, await answer.text())

    async def get(self, path: str) -> Answer:
        return await self.send("GET", path)

    async def post(self, path: str, body: Any = None) -> Answer:
        return await self.send("POST", path, body)

    async def ticket(self, meeting: str | None = None) -> str:
        answer = await self.post("/api/ticket", {"meeting": meeting})
        assert answer.status == 200, answer.text
        return str(answer.json["ticket"])

    async def connect(self, meeting: str | None = None, **hello: Any) -> Wire:
        """A WebSocket that has said hello."""
        wire = await self.open_socket()
        ticket = await self.ticket(meeting)
        given = {"type": "hello", "version": WIRE_VERSION, "ticket": ticket, "microphone": True, "camera": True}
        await wire.send({**given, **hello})
        return wire

    async def open_socket(self) -> Wire:
        socket = await self.http.ws_connect(self.origin + "/ws", headers=self.headers())
        return Wire(socket)


@dataclass
class Wire:
    """One WebSocket and everything that came over it."""

    socket: aiohttp.ClientWebSocketResponse
    received: list[dict[str, Any]] = field(default_factory=list)
    closed: bool = False
    _reader: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._reader = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        async for frame in self.socket:
            if frame.type is aiohttp.WSMsgType.TEXT:
                self.received.append(json.loads(frame.data))
        self.closed = True

    async def send(self, message: dict[str, Any] | str) -> None:
        await self.socket.send_str(message if isinstance(message, str) else json.dumps(message))

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["type"] == kind]

    async def next(self, kind: str, count: int = 1) -> dict[str, Any]:
        """The count-th message of a kind."""

        def look() -> dict[str, Any] | None:
            found = self.all(kind)
            return found[count - 1] if len(found) >= count else None

        try:
            return await until(look) or {}
        except AssertionError:
            seen = [message["type"] for message in self.received]
            raise AssertionError(f"no {kind} number {count}; received {seen}; closed: {self.closed}") from None

    def lobby(self) -> list[dict[str, Any]]:
        """Who waits, as a host's page has it."""
        waiting: dict[str, dict[str, Any]] = {}
        for message in self.received:
            match message["type"]:
                case "joined" | "lobby_changed":
                    waiting = {one["id"]: one for one in message["waiting"]}
                case "lobby_person":
                    waiting[message["person"]["id"]] = message["person"]
                case "lobby_left":
                    waiting.pop(message["participant"], None)
                case _:
                    pass
        return list(waiting.values())

    async def waiting(self, count: int = 1) -> list[dict[str, Any]]:
        """The lobby once so many wait."""
        await until(lambda: (seen := self.lobby()) and len(seen) == count)
        return self.lobby()

    async def goodbye(self) -> str:
        """Why the server closed this socket."""
        reason = (await self.next("closed"))["reason"]
        await until(lambda: self.closed)
        return str(reason)

    async def close(self) -> None:
        await self.socket.close()
        if self._reader is not None:
            await self._reader


FIRST = {"organisation": "Storstad", "unit": "Socialtjänsten", "name": "Eva Berg", "email": "eva@example.se"}


async def set_up(server: Serving, browser: Browser) -> Authenticator:
    """Make the first account, with a passkey, and sign it in."""
    return await use_setup_link(browser, await server.running.core.accounts.make_setup_link())


async def use_setup_link(browser: Browser, token: str | None, **names: str) -> Authenticator:
    """Choose a passkey; ``names`` are needed for the first account only."""
    passkey = Authenticator(browser.origin)
    begun = await browser.post("/api/setup/begin", {**FIRST, "token": token, "method": "passkey", **names})
    assert begun.status == 200, begun.text
    done = await browser.post("/api/setup/finish", {"attestation": passkey.create(begun.json["passkey"])})
    assert done.status == 200, done.text
    assert done.json["recovery_codes"] == []
    return passkey


async def choose_app(browser: Browser, token: str | None, **names: str) -> tuple[App, list[str]]:
    """Choose password and authenticator app; answers the app and the recovery codes."""
    form = {**FIRST, "token": token, "method": "totp", "password": PASSWORD, **names}
    begun = await browser.post("/api/setup/begin", form)
    assert begun.status == 200, begun.text
    app = App(begun.json["totp"]["seed"])
    done = await browser.post("/api/setup/finish", {"code": app.code()})
    assert done.status == 200, done.text
    return app, done.json["recovery_codes"]


async def sign_in_by_passkey(browser: Browser, passkey: Authenticator, path: str = "/api/sign-in/passkey") -> Answer:
    """Also a step-up, at its path."""
    begun = await browser.post(f"{path}/begin")
    assert begun.status == 200, begun.text
    return await browser.post(path, passkey.get(begun.json))


async def step_up(browser: Browser, passkey: Authenticator) -> None:
    answer = await sign_in_by_passkey(browser, passkey, "/api/step-up/passkey")
    assert answer.status == 204, answer.text


async def sign_in_by_app(
    browser: Browser, code: str, email: str = "eva@example.se", password: str = PASSWORD, **more: str
) -> Answer:
    return await browser.post("/api/sign-in", {"email": email, "password": password, "code": code, **more})


async def invite_staff(admin: Browser, name: str, email: str, role: str = "agent") -> tuple[str, str]:
    """A new account in the first unit: its id, and its set-up link's token."""
    units = (await admin.get("/api/admin/units")).json["units"]
    form = {"name": name, "email": email, "unit": units[0]["id"], "role": role}
    answer = await admin.post("/api/admin/staff", form)
    assert answer.status == 201, answer.text
    return answer.json["person"]["id"], answer.json["link"].partition("#")[2]


async def make_meeting(browser: Browser, *guests: str, **changes: Any) -> tuple[str, list[str]]:
    """A meeting now; its id and the guests' link tokens (and the common link's, last, when it is open)."""
    form = {
        "title": "Möte",
        "meeting_class": "protected",
        "guests": [{"name": name, "kind": "client"} for name in guests],
    }
    answer = await browser.post("/api/meetings", {**form, **changes})
    assert answer.status == 201, answer.text
    tokens = [invitation["link"]["url"].partition("#")[2] for invitation in answer.json["invitations"]]
    return answer.json["id"], tokens


async def send_file(
    browser: Browser, wire: Wire, name: str, content: bytes, *, to: str | None = None, size: int | None = None
) -> Answer:
    """Send a file as the client does; the answer to what was refused, or to the last piece."""
    joined = await wire.next("joined")
    form = {"meeting": joined["meeting"]["id"], "participant": joined["you"], "place": "main", "name": name, "to": to}
    begun = await browser.post("/api/uploads", {**form, "size": len(content) if size is None else size})
    if begun.status != 201:
        return begun
    return await send_pieces(browser, begun.json, content)


async def send_pieces(browser: Browser, upload: dict[str, Any], content: bytes) -> Answer:
    answer, at = None, int(upload["received"])
    while at < len(content):
        piece = content[at : at + upload["piece"]]
        path = f"/api/uploads/{upload['id']}?offset={at}"
        answer = await browser.send("PUT", path, piece, Content_Type="application/octet-stream")
        if answer.status != 200:
            return answer
        at += len(piece)
    assert answer is not None
    return answer


async def enter(origin: str, token: str, name: str | None = None) -> Browser:
    """A new browser that consumed a link."""
    browser = Browser(origin)
    answer = await browser.post("/api/guest/enter", {"token": token, "name": name})
    assert answer.status == 200, answer.text
    return browser
