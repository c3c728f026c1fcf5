"""What each action writes into the audit trail, or why nothing (R81)."""

from __future__ import annotations

import re
from pathlib import Path

from auth.audit.events import AuditAction
from auth.audit.events import AuditAction as A
from auth.permissions.matrix import MATRIX, Action
from server.rooms.channels import CHANNELS
from server.signalling.dispatch import RECORDED_AFTER, TABLE

ROOT = Path(__file__).resolve().parents[3]

RECORDED: dict[Action, set[AuditAction]] = {
    Action.SIGN_IN: {A.SIGNED_IN, A.SIGN_IN_FAILED},
    Action.SET_UP: {A.ACCOUNT_MADE, A.SIGN_IN_CHOSEN, A.SIGNED_IN},
    Action.SIGN_OUT: {A.SIGNED_OUT, A.SIGNED_OUT_EVERYWHERE},
    Action.STEP_UP: {A.STEPPED_UP, A.STEP_UP_FAILED},
    Action.MANAGE_OWN_SIGN_IN: {
        A.PASSKEY_ADDED, A.PASSKEY_RENAMED, A.PASSKEY_REMOVED, A.TOTP_CHANGED, A.TOTP_REMOVED, A.RECOVERY_CODES_MADE,
    },
    Action.USE_LINK: {A.LINK_USED, A.LINK_REFUSED, A.LINK_TROUBLE},
    Action.IDENTIFY: {A.CODE_SENT, A.CODE_REFUSED, A.GUEST_IDENTIFIED, A.IDENTITY_MISMATCH},
    Action.MAKE_MEETING: {A.MEETING_MADE, A.INVITED},
    Action.SEE_MEETING: {A.MEETING_SEEN},
    Action.INVITE: {A.INVITED, A.LINK_REISSUED, A.LINK_REVOKED, A.LINK_SENT},
    Action.MAKE_SHARED_LINK: {A.INVITED},
    Action.NAME_CO_HOST: {A.CO_HOST_NAMED, A.CO_HOST_REMOVED},
    Action.END_MEETING: {A.MEETING_ENDED},
    Action.ENTER_MEETING: {A.WAITED, A.JOINED, A.ENTRY_REFUSED},
    Action.LEAVE: {A.LEFT},
    Action.SHARE_SCREEN: {A.SCREEN_SHARED},
    Action.ADMIT: {A.ADMITTED},
    Action.DENY: {A.DENIED},
    Action.REMOVE: {A.REMOVED},
    Action.LOCK: {A.LOCKED, A.UNLOCKED},
    Action.CONFIRM_IDENTITY: {A.IDENTITY_CONFIRMED},
    Action.PRESENT: {A.STAGE_TAKEN, A.FILE_SHOWN},
    Action.TIDY: {A.CONTENT_REMOVED},
    Action.SEND_FILE: {A.FILE_SENT, A.FILE_REFUSED},
    Action.GET_FILE: {A.FILE_FETCHED},
    Action.CONVERT_DOCUMENT: {A.DOCUMENT_CONVERTED},
    Action.MUTE: {A.MUTED_BY_HOST},
    Action.ALLOW_SHARE: {A.SHARING_ALLOWED},
    Action.SHARE_FREELY: {A.SHARING_OPENED},
    Action.STOP_SHARE: {A.SHARE_STOPPED},
    Action.APPOINT_CO_HOST: {A.CO_HOST_NAMED, A.CO_HOST_REMOVED},
    Action.RETURN_TO_LOBBY: {A.RETURNED_TO_LOBBY},
    Action.WRITE_TO_LOBBY: {A.LOBBY_WRITTEN},
    Action.MARK_INTERPRETER: {A.MADE_INTERPRETER, A.INTERPRETER_ENDED},
    Action.STEP_OUTSIDE: {A.TAKEN_ASIDE},
    Action.COME_BACK: {A.CAME_BACK},
    Action.OPEN_GROUPS: {A.GROUPS_OPENED, A.MOVED_TO_GROUP},
    Action.MOVE_TO_GROUP: {A.MOVED_TO_GROUP},
    Action.VISIT_GROUP: {A.GROUP_VISITED},
    Action.WRITE_TO_GROUPS: {A.GROUPS_WRITTEN},
    Action.CALL_BACK: {A.GROUPS_CLOSED, A.CAME_BACK},
    Action.MANAGE_UNITS: {A.UNIT_MADE, A.UNIT_CHANGED, A.UNIT_CLOSED},
    Action.MANAGE_STAFF: {A.ACCOUNT_MADE, A.ACCOUNT_CHANGED, A.ACCOUNT_LINK_MADE},
    Action.MANAGE_RECOVERY: {A.RECOVERY_ASKED, A.RECOVERY_APPROVED, A.RECOVERY_REJECTED},
    Action.STOP_MEETING: {A.MEETING_ENDED},
    Action.SEE_POLICY: {A.POLICIES_SEEN},
    Action.SET_POLICY: {A.POLICY_DECIDED},
    Action.CHANGE_SETTINGS: {
        A.SETTING_CHANGED, A.SETTING_REMOVED, A.ORGANISATION_CHANGED, A.CHANGE_PROPOSED, A.CHANGE_APPROVED,
        A.CHANGE_REJECTED,
    },
    Action.CHANGE_RETENTION: {A.CHANGE_PROPOSED, A.CHANGE_APPROVED, A.CHANGE_REJECTED, A.SETTING_CHANGED},
    Action.SEE_FAULTS: {A.FAULTS_SEEN},
    Action.SEE_AUDIT: {A.AUDIT_SEEN},
    Action.REVIEW_AUDIT: {A.REVIEW_OPENED, A.REVIEW_CLOSED, A.AUDIT_SEEN},
}  # fmt: skip

