"""The permission matrix: who may do what, as data, and the one function that reads it.

Every message on the wire and every route of the HTTP API names an :class:`Action`.  A person's :class:`Standing`
toward the thing that they act on is worked out by the server from its own state, never from what the client says.
What is not in the table is denied to everybody.  ``auth/README.md`` prints the table for people.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from auth.model import Guest, GuestKind, MeetingClass, Nobody, Principal, Staff, StaffRole


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


class Reach(StrEnum):
    """Where the thing is, seen from the person."""

    OWN_UNIT = "own_unit"
    OTHER_UNIT = "other_unit"
    """Of the same organisation."""
    OTHER_TENANT = "other_tenant"


class Action(StrEnum):
    # Open to everybody: what a person needs before they are somebody.
    SEE_PAGES = "see_pages"
    SEE_ORGANISATION = "see_organisation"
    SIGN_IN = "sign_in"
    SET_UP = "set_up"
    USE_LINK = "use_link"
    SEE_HEALTH = "see_health"
    REPORT = "report"
    """What browsers report by themselves."""
    TEST_NETWORK = "test_network"
    CONNECT = "connect"
    # One's own account.
    SEE_SELF = "see_self"
    SIGN_OUT = "sign_out"
    STEP_UP = "step_up"
    MANAGE_OWN_SIGN_IN = "manage_own_sign_in"
    # Meetings, over HTTP.
    LIST_MEETINGS = "list_meetings"
    MAKE_MEETING = "make_meeting"
    SEE_MEETING = "see_meeting"
    INVITE = "invite"
    MAKE_SHARED_LINK = "make_shared_link"
    NAME_CO_HOST = "name_co_host"
    END_MEETING = "end_meeting"
    ENTER_MEETING = "enter_meeting"
    SEE_SEAT = "see_seat"
    REPORT_FAULT = "report_fault"
    IDENTIFY = "identify"
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
    LOCK = "lock"
    CONFIRM_IDENTITY = "confirm_identity"
    CATCH_UP = "catch_up"
    """See what the meeting shares: chat, documents, whiteboard, files."""
    CHAT = "chat"
    PRESENT = "present"
    """Put something on the stage, turn its pages, let somebody else lead it."""
    MARK = "mark"
    """Point and draw on what is on the stage."""
    DRAW = "draw"
    SEND_FILE = "send_file"
    GET_FILE = "get_file"
    CONVERT_DOCUMENT = "convert_document"
    """Have an office document made into a PDF."""
    TIDY = "tidy"
    """Remove what others have said, drawn or sent."""
    # Taking turns and leading, inside a meeting.
    RAISE_HAND = "raise_hand"
    LOWER_HANDS = "lower_hands"
    REACT = "react"
    MUTE = "mute"
    """Turn off the microphone of another."""
    ASK_FOR_MEDIA = "ask_for_media"
    ANSWER_HOST = "answer_host"
    ASK_TO_SHARE = "ask_to_share"
    ALLOW_SHARE = "allow_share"
    SHARE_FREELY = "share_freely"
    STOP_SHARE = "stop_share"
    SPOTLIGHT = "spotlight"
    APPOINT_CO_HOST = "appoint_co_host"
    """Make a colleague in the room co-host for this meeting."""
    MARK_INTERPRETER = "mark_interpreter"
    INTERPRET = "interpret"
    RETURN_TO_LOBBY = "return_to_lobby"
    WRITE_TO_LOBBY = "write_to_lobby"
    SEE_SPEAKING_TIMES = "see_speaking_times"
    STEP_OUTSIDE = "step_outside"
    COME_BACK = "come_back"
    OPEN_GROUPS = "open_groups"
    MOVE_TO_GROUP = "move_to_group"
    VISIT_GROUP = "visit_group"
    WRITE_TO_GROUPS = "write_to_groups"
    CALL_BACK = "call_back"
    # Administration.
    SEE_UNITS = "see_units"
    MANAGE_UNITS = "manage_units"
    SEE_STAFF = "see_staff"
    MANAGE_STAFF = "manage_staff"
    OVERSEE_MEETINGS = "oversee_meetings"
    STOP_MEETING = "stop_meeting"
    SEE_POLICY = "see_policy"
    SET_POLICY = "set_policy"
    SEE_SETTINGS = "see_settings"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_RETENTION = "change_retention"
    SEE_STATISTICS = "see_statistics"
    SEE_FAULTS = "see_faults"
    # The audit trail.
    SEE_AUDIT = "see_audit"
    REVIEW_AUDIT = "review_audit"


Standings = Set[Standing]
Classes = Set[MeetingClass]

_EVERYBODY: Standings = frozenset(Standing)
_GUESTS: Standings = frozenset(Standing(kind.value) for kind in GuestKind)
_HOSTS: Standings = frozenset({Standing.HOST, Standing.CO_HOST})
_HOST: Standings = frozenset({Standing.HOST})
_STAFF: Standings = frozenset(Standing(role.value) for role in StaffRole)
_MEETING_MAKERS: Standings = _STAFF - {Standing.AUDITOR}
_INSIDE: Standings = _GUESTS | _HOSTS
_PRESENT: Standings = _INSIDE | {Standing.WAITING}
_ADMINISTRATOR: Standings = frozenset({Standing.ADMINISTRATOR})
_UNIT_ADMINISTRATOR: Standings = frozenset({Standing.UNIT_ADMINISTRATOR})
_AUDITOR: Standings = frozenset({Standing.AUDITOR})
_NO_ONE: Standings = frozenset()
_ANY_CLASS: Classes = frozenset(MeetingClass)


@dataclass(frozen=True, slots=True)
class Row:
    """Who may: ``unit`` within their own unit, ``tenant`` in the whole organisation, ``anywhere`` without either.
    ``classes`` limits an action to meetings of these classes."""

    unit: Standings = _NO_ONE
    tenant: Standings = _NO_ONE
    anywhere: Standings = _NO_ONE
    classes: Classes = _ANY_CLASS


_LEADING = (
    Action.LOWER_HANDS, Action.MUTE, Action.ASK_FOR_MEDIA, Action.ALLOW_SHARE, Action.SHARE_FREELY,
    Action.STOP_SHARE, Action.SPOTLIGHT, Action.RETURN_TO_LOBBY, Action.WRITE_TO_LOBBY, Action.SEE_SPEAKING_TIMES,
    Action.STEP_OUTSIDE, Action.OPEN_GROUPS, Action.MOVE_TO_GROUP, Action.VISIT_GROUP, Action.WRITE_TO_GROUPS,
    Action.CALL_BACK, Action.MARK_INTERPRETER,
)  # fmt: skip
"""What every host may do who leads a meeting, and nobody else."""
_MOVING = (Action.STEP_OUTSIDE, Action.OPEN_GROUPS, Action.MOVE_TO_GROUP, Action.VISIT_GROUP)

MATRIX: MappingProxyType[Action, Row] = MappingProxyType(
    {
        Action.SEE_PAGES: Row(anywhere=_EVERYBODY),
        Action.SEE_ORGANISATION: Row(anywhere=_EVERYBODY),
        Action.SIGN_IN: Row(anywhere=_EVERYBODY),
        Action.SET_UP: Row(anywhere=_EVERYBODY),
        Action.USE_LINK: Row(anywhere=_EVERYBODY),
        Action.SEE_HEALTH: Row(anywhere=_EVERYBODY),
        Action.REPORT: Row(anywhere=_EVERYBODY),
        Action.TEST_NETWORK: Row(anywhere=_EVERYBODY),
        Action.CONNECT: Row(anywhere=_EVERYBODY),
        Action.SEE_SELF: Row(unit=_STAFF),
        Action.SIGN_OUT: Row(unit=_STAFF),
        Action.STEP_UP: Row(unit=_STAFF),
        Action.MANAGE_OWN_SIGN_IN: Row(unit=_STAFF),
        Action.LIST_MEETINGS: Row(unit=_MEETING_MAKERS),
        Action.MAKE_MEETING: Row(unit=_MEETING_MAKERS),
        Action.SEE_MEETING: Row(tenant=_HOSTS),
        Action.INVITE: Row(tenant=_HOSTS),
        Action.MAKE_SHARED_LINK: Row(tenant=_HOSTS, classes=frozenset({MeetingClass.OPEN})),
        Action.NAME_CO_HOST: Row(tenant=_HOST),
        Action.END_MEETING: Row(tenant=_HOSTS),
        Action.ENTER_MEETING: Row(tenant=_INSIDE),
        Action.SEE_SEAT: Row(tenant=_GUESTS),
        Action.REPORT_FAULT: Row(tenant=_STAFF | _GUESTS),
        Action.IDENTIFY: Row(tenant=_GUESTS),
        Action.PING: Row(tenant=_PRESENT),
        Action.LEAVE: Row(tenant=_PRESENT),
        Action.NEGOTIATE: Row(tenant=_INSIDE),
        Action.SET_MEDIA: Row(tenant=_PRESENT),
        Action.SHARE_SCREEN: Row(tenant=_INSIDE),
        Action.WATCH: Row(tenant=_INSIDE),
        Action.ADMIT: Row(tenant=_HOSTS),
        Action.DENY: Row(tenant=_HOSTS),
        Action.REMOVE: Row(tenant=_HOSTS),
        Action.LOCK: Row(tenant=_HOSTS),
        Action.CONFIRM_IDENTITY: Row(tenant=_HOSTS),
        Action.CATCH_UP: Row(tenant=_INSIDE),
        Action.CHAT: Row(tenant=_INSIDE),
        Action.PRESENT: Row(tenant=_INSIDE),
        Action.MARK: Row(tenant=_INSIDE),
        Action.DRAW: Row(tenant=_INSIDE),
        Action.SEND_FILE: Row(tenant=_INSIDE),
        Action.GET_FILE: Row(tenant=_INSIDE),
        Action.CONVERT_DOCUMENT: Row(tenant=_INSIDE),
        Action.TIDY: Row(tenant=_HOSTS),
        **dict.fromkeys(_LEADING, Row(tenant=_HOSTS)),
        Action.RAISE_HAND: Row(tenant=_INSIDE),
        Action.INTERPRET: Row(tenant=frozenset({Standing.INTERPRETER})),
        Action.REACT: Row(tenant=_INSIDE),
        Action.ANSWER_HOST: Row(tenant=_INSIDE),
        Action.ASK_TO_SHARE: Row(tenant=_GUESTS),
        Action.APPOINT_CO_HOST: Row(tenant=_HOST),
        Action.COME_BACK: Row(tenant=_INSIDE),
        Action.SEE_UNITS: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.MANAGE_UNITS: Row(tenant=_ADMINISTRATOR),
        Action.SEE_STAFF: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.MANAGE_STAFF: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.OVERSEE_MEETINGS: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.STOP_MEETING: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.SEE_POLICY: Row(unit=_MEETING_MAKERS, tenant=_ADMINISTRATOR | _AUDITOR),
        Action.SET_POLICY: Row(tenant=_ADMINISTRATOR),
        Action.SEE_SETTINGS: Row(tenant=_ADMINISTRATOR),
        Action.CHANGE_SETTINGS: Row(tenant=_ADMINISTRATOR),
        Action.CHANGE_RETENTION: Row(tenant=_ADMINISTRATOR),
        Action.SEE_STATISTICS: Row(unit=_UNIT_ADMINISTRATOR, tenant=_ADMINISTRATOR),
        Action.SEE_FAULTS: Row(tenant=_ADMINISTRATOR),
        Action.SEE_AUDIT: Row(tenant=_AUDITOR),
        Action.REVIEW_AUDIT: Row(tenant=_AUDITOR),
    }
)

STEP_UP: frozenset[Action] = frozenset({
    Action.MANAGE_OWN_SIGN_IN, Action.MANAGE_UNITS, Action.MANAGE_STAFF, Action.SET_POLICY, Action.CHANGE_SETTINGS,
    Action.CHANGE_RETENTION,
})  # fmt: skip
"""What needs a session that has proved who it is within the last minutes, when it changes something (R19)."""

NEEDS_AUDIT: frozenset[Action] = frozenset(
    {
        Action.SIGN_IN,
        Action.SET_UP,
        Action.STEP_UP,
        Action.MANAGE_OWN_SIGN_IN,
        Action.USE_LINK,
        Action.IDENTIFY,
        Action.MAKE_MEETING,
        Action.INVITE,
        Action.MAKE_SHARED_LINK,
        Action.NAME_CO_HOST,
        Action.ADMIT,
        Action.CONFIRM_IDENTITY,
        Action.SEND_FILE,
        Action.GET_FILE,
        Action.CONVERT_DOCUMENT,
        Action.APPOINT_CO_HOST,
        Action.ALLOW_SHARE,
        Action.SHARE_FREELY,
        *_MOVING,
        Action.MANAGE_UNITS,
        Action.MANAGE_STAFF,
        Action.SET_POLICY,
        Action.CHANGE_SETTINGS,
        Action.CHANGE_RETENTION,
        Action.REVIEW_AUDIT,
    }
)
"""What gives somebody rights or data, and is refused while it cannot be recorded (R82).  What protects people (deny,
remove, lock, end, sign out) is never refused for this."""


ADMINISTRATION: frozenset[Action] = frozenset({
    Action.SEE_UNITS, Action.MANAGE_UNITS, Action.SEE_STAFF, Action.MANAGE_STAFF, Action.OVERSEE_MEETINGS,
    Action.STOP_MEETING, Action.SET_POLICY, Action.SEE_SETTINGS, Action.CHANGE_SETTINGS, Action.CHANGE_RETENTION,
    Action.SEE_STATISTICS, Action.SEE_FAULTS, Action.SEE_AUDIT, Action.REVIEW_AUDIT,
})  # fmt: skip
"""What an operator may confine to some networks, and to an address of its own (R19)."""


def allowed(
    action: Action,
    standing: Standing,
    reach: Reach = Reach.OWN_UNIT,
    meeting_class: MeetingClass | None = None,
) -> bool:
    """Whether somebody of this standing may do this to something so far away; what the matrix does not name is
    denied.  ``meeting_class`` is None where no meeting is concerned."""
    row = MATRIX.get(action)
    if row is None or (meeting_class is not None and meeting_class not in row.classes):
        return False
    match reach:
        case Reach.OWN_UNIT:
            return standing in row.unit | row.tenant | row.anywhere
        case Reach.OTHER_UNIT:
            return standing in row.tenant | row.anywhere
        case Reach.OTHER_TENANT:
            return standing in row.anywhere


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is aimed at: a place in an organisation, or a meeting there.  Without a unit it belongs to the
    organisation as a whole."""

    tenant_id: str
    unit_id: str | None = None
    meeting_id: str | None = None
    meeting_class: MeetingClass | None = None
    owner_id: str | None = None
    co_hosts: frozenset[str] = frozenset()


