"""Following the audit trail up (HSLF-FS 2016:40 chapter 4 section 9, R9): the trail by page, a monthly sample, and
everything about one person, with what the reviewer found."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from auth.audit.events import ActorKind, AuditAction, AuditEvent, AuditSink, Link
from auth.crypto.links import mint_id
from auth.model import Staff
from auth.permissions.matrix import Action
from auth.permissions.may import Target, may
from server.services.audit.alerts import Alert, Alerts
from server.services.privacy.vault import Vault
from server.wire import api
from server.wire.errors import AppError, Code
from server.wire.vocabulary import Text

SAMPLE = 40
PERSON_RECORDS = 2000
DUE_SECONDS = 31 * 86400.0
"""A follow-up is to be finished within a month, and a month to be sampled within the next."""
MONTHS_BACK = 12
NOTE = "review note"


@dataclass(frozen=True, slots=True)
class Review:
    """``note`` is sealed; ``events`` are the numbers of the records that are looked at."""

    id: str
    tenant_id: str
    kind: api.ReviewKind
    period: str | None
    subject: str | None
    seed: str
    events: tuple[int, ...]
    opened_by: str
    opened_at: float
    outcome: api.ReviewOutcome | None = None
    note: bytes | None = None
    closed_by: str | None = None
    closed_at: float | None = None

    def overdue(self, now: float) -> bool:
        """Whether it should have been closed by ``now``."""
        return self.closed_at is None and now > self.opened_at + DUE_SECONDS


class FollowUpStore(Protocol):
    """Answers only what belongs to the organisation that is named."""

    async def page(self, tenant_id: str, query: api.AuditQuery, persons: Sequence[str], limit: int) -> list[Link]: ...
    async def ids_of(self, tenant_id: str, person: str) -> list[str]:
        """Of a guest, the invitation and all its visits; of others, the id itself."""
        ...

    async def names(self, tenant_id: str, ids: set[str]) -> dict[str, str]: ...
    async def numbers(self, tenant_id: str, after: float, before: float) -> list[int]: ...
    async def numbered(self, tenant_id: str, numbers: Sequence[int]) -> list[Link]: ...
    async def reviews(self, tenant_id: str) -> list[Review]: ...
    async def review(self, tenant_id: str, review_id: str) -> Review | None: ...
    async def add_review(self, review: Review) -> None: ...
    async def close_review(self, review: Review) -> bool: ...
    async def tenants(self) -> list[str]: ...


def draw(seed: str, numbers: Sequence[int], count: int = SAMPLE) -> tuple[int, ...]:
    """The same records for the same seed, whoever draws: those whose hash with the seed is lowest."""
    return tuple(sorted(sorted(numbers, key=lambda seq: hashlib.sha256(f"{seed}:{seq}".encode()).digest())[:count]))


def month_bounds(period: str) -> tuple[float, float]:
    """A month, in UTC, as Unix seconds."""
    year, month = (int(part) for part in period.split("-"))
    end = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp(), datetime(*end, 1, tzinfo=UTC).timestamp()


def months_before(now: float, count: int = MONTHS_BACK) -> list[str]:
    """The months that are over, newest first."""
    today = datetime.fromtimestamp(now, UTC)
    index = today.year * 12 + today.month - 1
    return [f"{(index - back) // 12}-{(index - back) % 12 + 1:02}" for back in range(1, count + 1)]


class FollowUp:
    """For auditors only: every method but ``check_overdue`` raises NOT_ALLOWED for others."""

    def __init__(
        self, store: FollowUpStore, vault: Vault, audit: AuditSink, alerts: Alerts, now: Callable[[], float]
    ) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._alerts = alerts
        self._now = now

    async def page(self, by: Staff, query: api.AuditQuery) -> api.AuditPage:
        """Recorded before it is shown, with whom or which meeting was asked about."""
        self._check(by, Action.SEE_AUDIT)
        persons = await self._store.ids_of(by.tenant_id, query.person) if query.person else []
        links = await self._store.page(by.tenant_id, query, persons, query.limit + 1)
        await self._record(by, AuditAction.AUDIT_SEEN, query.person or query.actor, query.meeting)
        return api.AuditPage(
            events=await self._views(by.tenant_id, links[: query.limit]), more=len(links) > query.limit
        )

    async def reviews(self, by: Staff) -> api.ReviewList:
        """All follow-ups, and the months that were never sampled."""
        self._check(by, Action.REVIEW_AUDIT)
        found = await self._store.reviews(by.tenant_id)
        return api.ReviewList(
            reviews=await self._review_views(by.tenant_id, found), missing=await self._missing(by.tenant_id, found)
        )

    async def open(self, by: Staff, form: api.NewReview) -> api.ReviewDetail:
        """Begin a follow-up, of a month or of a person.  Raises BAD_FIELDS."""
        self._check(by, Action.REVIEW_AUDIT)
        review = await (self._sample(by, form.period) if form.kind == "sample" else self._person(by, form.subject))
        return await self._detail(review)

    async def see(self, by: Staff, review_id: str) -> api.ReviewDetail:
        """Recorded before it is shown.  Raises NOT_FOUND."""
        self._check(by, Action.REVIEW_AUDIT)
        review = await self._store.review(by.tenant_id, review_id)
        if review is None:
            raise AppError(Code.NOT_FOUND)
        await self._record(by, AuditAction.AUDIT_SEEN, review.id)
        return await self._detail(review)

    async def close(self, by: Staff, review_id: str, form: api.CloseReview) -> None:
        """With what was found; once.  Raises NOT_FOUND for one that is closed."""
        self._check(by, Action.REVIEW_AUDIT)
        review = await self._store.review(by.tenant_id, review_id)
        if review is None or review.closed_at is not None:
            raise AppError(Code.NOT_FOUND)
        note = await self._vault.seal(by.tenant_id, NOTE, form.note) if form.note else None
        closed = replace(review, outcome=form.outcome, note=note, closed_by=by.account_id, closed_at=self._now())
        await self._record(by, AuditAction.REVIEW_CLOSED, review.id, outcome=form.outcome)
        if not await self._store.close_review(closed):
            raise AppError(Code.NOT_FOUND)

    async def check_overdue(self) -> None:
        """Raises the alert where a follow-up waits, or a month was never sampled."""
        now = self._now()
        for tenant_id in await self._store.tenants():
            found = await self._store.reviews(tenant_id)
            late = [
                period
                for period in await self._missing(tenant_id, found)
                if now > month_bounds(period)[1] + DUE_SECONDS
            ]
            if late or any(review.overdue(now) for review in found):
                self._alerts.raise_alert(Alert.REVIEW_OVERDUE)

    # --- inside ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _check(by: Staff, action: Action) -> None:
        if not may(action, by, Target(by.tenant_id)):
            raise AppError(Code.NOT_ALLOWED)

    async def _sample(self, by: Staff, period: str | None) -> Review:
        now = self._now()
        if period is None or month_bounds(period)[1] > now:
            over = Text(sv="Välj en månad som är slut.", en="Choose a month that is over.")
            raise AppError(Code.BAD_FIELDS, {"period": over})
        for known in await self._store.reviews(by.tenant_id):
            if (known.kind, known.period) == ("sample", period):
                await self._record(by, AuditAction.AUDIT_SEEN, known.id)
                return known
        seed = secrets.token_hex(16)
        numbers = await self._store.numbers(by.tenant_id, *month_bounds(period))
        return await self._add(by, Review(
            mint_id(), by.tenant_id, "sample", period, None, seed, draw(seed, numbers), by.account_id, now
        ))  # fmt: skip

    async def _person(self, by: Staff, subject: str | None) -> Review:
        if subject is None:
            whom = Text(sv="Välj en person.", en="Choose a person.")
            raise AppError(Code.BAD_FIELDS, {"subject": whom})
        persons = await self._store.ids_of(by.tenant_id, subject)
        links = await self._store.page(by.tenant_id, api.AuditQuery(person=subject), persons, PERSON_RECORDS)
        numbers = tuple(sorted(link.seq for link in links))
        return await self._add(by, Review(
            mint_id(), by.tenant_id, "person", None, subject, "", numbers, by.account_id, self._now()
        ))  # fmt: skip

    async def _add(self, by: Staff, review: Review) -> Review:
        await self._record(by, AuditAction.REVIEW_OPENED, review.subject or review.id, outcome=review.period or "ok")
        await self._store.add_review(review)
        return review

    async def _missing(self, tenant_id: str, found: list[Review]) -> list[str]:
        sampled = {review.period for review in found if review.kind == "sample"}
        return [
            period
            for period in months_before(self._now())
            if period not in sampled and await self._store.numbers(tenant_id, *month_bounds(period))
        ]

    async def _detail(self, review: Review) -> api.ReviewDetail:
        (view,) = await self._review_views(review.tenant_id, [review])
        note = await self._vault.open(review.tenant_id, NOTE, review.note) if review.note else ""
        links = await self._store.numbered(review.tenant_id, review.events)
        return api.ReviewDetail(review=view, note=note, events=await self._views(review.tenant_id, links))

    async def _views(self, tenant_id: str, links: list[Link]) -> list[api.AuditEventView]:
        ids = {one for link in links for one in (link.actor, link.subject) if one}
        names = await self._store.names(tenant_id, ids)
        return [
            api.AuditEventView(
                seq=link.seq,
                at=link.at,
                action=link.action,
                actor_kind=link.actor_kind,
                actor=link.actor,
                actor_name=names.get(link.actor, ""),
                unit=link.unit_id,
                meeting=link.meeting_id,
                subject=link.subject,
                subject_name=names.get(link.subject or "", ""),
                method=link.method,
                outcome=link.outcome,
            )
            for link in links
        ]

    async def _review_views(self, tenant_id: str, found: list[Review]) -> list[api.ReviewView]:
        ids = {one for review in found for one in (review.opened_by, review.closed_by, review.subject) if one}
        names, now = await self._store.names(tenant_id, ids), self._now()
        return [
            api.ReviewView(
                id=review.id,
                kind=review.kind,
                period=review.period,
                subject=review.subject,
                subject_name=names.get(review.subject or "", ""),
                seed=review.seed,
                records=len(review.events),
                opened_by=names.get(review.opened_by, ""),
                opened_at=review.opened_at,
                overdue=review.overdue(now),
                outcome=review.outcome,
                closed_by=names.get(review.closed_by or "", ""),
                closed_at=review.closed_at,
            )
            for review in found
        ]

    async def _record(
        self, by: Staff, action: AuditAction, subject: str | None, meeting: str | None = None, outcome: str = "ok"
    ) -> None:
        event = AuditEvent(by.tenant_id, action, ActorKind.STAFF, by.account_id, meeting, subject, outcome)
        await self._audit.record(event)
