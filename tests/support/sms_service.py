"""A real SMS service on a private port: 46elks' convention (a form, basic authentication) and a modern one (JSON, a
bearer token).  What it took is kept, as a phone would."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from server.wire.api import SmsSettings

USERNAME, PASSWORD, TOKEN = "u1234", "a secret: with spaces & more", "bearer-token"


@dataclass
class SmsService:
    origin: str = ""
    inbox: list[tuple[str, str, str]] = field(default_factory=list)
    """Recipient, sender and text of every message that was taken, oldest first."""
    status: int = 200
    """What it answers to a well-formed request."""
    followed: int = 0
    """How often somebody came to where it redirects to."""

    @property
    def elks(self) -> SmsSettings:
        return SmsSettings(
            url=self.origin + "/a1/sms",
            body="form",
            auth="basic",
            username=USERNAME,
            secret=PASSWORD,
            sender="Kommunen",
            fields={"from": "{sender}", "to": "{to}", "message": "{text}", "dontlog": "message"},
        )

    @property
    def modern(self) -> SmsSettings:
        return SmsSettings(
            url=self.origin + "/v2/messages",
            body="json",
            auth="bearer",
            secret=TOKEN,
            sender="Kommunen",
            fields={"destination": "{to}", "originator": "{sender}", "body": "{text}"},
        )

    def code(self, count: int = 1) -> str:
        """The digits in the count-th message."""
        found = re.search(r"\b\d{6}\b", self.inbox[count - 1][2])
        assert found, self.inbox
        return found[0]

    async def _elks(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != aiohttp.encode_basic_auth(USERNAME, PASSWORD):
            return web.Response(status=401, text="Invalid credentials")
        form = await request.post()
        return self._take(form["to"], form["from"], form["message"])

    async def _modern(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"error": "unauthorized"}, status=401)
        body = await request.json()
        return self._take(body["destination"], body["originator"], body["body"])

    def _take(self, to: object, sender: object, text: object) -> web.StreamResponse:
        if self.status == 307:
            return web.Response(status=307, headers={"Location": self.origin + "/elsewhere"})
        if self.status != 200:
            return web.json_response({"error": "no"}, status=self.status)
        self.inbox.append((str(to), str(sender), str(text)))
        return web.json_response({"status": "created"}, status=201)

    async def _elsewhere(self, request: web.Request) -> web.StreamResponse:
        self.followed += 1
        return web.Response()

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65536)
        except ConnectionError:
            return response


@asynccontextmanager
async def sms_service() -> AsyncIterator[SmsService]:
    service = SmsService()
    app = web.Application()
    app.router.add_post("/a1/sms", service._elks)
    app.router.add_post("/v2/messages", service._modern)
    app.router.add_post("/elsewhere", service._elsewhere)
    app.router.add_post("/endless", service._endless)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
