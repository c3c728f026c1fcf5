"""The edge to aiortc: DTLS 1.2+ and the SRTP keys it yields (RFC 5763, RFC 5764).

Of aiortc only ``RTCDtlsTransport`` and ``RTCCertificate`` are used, over an object that looks like an ICE
transport but is a bounded queue.  Only DTLS records from authenticated addresses are ever put into it; SRTP never
passes through it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Literal, cast

from aiortc import RTCIceTransport
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from OpenSSL import SSL

from media.srtp import SrtpReceiver, SrtpSender

QUEUE_DATAGRAMS = 64
"""Handshake flights are a handful of records; what does not fit is dropped and retransmitted."""
HANDSHAKE_SECONDS = 20.0
MAX_RECORD_BYTES = 2048
CERTIFICATE_SECONDS = 24 * 3600.0

_AEAD_CIPHERS = b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305"
_DTLS_1_2 = 0xFEFD
_PRIVATE_NAMES = {
    RTCDtlsTransport: ("_do_handshake", "_recv_next", "_set_role", "_setup_srtp", "_validate_peer_identity"),
    RTCCertificate: ("_create_ssl_context",),
}
_PRIVATE_ATTRIBUTES = ("_rx_srtp", "_tx_srtp", "_ssl", "_task", "_transport")


class DtlsError(Exception):
    """The handshake failed, or the peer is not the one that signalling named."""


class _Certificate(RTCCertificate):
    """Refuses the two CBC suites that the library also offers, DTLS below 1.2 and the resumption of sessions.  All
    associations under one certificate share their settings, which cost as much as the rest of a handshake."""

    _context: SSL.Context | None = None

    def _create_ssl_context(self, srtp_profiles: Any) -> SSL.Context:
        if self._context is None:
            self._context = super()._create_ssl_context(srtp_profiles)
            self._context.set_cipher_list(_AEAD_CIPHERS)
            self._context.set_min_proto_version(_DTLS_1_2)
            self._context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        return self._context


class _Renewed:
    """The certificate of all associations that begin within the same day."""

    def __init__(self) -> None:
        self._certificate: _Certificate | None = None
        self._made_at = 0.0

    def get(self) -> _Certificate:
        now = time.monotonic()
        if self._certificate is None or now - self._made_at >= CERTIFICATE_SECONDS:
            self._certificate, self._made_at = _Certificate.generateCertificate(), now
        return self._certificate


_server_certificate = _Renewed()


class _Pipe:
    """All that ``RTCDtlsTransport`` needs of an ICE transport."""

    def __init__(self, role: str, send: Callable[[bytes], None]) -> None:
        self.role = role
        self.state = "completed"
        self.inbox: asyncio.Queue[bytes] = asyncio.Queue(QUEUE_DATAGRAMS)
        self.closed = False
        self._write = send

    async def _recv(self) -> bytes:
        data = await self.inbox.get()
        if self.closed:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        if not self.closed:
            self._write(data)


def self_test() -> None:
    """Raise ``RuntimeError`` naming every private attribute of aiortc that we use and that is gone."""
    missing = [
        f"{cls.__name__}.{name}" for cls, names in _PRIVATE_NAMES.items() for name in names if not hasattr(cls, name)
    ]
    if not missing:
        pipe = _Pipe("controlled", lambda _: None)
        probe = RTCDtlsTransport(cast("RTCIceTransport", pipe), [RTCCertificate.generateCertificate()])
        missing = [f"RTCDtlsTransport.{name}" for name in _PRIVATE_ATTRIBUTES if not hasattr(probe, name)]
    if missing:
        raise RuntimeError(f"this version of aiortc lacks {', '.join(missing)}; Resfri needs aiortc 1.16")


async def rehearse() -> None:
    """Shake hands with ourselves, so that nobody's join pays for what the libraries load when they are first used.
    Raises :class:`DtlsError` where they do not work together."""
    client: DtlsSession

    def to_client(record: bytes) -> None:
        client.feed(record)

    def to_server(record: bytes) -> None:
        server.feed(record)

    server = DtlsSession("server", to_client, lambda: None)
    client = DtlsSession("client", to_server, lambda: None)
    await asyncio.gather(server.connect(client.fingerprint), client.connect(server.fingerprint))
    await asyncio.gather(client.close(), server.close())


class DtlsSession:
    """One DTLS association.  ``send`` puts a record on the network; ``on_closed`` is called once when the peer
    said goodbye or the association broke after it was up."""

    def __init__(
        self, role: Literal["server", "client"], send: Callable[[bytes], None], on_closed: Callable[[], None]
    ) -> None:
        certificate = _server_certificate.get() if role == "server" else _Certificate.generateCertificate()
        self._pipe = _Pipe("controlled" if role == "server" else "controlling", send)
        self._dtls = RTCDtlsTransport(cast("RTCIceTransport", self._pipe), [certificate])
        self._dtls._set_role(role)
        self._on_closed = on_closed
        self.fingerprint = next(f.value for f in certificate.getFingerprints() if f.algorithm == "sha-256")

    def feed(self, record: bytes) -> bool:
        """Hand over one record of 1..2048 bytes; false when it was dropped because too many wait."""
        if not 0 < len(record) <= MAX_RECORD_BYTES or self._pipe.inbox.full():
            return False
        self._pipe.inbox.put_nowait(record)
        return True

    async def connect(self, fingerprint: str) -> tuple[SrtpReceiver, SrtpSender]:
        """Shake hands with the peer whose certificate has this SHA-256 fingerprint.  Raises
        :class:`DtlsError`; nothing may be accepted from the peer before this returns."""
        parameters = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", fingerprint)])
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._dtls.start(parameters)
        except TimeoutError:
            raise DtlsError("the handshake took too long") from None
        except (SSL.Error, ValueError, AttributeError, TypeError) as error:
            # A hostile peer can make the library trip; that ends this association and no other.
            raise DtlsError(type(error).__name__) from error
        if self._dtls.state != "connected":
            raise DtlsError(f"the handshake ended as {self._dtls.state}")
        self._dtls.on("statechange", self._state_changed)
        return SrtpReceiver(self._dtls._rx_srtp), SrtpSender(self._dtls._tx_srtp)

    def _state_changed(self) -> None:
        if self._dtls.state == "closed" and not self._pipe.closed:
            self._pipe.closed = True
            self._on_closed()

    async def close(self) -> None:
        """Send close_notify and end the library's task."""
        task: asyncio.Future[None] | None = self._dtls._task
        await self._dtls.stop()
        self._pipe.closed = True
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)
