"""The wire: every message on the WebSocket, both directions, declared once.

Frames are JSON text, at most ``MAX_MESSAGE_BYTES``; unknown types and unknown fields are refused.  The TypeScript
types in ``web/src/protocol/messages.gen.ts`` are generated from this module (``make wire``) and a test fails when
they drift.  A client message may carry ``seq``; it is then answered by exactly one ``ok`` or ``error`` with that seq.

    client                                   server
    hello(ticket)                       ->
                                        <-   waiting            (in the lobby)   or   joined   (in the room)
                                        <-   offer
    answer                              ->
    leave                               ->
                                        <-   closed(reason)     the last message; the socket closes after it
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from media.protocol import Network, Source
from server.wire.room import breakouts, moderation
from server.wire.room.base import ClientMessage as ClientMessage
from server.wire.room.base import ServerMessage as ServerMessage
from server.wire.vocabulary import (
    Channel,
    IceServer,
    Id,
    Item,
    Key,
    LeaveReason,
    LobbyNote,
    MediaTile,
    MediaTrack,
    MeetingInfo,
    Payload,
    Person,
    Sdp,
    Text,
    Waiting,
)

WIRE_VERSION = 1
MAX_MESSAGE_BYTES = 64 * 1024
MAX_TILES = 64


# --- client to server -------------------------------------------------------------------------------------------


class Hello(ClientMessage, tag="hello", frozen=True, kw_only=True):
    """First message, within five seconds.  ``transport`` names the media transport that this page still has from
    before a lost WebSocket; the server keeps it when it still lives, so that the media does not stop."""

    version: int
    ticket: Annotated[str, Meta(max_length=2048)]
    transport: Id | None = None
    microphone: bool
    camera: bool


class ClientPing(ClientMessage, tag="ping", frozen=True, kw_only=True):
    """Lets the client notice a dead socket; answered by pong."""


class AnswerMessage(ClientMessage, tag="answer", frozen=True, kw_only=True):
    transport: Id
    revision: Annotated[int, Meta(ge=0, le=2**31)]
    sdp: Sdp


class RestartIceMessage(ClientMessage, tag="restart_ice", frozen=True, kw_only=True):
    """The network changed; the server answers with an offer that carries fresh ICE credentials."""

    transport: Id


class SetMedia(ClientMessage, tag="set_media", frozen=True, kw_only=True):
    """Mute and camera state; the server enforces it in the media worker and tells the others."""

    microphone: bool
    camera: bool


class ShareScreen(ClientMessage, tag="share_screen", frozen=True, kw_only=True):
    active: bool
    audio: bool = False


class Watch(ClientMessage, tag="watch", frozen=True, kw_only=True):
    """All pictures that the page shows at the moment; others are not sent.  A page that nobody looks at shows none
    and still hears everything."""

    tiles: Annotated[list[MediaTile], Meta(max_length=MAX_TILES)]


class Admit(ClientMessage, tag="admit", frozen=True, kw_only=True):
    participant: Id


class Deny(ClientMessage, tag="deny", frozen=True, kw_only=True):
    """Send one person away from the lobby."""

    participant: Id


class Remove(ClientMessage, tag="remove", frozen=True, kw_only=True):
    """Remove one person from the meeting; their link no longer admits them."""

    participant: Id


class ConfirmIdentity(ClientMessage, tag="confirm_identity", frozen=True, kw_only=True):
    """The host has seen this guest's identity document on camera."""

    participant: Id


class LockRoom(ClientMessage, tag="lock_room", frozen=True, kw_only=True):
    """While the room is locked nobody new gets in, nor into the lobby; who has a seat may come back to it."""

    locked: bool


class Put(ClientMessage, tag="put", frozen=True, kw_only=True):
    """Say or change something that is kept for those who come later; the same key again replaces what was there."""

    place: Id
    """Where the client is when it says so: what was meant for another place is refused."""
    channel: Channel
    key: Key
    payload: Payload | None
    """None removes it."""
    to: Id | None = None
    """For one person alone; chat only."""


class Signal(ClientMessage, tag="signal", frozen=True, kw_only=True):
    """Say something that holds for the moment only and is not kept: typing, a pointer, a stroke being drawn."""

    place: Id
    channel: Channel
    payload: Annotated[str, Meta(min_length=1, max_length=4 * 1024)]
    to: Id | None = None


class CatchUp(ClientMessage, tag="catch_up", frozen=True, kw_only=True):
    """Ask for what has changed after ``after`` in the log that the client has; answered by one ``items``."""

    log: Id | None
    after: Annotated[int, Meta(ge=0, le=2**53)]


class HandOver(ClientMessage, tag="hand_over", frozen=True, kw_only=True):
    """Let this person lead what is on the stage."""

    participant: Id


class ShowFile(ClientMessage, tag="show_file", frozen=True, kw_only=True):
    """Let whoever is in the place, and whoever comes there later, have a file that was sent: it is shown to them."""

    file: Id


class EndMeeting(ClientMessage, tag="end_meeting", frozen=True, kw_only=True):
    pass


class Leave(ClientMessage, tag="leave", frozen=True, kw_only=True):
    pass


