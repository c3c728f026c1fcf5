"""The words that WebSocket messages and HTTP bodies share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from media.protocol import Network
from server.wire.names import VISIBLE

Id = Annotated[str, Meta(min_length=1, max_length=64)]
PLAIN = r"^[^\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]*$"
"""Text without control characters and without those that are invisible or turn its direction (R45): a name that looks
like another one, or that carries a message nobody sees, is refused rather than shown."""
MAX_NAME = 80
"""Characters of a person's name."""
Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME, pattern=PLAIN, extra={VISIBLE: True})]
Sdp = Annotated[str, Meta(min_length=1, max_length=48 * 1024)]
"""An answer grows with the number of people; the media worker caps it again by the sections it offered."""


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


class MeetingInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting as one person in it may know it."""

    id: str
    title: str
    """Empty to guests, unless the host shows it to them."""
    organisation: str
    meeting_class: MeetingClass
    host_name: str
    """Empty to a guest who has still to show who they are."""
    starts_at: float
    """Unix seconds."""


class IceServer(msgspec.Struct, frozen=True, kw_only=True):
    """A TURN server with credentials for one browser, as RTCPeerConnection takes it (WebRTC 1.0 section 4.2.2)."""

    urls: list[str]
    username: str
    credential: str
