"""What the people in a meeting share beside picture and sound: items of channels, which the server keeps in one order
and does not read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.vocabulary import Id

MAX_PAYLOAD = 16 * 1024
"""Characters of an item's payload; some channels allow less."""
MAX_SIGNAL = 4 * 1024
"""Characters of what holds for the moment only."""
CHAT_EDIT_SECONDS = 15 * 60
"""How long the author may change a message of the chat."""


class Channel(StrEnum):
    """What the people in a meeting share beside picture and sound."""

    CHAT = "chat"
    STAGE = "stage"
    """What everybody looks at, and who leads it: the one item ``shown``."""
    MARKS = "marks"
    """Pen and highlighter on the pages of documents."""
    WHITEBOARD = "whiteboard"
    FILES = "files"


Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
"""Names one item of a channel; made by the client that puts it there."""


Payload = Annotated[str, Meta(min_length=1, max_length=MAX_PAYLOAD)]
"""What an item says: JSON that only clients read, or the same sealed by them."""


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


# --- client to server -------------------------------------------------------------------------------------------


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
    payload: Annotated[str, Meta(min_length=1, max_length=MAX_SIGNAL)]
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


FromClient = Put | Signal | CatchUp | HandOver | ShowFile

# --- server to client -------------------------------------------------------------------------------------------


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


FromServer = ItemMessage | Items | SignalMessage
