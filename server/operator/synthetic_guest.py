"""A guest who is a program: enters by a link like a person, waits in the lobby, and publishes test media."""

from __future__ import annotations

import logging
import ssl
from urllib.parse import urlsplit

import aiohttp
import msgspec

from auth.signin.session_rules import GUEST_COOKIE
from media.synthetic import SyntheticPeer
from server.wire import api
from server.wire.room import base, media, messages, presence

log = logging.getLogger("resfri.demo")

_decoder: msgspec.json.Decoder[base.ServerMessage] = msgspec.json.Decoder(messages.AnyServerMessage)


class SyntheticGuest:
    """Drives one synthetic peer over our own HTTP API and WebSocket.  One that does not ``look`` shows no pictures,
    and is sent none."""

    def __init__(
        self, number: int, origin: str, token: str, trust: ssl.SSLContext | bool, *, looks: bool = True
    ) -> None:
        self._number = number
        self._origin = origin
        self._token = token
        self._trust = trust
        self._looks = looks
        self._headers = {"Origin": origin, "X-Resfri": "1"}
        self._peer: SyntheticPeer | None = None
        self._transport = ""

    async def attend(self) -> None:
        """Until the meeting is over for this guest, or cancelled."""
        try:
            async with aiohttp.ClientSession(headers=self._headers) as http:
                cookie = await self._enter(http)
                # The cookie is Secure, which the client's own jar would not send to http://localhost.
                http.headers["Cookie"] = f"{GUEST_COOKIE}={cookie}"
                await self._meet(http)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("a synthetic guest had to leave: %s", type(error).__name__)
        finally:
            if self._peer is not None:
                await self._peer.close()

    async def _post(self, http: aiohttp.ClientSession, path: str, body: api.Body) -> aiohttp.ClientResponse:
        headers = {"Content-Type": "application/json"}
        answer = await http.post(self._origin + path, data=msgspec.json.encode(body), headers=headers, ssl=self._trust)
        answer.raise_for_status()
        return answer

    async def _enter(self, http: aiohttp.ClientSession) -> str:
        answer = await self._post(http, "/api/guest/enter", api.EnterMeeting(token=self._token))
        return answer.cookies[GUEST_COOKIE].value

    async def _meet(self, http: aiohttp.ClientSession) -> None:
        answer = await self._post(http, "/api/ticket", api.TicketRequest())
        ticket = msgspec.json.decode(await answer.read(), type=api.Ticket).ticket
        parts = urlsplit(self._origin)
        url = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/ws"
        async with http.ws_connect(url, ssl=self._trust, heartbeat=20) as socket:
            hello = presence.Hello(version=messages.WIRE_VERSION, ticket=ticket, microphone=True, camera=True)
            await self._send(socket, hello)
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    await self._receive(socket, _decoder.decode(frame.data))

    @staticmethod
    async def _send(socket: aiohttp.ClientWebSocketResponse, message: base.ClientMessage) -> None:
        await socket.send_str(msgspec.json.encode(message).decode())

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse, message: base.ServerMessage) -> None:
        if not isinstance(message, media.OfferMessage):
            return
        if self._peer is None or message.transport != self._transport:
            if self._peer is not None:
                await self._peer.close()
            self._peer, self._transport = SyntheticPeer(self._number), message.transport
            if not self._looks:
                await self._send(socket, media.Watch(tiles=[]))
        sdp = await self._peer.answer(message.sdp, message.publish)
        reply = media.AnswerMessage(transport=message.transport, revision=message.revision, sdp=sdp)
        await self._send(socket, reply)
