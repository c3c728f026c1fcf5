"""The permission matrix, cell by cell, and what decides a person's standing."""

from __future__ import annotations

import itertools

import pytest

from auth.model import Guest, GuestKind, Nobody, Staff, StaffRole
from auth.permissions import MATRIX, Action, Standing, allowed, standing_at_large, standing_toward

# n nobody, w waiting, g guest, h host, s staff: who may.
EXPECTED = {
    "see_pages": "nwghs",
    "sign_in": "nwghs",
    "set_up": "nwghs",
    "use_link": "nwghs",
    "see_health": "nwghs",
    "test_network": "nwghs",
    "connect": "nwghs",
    "see_self": "hs",
    "sign_out": "hs",
    "list_meetings": "hs",
    "make_meeting": "hs",
    "see_meeting": "h",
    "invite": "h",
    "end_meeting": "h",
    "enter_meeting": "gh",
    "see_seat": "gh",
    "ping": "wgh",
    "leave": "wgh",
    "negotiate": "gh",
    "set_media": "wgh",
    "share_screen": "gh",
    "watch": "gh",
    "admit": "h",
    "deny": "h",
    "remove": "h",
}
LETTERS = {"nobody": "n", "waiting": "w", "guest": "g", "host": "h", "staff": "s"}


@pytest.mark.parametrize(("action", "standing"), list(itertools.product(Action, Standing)))
def test_each_cell_of_the_matrix(action: Action, standing: Standing) -> None:
    assert allowed(action, standing) is (LETTERS[standing] in EXPECTED[action])


def test_every_action_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Action)


def test_an_unknown_action_is_denied_to_everybody() -> None:
    assert not any(allowed("make_coffee", standing) for standing in Standing)  # type: ignore[arg-type]


STAFF = Staff("tenant", "owner", "unit", "Eva", StaffRole.AGENT)
GUEST = Guest("tenant", "session", "invitation", "meeting", "Anna", GuestKind.CLIENT, False, False)


@pytest.mark.parametrize(
    ("principal", "tenant", "meeting", "standing"),
    [
        (STAFF, "tenant", "meeting", Standing.HOST),
        (STAFF, "other", "meeting", Standing.NOBODY),
        (Staff("tenant", "colleague", "unit", "Bo", StaffRole.AGENT), "tenant", "meeting", Standing.NOBODY),
        (Staff("tenant", "boss", "unit", "Bo", StaffRole.ADMINISTRATOR), "tenant", "meeting", Standing.NOBODY),
        (GUEST, "tenant", "meeting", Standing.GUEST),
        (GUEST, "tenant", "another", Standing.NOBODY),
        (GUEST, "other", "meeting", Standing.NOBODY),
        (Nobody(), "tenant", "meeting", Standing.NOBODY),
    ],
)
def test_standing_toward_a_meeting(
    principal: Staff | Guest | Nobody, tenant: str, meeting: str, standing: Standing
) -> None:
    assert standing_toward(principal, tenant, meeting, "owner") is standing


def test_standing_outside_meetings() -> None:
    assert standing_at_large(STAFF) is Standing.STAFF
    assert standing_at_large(GUEST) is Standing.GUEST
    assert standing_at_large(Nobody()) is Standing.NOBODY
