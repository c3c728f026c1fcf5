"""Every error's stable code, and the shape of what it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from server.wire.vocabulary import Text


class Blame(StrEnum):
    USER = "user"
    PROTOCOL = "protocol"
    DENIED = "denied"
    INTERNAL = "internal"


class Code(StrEnum):
    BAD_MESSAGE = "bad_message"
    BAD_REQUEST = "bad_request"
    BAD_FIELDS = "bad_fields"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    ENCODED = "encoded"
    RATE_LIMITED = "rate_limited"
    NOT_FROM_HERE = "not_from_here"
    FOREIGN_ORIGIN = "foreign_origin"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    WRONG_METHOD = "wrong_method"
    BAD_SIGN_IN = "bad_sign_in"
    BAD_SETUP_LINK = "bad_setup_link"
    BEGIN_AGAIN = "begin_again"
    STEP_UP_NEEDED = "step_up_needed"
    BAD_APP_CODE = "bad_app_code"
    BAD_PASSKEY = "bad_passkey"
    LAST_WAY_IN = "last_way_in"
    PROVIDER_FAILED = "provider_failed"
    PROVIDER_LEVEL = "provider_level"
    NO_ROLE = "no_role"
    PROVIDER_MISMATCH = "provider_mismatch"
    SHUT_OUT = "shut_out"
    BAD_LINK = "bad_link"
    EARLY = "early"
    CLASS_UNAVAILABLE = "class_unavailable"
    CLASS_NOT_ALLOWED = "class_not_allowed"
    TOO_WEAK = "too_weak"
    NOT_IDENTIFIED = "not_identified"
    BAD_CODE = "bad_code"
    CODE_OVER = "code_over"
    TOO_MANY_CODES = "too_many_codes"
    SMS_NOT_SENT = "sms_not_sent"
    EID_FAILED = "eid_failed"
    EID_MISMATCH = "eid_mismatch"
    NO_CONTACT = "no_contact"
    ROOM_LOCKED = "room_locked"
    NO_SUCH_PERSON = "no_such_person"
    NOT_WAITING = "not_waiting"
    ROOM_FULL = "room_full"
    NAME_OF_HOST = "name_of_host"
    NOT_YOURS = "not_yours"
    CHANNEL_FULL = "channel_full"
    TOO_LATE = "too_late"
    MOVED = "moved"
    STAGE_TAKEN = "stage_taken"
    FILE_KIND = "file_kind"
    FILE_BROKEN = "file_broken"
    FILE_ACTIVE = "file_active"
    FILE_LOCKED = "file_locked"
    FILE_TOO_LARGE = "file_too_large"
    FILE_INFECTED = "file_infected"
    SCAN_UNAVAILABLE = "scan_unavailable"
    TOO_MANY_FILES = "too_many_files"
    CONVERTER_UNAVAILABLE = "converter_unavailable"
    CONVERTER_BUSY = "converter_busy"
    NOT_CONVERTED = "not_converted"
    UPLOAD_GONE = "upload_gone"
    WRONG_OFFSET = "wrong_offset"
    SHARE_NEEDS_HOST = "share_needs_host"
    NOT_PROVEN = "not_proven"
    EMPTY_NOTE = "empty_note"
    GO_BACK_FIRST = "go_back_first"
    GROUPS_OPEN = "groups_open"
    NO_GROUPS = "no_groups"
    BAD_SDP = "bad_sdp"
    STALE_ANSWER = "stale_answer"
    NO_TRANSPORT = "no_transport"
    MEDIA_UNAVAILABLE = "media_unavailable"
    UNIT_IN_USE = "unit_in_use"
    NOT_ONESELF = "not_oneself"
    NEEDS_ANOTHER = "needs_another"
    NEEDS_RECOVERY = "needs_recovery"
    NEVER_SIGNED_IN = "never_signed_in"
    NEW_ADMINISTRATOR = "new_administrator"
    LAST_ADMINISTRATOR = "last_administrator"
    ACCOUNT_DISABLED = "account_disabled"
    NOT_SET_UP = "not_set_up"
    MAIL_NOT_SENT = "mail_not_sent"
    TOO_MANY = "too_many"
    AUDIT_UNAVAILABLE = "audit_unavailable"
    OUTDATED_CLIENT = "outdated_client"
    UPDATING = "updating"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Meaning:
    status: int
    blame: Blame
    text: Text


def meaning(status: int, blame: Blame, sv: str, en: str) -> Meaning:
    return Meaning(status, blame, Text(sv=sv, en=en))
