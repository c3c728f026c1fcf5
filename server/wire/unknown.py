"""What a page makes of a value that its build does not know: a server may be newer than a page that is open.

A field's value is taken for another one, or, where there is None, whatever holds it is left out: the entry of a list,
and otherwise the whole message, which the page then tells the person.  Nothing unknown is ever taken for more trust
than it has: an unknown role is a guest's, an unknown class of meeting promises no more than an open one.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from auth.model import GuestKind, Identification, MeetingClass, RoomRole
from media.protocol import Network, Source
from server.wire.room.breakouts import BreakoutKind
from server.wire.room.lobby import LobbySentence
from server.wire.room.moderation import Reaction
from server.wire.room.shared import Channel
from server.wire.vocabulary import Language, LeaveReason

UNKNOWN: Mapping[type[Enum], Enum | None] = {
    MeetingClass: MeetingClass.OPEN,
    RoomRole: RoomRole.GUEST,
    GuestKind: GuestKind.CLIENT,
    Identification: Identification.LINK,
    LeaveReason: LeaveReason.LEFT,
    Network: Network.GOOD,
    Language: Language.OTHER,
    Source: None,
    Channel: None,
    BreakoutKind: None,
    LobbySentence: None,
    Reaction: None,
}