AnyClientMessage = (
    Hello
    | ClientPing
    | AnswerMessage
    | RestartIceMessage
    | SetMedia
    | ShareScreen
    | Watch
    | Admit
    | Deny
    | Remove
    | ConfirmIdentity
    | LockRoom
    | Put
    | Signal
    | CatchUp
    | HandOver
    | ShowFile
    | EndMeeting
    | Leave
    | moderation.FromClient
    | breakouts.FromClient
)

# --- server to client -------------------------------------------------------------------------------------------


class Ok(ServerMessage, tag="ok", frozen=True, kw_only=True):
    seq: int


class Error(ServerMessage, tag="error", frozen=True, kw_only=True):
    """A client message was refused and changed nothing."""

    seq: int | None
    code: str
    blame: str
    """user, protocol, denied or internal."""
    text: Text


class Pong(ServerMessage, tag="pong", frozen=True, kw_only=True):
    pass


class InLobby(ServerMessage, tag="waiting", frozen=True, kw_only=True):
    """The person waits; nothing of the meeting beyond this reaches them."""

    meeting: MeetingInfo
    you: str
    """Own participant id."""
    name: str
    host_present: bool
    """A host is in the meeting and has been told that this person waits."""
    second_device: bool
    note: LobbyNote | None
    """What a host has told those who wait; the latest only."""


class Joined(ServerMessage, tag="joined", frozen=True, kw_only=True):
    """The person is in the room; the full state, sent again after every reconnection."""

    meeting: MeetingInfo
    you: str
    people: list[Person]
    """Everybody in the room including oneself."""
    waiting: list[Waiting]
    """The lobby; always empty for those who may not admit."""
    transport: str | None
    """The media transport that goes on, when hello named one that still lives; otherwise an offer follows."""
    locked: bool
    ice_servers: list[IceServer]
    """Relays for every media connection from now on."""
    spotlight: str | None
    """Participant id of the person whom a host shows large for all."""
    free_sharing: bool
    """Guests may share their screen without asking."""


class PersonJoined(ServerMessage, tag="person_joined", frozen=True, kw_only=True):
    person: Person


class PersonChanged(ServerMessage, tag="person_changed", frozen=True, kw_only=True):
    person: Person


class PersonLeft(ServerMessage, tag="person_left", frozen=True, kw_only=True):
    participant: str
    reason: LeaveReason


class LobbyChanged(ServerMessage, tag="lobby_changed", frozen=True, kw_only=True):
    """The whole lobby, to those who may admit."""

    waiting: list[Waiting]


class RoomLocked(ServerMessage, tag="room_locked", frozen=True, kw_only=True):
    """The host has locked or unlocked the room."""

    locked: bool


class IdentityTrouble(ServerMessage, tag="identity_trouble", frozen=True, kw_only=True):
    """To the host: somebody else than the invited person identified themself on this guest's link."""

    name: str


class LinkTrouble(ServerMessage, tag="link_trouble", frozen=True, kw_only=True):
    """To the host: a guest reported that their link does not work."""

    name: str


class OfferMessage(ServerMessage, tag="offer", frozen=True, kw_only=True):
    """An SDP offer.  A transport id that the client does not know means: start a new RTCPeerConnection and drop
    the old one.  ``publish`` names the mid for each of the client's own sources."""

    transport: str
    revision: int
    sdp: str
    publish: dict[Source, str]
    tracks: list[MediaTrack]


class TracksMessage(ServerMessage, tag="tracks", frozen=True, kw_only=True):
    """The m-lines of this transport carry others from now on, without a new offer.  As in an offer, the list is
    complete."""

    transport: str
    tracks: list[MediaTrack]


class QualityMessage(ServerMessage, tag="quality", frozen=True, kw_only=True):
    """The person's own network as the media worker measures it.  Losses are fractions of the last seconds' packets,
    from and to the person; ``held`` names pictures that the page shows and that have no room on the way to it."""

    network: Network
    round_trip_ms: int
    loss_up: float
    loss_down: float
    held: list[MediaTrack]


class SpeakersMessage(ServerMessage, tag="speakers", frozen=True, kw_only=True):
    """Participant ids of those who are heard, the dominant speaker first."""

    speaking: list[str]


class ItemMessage(ServerMessage, tag="item", frozen=True, kw_only=True):
    """Something new, changed or removed."""

    item: Item


class Items(ServerMessage, tag="items", frozen=True, kw_only=True):
    """The answer to ``catch_up``: what has changed up to ``through``, oldest change first."""

    log: str
    """A client that has another log, or none, drops what it has: these items are then the beginning."""
    items: list[Item]
    through: int
    more: bool
    """Ask again, after ``through``."""


class SignalMessage(ServerMessage, tag="signal", frozen=True, kw_only=True):
    channel: Channel
    author: str
    payload: str


class Closed(ServerMessage, tag="closed", frozen=True, kw_only=True):
    """The last message.  ``again`` says whether connecting again may help."""

    reason: LeaveReason
    again: bool


AnyServerMessage = (
    Ok
    | Error
    | Pong
    | InLobby
    | Joined
    | PersonJoined
    | PersonChanged
    | PersonLeft
    | LobbyChanged
    | RoomLocked
    | IdentityTrouble
    | LinkTrouble
    | OfferMessage
    | TracksMessage
    | QualityMessage
    | SpeakersMessage
    | ItemMessage
    | Items
    | SignalMessage
    | Closed
    | moderation.FromServer
    | breakouts.FromServer
)
