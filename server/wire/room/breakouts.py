"""The messages by which people are in different places of one meeting: side rooms and groups."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from server.wire.names import VISIBLE, must_be_visible
from server.wire.room.base import ClientMessage, ServerMessage
from server.wire.vocabulary import PLAIN, Id

MAIN = "main"
"""The place where a meeting begins."""
MAX_ASIDE = 50
MAX_GROUPS = 20
MAX_GROUP_NAME = 40
MAX_GROUP_NOTE = 200
MAX_COUNTDOWN_SECONDS = 600


class BreakoutKind(StrEnum):
    SIDE = "side"
    """Where some have stepped outside to speak among themselves."""
    GROUP = "group"


class Breakout(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the meeting besides ``main``: a side room or a group."""

    id: str
    kind: BreakoutKind
    name: str
    """Empty for a side room."""


class Group(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A group that is to be opened, and who is to be in it."""

    name: Annotated[str, Meta(min_length=1, max_length=MAX_GROUP_NAME, pattern=PLAIN, extra={VISIBLE: True})]
    participants: Annotated[list[Id], Meta(max_length=500)]

    def __post_init__(self) -> None:
        must_be_visible(self)


# --- client to server -------------------------------------------------------------------------------------------


class StepOutside(ClientMessage, tag="step_outside", frozen=True, kw_only=True):
    """Take these people aside, to where nobody else sees or hears; from a side room, take them in there."""

    participants: Annotated[list[Id], Meta(min_length=1, max_length=MAX_ASIDE)]


class ComeBack(ClientMessage, tag="come_back", frozen=True, kw_only=True):
    """Go back to where the meeting is."""


class OpenGroups(ClientMessage, tag="open_groups", frozen=True, kw_only=True):
    """Open groups with these people in them.  Who is in none stays; who has left meanwhile is passed over."""

    groups: Annotated[list[Group], Meta(min_length=1, max_length=MAX_GROUPS)]


class MoveToGroup(ClientMessage, tag="move_to_group", frozen=True, kw_only=True):
    """Move one person into a group, or back to ``main``."""

    participant: Id
    place: Id


class VisitGroup(ClientMessage, tag="visit_group", frozen=True, kw_only=True):
    """Go into a group oneself."""

    place: Id


class WriteToGroups(ClientMessage, tag="write_to_groups", frozen=True, kw_only=True):
    """Tell everybody in all groups something."""

    text: Annotated[str, Meta(min_length=1, max_length=MAX_GROUP_NOTE, pattern=PLAIN)]


class CallBack(ClientMessage, tag="call_back", frozen=True, kw_only=True):
    """Bring everybody back from the groups after so many seconds, which all see pass; or everybody out of the side
    room in which one is."""

    seconds: Annotated[int, Meta(ge=0, le=MAX_COUNTDOWN_SECONDS)]


FromClient = StepOutside | ComeBack | OpenGroups | MoveToGroup | VisitGroup | WriteToGroups | CallBack

# --- server to client -------------------------------------------------------------------------------------------


class Breakouts(ServerMessage, tag="breakouts", frozen=True, kw_only=True):
    """All breakouts that are open; who is where is told with the people."""

    breakouts: list[Breakout]
    closes_at: float | None
    """Unix seconds at which everybody is brought back from the groups."""


class GroupsNote(ServerMessage, tag="groups_note", frozen=True, kw_only=True):
    """To everybody in the groups: what a host has to say."""

    text: str
    by: str
    """The host's name."""


FromServer = Breakouts | GroupsNote
