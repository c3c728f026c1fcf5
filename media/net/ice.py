"""ICE-lite (RFC 8445 section 2.5), and the one thing that a lite agent does not do: ask an address whether it agrees.

The agent never learns a candidate from SDP.  A remote address exists for us once a check with our password came
from it; the client nominates one with USE-CANDIDATE.  But who has our password can write any sender into a datagram.
So nothing but STUN goes to an address that has not answered a check of ours, whose number only it can have seen; its
answer counts as consent for half a minute (RFC 7675) and is asked for again in time.  Full agents answer every
authentic check (RFC 8445 section 7.3), from whatever kind of agent.  We ask when we are asked, so that no timer runs.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from media.net import stun

CONSENT_SECONDS = 30.0
RENEWAL_SECONDS = 5.0
"""After which an address that has agreed is asked again, with the next check that comes from it."""
AMPLIFICATION = 3
"""What may go to an address that has not agreed yet, as a multiple of the checks that came from it (RFC 9000 section
8.1 has the same for QUIC)."""
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


@dataclass(slots=True)
class Standing:
    """What is known of a path: when it was checked last and with which of our credentials, when it last answered a
    check of ours, the transaction of one that waits, and how many bytes it may get before its first answer."""

    checked_at: float
    credentials: Credentials
    proven_at: float = -math.inf
    transaction: bytes = b""
    credit: int = 0

    @property
    def proven(self) -> bool:
        return self.proven_at > -math.inf

    def stale(self, now: float) -> bool:
        """Whether it was not heard of, or did not answer, for half a minute."""
        return now - (min(self.checked_at, self.proven_at) if self.proven else self.checked_at) >= CONSENT_SECONDS


class IceAgent:
    """One transport's credentials, validated paths and consent.  Times are seconds of the loop's clock;
    ``on_select`` hears of each change of the path that is sent on."""

    __slots__ = ("_nominated", "_on_select", "_theirs", "consent_at", "current", "paths", "previous", "selected")

    def __init__(self, now: float, on_select: Callable[[Path | None], None] = lambda _: None) -> None:
        self.current = make_credentials()
        self.previous: Credentials | None = None
        self.paths: dict[Path, Standing] = {}
        self.selected: Path | None = None
        self._nominated: Path | None = None
        self._theirs: dict[str, Credentials] = {}
        """the client's credentials by our name in the same offer and answer"""
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

    def answered(self, theirs: Credentials, now: float) -> None:
        """The client told its credentials that go with our current ones: ask the addresses that wait for it."""
        self._theirs = {ufrag: known for ufrag, known in self._theirs.items() if ufrag in self.ufrags}
        self._theirs[self.current.ufrag] = theirs
        for path in self.paths:
            self.challenge(path, now)

    def validate(self, path: Path, credentials: Credentials, length: int, now: float) -> Path | None:
        """Accept data from ``path`` from now on, after an authentic check of so many bytes; returns the path that had
        to make room, if any."""
        self.consent_at = now
        evicted = None
        standing = self.paths.get(path)
        if standing is None:
            if len(self.paths) >= MAX_PATHS:
                idle = [known for known in self.paths if known is not self.selected]
                evicted = min(idle, key=lambda known: (self.paths[known].proven, self.paths[known].checked_at))
                del self.paths[evicted]
            standing = self.paths[path] = Standing(now, credentials)
        standing.checked_at, standing.credentials = now, credentials
        standing.credit += AMPLIFICATION * length
        if path.protocol == "tcp":
            # A connection could not have been set up from an address that does not answer.
            self._proven(path, standing, now)
        return evicted

    def send(self, path: Path, message: bytes) -> None:
        """Send STUN, unless an address that has not agreed would get too much."""
        standing = self.paths.get(path)
        if standing is not None and (standing.proven or standing.credit >= len(message)):
            standing.credit -= len(message)
            path.send(message)

    def challenge(self, path: Path, now: float) -> None:
        """Ask an address whether it agrees to get what we send, if it has not said so lately."""
        standing = self.paths[path]
        theirs = self._theirs.get(standing.credentials.ufrag)
        if theirs is None or path.protocol == "tcp" or now - standing.proven_at < RENEWAL_SECONDS:
            return
        standing.transaction = standing.transaction or secrets.token_bytes(12)
        username = f"{theirs.ufrag}:{standing.credentials.ufrag}"
        self.send(path, stun.controlled_request(username, theirs.password, standing.transaction))

    def prove(self, path: Path, message: stun.Message, now: float) -> bool:
        """Whether this is the answer to our check of ``path``, on which we may send from now on."""
        standing = self.paths.get(path)
        if standing is None or not standing.transaction or message.transaction != standing.transaction:
            return False
        theirs = self._theirs.get(standing.credentials.ufrag)
        if theirs is None or not message.authenticated(theirs.password):
            return False
        standing.transaction = b""
        self._proven(path, standing, now)
        return True

    def _proven(self, path: Path, standing: Standing, now: float) -> None:
        standing.proven_at = now
        # DTLS may start before the nomination arrives; the first path that answers is as good as any.
        if self.selected is None or path is self._nominated:
            self._select(path)

    def _select(self, path: Path | None) -> None:
        if path is not self.selected:
            self.selected = path
            self._on_select(path)

    def nominate(self, path: Path, credentials: Credentials) -> Credentials | None:
        """Send on ``path`` from now on, or as soon as it has agreed; returns credentials that a finished restart
        makes void."""
        self._nominated = path
        if self.paths[path].proven:
            self._select(path)
        if credentials is self.current and self.previous is not None:
            void, self.previous = self.previous, None
            return void
        return None

    def lose(self, path: Path) -> None:
        """The path is gone, as when a TCP connection closes: fall back to the one heard last that has agreed."""
        self.paths.pop(path, None)
        if self._nominated is path:
            self._nominated = None
        if self.selected is path:
            proven = [known for known in self.paths if self.paths[known].proven]
            self._select(max(proven, key=lambda known: self.paths[known].checked_at, default=None))

    def expire(self, now: float) -> list[Path]:
        """Drop the paths that are stale, and return them for release."""
        stale = [path for path, standing in self.paths.items() if standing.stale(now)]
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
    return stun.binding_response(message, path.host, path.port, credentials.password)
