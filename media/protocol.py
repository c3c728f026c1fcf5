"""Every message between the server process and a media worker.

The worker obeys authorised commands and never learns an identity: it knows rooms, transports and sources by
random ids that the server mints.  One frame on the channel is a 4-byte big-endian length and that many bytes of
JSON.  Requests are numbered by the server and answered once; events flow from the worker unasked.

A transport is one participant's ICE + DTLS connection.  Only the worker offers; the server carries each offer to
the browser and its answer back.  Rooms come into being with their first transport and go with their last.
"""

from __future__ import annotations

import struct
from enum import StrEnum
from typing import Literal

import msgspec

MAX_FRAME_BYTES = 1 << 20
"""A frame longer than this closes the channel; an offer for 200 participants stays below it."""

EXIT_PORT_TAKEN = 3
"""A worker's exit status when it cannot listen on its port."""

NUMBER = struct.Struct("!i")
"""Process ids, exit statuses and lengths between the server and the fork server."""

PROBE_SECONDS = 15.0
"""How long a network probe lives."""


class Source(StrEnum):
    """What a producer captures; a transport has at most one producer of each."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    SCREEN = "screen"
    SCREEN_AUDIO = "screen_audio"


class TransportState(StrEnum):
    """How far a transport has come."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    FAILED = "failed"
    CLOSED = "closed"


