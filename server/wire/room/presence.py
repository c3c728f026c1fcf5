"""How a person comes into a meeting and goes, and who else is there."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.room.lobby import Waiting
from server.wire.vocabulary import IceServer, Id, LeaveReason, MeetingInfo, Person, Text

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


class EndMeeting(ClientMessage, tag="end_meeting", frozen=True, kw_only=True):
    pass


class Leave(ClientMessage, tag="leave", frozen=True, kw_only=True):
    pass


FromClient = Hello | ClientPing | EndMeeting | Leave

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


class Closed(ServerMessage, tag="closed", frozen=True, kw_only=True):
    """The last message.  ``again`` says whether connecting again may help."""

    reason: LeaveReason
    again: bool


FromServer = Ok | Error | Pong | Joined | PersonJoined | PersonChanged | PersonLeft | Closed
