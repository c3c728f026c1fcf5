"""The one reader of the permission matrix: what somebody is to the thing that they act on, and whether they may.

A person's :class:`Standing` toward a thing is worked out by the server from its own state, never from what the client
says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auth.model import Guest, MeetingClass, Nobody, Principal, Staff, StaffRole
from auth.permissions.matrix import HOSTS, MATRIX, Action, Standing, Standings


class Reach(StrEnum):
    """Where the thing is, seen from the person."""

    OWN_UNIT = "own_unit"
    OTHER_UNIT = "other_unit"
    """Of the same organisation."""
    OTHER_TENANT = "other_tenant"


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
    """How near a person stands to what an action is about."""
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
            return {Standing.AUDITOR}
        case Staff():
            return {Standing(principal.role.value), *HOSTS}
        case Guest():
            return {Standing(principal.kind.value)}
        case Nobody():
            return {Standing.NOBODY}
