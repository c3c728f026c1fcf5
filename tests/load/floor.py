"""The floor: SRTP and ``sendto`` in a bare loop, for the same mix of packet sizes, with nothing around it."""

from __future__ import annotations

import asyncio
import secrets
import socket
import struct

from pylibsrtp import Policy, Session

from tests.load import machine
from tests.load.native import Load, build, running_load, srtp_address, srtp_calls

DESTINATIONS = 10
_ADDRESS_BYTES = 16
_STORAGE_BYTES = 128
"""struct sockaddr_in and struct sockaddr_storage"""
PLAIN = "without SRTP"
PROFILES: dict[str, tuple[int, int] | None] = {
    PLAIN: None,
    "AES-256-GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44),
    "AES-128-CM, HMAC-SHA1-80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 30),
}
"""libsrtp's profile, and the bytes of its key and salt"""


def _policy(profile: int, key: bytes, direction: int) -> Policy:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile)
    policy.window_size = 1024
    return policy


def _sessions(profile: tuple[int, int] | None) -> tuple[Session | None, list[Session]]:
    """One session to send with, and one per destination that understands it."""
    number, key_bytes = profile or (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 44)
    key = secrets.token_bytes(key_bytes)
    receivers = [Session(_policy(number, key, Policy.SSRC_ANY_INBOUND)) for _ in range(DESTINATIONS)]
    return (Session(_policy(number, key, Policy.SSRC_ANY_OUTBOUND)) if profile else None), receivers


def _storage(address: tuple[str, int]) -> bytes:
    family = struct.pack("=H", socket.AF_INET)
    return (family + address[1].to_bytes(2, "big") + socket.inet_aton(address[0])).ljust(_STORAGE_BYTES, b"\0")


def _destinations(sender: socket.socket, load: Load, receivers: list[Session]) -> list[socket.socket]:
    """Sockets that the load drains on its own core."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) for _ in receivers]
    for one, session in zip(sockets, receivers, strict=True):
        one.bind(("127.0.0.1", 0))
        one.connect(sender.getsockname())
        load.connect(one.fileno(), session, session, 1, b"consent", lambda _: None)
    return sockets


def _send(fd: int, session: Session | None, addresses: bytes, seconds: float) -> float:
    pointer = srtp_address(session) if session is not None else None
    with machine.on_core(machine.SERVER_CORE):
        cost = build().floor_send(srtp_calls(), pointer, fd, addresses, DESTINATIONS, _ADDRESS_BYTES, seconds)
    return float(cost)


async def measure(name: str, seconds: float) -> float:
    """CPU microseconds per packet; ``name`` is one of ``PROFILES``."""
    session, receivers = _sessions(PROFILES[name])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        with running_load() as load:
            sockets = _destinations(sender, load, receivers)
            addresses = b"".join(_storage(one.getsockname()) for one in sockets)
            # A thread of its own, because the core is a thread's.
            nanoseconds = await asyncio.to_thread(_send, sender.fileno(), session, addresses, seconds)
    for one in sockets:
        one.close()
    if nanoseconds < 0:
        raise OSError("the floor could not send")
    return nanoseconds / 1000
