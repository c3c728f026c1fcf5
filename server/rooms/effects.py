"""What a room wants done.  Room methods are synchronous and only return these; ``runner`` carries them out."""

from __future__ import annotations

from dataclasses import dataclass

from auth.audit.events import AuditEvent
from auth.model import Identification
from media.protocol import Pause, Produce, StopProducing, Watch
from server.rooms.items import Entry
from server.wire.room.base import ServerMessage
from server.wire.room.breakouts import MAIN
from server.wire.vocabulary import LeaveReason


@dataclass(frozen=True, slots=True)
class Send:
    """Send one message to one connection."""

    connection: str
    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Disconnect:
    """Say why, then close the socket."""

    connection: str
    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class OpenTransport:
    """Open a media transport for somebody."""

    transport: str
    place: str = MAIN
    """Where in the meeting it is opened; each place is a media room of its own."""


@dataclass(frozen=True, slots=True)
class CloseTransport:
    """Close a media transport."""

    transport: str


@dataclass(frozen=True, slots=True)
class Command:
    """Tell the media worker about what one transport sends or shows."""

    request: Produce | StopProducing | Pause | Watch


@dataclass(frozen=True, slots=True)
class StartGrace:
    """Call ``Room.grace_expired(participant, epoch)`` after so many seconds."""

    participant: str
    epoch: int
    seconds: float


@dataclass(frozen=True, slots=True)
class StartCountdown:
    """Call ``room.breakouts.time_is_up(countdown)`` after so many seconds."""

    countdown: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Audit:
    """Write this record."""

    event: AuditEvent


@dataclass(frozen=True, slots=True)
class RememberAdmitted:
    """The guest returns without waiting from now on; other browsers on the same link lose their seat."""

    seat: str


@dataclass(frozen=True, slots=True)
class RememberReturned:
    """The guest waits again: coming back, they are not let in until they are admitted anew."""

    seat: str


@dataclass(frozen=True, slots=True)
class RememberIdentified:
    """The guest was identified in one more way, which holds when they come back."""

    seat: str
    proof: Identification


@dataclass(frozen=True, slots=True)
class RememberBarred:
    """The guest may not come back: the session and a personal link are revoked."""

    seat: str


@dataclass(frozen=True, slots=True)
class RememberItem:
    """Something that the meeting shares is new, changed or removed."""

    place: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class EndSending:
    """Somebody may send nothing any more: what they have under way is dropped."""

    participant: str


@dataclass(frozen=True, slots=True)
class RememberEnded:
    """The meeting is over for good."""


Effect = (
    Send
    | Disconnect
    | OpenTransport
    | CloseTransport
    | Command
    | StartGrace
    | StartCountdown
    | Audit
    | RememberAdmitted
    | RememberReturned
    | RememberIdentified
    | RememberBarred
    | RememberItem
    | RememberEnded
    | EndSending
)
Effects = list[Effect]
