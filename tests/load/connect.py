"""From an SDP's addresses and credentials to a socket with SRTP sessions: the least of controlling ICE, and DTLS."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import socket
from dataclasses import dataclass

from media.net import stun
from media.net.dtls import DtlsSession
from media.net.ice import make_credentials
from tests.load.native import Load

CHECK_SECONDS = 0.02
CONNECT_SECONDS = 20.0
_CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remote:
    """What a server's SDP says about its end of the connection."""

    ufrag: str
    password: str
    fingerprint: str
    address: tuple[str, int]
    lite: bool

    @classmethod
    def of(cls, sdp: str) -> Remote:
        """Read an offer or an answer; IPv4 host candidates only."""
        candidates = [(host, int(port)) for host, port in _CANDIDATE.findall(sdp) if ":" not in host]
        return cls(
            _value(sdp, "ice-ufrag"), _value(sdp, "ice-pwd"), _fingerprint(sdp), candidates[0], "a=ice-lite" in sdp
        )


def _value(sdp: str, name: str) -> str:
    match = re.search(rf"^a={name}:(\S+)", sdp, re.MULTILINE)
    if match is None:
        raise ValueError(f"the server's SDP has no {name}")
    return match[1]


def _fingerprint(sdp: str) -> str:
    match = re.search(r"^a=fingerprint:sha-256 (\S+)", sdp, re.MULTILINE | re.IGNORECASE)
    if match is None:
        raise ValueError("the server's SDP has no SHA-256 fingerprint")
    return match[1].upper()


class Connection:
    """One participant's connection.  After :meth:`connect` it belongs to the load; ``number`` is its number there."""

    def __init__(self) -> None:
        self.credentials = make_credentials()
        self.ssrc = secrets.randbits(31) | 1
        self.number = -1
        self.profile = ""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._dtls = DtlsSession("client", self._send, lambda: None)
        self._transactions: set[bytes] = set()
        self._lite = self._answered = False
        self._checked = asyncio.Event()

    @property
    def fingerprint(self) -> str:
        return self._dtls.fingerprint

    async def connect(self, remote: Remote, load: Load) -> None:
        """Check, shake hands, and hand over to ``load``."""
        self._lite = remote.lite
        self._socket.connect(remote.address)
        username = f"{remote.ufrag}:{self.credentials.ufrag}"
        loop = asyncio.get_running_loop()
        loop.add_reader(self._socket, self._receive)
        checking = asyncio.create_task(self._check_forever(username, remote.password), name="connectivity checks")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._checked.wait()
                await self._dtls.connect(remote.fingerprint)
        finally:
            checking.cancel()
            await asyncio.gather(checking, return_exceptions=True)
            loop.remove_reader(self._socket)
        library = self._dtls._dtls
        assert library._ssl is not None
        self.profile = library._ssl.get_selected_srtp_profile().decode()
        # The load repeats one request: a server cannot tell it from a retransmission and answers each.
        _, consent = stun.binding_request(username, remote.password, nominate=True)
        sessions = library._tx_srtp, library._rx_srtp
        self.number = load.connect(self._socket.fileno(), *sessions, self.ssrc, consent, self._asked)

    async def _check_forever(self, username: str, password: str) -> None:
        while True:
            transaction, request = stun.binding_request(username, password, nominate=True)
            self._transactions.add(transaction)
            self._send(request)
            await asyncio.sleep(CHECK_SECONDS)

    def _send(self, data: bytes) -> None:
        # A port that is not open yet answers with an ICMP error; the next check or DTLS's timer tries again.
        with contextlib.suppress(ConnectionError, BlockingIOError):
            self._socket.send(data)

    def _receive(self) -> None:
        with contextlib.suppress(ConnectionError, BlockingIOError):
            data = self._socket.recv(4096)
            if data and data[0] <= 3:
                self._stun(stun.parse(data))
            elif data and 20 <= data[0] <= 63:
                self._dtls.feed(data)

    def _stun(self, message: stun.Message) -> None:
        if message.kind == stun.BINDING_RESPONSE and message.transaction in self._transactions:
            # A full agent drops DTLS until it has checked the other way, and has then seen a nomination.
            if self._answered or self._lite:
                self._checked.set()
        elif message.kind == stun.BINDING_REQUEST:
            self._send(stun.binding_response(message, *self._socket.getpeername(), self.credentials.password))
            self._answered = True

    def _asked(self, data: bytes) -> None:
        """A check that comes later."""
        self._stun(stun.parse(data))

    async def close(self) -> None:
        """Say goodbye to the server.  The load must have stopped."""
        await self._dtls.close()
        self._socket.close()
