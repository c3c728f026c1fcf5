"""The meeting classes as data: what each demands, and which way of identification is as strong as which (R1)."""

from __future__ import annotations

import itertools

import pytest

from auth.meeting_classes import (
    END_TO_END_READY,
    ONLY_LINK,
    RULES,
    Afterwards,
    Lobby,
    MediaPath,
    Phone,
    Way,
    at_least,
    choosable,
    enough,
    in_order,
    missing,
    missing_at_the_door,
    strongest,
)
from auth.model import Identification, MeetingClass

LINK, SMS, SHOWN, EID = Identification.LINK, Identification.SMS, Identification.SHOWN, Identification.EID


def test_every_class_has_its_rules() -> None:
    assert set(RULES) == set(MeetingClass)
    for rules in RULES.values():
        assert rules.enough
        assert rules.enough <= rules.possible
        assert rules.lobby is Lobby.OPTIONAL or not rules.shared_link


def test_a_sensitive_meeting_is_closed_on_every_side() -> None:
    rules = RULES[MeetingClass.SENSITIVE]
    assert (rules.media, rules.lobby, rules.phone) == (MediaPath.END_TO_END, Lobby.ALWAYS, Phone.REFUSED)
    assert rules.afterwards is Afterwards.END
    assert not rules.recording
    assert not rules.shared_link
    assert not rules.server_sees_content
    assert rules.enough == {Way.EID}


def test_a_class_that_needs_end_to_end_encryption_waits_for_it() -> None:
    assert {one for one in MeetingClass if choosable(one)} == (
        set(MeetingClass) if END_TO_END_READY else {MeetingClass.OPEN, MeetingClass.PROTECTED}
    )


# Rows satisfy columns: link, sms, shown, sms+shown, eid.
STRENGTH = {
    Way.LINK: "10000",
    Way.SMS: "11000",
    Way.SHOWN: "10100",
    Way.SMS_SHOWN: "11110",
    Way.EID: "11111",
}


@pytest.mark.parametrize(("way", "other"), list(itertools.product(Way, Way)))
def test_which_way_is_as_strong_as_which(way: Way, other: Way) -> None:
    assert at_least(way, other) is (STRENGTH[way][list(Way).index(other)] == "1")


@pytest.mark.parametrize(("way", "accepted"), list(itertools.product(Way, itertools.combinations(Way, 2))))
def test_no_decision_makes_a_link_or_one_weak_factor_enough_for_a_sensitive_meeting(
    way: Way, accepted: tuple[Way, ...]
) -> None:
    if way in (Way.LINK, Way.SMS, Way.SHOWN):
        assert not enough(way, MeetingClass.SENSITIVE, accepted)
    if way is Way.SMS_SHOWN and set(accepted) == {Way.EID}:
        assert not enough(way, MeetingClass.SENSITIVE, accepted)


@pytest.mark.parametrize(
    ("way", "proofs", "left", "left_at_the_door"),
    [
        (Way.LINK, {LINK}, [], []),
        (Way.SMS, {LINK}, [SMS], [SMS]),
        (Way.SMS, {LINK, SMS}, [], []),
        (Way.SHOWN, {LINK}, [SHOWN], []),
        (Way.SMS_SHOWN, {LINK}, [SMS, SHOWN], [SMS]),
        (Way.SMS_SHOWN, {LINK, SHOWN}, [SMS], [SMS]),
        (Way.SMS_SHOWN, {LINK, SMS}, [SHOWN], []),
        (Way.SMS_SHOWN, {LINK, EID}, [], []),
        (Way.EID, {LINK, SMS, SHOWN}, [EID], [EID]),
        (Way.EID, {LINK, EID}, [], []),
    ],
)
def test_what_a_guest_has_still_to_show(
    way: Way, proofs: set[Identification], left: list[Identification], left_at_the_door: list[Identification]
) -> None:
    assert in_order(missing(way, frozenset(proofs))) == left
    assert in_order(missing_at_the_door(way, frozenset(proofs))) == left_at_the_door


def test_the_strongest_proof_is_never_lowered_by_another() -> None:
    assert strongest(ONLY_LINK) is LINK
    assert strongest(frozenset({LINK, EID, SHOWN})) is EID
    assert strongest(frozenset({SMS, SHOWN})) is SHOWN
