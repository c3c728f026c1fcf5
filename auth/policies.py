"""An organisation's decisions about its meeting classes: what is in force, and what a change needs.

Decisions are only ever added; the newest is in force, and what has been decided for a unit goes before what holds
for the whole organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from auth.meeting_classes import RULES, Way, at_least
from auth.model import MeetingClass

MIN_DECISION = 20
"""Characters of the text that lowers the bar: enough to say who decided and why."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Whether meetings of a class may be held, and which ways of identification suffice there."""

    allowed: bool
    ways: frozenset[Way]


@dataclass(frozen=True, slots=True)
class Decision:
    """``unit_id`` None: for the whole organisation.  ``decided_at`` is in Unix seconds."""

    id: str
    tenant_id: str
    unit_id: str | None
    meeting_class: MeetingClass
    bar: Bar
    text: str
    decided_by: str
    decided_at: float


class PolicyProblem(StrEnum):
    """Why a unit's decision about a class cannot stand."""

    NO_WAY = "no_way"
    """Allowed, but nobody could be identified."""
    TOO_WEAK = "too_weak"
    """A way that no decision can make enough for this class."""
    NEEDS_TEXT = "needs_text"
    """It lowers the bar without saying why."""


def default_bar(meeting_class: MeetingClass) -> Bar:
    """What holds where nobody has decided anything."""
    return Bar(allowed=True, ways=RULES[meeting_class].enough)


def in_force(decisions: Iterable[Decision], unit_id: str | None, meeting_class: MeetingClass) -> Bar:
    """``decisions`` are those of one organisation, oldest first."""
    about = [one for one in decisions if one.meeting_class is meeting_class]
    for place in (unit_id, None):
        here = [one for one in about if one.unit_id == place]
        if here:
            return here[-1].bar
    return default_bar(meeting_class)


def lowers(new: Bar, old: Bar) -> bool:
    """Whether somebody could get in under ``new`` who could not under ``old``."""
    if not new.allowed:
        return False
    return not old.allowed or any(not any(at_least(way, known) for known in old.ways) for way in new.ways)


def problem_with(meeting_class: MeetingClass, new: Bar, text: str, current: Bar) -> PolicyProblem | None:
    """Lowering the bar below the default, or below what is in force, needs a text; raising it needs none."""
    if not new.ways <= RULES[meeting_class].possible:
        return PolicyProblem.TOO_WEAK
    if new.allowed and not new.ways:
        return PolicyProblem.NO_WAY
    if (lowers(new, current) or lowers(new, default_bar(meeting_class))) and len(text.strip()) < MIN_DECISION:
        return PolicyProblem.NEEDS_TEXT
    return None
