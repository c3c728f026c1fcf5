"""Decisions about meeting classes: which one is in force, and which need a reason."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.meeting_classes import Way, enough
from auth.model import MeetingClass
from auth.policies import MIN_DECISION, Bar, Decision, PolicyProblem, default_bar, in_force, lowers, problem_with

PROTECTED, SENSITIVE = MeetingClass.PROTECTED, MeetingClass.SENSITIVE
REASON = "Beslut av nämnden 2026-11-20, § 14"


def decision(unit: str | None, bar: Bar, at: float, meeting_class: MeetingClass = PROTECTED) -> Decision:
    return Decision(f"{unit}-{at}", "tenant", unit, meeting_class, bar, REASON, "account", at)


def bar(*ways: Way, allowed: bool = True) -> Bar:
    return Bar(allowed, frozenset(ways))


def test_without_a_decision_the_default_holds() -> None:
    assert in_force([], "unit", SENSITIVE) == default_bar(SENSITIVE) == bar(Way.EID)


def test_the_newest_decision_holds_and_a_units_own_goes_first() -> None:
    decisions = [
        decision(None, bar(Way.SMS), 1.0),
        decision("unit", bar(Way.EID), 2.0),
        decision(None, bar(Way.SHOWN), 3.0),
        decision("unit", bar(allowed=False), 4.0, MeetingClass.OPEN),
    ]
    assert in_force(decisions, "unit", PROTECTED) == bar(Way.EID)
    assert in_force(decisions, "other", PROTECTED) == bar(Way.SHOWN)
    assert in_force(decisions, None, PROTECTED) == bar(Way.SHOWN)
    assert not in_force(decisions, "unit", MeetingClass.OPEN).allowed
    assert in_force(decisions, "other", MeetingClass.OPEN).allowed


@pytest.mark.parametrize(
    ("meeting_class", "new", "current", "text", "problem"),
    [
        (PROTECTED, bar(Way.SMS, Way.EID), bar(*Way), "", None),
        (PROTECTED, bar(Way.LINK), bar(Way.SMS), "", PolicyProblem.NEEDS_TEXT),
        (PROTECTED, bar(Way.LINK), bar(Way.SMS), "x" * (MIN_DECISION - 1), PolicyProblem.NEEDS_TEXT),
        (PROTECTED, bar(Way.LINK), bar(Way.SMS), " " * MIN_DECISION, PolicyProblem.NEEDS_TEXT),
        (PROTECTED, bar(Way.LINK), bar(Way.SMS), REASON, None),
        (PROTECTED, bar(Way.SMS_SHOWN), bar(Way.SMS), "", None),
        (PROTECTED, bar(allowed=False), bar(*Way), "", None),
        (PROTECTED, bar(Way.EID), bar(allowed=False), "", PolicyProblem.NEEDS_TEXT),
        (PROTECTED, bar(), bar(*Way), REASON, PolicyProblem.NO_WAY),
        (SENSITIVE, bar(Way.EID, Way.SMS_SHOWN), bar(Way.EID), "", PolicyProblem.NEEDS_TEXT),
        (SENSITIVE, bar(Way.EID, Way.SMS_SHOWN), bar(Way.EID), REASON, None),
        (SENSITIVE, bar(Way.EID, Way.SMS_SHOWN), bar(Way.EID, Way.SMS_SHOWN), "", PolicyProblem.NEEDS_TEXT),
        (SENSITIVE, bar(Way.EID), bar(Way.EID, Way.SMS_SHOWN), "", None),
        (SENSITIVE, bar(Way.EID, Way.LINK), bar(Way.EID), REASON, PolicyProblem.TOO_WEAK),
        (SENSITIVE, bar(Way.SMS), bar(Way.EID), REASON, PolicyProblem.TOO_WEAK),
        (SENSITIVE, bar(Way.SHOWN), bar(Way.EID), REASON, PolicyProblem.TOO_WEAK),
    ],
)
def test_what_a_change_needs(
    meeting_class: MeetingClass, new: Bar, current: Bar, text: str, problem: PolicyProblem | None
) -> None:
    assert problem_with(meeting_class, new, text, current) is problem


bars = st.builds(Bar, st.booleans(), st.frozensets(st.sampled_from(Way)))


@given(st.sampled_from(MeetingClass), bars, bars)
def test_without_a_reason_nobody_gets_in_who_could_not_before(meeting_class: MeetingClass, new: Bar, old: Bar) -> None:
    if problem_with(meeting_class, new, "", old) is None and new.allowed:
        for way in Way:
            if enough(way, meeting_class, new.ways):
                assert enough(way, meeting_class, old.ways)
                assert old.allowed


@given(bars, bars, bars)
def test_lowering_cannot_be_split_into_steps_that_do_not_lower(first: Bar, second: Bar, third: Bar) -> None:
    if lowers(third, first):
        assert lowers(second, first) or lowers(third, second)


def test_no_decision_whatsoever_admits_one_weak_factor_to_a_sensitive_meeting() -> None:
    for count in range(1, len(Way) + 1):
        for ways in itertools.combinations(Way, count):
            problem = problem_with(SENSITIVE, bar(*ways), REASON, default_bar(SENSITIVE))
            assert (problem is None) is (set(ways) <= {Way.EID, Way.SMS_SHOWN})
