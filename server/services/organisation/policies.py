"""Which meeting classes a unit may use and what identification each demands: decided by administrators, asked by
everything that makes a meeting, invites, or lets somebody in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink
from auth.crypto.links import mint_id
from auth.meeting_classes import RULES, Way, choosable, enough
from auth.model import Identification, MeetingClass, Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from auth.policies import MIN_DECISION, Bar, Decision, PolicyProblem, in_force, problem_with
from server.services.organisation.settings import TenantSettings
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

ORGANISATION = ""
"""The name of the organisation as a whole, among its units."""

_PROBLEMS = {
    PolicyProblem.NO_WAY: {
        "ways": Text(sv="Välj minst ett sätt att legitimera sig.", en="Choose at least one way of identification.")
    },
    PolicyProblem.TOO_WEAK: {
        "ways": Text(
            sv="Den här sortens möte kan inte ha så svag legitimering.",
            en="This kind of meeting cannot have so weak an identification.",
        )
    },
    PolicyProblem.NEEDS_TEXT: {
        "decision": Text(
            sv=f"Det här sänker kravet. Skriv vem som beslutade det och varför, minst {MIN_DECISION} tecken.",
            en=f"This lowers the bar. Write who decided it and why, at least {MIN_DECISION} characters.",
        )
    },
}
_NO_UNIT = {"unit": Text(sv="Enheten finns inte.", en="The unit does not exist.")}


class PolicyStore(Protocol):
    """Decisions, oldest first, and the names to show them with."""

    async def decisions(self, tenant_id: str) -> list[Decision]: ...
    async def add_decision(self, decision: Decision) -> None: ...
    async def unit_names(self, tenant_id: str) -> dict[str, str]: ...
    async def account_names(self, tenant_id: str) -> dict[str, str]: ...


class Policies:
    """``now`` gives Unix seconds."""

    def __init__(
        self, store: PolicyStore, settings: TenantSettings, audit: AuditSink, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._settings = settings
        self._audit = audit
        self._now = now

    # --- what holds ----------------------------------------------------------------------------------------------

    async def bar(self, tenant_id: str, unit_id: str, meeting_class: MeetingClass) -> Bar:
        """What holds for a unit and a class now."""
        return in_force(await self._store.decisions(tenant_id), unit_id, meeting_class)

    async def must_allow(self, tenant_id: str, unit_id: str, meeting_class: MeetingClass) -> Bar:
        """The bar of a class that the unit may use.  Raises CLASS_UNAVAILABLE or CLASS_NOT_ALLOWED."""
        if not choosable(meeting_class):
            raise AppError(Code.CLASS_UNAVAILABLE)
        bar = await self.bar(tenant_id, unit_id, meeting_class)
        if not bar.allowed:
            raise AppError(Code.CLASS_NOT_ALLOWED)
        return bar

    async def admits(self, tenant_id: str, unit_id: str, meeting_class: MeetingClass, way: Way) -> bool:
        """Whether an invitation that demands this way is enough now, whatever was enough when it was made."""
        bar = await self.bar(tenant_id, unit_id, meeting_class)
        return bar.allowed and enough(way, meeting_class, bar.ways)

    async def set_up(self, tenant_id: str) -> frozenset[Way]:
        """The ways for which the organisation has set up what they need."""
        without = set()
        if await self._settings.get(tenant_id, api.SmsSettings) is None:
            without.add(Identification.SMS)
        if await self._settings.get(tenant_id, api.EidSettings) is None:
            without.add(Identification.EID)
        return frozenset(way for way in Way if not way.steps & without)

    async def offer(self, staff: Staff) -> api.PolicyOffer:
        """What the own unit may choose from.  Raises NOT_ALLOWED."""
        self._check(Action.SEE_POLICY, staff, staff.unit_id)
        decisions = await self._store.decisions(staff.tenant_id)
        ready = await self.set_up(staff.tenant_id)
        mail = await self._settings.get(staff.tenant_id, api.MailSettings)
        classes = [_offer(one, in_force(decisions, staff.unit_id, one), ready) for one in MeetingClass]
        return api.PolicyOffer(classes=classes, sms=Way.SMS in ready, mail=mail is not None)

    # --- administration ------------------------------------------------------------------------------------------

    async def overview(self, staff: Staff) -> api.PolicyOverview:
        """Everything that holds and was decided; looking is recorded.  Raises NOT_ALLOWED."""
        self._check(Action.SEE_POLICY, staff, None)
        await self._record(AuditAction.POLICIES_SEEN, staff)
        return await self._overview(staff.tenant_id)

    async def decide(self, staff: Staff, form: api.NewPolicy) -> api.PolicyOverview:
        """Recorded before it holds.  Raises BAD_FIELDS for a lower bar without a written decision, NOT_ALLOWED."""
        self._check(Action.SET_POLICY, staff, form.unit)
        tenant = staff.tenant_id
        if form.unit is not None and form.unit not in await self._store.unit_names(tenant):
            raise AppError(Code.BAD_FIELDS, _NO_UNIT)
        new = Bar(form.allowed, frozenset(form.ways))
        current = in_force(await self._store.decisions(tenant), form.unit, form.meeting_class)
        problem = problem_with(form.meeting_class, new, form.decision, current)
        if problem is not None:
            raise AppError(Code.BAD_FIELDS, _PROBLEMS[problem])
        decision = Decision(
            id=mint_id(),
            tenant_id=tenant,
            unit_id=form.unit,
            meeting_class=form.meeting_class,
            bar=new,
            text=form.decision.strip(),
            decided_by=staff.account_id,
            decided_at=self._now(),
        )
        await self._record(AuditAction.POLICY_DECIDED, staff, decision)
        await self._store.add_decision(decision)
        return await self._overview(tenant)

    async def _overview(self, tenant_id: str) -> api.PolicyOverview:
        decisions = await self._store.decisions(tenant_id)
        units = await self._store.unit_names(tenant_id)
        names = await self._store.account_names(tenant_id)
        places: list[tuple[str | None, str]] = [(None, ORGANISATION), *units.items()]
        return api.PolicyOverview(
            classes=[_rules(one) for one in MeetingClass],
            units=[api.UnitPolicies(unit=unit, name=name, bars=_bars(decisions, unit)) for unit, name in places],
            history=[
                api.DecisionView(
                    unit=one.unit_id,
                    unit_name=units.get(one.unit_id or "", ORGANISATION),
                    meeting_class=one.meeting_class,
                    allowed=one.bar.allowed,
                    ways=_sorted(one.bar.ways),
                    decision=one.text,
                    decided_by=names.get(one.decided_by, ""),
                    decided_at=one.decided_at,
                )
                for one in reversed(decisions)
            ],
        )

    @staticmethod
    def _check(action: Action, staff: Staff, unit_id: str | None) -> None:
        if not may(action, staff, Target(staff.tenant_id, unit_id)):
            raise AppError(Code.NOT_ALLOWED)

    async def _record(self, action: AuditAction, staff: Staff, decision: Decision | None = None) -> None:
        event = AuditEvent(
            staff.tenant_id,
            action,
            ActorKind.STAFF,
            staff.account_id,
            subject=decision.id if decision else None,
            unit_id=decision.unit_id if decision else None,
        )
        await self._audit.record(event)


def _sorted(ways: Iterable[Way]) -> list[Way]:
    """Weakest first."""
    return sorted(ways, key=list(Way).index)


def _offer(meeting_class: MeetingClass, bar: Bar, ready: frozenset[Way]) -> api.ClassOffer:
    rules = RULES[meeting_class]
    fitting = frozenset(way for way in Way if enough(way, meeting_class, bar.ways))
    return api.ClassOffer(
        meeting_class=meeting_class,
        exists=choosable(meeting_class),
        allowed=bar.allowed,
        ways=_sorted(fitting & ready),
        not_set_up=_sorted(fitting - ready),
        shared_link=rules.shared_link and Way.LINK in fitting,
        lobby=rules.lobby,
        recording=rules.recording,
        phone=rules.phone,
        media=rules.media,
    )


def _rules(meeting_class: MeetingClass) -> api.ClassRulesView:
    rules = RULES[meeting_class]
    return api.ClassRulesView(
        meeting_class=meeting_class,
        exists=choosable(meeting_class),
        enough=_sorted(rules.enough),
        possible=_sorted(rules.possible),
        shared_link=rules.shared_link,
        lobby=rules.lobby,
        media=rules.media,
        recording=rules.recording,
        phone=rules.phone,
        afterwards=rules.afterwards,
        server_sees_content=rules.server_sees_content,
    )


def _bars(decisions: list[Decision], unit: str | None) -> list[api.BarView]:
    bars = []
    for meeting_class in MeetingClass:
        bar = in_force(decisions, unit, meeting_class)
        own = any(one.unit_id == unit and one.meeting_class is meeting_class for one in decisions)
        bars.append(api.BarView(meeting_class=meeting_class, allowed=bar.allowed, ways=_sorted(bar.ways), own=own))
    return bars
