"""The words that WebSocket messages and HTTP bodies share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from media.protocol import Network, Source

Id = Annotated[str, Meta(min_length=1, max_length=64)]
PLAIN = r"^[^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]*$"
"""Text without control characters and without those that are invisible or turn its direction (R45): a name that looks
like another one, or that carries a message nobody sees, is refused rather than shown."""
Name = Annotated[str, Meta(min_length=1, max_length=80, pattern=PLAIN)]
Sdp = Annotated[str, Meta(min_length=1, max_length=48 * 1024)]
"""An answer grows with the number of people; the media worker caps it again by the sections it offered."""

Pixels = Annotated[int, Meta(ge=0, le=8192)]


Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
"""Names one item of a channel; made by the client that puts it there."""
Payload = Annotated[str, Meta(min_length=1, max_length=16 * 1024)]
"""What an item says: JSON that only clients read, or the same sealed by them."""


class Channel(StrEnum):
    """What the people in a meeting share beside picture and sound."""

    CHAT = "chat"
    STAGE = "stage"
    """What everybody looks at, and who leads it: the one item ``shown``."""
    MARKS = "marks"
    """Pen and highlighter on the pages of documents."""
    WHITEBOARD = "whiteboard"
    FILES = "files"


class Text(msgspec.Struct, frozen=True):
    """One sentence for people, in both languages."""

    sv: str
    en: str


MISSING = Text(sv="Fyll i det här fältet.", en="Fill in this field.")
"""Beside a field of a form that must not be empty."""


class LeaveReason(StrEnum):
    """Why somebody is no longer in the meeting.  The only list of departures, on the wire and in the audit trail."""

    LEFT = "left"
    """Pressed leave."""
    LOST = "lost"
    """The connection did not come back within the grace period."""
    REMOVED = "removed"
    DENIED = "denied"
    """Sent away from the lobby."""
    ENDED = "ended"
    """The host ended the meeting for all."""
    REPLACED = "replaced"
    """The same person connected anew; the newest connection wins."""
    SIGNED_OUT = "signed_out"
    """The session or link behind the connection was revoked or expired."""
    SLOW_CONSUMER = "slow_consumer"
    """Did not read what was sent to it."""
    PROTOCOL = "protocol"
    """Sent too much that the wire does not allow."""
    SERVER_STOPPING = "server_stopping"
    TO_LOBBY = "to_lobby"
    """A host has put the person back into the lobby, where their connection goes on."""


class PlaceKind(StrEnum):
    SIDE = "side"
    """Where some have stepped outside to speak among themselves."""
    GROUP = "group"


class PlaceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the meeting besides ``main``."""

    id: str
    kind: PlaceKind
    name: str
    """Empty for a side room."""


class Group(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A group that is to be opened, and who is to be in it."""

    name: Annotated[str, Meta(min_length=1, max_length=40, pattern=PLAIN)]
    participants: Annotated[list[Id], Meta(max_length=500)]


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
    """The host's name."""
    at: float
    """Unix seconds."""


class Language(StrEnum):
    """What an interpreter interprets into: those that are asked for most (ISO 639), the Swedish Sign Language, and all
    others under one name."""

    SV = "sv"
    EN = "en"
    AR = "ar"
    SO = "so"
    TI = "ti"
    FA = "fa"
    PRS = "prs"
    """Dari."""
    CKB = "ckb"
    """Sorani."""
    UK = "uk"
    RU = "ru"
    PL = "pl"
    FI = "fi"
    ES = "es"
    TR = "tr"
    SWL = "swl"
    """The Swedish Sign Language: seen, not heard."""
    OTHER = "other"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One participant as somebody in the room sees them.  Of a person in another place only who they are, and where,
    is told."""

    id: str
    name: str
    role: RoomRole
    kind: GuestKind | None
    """None for staff."""
    identified_by: list[Identification]
    """Every way in which this person has been identified, weakest first."""
    missing: list[Identification]
    """What the invitation demands and the person has still to show."""
    microphone: bool
    camera: bool
    screen: bool
    connected: bool
    """False while the person's connection is lost and their seat is kept."""
    network: Network
    """How well the person's network carries the meeting."""
    hand: int | None
    """The hand is raised; the lower the number, the longer."""
    may_share: bool
    """Needs no leave to share the screen."""
    place: str
    """Where in the meeting the person is."""
    interpreter: bool
    interprets: Language | None
    """The language into which this person interprets now."""


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


class MeetingInfo(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    meeting_class: MeetingClass
    host_name: str
    starts_at: float
    """Unix seconds."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing in a channel as one person sees it."""

    channel: Channel
    key: str
    n: int
    """Its place in the order of all changes; a later change of the same item has a greater one."""
    first: int
    """Its ``n`` when it was new."""
    author: str
    """Participant id at the time of writing."""
    name: str
    mine: bool
    to: str | None
    """The participant for whom alone it is."""
    to_name: str | None
    at: float
    """Unix seconds."""
    changed_at: float | None
    payload: str | None
    """None: it was removed."""


class MediaTrack(msgspec.Struct, frozen=True, kw_only=True):
    """Whose picture or sound the m-line ``mid`` of an offer carries."""

    mid: str
    participant: str
    source: Source


class MediaTile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One picture that a client shows at the moment: whose, and how large in physical pixels."""

    participant: Id
    source: Literal["camera", "screen"]
    width: Pixels
    height: Pixels
    pinned: bool
    """Chosen by the person, or a shared screen: it comes before the active speaker's picture."""


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """A TURN server with credentials for one browser, as RTCPeerConnection takes it (WebRTC 1.0 section 4.2.2)."""

    urls: list[str]
    username: str
    credential: str
