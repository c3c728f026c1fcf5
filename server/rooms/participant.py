"""One participant: a state machine and what the others may see of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from auth.meeting_classes import Proofs, in_order, missing
from auth.model import GuestKind, RoomRole
from auth.permissions.matrix import Standing
from media.protocol import Network
from server.rooms.seat import Seat
from server.wire.room.breakouts import MAIN
from server.wire.room.lobby import LobbyNote, Waiting
from server.wire.room.media import MediaTile
from server.wire.vocabulary import Language, Person


class Presence(StrEnum):
    """Where a person stands between the door and having left."""

    WAITING = "waiting"
    """In the lobby, connected."""
    WAITING_LOST = "waiting_lost"
    """In the lobby, connection lost; the place in the lobby is kept for a short while."""
    JOINED = "joined"
    RECONNECTING = "reconnecting"
    """Admitted, connection lost; the seat is kept for the grace period."""
    LEFT = "left"


MOVES: Mapping[Presence, frozenset[Presence]] = {
    Presence.WAITING: frozenset({Presence.WAITING_LOST, Presence.JOINED, Presence.LEFT}),
    Presence.WAITING_LOST: frozenset({Presence.WAITING, Presence.RECONNECTING, Presence.LEFT}),
    Presence.JOINED: frozenset({Presence.RECONNECTING, Presence.WAITING, Presence.LEFT}),
    Presence.RECONNECTING: frozenset({Presence.JOINED, Presence.WAITING_LOST, Presence.LEFT}),
    Presence.LEFT: frozenset(),
}


@dataclass(slots=True)
class Participant:
    """A person at or inside the door.  ``epoch`` counts connections, so that a late timer or a late socket of an
    earlier connection cannot touch a newer one."""

    id: str
    seat: Seat
    role: RoomRole
    """As in the seat until a host makes a colleague co-host."""
    proofs: Proofs
    """Those of the seat, and what has been shown since."""
    second_device: bool
    """Came on another device and has not been let in there yet."""
    since: float
    presence: Presence
    connection: str | None
    microphone: bool
    camera: bool
    screen: bool = False
    screen_audio: bool = False
    transport: str | None = None
    network: Network = Network.GOOD
    tiles: list[MediaTile] | None = None
    """What the page shows; None until it has said so."""
    place: str = MAIN
    """Where in the meeting the person is; people see and hear only what happens in their own place."""
    hand: int | None = None
    """The number of the raised hand; lower numbers have waited longer."""
    muted_by: str | None = None
    """The host who has turned off the microphone, until the person's page says that it is off."""
    share_allowed: bool = False
    """A host has given leave to share the screen."""
    marked_interpreter: bool = False
    """A host has made this guest interpreter, whatever they came as."""
    interprets: Language | None = None
    note: LobbyNote | None = None
    """What a host has told this person while they wait."""
    epoch: int = 0

    def move(self, to: Presence) -> None:
        """Raises ValueError for a move that the table does not know."""
        if to not in MOVES[self.presence]:
            raise ValueError(f"participant cannot go from {self.presence} to {to}")
        self.presence = to

    @property
    def name(self) -> str:
        return self.seat.name

    @property
    def kind(self) -> GuestKind | None:
        return self.seat.kind

    @property
    def host(self) -> bool:
        """Whether this person decides about the others."""
        return self.role is not RoomRole.GUEST

    @property
    def inside(self) -> bool:
        return self.presence in (Presence.JOINED, Presence.RECONNECTING)

    @property
    def in_lobby(self) -> bool:
        return self.presence in (Presence.WAITING, Presence.WAITING_LOST)

    @property
    def may_share(self) -> bool:
        """Whether this person needs no leave to share the screen."""
        return self.host or self.kind is GuestKind.COLLEAGUE or self.share_allowed

    @property
    def interpreter(self) -> bool:
        return self.kind is GuestKind.INTERPRETER or self.marked_interpreter

    @property
    def missing(self) -> Proofs:
        """What the invitation demands and this person has still to show."""
        return missing(self.seat.way, self.proofs)

    def sends(self, source: str) -> bool:
        return self.microphone if source == "microphone" else self.camera

    @property
    def standing(self) -> Standing:
        if self.in_lobby:
            return Standing.WAITING
        if not self.inside:
            return Standing.NOBODY
        if self.role is not RoomRole.GUEST:
            return Standing(self.role.value)
        if self.marked_interpreter:
            return Standing.INTERPRETER
        return Standing(self.kind.value) if self.kind else Standing.NOBODY

    def as_seen_by(self, viewer: Participant) -> Person:
        """Across places it is told who is where, and to hosts whose hand calls them; nothing else."""
        near = viewer.place == self.place
        return Person(
            id=self.id,
            name=self.name,
            role=self.role,
            kind=self.kind,
            identified_by=in_order(self.proofs),
            missing=in_order(self.missing),
            microphone=near and self.microphone,
            camera=near and self.camera,
            screen=near and self.screen,
            connected=self.presence is Presence.JOINED,
            network=self.network if near else Network.GOOD,
            hand=self.hand if near or viewer.host else None,
            may_share=self.may_share,
            place=self.place,
            interpreter=self.interpreter,
            interprets=self.interprets,
        )

    def as_waiting(self, *, like_a_host: bool = False) -> Waiting:
        return Waiting(
            id=self.id,
            name=self.name,
            kind=self.kind,
            identified_by=in_order(self.proofs),
            missing=in_order(self.missing),
            since=self.since,
            second_device=self.second_device,
            shared_link=self.seat.shared_link,
            like_a_host=like_a_host,
        )
