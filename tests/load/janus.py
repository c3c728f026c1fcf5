"""Janus under load: its videoroom plugin, driven over its WebSocket API.

As in its own demonstrations a participant who publishes has one connection for that, and everybody has one for all
that they receive.  All publishers of a room join before anybody subscribes, so that Janus never renegotiates.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import aiohttp

from tests.load.connect import Connection, Remote
from tests.load.janus_process import JanusProcess
from tests.load.native import Load, StreamOptions
from tests.load.scenarios import Scenario

START_SECONDS = 10.0
REQUEST_SECONDS = 20.0
_OPUS, _VP8, _RTX, _MID, _LEVEL = 111, 96, 97, 1, 5
_MID_URI, _LEVEL_URI = "urn:ietf:params:rtp-hdrext:sdes:mid", "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
_DROPPED = (
    "a=ssrc", "a=msid", "a=candidate", "a=end-of-candidates", "a=ice-", "a=fingerprint", "a=setup", "a=sendonly",
    "a=sendrecv", "a=group", "a=extmap-allow-mixed",
)  # fmt: skip
_ESTIMATION = ("transport-wide-cc", "transport-cc", "goog-remb")


def _transport_lines(connection: Connection) -> list[str]:
    own = connection.credentials
    return [
        "c=IN IP4 0.0.0.0",
        "a=rtcp-mux",
        f"a=ice-ufrag:{own.ufrag}",
        f"a=ice-pwd:{own.password}",
        f"a=fingerprint:sha-256 {connection.fingerprint}",
        "a=setup:active",
    ]


def publisher_offer(connection: Connection) -> str:
    """Opus with audio levels on mid 0 and VP8 with RTX on mid 1; no bandwidth estimation."""
    audio, video = connection.ssrc, connection.ssrc + 1
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]
    lines += [f"m=audio 9 UDP/TLS/RTP/SAVPF {_OPUS}", *_transport_lines(connection), "a=mid:0", "a=sendonly"]
    lines += [f"a=extmap:{_MID} {_MID_URI}", f"a=extmap:{_LEVEL} {_LEVEL_URI}", f"a=rtpmap:{_OPUS} opus/48000/2"]
    lines += [f"a=ssrc:{audio} cname:load"]
    lines += [f"m=video 9 UDP/TLS/RTP/SAVPF {_VP8} {_RTX}", *_transport_lines(connection), "a=mid:1", "a=sendonly"]
    lines += [f"a=extmap:{_MID} {_MID_URI}", f"a=rtpmap:{_VP8} VP8/90000"]
    lines += [f"a=rtcp-fb:{_VP8} {feedback}" for feedback in ("nack", "nack pli", "ccm fir")]
    lines += [f"a=rtpmap:{_RTX} rtx/90000", f"a=fmtp:{_RTX} apt={_VP8}", f"a=ssrc-group:FID {video} {video + 1}"]
    lines += [f"a=ssrc:{ssrc} cname:load" for ssrc in (video, video + 1)]
    return "\r\n".join(lines) + "\r\n"


def subscriber_answer(offer: str, connection: Connection) -> str:
    """Receive everything as offered, without bandwidth estimation."""
    sections: list[list[str]] = []
    for line in offer.splitlines():
        if line.startswith("m="):
            sections.append([line, *_transport_lines(connection), "a=recvonly"])
        elif sections and line.startswith("a=") and not line.startswith(("a=rtcp-mux", *_DROPPED)):
            sections[-1] += [] if any(name in line for name in _ESTIMATION) else [line]
    mids = [line.removeprefix("a=mid:") for section in sections for line in section if line.startswith("a=mid:")]
    head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {' '.join(mids)}"]
    return "\r\n".join([*head, *(line for section in sections for line in section)]) + "\r\n"


class Janus:
    def __init__(self, load: Load) -> None:
        self.details: dict[str, str] = {}
        self._load = load
        self._process = JanusProcess()
        self._http: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reading: asyncio.Task[None] | None = None
        self._session = 0
        self._numbers = itertools.count(1)
        self._replies: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._up: dict[int, asyncio.Event] = {}
        """By handle: Janus has seen the connection come up.  Until then nobody can subscribe to a publisher."""
        self._connections: list[Connection] = []

    @property
    def pid(self) -> int:
        return self._process.pid

    async def start(self) -> None:
        await self._process.start()
        self._http = aiohttp.ClientSession()
        self._socket = await self._open(self._http)
        self._reading = asyncio.create_task(self._read(self._socket), name="janus events")
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]

    async def _open(self, http: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        url = f"ws://127.0.0.1:{self._process.port}"
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    return await http.ws_connect(url, protocols=["janus-protocol"], max_msg_size=0)
                except aiohttp.ClientError:
                    if self._process.ended:
                        raise RuntimeError(f"Janus ended:\n{self._process.log()}") from None
                    await asyncio.sleep(0.05)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            reply = message.json()
            if reply["janus"] == "webrtcup":
                self._up[reply["sender"]].set()
            future = self._replies.get(reply.get("transaction", ""))
            # An asynchronous request is acknowledged first and answered by an event.
            if future is not None and not future.done() and reply["janus"] != "ack":
                future.set_result(reply)

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        name = str(next(self._numbers))
        future = self._replies[name] = asyncio.get_running_loop().create_future()
        if self._session:
            request["session_id"] = self._session
        await self._socket.send_json({**request, "transaction": name})
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                reply: dict[str, Any] = await future
        finally:
            del self._replies[name]
        data = reply.get("plugindata", {}).get("data", {})
        if reply["janus"] == "error" or "error" in data:
            raise RuntimeError(f"Janus refused: {reply.get('error') or data['error']}")
        return reply

    async def _attach(self) -> int:
        reply = await self._ask({"janus": "attach", "plugin": "janus.plugin.videoroom"})
        handle: int = reply["data"]["id"]
        self._up[handle] = asyncio.Event()
        return handle

    async def _message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        request: dict[str, Any] = {"janus": "message", "handle_id": handle, "body": body}
        return await self._ask(request | ({"jsep": jsep} if jsep else {}))

    async def history_bytes(self) -> int:
        return 0

    async def join(self, room: int, scenario: Scenario) -> None:
        number = room + 1
        control = await self._attach()
        body = {"request": "create", "room": number, "publishers": 100, "bitrate": 0, "audiolevel_event": False}
        await self._message(control, {**body, "audiocodec": "opus", "videocodec": "vp8"})
        publishers = [await self._publish(number) for _ in range(scenario.publishers)]
        for feed, _ in publishers:
            await self._subscribe(number, [other for other, _ in publishers if other != feed])
        for _ in range(scenario.viewers):
            await self._subscribe(number, [feed for feed, _ in publishers])
        for _, connection in publishers:
            self._send(connection, room, scenario.audience)

    async def _publish(self, room: int) -> tuple[int, Connection]:
        connection = self._connection()
        body = {"request": "joinandconfigure", "ptype": "publisher", "room": room, "audio": True, "video": True}
        jsep = {"type": "offer", "sdp": publisher_offer(connection)}
        handle = await self._attach()
        reply = await self._message(handle, body, jsep)
        await self._connect(connection, handle, reply["jsep"]["sdp"])
        self.details["SRTP"] = connection.profile
        return reply["plugindata"]["data"]["id"], connection

    async def _subscribe(self, room: int, feeds: list[int]) -> None:
        if not feeds:
            return
        connection, handle = self._connection(), await self._attach()
        streams = [{"feed": feed} for feed in feeds]
        reply = await self._message(
            handle, {"request": "join", "ptype": "subscriber", "room": room, "streams": streams}
        )
        offer = reply["jsep"]["sdp"]
        jsep = {"type": "answer", "sdp": subscriber_answer(offer, connection)}
        await self._message(handle, {"request": "start"}, jsep)
        await self._connect(connection, handle, offer)

    async def _connect(self, connection: Connection, handle: int, sdp: str) -> None:
        await connection.connect(Remote.of(sdp), self._load)
        async with asyncio.timeout(REQUEST_SECONDS):
            await self._up[handle].wait()

    def _connection(self) -> Connection:
        connection = Connection()
        self._connections.append(connection)
        return connection

    def _send(self, connection: Connection, room: int, audience: int) -> None:
        for video in (False, True):
            options = StreamOptions(
                connection=connection.number,
                room=room,
                viewers=audience,
                video=video,
                ssrc=connection.ssrc + video,
                payload_type=_VP8 if video else _OPUS,
                mid_extension=_MID,
                level_extension=_LEVEL,
                mid=b"1" if video else b"0",
            )
            self._load.publish(options)

    async def close(self) -> None:
        await asyncio.gather(*(connection.close() for connection in self._connections))
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            await self._http.close()
        await self._process.close()