def standings_toward(principal: Principal, target: Target) -> Standings:
    """What an authenticated person is to this target."""
    match principal:
        case Staff() if principal.tenant_id == target.tenant_id:
            return _staff_standings(principal, target)
        case Guest() if principal.tenant_id == target.tenant_id and principal.meeting_id == target.meeting_id:
            return {Standing(principal.kind.value)}
        case _:
            return {Standing.NOBODY}


def _staff_standings(staff: Staff, target: Target) -> Standings:
    own = Standing(staff.role.value)
    if staff.role is StaffRole.AUDITOR:
        return {own}
    if staff.account_id == target.owner_id:
        return {own, Standing.HOST}
    return {own, Standing.CO_HOST} if staff.account_id in target.co_hosts else {own}


def reach_of(principal: Principal, target: Target) -> Reach:
    if isinstance(principal, Nobody) or principal.tenant_id != target.tenant_id:
        return Reach.OTHER_TENANT
    if isinstance(principal, Guest) or target.unit_id == principal.unit_id:
        return Reach.OWN_UNIT
    return Reach.OTHER_UNIT


def may(action: Action, principal: Principal, target: Target) -> bool:
    """Whether this person may do this to this target: the question that every service asks."""
    reach = reach_of(principal, target)
    standings = standings_toward(principal, target)
    return any(allowed(action, standing, reach, target.meeting_class) for standing in standings)


def conceivable(action: Action, principal: Principal) -> bool:
    """Whether there may be a target to which this person could do this: the first check, before it is known what a
    request is about."""
    return any(allowed(action, standing) for standing in _conceivable_standings(principal))


def _conceivable_standings(principal: Principal) -> Standings:
    match principal:
        case Staff(role=StaffRole.AUDITOR):
            return _AUDITOR
        case Staff():
            return {Standing(principal.role.value), *_HOSTS}
        case Guest():
            return {Standing(principal.kind.value)}
        case Nobody():
            return {Standing.NOBODY}
