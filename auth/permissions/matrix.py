"""The permission matrix: who may do what, one row per action.

Every message on the wire and every route of the HTTP API names an :class:`Action`, and an action carries its row, so
that a new one is one line here and a member that the type checker knows.  (Rows in files of their own, joined here,
would be either names that nothing checks, or every action written twice.)  ``may.py`` is what reads the rows; what
has none is denied to everybody.  ``auth/README.md`` prints the table for people.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from auth.model import GuestKind, MeetingClass, StaffRole


class Standing(StrEnum):
    """What somebody is to the thing that they act on.  One person may have several at once."""

    NOBODY = "nobody"
    """No valid session, or a session that has nothing to do with it."""
    WAITING = "waiting"
    """In the lobby."""
    CLIENT = "client"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"
    HOST = "host"
    """The account that made the meeting."""
    CO_HOST = "co_host"
    AGENT = "agent"
    UNIT_ADMINISTRATOR = "unit_administrator"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


Standings = Set[Standing]
Classes = Set[MeetingClass]

HOSTS: Standings = frozenset({Standing.HOST, Standing.CO_HOST})
_EVERYBODY: Standings = frozenset(Standing)
_GUESTS: Standings = frozenset(Standing(kind.value) for kind in GuestKind)
_INTERPRETER: Standings = frozenset({Standing.INTERPRETER})
_HOST: Standings = frozenset({Standing.HOST})
_STAFF: Standings = frozenset(Standing(role.value) for role in StaffRole)
_MEETING_MAKERS: Standings = _STAFF - {Standing.AUDITOR}
_INSIDE: Standings = _GUESTS | HOSTS
_PRESENT: Standings = _INSIDE | {Standing.WAITING}
_ADMINISTRATOR: Standings = frozenset({Standing.ADMINISTRATOR})
_UNIT_ADMINISTRATOR: Standings = frozenset({Standing.UNIT_ADMINISTRATOR})
_AUDITOR: Standings = frozenset({Standing.AUDITOR})
_NO_ONE: Standings = frozenset()
_ANY_CLASS: Classes = frozenset(MeetingClass)
_OPEN_MEETINGS: Classes = frozenset({MeetingClass.OPEN})


@dataclass(frozen=True, slots=True)
class Row:
    """Who may: ``unit`` within their own unit, ``tenant`` in the whole organisation, ``anywhere`` without either; and
    what else it takes."""

    unit: Standings = _NO_ONE
    tenant: Standings = _NO_ONE
    anywhere: Standings = _NO_ONE
    classes: Classes = _ANY_CLASS
    """In meetings of these classes only."""
    audited: bool = False
    """It gives somebody rights or data, and is refused while that cannot be recorded (R82).  What protects people
    (deny, remove, lock, end, sign out) is never refused for this."""
    step_up: bool = False
    """When it changes something, the session must have proved who it is within the last minutes (R19)."""
    administration: bool = False
    """An operator may confine it to some networks, and to an address of its own (R19)."""
    beside: str = ""
    """Who must agree beside the one who asks, for people: one alone only sets it going (R19)."""


_DENIED = Row()


class Action(StrEnum):
    """Its value is its name for people: in ``auth/README.md`` and in the OpenAPI document."""

    row: Row

    def __new__(cls, name: str, row: Row = _DENIED) -> Self:
        action = str.__new__(cls, name)
        action._value_ = name
        action.row = row
        return action

    # Open to everybody: what a person needs before they are somebody.
    SEE_PAGES = "see_pages", Row(anywhere=_EVERYBODY)
    SEE_ORGANISATION = "see_organisation", Row(anywhere=_EVERYBODY)
    SIGN_IN = "sign_in", Row(anywhere=_EVERYBODY, audited=True)
    SET_UP = "set_up", Row(anywhere=_EVERYBODY, audited=True)
    USE_LINK = "use_link", Row(anywhere=_EVERYBODY, audited=True)
    SEE_HEALTH = "see_health", Row(anywhere=_EVERYBODY)
    REPORT = "report", Row(anywhere=_EVERYBODY)
    """What browsers report by themselves."""
    TEST_NETWORK = "test_network", Row(anywhere=_EVERYBODY)
    CONNECT = "connect", Row(anywhere=_EVERYBODY)
    # One's own account.
    SEE_SELF = "see_self", Row(unit=_STAFF)
    SIGN_OUT = "sign_out", Row(unit=_STAFF)
    STEP_UP = "step_up", Row(unit=_STAFF, audited=True)
    MANAGE_OWN_SIGN_IN = "manage_own_sign_in", Row(unit=_STAFF, audited=True, step_up=True)
    # Meetings, over HTTP.
    LIST_MEETINGS = "list_meetings", Row(unit=_MEETING_MAKERS)
    MAKE_MEETING = "make_meeting", Row(unit=_MEETING_MAKERS, audited=True)
    SEE_MEETING = "see_meeting", Row(tenant=HOSTS)
    INVITE = "invite", Row(tenant=HOSTS, audited=True)
    MAKE_SHARED_LINK = "make_shared_link", Row(tenant=HOSTS, classes=_OPEN_MEETINGS, audited=True)
    NAME_CO_HOST = "name_co_host", Row(tenant=_HOST, audited=True)
    END_MEETING = "end_meeting", Row(tenant=HOSTS)
    ENTER_MEETING = "enter_meeting", Row(tenant=_INSIDE)
    SEE_SEAT = "see_seat", Row(tenant=_GUESTS)
    REPORT_FAULT = "report_fault", Row(tenant=_STAFF | _GUESTS)
    IDENTIFY = "identify", Row(tenant=_GUESTS, audited=True)
    # Inside a meeting, over the WebSocket.
    PING = "ping", Row(tenant=_PRESENT)
    LEAVE = "leave", Row(tenant=_PRESENT)
    NEGOTIATE = "negotiate", Row(tenant=_INSIDE)
    SET_MEDIA = "set_media", Row(tenant=_PRESENT)
    SHARE_SCREEN = "share_screen", Row(tenant=_INSIDE)
    WATCH = "watch", Row(tenant=_INSIDE)
    ADMIT = "admit", Row(tenant=HOSTS, audited=True)
    DENY = "deny", Row(tenant=HOSTS)
    REMOVE = "remove", Row(tenant=HOSTS)
    LOCK = "lock", Row(tenant=HOSTS)
    CONFIRM_IDENTITY = "confirm_identity", Row(tenant=HOSTS, audited=True)
    CATCH_UP = "catch_up", Row(tenant=_INSIDE)
    """See what the meeting shares: chat, documents, whiteboard, files."""
    CHAT = "chat", Row(tenant=_INSIDE)
    PRESENT = "present", Row(tenant=_INSIDE)
    """Put something on the stage, turn its pages, let somebody else lead it."""
    MARK = "mark", Row(tenant=_INSIDE)
    """Point and draw on what is on the stage."""
    DRAW = "draw", Row(tenant=_INSIDE)
    SEND_FILE = "send_file", Row(tenant=_INSIDE, audited=True)
    GET_FILE = "get_file", Row(tenant=_INSIDE, audited=True)
    CONVERT_DOCUMENT = "convert_document", Row(tenant=_INSIDE, audited=True)
    """Have an office document made into a PDF."""
    TIDY = "tidy", Row(tenant=HOSTS)
    """Remove what others have said, drawn or sent."""
    # Taking turns and leading, inside a meeting.
    RAISE_HAND = "raise_hand", Row(tenant=_INSIDE)
    LOWER_HANDS = "lower_hands", Row(tenant=HOSTS)
    REACT = "react", Row(tenant=_INSIDE)
    MUTE = "mute", Row(tenant=HOSTS)
    """Turn off the microphone of another."""
    ASK_FOR_MEDIA = "ask_for_media", Row(tenant=HOSTS)
    ANSWER_HOST = "answer_host", Row(tenant=_INSIDE)
    ASK_TO_SHARE = "ask_to_share", Row(tenant=_GUESTS)
    ALLOW_SHARE = "allow_share", Row(tenant=HOSTS, audited=True)
    SHARE_FREELY = "share_freely", Row(tenant=HOSTS, audited=True)
    STOP_SHARE = "stop_share", Row(tenant=HOSTS)
    SPOTLIGHT = "spotlight", Row(tenant=HOSTS)
    APPOINT_CO_HOST = "appoint_co_host", Row(tenant=_HOST, audited=True)
    """Make a colleague in the room co-host for this meeting."""
    MARK_INTERPRETER = "mark_interpreter", Row(tenant=HOSTS)
    INTERPRET = "interpret", Row(tenant=_INTERPRETER)
    RETURN_TO_LOBBY = "return_to_lobby", Row(tenant=HOSTS)
    WRITE_TO_LOBBY = "write_to_lobby", Row(tenant=HOSTS)
    SEE_SPEAKING_TIMES = "see_speaking_times", Row(tenant=HOSTS)
    STEP_OUTSIDE = "step_outside", Row(tenant=HOSTS, audited=True)
    COME_BACK = "come_back", Row(tenant=_INSIDE)
    OPEN_GROUPS = "open_groups", Row(tenant=HOSTS, audited=True)
    MOVE_TO_GROUP = "move_to_group", Row(tenant=HOSTS, audited=True)
    VISIT_GROUP = "visit_group", Row(tenant=HOSTS, audited=True)
    WRITE_TO_GROUPS = "write_to_groups", Row(tenant=HOSTS)
    CALL_BACK = "call_back", Row(tenant=HOSTS)
    # Administration.
    SEE_UNITS = "see_units", Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, administration=True)
    MANAGE_UNITS = "manage_units", Row(tenant=_ADMINISTRATOR, audited=True, step_up=True, administration=True)
    SEE_STAFF = "see_staff", Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, administration=True)
    MANAGE_STAFF = (
        "manage_staff",
        Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, audited=True, step_up=True, administration=True),
    )
    MANAGE_RECOVERY = (
        "manage_recovery",
        Row(
            unit=_UNIT_ADMINISTRATOR,
            tenant=_ADMINISTRATOR,
            audited=True,
            step_up=True,
            administration=True,
            beside="the owner's mail or a second administrator",
        ),
    )
    """A new way in for an account that has one."""
    OVERSEE_MEETINGS = "oversee_meetings", Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, administration=True)
    STOP_MEETING = "stop_meeting", Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, administration=True)
    SEE_POLICY = "see_policy", Row(unit=_MEETING_MAKERS, tenant=_ADMINISTRATOR | _AUDITOR)
    SET_POLICY = "set_policy", Row(tenant=_ADMINISTRATOR, audited=True, step_up=True, administration=True)
    SEE_SETTINGS = "see_settings", Row(tenant=_ADMINISTRATOR, administration=True)
    CHANGE_SETTINGS = "change_settings", Row(tenant=_ADMINISTRATOR, audited=True, step_up=True, administration=True)
    CHANGE_RETENTION = (
        "change_retention",
        Row(tenant=_ADMINISTRATOR, audited=True, step_up=True, administration=True, beside="a second administrator"),
    )
    SEE_STATISTICS = "see_statistics", Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR, administration=True)
    SEE_FAULTS = "see_faults", Row(tenant=_ADMINISTRATOR, administration=True)
    # The audit trail.
    SEE_AUDIT = "see_audit", Row(tenant=_AUDITOR, administration=True)
    REVIEW_AUDIT = "review_audit", Row(tenant=_AUDITOR, audited=True, administration=True)


MATRIX: Mapping[Action, Row] = MappingProxyType({action: action.row for action in Action})
"""All rows, in the order in which people read them."""