class Request(msgspec.Struct, tag_field="method", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of all requests; the reply is a :class:`Reply` with the same id."""


class CreateTransport(Request, tag="create_transport", frozen=True):
    """Open a transport in a room.  Its microphone and camera producers exist from the start (paused until
    :class:`Pause` says otherwise); an :class:`Offer` event follows."""

    room: str
    transport: str


class CreateProbe(Request, tag="create_probe", frozen=True):
    """Open a transport outside every room, offering only UDP or only TCP, so that a guest can test the network
    before the lobby.  It closes itself after ``PROBE_SECONDS``."""

    transport: str
    protocol: Literal["udp", "tcp"]


class CloseTransport(Request, tag="close_transport", frozen=True):
    """Close one transport and all that it sends and receives."""

    transport: str


class CloseRoom(Request, tag="close_room", frozen=True):
    """Close a room with every transport in it."""

    room: str


class Answer(Request, tag="answer", frozen=True):
    """The browser's SDP answer to offer number ``revision``; a stale or malformed answer is refused and
    changes nothing."""

    transport: str
    revision: int
    sdp: str


class RestartIce(Request, tag="restart_ice", frozen=True):
    """Offer fresh ICE credentials (RFC 8445 section 9).  The offer supersedes one that still waits for its answer,
    because that may have been lost with the client's network."""

    transport: str


class Produce(Request, tag="produce", frozen=True):
    """Open the producer of ``source`` and offer it to the room; opening it twice changes nothing.  A screen is not
    paused to begin with."""

    transport: str
    source: Source


class StopProducing(Request, tag="stop_producing", frozen=True):
    """One source of a transport is gone."""

    transport: str
    source: Source


class Pause(Request, tag="pause", frozen=True):
    """While paused, packets of this producer are dropped in the worker, whatever the browser sends."""

    transport: str
    source: Source
    paused: bool


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One picture that a client shows: whose, and how large in physical pixels.  ``pinned`` pictures come before
    the active speaker's."""

    transport: str
    source: Source
    width: int
    height: int
    pinned: bool = False


class Watch(Request, tag="watch", frozen=True):
    """What this transport's client shows at the moment.  Pictures that are not listed are not sent; until the first
    request everything is taken to be shown in small tiles."""

    transport: str
    tiles: list[Tile]


class GetStats(Request, tag="get_stats", frozen=True):
    """Answered by :class:`WorkerStats` in ``Reply.result``.  Asked once a second, so that it is the sign of life too:
    a worker that does not answer is killed."""


class Shutdown(Request, tag="shutdown", frozen=True):
    """Close every transport (browsers see DTLS close_notify) and exit with status 0."""


AnyRequest = (
    CreateTransport
    | CreateProbe
    | CloseTransport
    | CloseRoom
    | Answer
    | RestartIce
    | Produce
    | StopProducing
    | Pause
    | Watch
    | GetStats
    | Shutdown
)


class ErrorCode(StrEnum):
    """Why a worker refused a request."""

    UNKNOWN_TRANSPORT = "unknown_transport"
    UNKNOWN_ROOM = "unknown_room"
    DUPLICATE = "duplicate"
    BAD_SDP = "bad_sdp"
    STALE_ANSWER = "stale_answer"
    LIMIT = "limit"
    INTERNAL = "internal"
    PORT_TAKEN = "port_taken"
    WORKER_LOST = "worker_lost"
    TIMEOUT = "timeout"
    DRAINING = "draining"
    """The last four come from the pool and not from a worker."""


class WorkerStats(msgspec.Struct, frozen=True, kw_only=True):
    """One worker's figures.  Packets and CPU are counted since it started; who reads twice has the rates."""

    rooms: int
    transports: int
    producers: int
    consumers: int
    packets_received: int
    packets_forwarded: int
    packets_dropped: int
    """Datagrams refused by a guard: from strangers, malformed, replayed, over a limit."""
    nacks_answered: int
    cpu_seconds: float
    rss_bytes: int
    history_bytes: int = 0
    """Of these: packets that are kept to be sent again."""
    loop_lag_ms: float
    """Largest delay of the event loop in the last ten seconds."""
    loop_lag_p99_ms: float
    """The delay that 99 of 100 ticks of the worker's clock stayed within, in the last ten seconds."""
    fast_path: Literal["python", "native"] = "python"
    """Which code forwards packets: see ``media/fanout``."""
    worker: int = 0
    """This and the following come from the pool: a worker does not know its place."""
    port: int = 0
    load: float = 0.0
    """The estimated share of a core by which rooms are placed: see ``media/placement``."""
    draining: bool = False
    """It takes no new rooms, and a fresh process replaces it when it is empty."""


class Call(msgspec.Struct, tag_field="kind", tag="call", forbid_unknown_fields=True, frozen=True):
    """Server -> worker."""

    id: int
    request: AnyRequest


class Event(msgspec.Struct, tag_field="event", forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of all events."""


class Ready(Event, tag="ready", frozen=True):
    """First frame of a worker: it listens on ``port`` for both UDP and TCP."""

    port: int
    pid: int
    fast_path: Literal["python", "native"] = "python"


class Track(msgspec.Struct, frozen=True, kw_only=True):
    """Whose producer a sendonly m-line of an offer carries."""

    mid: str
    transport: str
    source: Source


class Offer(Event, tag="offer", frozen=True):
    """A new SDP offer for one transport.  There is never more than one unanswered offer per transport; changes
    meanwhile wait for its answer.  ``publish`` names the mid on which the browser sends each of its sources."""

    transport: str
    revision: int
    sdp: str
    publish: dict[Source, str]
    tracks: list[Track]


class Tracks(Event, tag="tracks", frozen=True):
    """Other producers are carried by the m-lines that the client has already answered; no negotiation is needed.
    As in :class:`Offer`, the list is complete."""

    transport: str
    tracks: list[Track]


class Network(StrEnum):
    """How well a client's network carries the meeting."""

    GOOD = "good"
    WEAK = "weak"
    BAD = "bad"


class Quality(Event, tag="quality", frozen=True):
    """A client's network as the worker measures it, at most once a second and only when ``network`` or ``held``
    changed.  Losses are fractions of the last seconds' packets, from and to the client; ``held`` names the
    pictures that the client shows but that its network has no room for (sound goes on)."""

    transport: str
    network: Network
    round_trip_ms: int
    loss_up: float
    loss_down: float
    held: list[Track]


class TransportChanged(Event, tag="transport_changed", frozen=True):
    """``failed`` and ``closed`` (the client said goodbye) are final: the worker has already forgotten the transport.
    A transport that the server itself closed sends no event."""

    transport: str
    state: TransportState
    path: Literal["", "udp", "tcp"] = ""


class Speakers(Event, tag="speakers", frozen=True):
    """Who is heard in a room, at most three times a second and only when it changed.  ``speaking`` is ordered,
    the dominant speaker first."""

    room: str
    speaking: list[str]


AnyEvent = Ready | Offer | Tracks | Quality | TransportChanged | Speakers


class Reply(msgspec.Struct, tag_field="kind", tag="reply", forbid_unknown_fields=True, frozen=True):
    """Worker -> server: the answer to the call with this id; ``error`` is set when it failed."""

    id: int
    error: ErrorCode | None = None
    detail: str = ""
    result: WorkerStats | None = None


class Notice(msgspec.Struct, tag_field="kind", tag="notice", forbid_unknown_fields=True, frozen=True):
    """Worker -> server: one event."""

    event: AnyEvent


ToServer = Reply | Notice
"""All frames that a worker may send."""


class WorkerOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is started with, as JSON."""

    bind: str = "::"
    """"::" is IPv6 and IPv4 on one socket, or IPv4 alone on a machine without IPv6."""
    port: int = 0
    """UDP and TCP port; 0 lets the system choose."""
    announced: list[str] = msgspec.field(default_factory=list)
    """Addresses put into ICE candidates; empty means the machine's own addresses."""
