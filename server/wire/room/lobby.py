"""Who waits, who may come in, and what hosts tell those who wait."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from auth.model import GuestKind, Identification
from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.vocabulary import PLAIN, Id, MeetingInfo

MAX_LOBBY_NOTE = 200
Sentence = Annotated[str, Meta(max_length=MAX_LOBBY_NOTE, pattern=PLAIN)]
"""A short text of a person's own; empty where a ready-made sentence was chosen."""


class LobbySentence(StrEnum):
    """What hosts mostly have to tell those who wait."""

    FIVE_MINUTES = "five_minutes"
    """It takes about five minutes more."""
    FIFTEEN_MINUTES = "fifteen_minutes"
    SOON = "soon"
    """You are next."""
    OTHERS_FIRST = "others_first"
    """We first have to speak about something among ourselves."""


class LobbyNote(msgspec.Struct, frozen=True, kw_only=True):
    """What a host has told somebody who waits: a ready-made sentence or a text."""

    sentence: LobbySentence | None
    text: str
    by: str
    """The host's name, where the meeting's is told too."""
    at: float
    """Unix seconds."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One person in the lobby as the host sees them."""

    id: str
    name: str
    kind: GuestKind | None
    identified_by: list[Identification]
    missing: list[Identification]
    since: float
    """Unix seconds."""
    second_device: bool
    """The link was first used on another device or browser."""
    shared_link: bool
    """Came by the meeting's common link and typed the name themself."""
    like_a_host: bool = False
    """The typed name looks like that of a host of this meeting."""


# --- client to server -------------------------------------------------------------------------------------------


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


class ReturnToLobby(ClientMessage, tag="return_to_lobby", frozen=True, kw_only=True):
    participant: Id


class WriteToLobby(ClientMessage, tag="write_to_lobby", frozen=True, kw_only=True):
    """Tell one who waits, or all, something: a ready-made sentence, which each reads in their own language, or
    ``text``."""

    participant: Id | None
    sentence: LobbySentence | None
    text: Sentence = ""


FromClient = Admit | Deny | Remove | ConfirmIdentity | LockRoom | ReturnToLobby | WriteToLobby

# --- server to client -------------------------------------------------------------------------------------------


class InLobby(ServerMessage, tag="waiting", frozen=True, kw_only=True):
    """The person waits; nothing of the meeting beyond this reaches them."""

    meeting: MeetingInfo
    you: str
    """Own participant id."""
    name: str
    """Empty to a guest who has still to show who they are: the link may be in other hands."""
    host_present: bool
    """A host is in the meeting and has been told that this person waits."""
    second_device: bool
    note: LobbyNote | None
    """What a host has told those who wait; the latest only."""


class LobbyChanged(ServerMessage, tag="lobby_changed", frozen=True, kw_only=True):
    """The whole lobby, to somebody who may admit from now on; empty to somebody who may no longer."""

    waiting: list[Waiting]


class LobbyPerson(ServerMessage, tag="lobby_person", frozen=True, kw_only=True):
    """To those who may admit: somebody waits, or something of theirs has changed."""

    person: Waiting


class LobbyLeft(ServerMessage, tag="lobby_left", frozen=True, kw_only=True):
    """To those who may admit: somebody waits no longer."""

    participant: str


class RoomLocked(ServerMessage, tag="room_locked", frozen=True, kw_only=True):
    """The host has locked or unlocked the room."""

    locked: bool


class IdentityTrouble(ServerMessage, tag="identity_trouble", frozen=True, kw_only=True):
    """To the host: somebody else than the invited person identified themself on this guest's link."""

    name: str


class LinkTrouble(ServerMessage, tag="link_trouble", frozen=True, kw_only=True):
    """To the host: a guest reported that their link does not work."""

    name: str


FromServer = InLobby | LobbyChanged | LobbyPerson | LobbyLeft | RoomLocked | IdentityTrouble | LinkTrouble
