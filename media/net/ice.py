"""ICE-lite (RFC 8445 section 2.5): answer authenticated checks, send nothing to an address that sent none.

The agent never learns a candidate from SDP.  A remote address exists for us once a check with our password came
from it; the client nominates one with USE-CANDIDATE.  Checks are also its consent (RFC 7675).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from media.net import stun

CONSENT_SECONDS = 30.0
MAX_PATHS = 8
"""A phone has two or three networks, each with two address families; more is somebody else's game."""


class Path(Protocol):
    """A way back to one remote address."""

    protocol: Literal["udp", "tcp"]
    host: str
    port: int
    socket_address: bytes
    """For the UDP socket, as the system's calls take it; empty for TCP."""

    def send(self, data: bytes | memoryview, *, video: bool = False) -> None:
        """Send one datagram or drop it; ``video`` is dropped first when the path is congested."""

    def release(self) -> None:
        """Forget the path; a TCP connection is closed."""


@dataclass(slots=True, frozen=True)
class Credentials:
    """User name fragment and password of one side (RFC 8445 section 5.3)."""

    ufrag: str
    password: str


def make_credentials() -> Credentials:
    """48 and 144 random bits (RFC 8445 section 5.3 asks for 24 and 128) from the alphabet that ICE allows."""
    return Credentials(secrets.token_hex(6), secrets.token_hex(18))


class IceAgent:
    """One transport's credentials, validated paths and consent.  Times are seconds of the loop's clock;
    ``on_select`` hears of each change of the path that is sent on."""

    __slots__ = ("_on_select", "consent_at", "current", "paths", "previous", "selected")

    def __init__(self, now: float, on_select: Callable[[Path | None], None] = lambda _: None) -> None:
        self.current = make_credentials()
        self.previous: Credentials | None = None
        self.paths: dict[Path, float] = {}
        """validated path -> time of its last check"""
        self.selected: Path | None = None
        self._on_select = on_select
        self.consent_at = now

    @property
    def ufrags(self) -> list[str]:
        return [self.current.ufrag] if self.previous is None else [self.current.ufrag, self.previous.ufrag]

    def restart(self) -> Credentials | None:
        """Begin a restart (RFC 8445 section 9); the credentials in use stay valid until a path is nominated with
        the new ones.  Returns the credentials that are dropped for good, if any."""
        dropped = None
        if self.previous is None:
            self.previous = self.current
        else:
            dropped = self.current
        self.current = make_credentials()
        return dropped

    def check(self, message: stun.Message, ufrag: str) -> Credentials | None:
        """The credentials with which this Binding request is authentic, or ``None``."""
        for credentials in (self.current, self.previous):
            if credentials is not None and credentials.ufrag == ufrag and message.authenticated(credentials.password):
                return credentials
        return None

    def validate(self, path: Path, now: float) -> Path | None:
        """Accept data from ``path`` from now on; returns the path that had to make room, if any."""
        self.consent_at = now
        evicted = None
        if path not in self.paths and len(self.paths) >= MAX_PATHS:
            idle = [known for known in self.paths if known is not self.selected]
            evicted = min(idle, key=lambda known: self.paths[known])
            del self.paths[evicted]
        self.paths[path] = now
        if self.selected is None:
            # DTLS may start before the nomination arrives; the first validated path is as good as any.
            self._select(path)
        return evicted

    def _select(self, path: Path | None) -> None:
        if path is not self.selected:
            self.selected = path
            self._on_select(path)

    def nominate(self, path: Path, credentials: Credentials) -> Credentials | None:
        """Send on ``path`` from now on; returns credentials that a finished restart makes void."""
        self._select(path)
        if credentials is self.current and self.previous is not None:
            void, self.previous = self.previous, None
            return void
        return None

    def lose(self, path: Path) -> None:
        """The path is gone, as when a TCP connection closes: fall back to the one heard last."""
        self.paths.pop(path, None)
        if self.selected is path:
            self._select(max(self.paths, key=lambda known: self.paths[known], default=None))

    def expire(self, now: float) -> list[Path]:
        """Drop the paths that were not checked for half a minute, and return them for release."""
        stale = [path for path, at in self.paths.items() if now - at >= CONSENT_SECONDS]
        for path in stale:
            self.lose(path)
        return stale

    def consent_expired(self, now: float) -> bool:
        return now - self.consent_at >= CONSENT_SECONDS


def username_ufrag(message: stun.Message) -> str | None:
    """Our half of USERNAME ("ours:theirs"), or ``None`` for what cannot be a check for us."""
    username = message.attributes.get(stun.USERNAME, b"")
    ours, colon, _ = username.partition(b":")
    if message.kind != stun.BINDING_REQUEST or not colon or not 4 <= len(ours) <= 256:
        return None
    return ours.decode("latin-1")


def answer(message: stun.Message, credentials: Credentials, path: Path) -> bytes:
    """The Binding success response; a lite agent is always controlled (RFC 8445 section 7.3.1.1)."""
    if stun.ICE_CONTROLLED in message.attributes:
        code = bytes([0, 0, stun.ROLE_CONFLICT // 100, stun.ROLE_CONFLICT % 100]) + b"Role Conflict"
        attributes = [(stun.ERROR_CODE, code)]
        return stun.build(stun.BINDING_ERROR, message.transaction, attributes, credentials.password)
    mapped = stun.xor_address(path.host, path.port, message.transaction)
    attributes = [(stun.XOR_MAPPED_ADDRESS, mapped)]
    return stun.build(stun.BINDING_RESPONSE, message.transaction, attributes, credentials.password)
