"""The permission matrix, cell by cell, and what decides a person's standing."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from auth.meeting_classes import RULES
from auth.model import Guest, GuestKind, MeetingClass, Nobody, Staff, StaffRole
from auth.permissions.matrix import MATRIX, Action, Row, Standing
from auth.permissions.may import Reach, Target, allowed, conceivable, may, reach_of, standings_toward

# n nobody, w waiting, c client, r relative, p representative, i interpreter, k colleague (guest),
# h host, o co-host, a agent, u unit administrator, A administrator, R auditor (reads the trail).
LETTERS = dict(zip(Standing, "nwcrpikhoauAR", strict=True))
ALL, GUESTS, STAFF_LETTERS = "nwcrpikhoauAR", "crpik", "auAR"

# Who may within their own unit, and who may in the whole organisation.  What anybody may, anywhere, is in PUBLIC.
PUBLIC = {
    "see_pages", "see_organisation", "sign_in", "set_up", "use_link", "see_health", "report", "test_network", "connect",
}  # fmt: skip
EXPECTED = {
    "see_self": (STAFF_LETTERS, ""),
    "sign_out": (STAFF_LETTERS, ""),
    "step_up": (STAFF_LETTERS, ""),
    "manage_own_sign_in": (STAFF_LETTERS, ""),
    "list_meetings": ("auA", ""),
    "make_meeting": ("auA", ""),
    "see_meeting": ("ho", "ho"),
    "invite": ("ho", "ho"),
    "make_shared_link": ("ho", "ho"),
    "name_co_host": ("h", "h"),
    "end_meeting": ("ho", "ho"),
    "enter_meeting": (GUESTS + "ho", GUESTS + "ho"),
    "see_seat": (GUESTS, GUESTS),
    "report_fault": (GUESTS + STAFF_LETTERS, GUESTS + STAFF_LETTERS),
    "identify": (GUESTS, GUESTS),
    "ping": ("w" + GUESTS + "ho", "w" + GUESTS + "ho"),
    "leave": ("w" + GUESTS + "ho", "w" + GUESTS + "ho"),
    "negotiate": (GUESTS + "ho", GUESTS + "ho"),
    "set_media": ("w" + GUESTS + "ho", "w" + GUESTS + "ho"),
    "share_screen": (GUESTS + "ho", GUESTS + "ho"),
    "watch": (GUESTS + "ho", GUESTS + "ho"),
    "admit": ("ho", "ho"),
    "deny": ("ho", "ho"),
    "remove": ("ho", "ho"),
    "lock": ("ho", "ho"),
    "confirm_identity": ("ho", "ho"),
    "catch_up": (GUESTS + "ho", GUESTS + "ho"),
    "chat": (GUESTS + "ho", GUESTS + "ho"),
    "present": (GUESTS + "ho", GUESTS + "ho"),
    "mark": (GUESTS + "ho", GUESTS + "ho"),
    "draw": (GUESTS + "ho", GUESTS + "ho"),
    "send_file": (GUESTS + "ho", GUESTS + "ho"),
    "get_file": (GUESTS + "ho", GUESTS + "ho"),
    "convert_document": (GUESTS + "ho", GUESTS + "ho"),
    "tidy": ("ho", "ho"),
    "raise_hand": (GUESTS + "ho", GUESTS + "ho"),
    "lower_hands": ("ho", "ho"),
    "react": (GUESTS + "ho", GUESTS + "ho"),
    "mute": ("ho", "ho"),
    "ask_for_media": ("ho", "ho"),
    "answer_host": (GUESTS + "ho", GUESTS + "ho"),
    "ask_to_share": (GUESTS, GUESTS),
    "allow_share": ("ho", "ho"),
    "share_freely": ("ho", "ho"),
    "stop_share": ("ho", "ho"),
    "spotlight": ("ho", "ho"),
    "appoint_co_host": ("h", "h"),
    "mark_interpreter": ("ho", "ho"),
    "interpret": ("i", "i"),
    "return_to_lobby": ("ho", "ho"),
    "write_to_lobby": ("ho", "ho"),
    "see_speaking_times": ("ho", "ho"),
    "step_outside": ("ho", "ho"),
    "come_back": (GUESTS + "ho", GUESTS + "ho"),
    "open_groups": ("ho", "ho"),
    "move_to_group": ("ho", "ho"),
    "visit_group": ("ho", "ho"),
    "write_to_groups": ("ho", "ho"),
    "call_back": ("ho", "ho"),
    "see_units": ("uA", "A"),
    "manage_units": ("A", "A"),
    "see_staff": ("uA", "A"),
    "manage_staff": ("uA", "A"),
    "manage_recovery": ("uA", "A"),
    "oversee_meetings": ("uA", "A"),
    "stop_meeting": ("uA", "A"),
    "see_policy": ("auAR", "AR"),
    "set_policy": ("A", "A"),
    "see_settings": ("A", "A"),
    "change_settings": ("A", "A"),
    "change_retention": ("A", "A"),
    "see_statistics": ("uA", "A"),
    "see_faults": ("A", "A"),
    "see_audit": ("R", "R"),
    "review_audit": ("R", "R"),
}
# What one alone only sets going.
BESIDE = {
    "manage_recovery": "the owner's mail or a second administrator",
    "change_retention": "a second administrator",
}
CLASSES = {"make_shared_link": {MeetingClass.OPEN}}


def expected(action: Action, standing: Standing, reach: Reach, meeting_class: MeetingClass | None) -> bool:
    if action in PUBLIC:
        return True
    if meeting_class is not None and meeting_class not in CLASSES.get(action, set(MeetingClass)):
        return False
    unit, tenant = EXPECTED[action]
    letters = {Reach.OWN_UNIT: unit, Reach.OTHER_UNIT: tenant, Reach.OTHER_TENANT: ""}[reach]
    return LETTERS[standing] in letters


@pytest.mark.parametrize("action", Action)
def test_each_cell_of_the_matrix(action: Action) -> None:
    for standing, reach, meeting_class in itertools.product(Standing, Reach, [None, *MeetingClass]):
        cell = (action, standing, reach, meeting_class)
        assert allowed(*cell) is expected(*cell), cell


def test_every_action_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Action) == {Action(name) for name in [*PUBLIC, *EXPECTED]}
    assert Row() not in MATRIX.values()


def test_a_shared_link_is_for_the_classes_that_have_one() -> None:
    shared = {meeting_class for meeting_class, rules in RULES.items() if rules.shared_link}
    assert MATRIX[Action.MAKE_SHARED_LINK].classes == shared


def test_what_one_administrator_alone_cannot_do_is_said_in_the_matrix() -> None:
    assert {str(action): row.beside for action, row in MATRIX.items() if row.beside} == BESIDE


def test_an_unknown_action_is_denied_to_everybody() -> None:
    assert not any(allowed("make_coffee", standing) for standing in Standing)  # type: ignore[arg-type]


def test_nothing_of_another_organisation_is_allowed_unless_it_is_public() -> None:
    open_to_all = {
        action for action in Action for standing in Standing if allowed(action, standing, Reach.OTHER_TENANT)
    }
    assert open_to_all == PUBLIC


def test_administrators_and_auditors_have_no_way_into_a_meeting_of_others() -> None:
    inside = {"enter_meeting", "see_meeting", "negotiate", "watch", "admit", "invite", "share_screen", "see_seat"}
    for standing in (Standing.ADMINISTRATOR, Standing.UNIT_ADMINISTRATOR, Standing.AUDITOR):
        assert not [action for action in inside if allowed(Action(action), standing)]


def test_whatever_changes_the_organisation_needs_a_fresh_proof_of_identity() -> None:
    changing = {action for action in Action if action.startswith(("manage_", "change_", "set_"))}
    assert changing - {Action.SET_UP, Action.SET_MEDIA} == {action for action in Action if action.row.step_up}


AGENT = Staff("tenant", "owner", "unit", "Eva", StaffRole.AGENT)
GUEST = Guest("tenant", "invitation", "meeting", "Anna", GuestKind.CLIENT, False, False)
MEETING = Target("tenant", "unit", "meeting", MeetingClass.PROTECTED, "owner", frozenset({"helper"}))


@pytest.mark.parametrize(
    ("principal", "target", "standings"),
    [
        (AGENT, MEETING, {Standing.AGENT, Standing.HOST}),
        (AGENT, replace(MEETING, tenant_id="other"), {Standing.NOBODY}),
        (replace(AGENT, account_id="helper"), MEETING, {Standing.AGENT, Standing.CO_HOST}),
        (replace(AGENT, account_id="colleague"), MEETING, {Standing.AGENT}),
        (replace(AGENT, account_id="boss", role=StaffRole.ADMINISTRATOR), MEETING, {Standing.ADMINISTRATOR}),
        (replace(AGENT, role=StaffRole.AUDITOR), MEETING, {Standing.AUDITOR}),
        (GUEST, MEETING, {Standing.CLIENT}),
        (replace(GUEST, kind=GuestKind.INTERPRETER), MEETING, {Standing.INTERPRETER}),
        (GUEST, replace(MEETING, meeting_id="another"), {Standing.NOBODY}),
        (GUEST, replace(MEETING, tenant_id="other"), {Standing.NOBODY}),
        (Nobody(), MEETING, {Standing.NOBODY}),
    ],
)
def test_standing_toward_a_meeting(principal: Staff | Guest | Nobody, target: Target, standings: set[Standing]) -> None:
    assert standings_toward(principal, target) == standings


@pytest.mark.parametrize(
    ("principal", "target", "reach"),
    [
        (AGENT, MEETING, Reach.OWN_UNIT),
        (AGENT, replace(MEETING, unit_id="elsewhere"), Reach.OTHER_UNIT),
        (AGENT, Target("tenant"), Reach.OTHER_UNIT),
        (AGENT, replace(MEETING, tenant_id="other"), Reach.OTHER_TENANT),
        (GUEST, replace(MEETING, unit_id="elsewhere"), Reach.OWN_UNIT),
        (Nobody(), MEETING, Reach.OTHER_TENANT),
    ],
)
def test_how_far_away_a_target_is(principal: Staff | Guest | Nobody, target: Target, reach: Reach) -> None:
    assert reach_of(principal, target) is reach


def test_a_unit_administrator_decides_in_their_own_unit_only() -> None:
    head = replace(AGENT, role=StaffRole.UNIT_ADMINISTRATOR)
    assert may(Action.MANAGE_STAFF, head, Target("tenant", "unit"))
    assert not may(Action.MANAGE_STAFF, head, Target("tenant", "elsewhere"))
    assert not may(Action.MANAGE_STAFF, head, Target("tenant"))
    assert not may(Action.MANAGE_STAFF, head, Target("other", "unit"))


def test_the_first_check_lets_through_only_who_could_be_allowed() -> None:
    assert conceivable(Action.SEE_MEETING, AGENT)
    assert not conceivable(Action.SEE_MEETING, replace(AGENT, role=StaffRole.AUDITOR))
    assert not conceivable(Action.SEE_MEETING, GUEST)
    assert conceivable(Action.SEE_SEAT, GUEST)
    assert not conceivable(Action.SEE_SELF, Nobody())
    assert conceivable(Action.SIGN_IN, Nobody())