NOT_RECORDED: dict[Action, str] = {
    Action.SEE_PAGES: "the same files for everybody",
    Action.SEE_ORGANISATION: "the look that greets everybody",
    Action.SEE_HEALTH: "says nothing of anybody",
    Action.REPORT: "what browsers report about policies, which names nobody",
    Action.TEST_NETWORK: "moves no data of anybody",
    Action.CONNECT: "a ticket alone opens nothing; coming and going are recorded by the room",
    Action.SEE_SELF: "one's own account",
    Action.SEE_SEAT: "the guest's own seat",
    Action.REPORT_FAULT: "the person's own words, and figures of their own connection",
    Action.LIST_MEETINGS: "one's own meetings, without their guests",
    Action.PING: "moves no data",
    Action.NEGOTIATE: "picture and sound of a person who is inside, which is recorded",
    Action.SET_MEDIA: "one's own microphone and camera",
    Action.WATCH: "which of the pictures inside are shown",
    Action.CATCH_UP: "what is shared with a person who is inside, which is recorded",
    Action.CHAT: "what is said; the trail holds no content",
    Action.MARK: "what is drawn on what everybody sees",
    Action.DRAW: "what is drawn; the trail holds no content",
    Action.RAISE_HAND: "a sign that passes",
    Action.LOWER_HANDS: "a sign that passes",
    Action.REACT: "a sign that passes",
    Action.ASK_FOR_MEDIA: "a question; what the person then does is their own",
    Action.ANSWER_HOST: "one's own answer",
    Action.ASK_TO_SHARE: "a question; the answer is recorded",
    Action.INTERPRET: "the language of one's own voice",
    Action.SPOTLIGHT: "which of the pictures inside is large",
    Action.SEE_SPEAKING_TIMES: "seconds, to a host who heard them pass, kept nowhere",
    Action.SEE_UNITS: "names of units",
    Action.SEE_STAFF: "the organisation's directory of its own staff, seen by who manages it",
    Action.OVERSEE_MEETINGS: "times and hosts, without guests or content",
    Action.SEE_SETTINGS: "no secrets and no persons",
    Action.SEE_STATISTICS: "numbers, no persons",
}

ELSEWHERE: dict[AuditAction, str] = {
    A.ORGANISATION_MADE: "the operator's command",
    A.ORGANISATION_REMOVED: "the operator's command",
    A.PURGED: "the retention rules",
    A.DATA_EXPORTED: "the operator's commands",
    A.KEYS_ROTATED: "the operator's command",
}


FOUND_ELSEWHERE = {"PROVIDER_LINKED"}
"""Part of a sign-in with the organisation's identity provider."""


def test_every_action_is_recorded_or_says_why_not() -> None:
    named = set(RECORDED) | set(NOT_RECORDED)
    assert named == set(MATRIX)
    assert not set(RECORDED) & set(NOT_RECORDED)


GOES_ON = {Action.LEAVE, Action.DENY, Action.REMOVE, Action.END_MEETING}
"""Of these there are as many as people who came, and nothing may stop them."""


def test_what_fills_the_queue_of_records_is_refused_while_it_is_full() -> None:
    inside = {row.needs for row in TABLE.values() if isinstance(row.needs, Action)}
    inside |= {rules.put for rules in CHANNELS.values()}
    refused = {action for action in inside if action.row.audited} | RECORDED_AFTER
    assert refused | GOES_ON == {action for action in inside if action in RECORDED}
    assert not refused & GOES_ON


def test_every_kind_of_record_is_written_somewhere() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "server").rglob("*.py"))
    written = set(re.findall(r"AuditAction\.([A-Z_]+)", sources))
    explained = {kind.name for kinds in RECORDED.values() for kind in kinds} | {kind.name for kind in ELSEWHERE}
    assert explained <= written, "a record that nothing writes"
    assert {kind.name for kind in A} - explained <= FOUND_ELSEWHERE
