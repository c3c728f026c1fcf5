"""The audit trail and its follow-up, for the auditor (R9).

Reading is recorded too: every page of GET /api/audit/events, and every follow-up that is opened or looked at.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.wire.api.base import Body, View
from server.wire.vocabulary import Id

Moment = Annotated[float, Meta(ge=0, le=1e11)]
Month = Annotated[str, Meta(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
ReviewKind = Literal["sample", "person"]
ReviewOutcome = Literal["in_order", "noted", "incident"]
"""Nothing to remark; something to remark; somebody read or did what they had no reason to."""


class AuditQuery(Body, frozen=True, kw_only=True):
    """The query of GET /api/audit/events; what is left out limits nothing.  ``person`` finds what an account or a
    guest (the id of an account, an invitation or a visit) did and what was done about them."""

    person: Id | None = None
    actor: Id | None = None
    meeting: Id | None = None
    action: Annotated[str, Meta(max_length=32)] | None = None
    after: Moment | None = None
    """From this time on, in Unix seconds."""
    before: Moment | None = None
    """Until this time."""
    older_than: Annotated[int, Meta(ge=1)] | None = None
    """The ``seq`` of the last record of the page before: the next page begins after it."""
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class AuditEventView(View, frozen=True, kw_only=True):
    """One record.  Names are those of today, and empty where the person's row is gone."""

    seq: int
    at: float
    action: str
    actor_kind: str
    actor: str
    actor_name: str
    unit: str | None
    meeting: str | None
    subject: str | None
    subject_name: str
    method: str | None
    outcome: str


class AuditPage(View, frozen=True, kw_only=True):
    """GET /api/audit/events: newest first."""

    events: list[AuditEventView]
    more: bool
    """Whether there are older ones; ask with ``older_than``."""


class NewReview(Body, frozen=True, kw_only=True):
    """POST /api/audit/reviews: ``sample`` with the month to look at, which must be over, or ``person`` with whose
    records.  A month has one sample: asking again answers the same one."""

    kind: ReviewKind
    period: Month | None = None
    subject: Id | None = None


class ReviewView(View, frozen=True, kw_only=True):
    """One follow-up.  A sample is drawn from its month by its seed and can be drawn again."""

    id: str
    kind: ReviewKind
    period: str | None
    subject: str | None
    subject_name: str
    seed: str
    records: int
    opened_by: str
    """The person's name."""
    opened_at: float
    overdue: bool
    outcome: ReviewOutcome | None
    closed_by: str
    closed_at: float | None


class ReviewList(View, frozen=True, kw_only=True):
    """GET /api/audit/reviews: newest first.  ``missing`` are months of the last year that are over and have records
    but no sample."""

    reviews: list[ReviewView]
    missing: list[str]


class ReviewDetail(View, frozen=True, kw_only=True):
    """GET /api/audit/reviews/{review}: with its records, and what the reviewer wrote."""

    review: ReviewView
    note: str
    events: list[AuditEventView]


class CloseReview(Body, frozen=True, kw_only=True):
    """POST /api/audit/reviews/{review}/close (204).  What has been found is not changed afterwards."""

    outcome: ReviewOutcome
    note: Annotated[str, Meta(max_length=4000)] = ""
