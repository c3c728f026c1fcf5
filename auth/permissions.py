"""The permission matrix: who may do what, as data, and the one function that reads it.

Every message on the wire and every route of the HTTP API names an :class:`Action`.  A person's :class:`Standing`
toward one meeting (or toward the service, outside meetings) is worked out by the server from its own state, never
from what the client says.  An action that is not in the table is denied to everybody.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from auth.model import Guest, Principal, Staff


class Standing(StrEnum):
    NOBODY = "nobody"
    """No valid session, or a session that has nothing to do with this meeting."""
    WAITING = "waiting"
    """In the lobby."""
    GUEST = "guest"
    """Admitted guest."""
    HOST = "host"
    """The account that made the meeting."""
    STAFF = "staff"
    """A signed-in account outside meetings."""


class Action(StrEnum):
    # Open to everybody: what a person needs before they are somebody.
    SEE_PAGES = "see_pages"
    SIGN_IN = "sign_in"
    SET_UP = "set_up"
    USE_LINK = "use_link"
    SEE_HEALTH = "see_health"
    TEST_NETWORK = "test_network"
    CONNECT = "connect"
    # Accounts and meetings, over HTTP.
    SEE_SELF = "see_self"
    SIGN_OUT = "sign_out"
    LIST_MEETINGS = "list_meetings"
    MAKE_MEETING = "make_meeting"
    SEE_MEETING = "see_meeting"
    INVITE = "invite"
    END_MEETING = "end_meeting"
    ENTER_MEETING = "enter_meeting"
    SEE_SEAT = "see_seat"
    # Inside a meeting, over the WebSocket.
    PING = "ping"
    LEAVE = "leave"
    NEGOTIATE = "negotiate"
    SET_MEDIA = "set_media"
    SHARE_SCREEN = "share_screen"
    WATCH = "watch"
    ADMIT = "admit"
    DENY = "deny"
    REMOVE = "remove"


_EVERYBODY = frozenset(Standing)
_STAFF = frozenset({Standing.STAFF, Standing.HOST})
_HOST = frozenset({Standing.HOST})
_INSIDE = frozenset({Standing.GUEST, Standing.HOST})
_PRESENT = frozenset({Standing.WAITING, Standing.GUEST, Standing.HOST})

MATRIX: MappingProxyType[Action, frozenset[Standing]] = MappingProxyType(
    {
        Action.SEE_PAGES: _EVERYBODY,
        Action.SIGN_IN: _EVERYBODY,
        Action.SET_UP: _EVERYBODY,
        Action.USE_LINK: _EVERYBODY,
        Action.SEE_HEALTH: _EVERYBODY,
        Action.TEST_NETWORK: _EVERYBODY,
        Action.CONNECT: _EVERYBODY,
        Action.SEE_SELF: _STAFF,
        Action.SIGN_OUT: _STAFF,
        Action.LIST_MEETINGS: _STAFF,
        Action.MAKE_MEETING: _STAFF,
        Action.SEE_MEETING: _HOST,
        Action.INVITE: _HOST,
        Action.END_MEETING: _HOST,
        Action.ENTER_MEETING: _INSIDE,
        Action.SEE_SEAT: _INSIDE,
        Action.PING: _PRESENT,
        Action.LEAVE: _PRESENT,
        Action.NEGOTIATE: _INSIDE,
        Action.SET_MEDIA: _PRESENT,
        Action.SHARE_SCREEN: _INSIDE,
        Action.WATCH: _INSIDE,
        Action.ADMIT: _HOST,
        Action.DENY: _HOST,
        Action.REMOVE: _HOST,
    }
)


def allowed(action: Action, standing: Standing) -> bool:
    """Whether somebody of this standing may do this; what the matrix does not name is denied."""
    return standing in MATRIX.get(action, frozenset())


def standing_toward(principal: Principal, tenant_id: str, meeting_id: str, owner_id: str) -> Standing:
    """The standing of an authenticated person toward one meeting, before they are in its room."""
    match principal:
        case Staff() if principal.tenant_id == tenant_id and principal.account_id == owner_id:
            return Standing.HOST
        case Guest() if principal.tenant_id == tenant_id and principal.meeting_id == meeting_id:
            return Standing.GUEST
        case _:
            return Standing.NOBODY


def standing_at_large(principal: Principal) -> Standing:
    """The standing of an authenticated person where no meeting is concerned."""
    match principal:
        case Staff():
            return Standing.STAFF
        case Guest():
            return Standing.GUEST
        case _:
            return Standing.NOBODY
