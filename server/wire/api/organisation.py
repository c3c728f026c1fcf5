"""What administrators work with: the organisation, its units and staff, running meetings, and numbers without persons.

Routes below ``/api/admin`` answer only accounts whose role may (``auth.permissions.matrix``), and what changes
something needs a session that has just proved who it is.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.model import MeetingClass, StaffRole
from server.wire.api.base import Body, Email, View
from server.wire.vocabulary import Id, Name

Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")]
Base64 = Annotated[str, Meta(max_length=44_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]


class OrganisationView(View, frozen=True, kw_only=True):
    """GET /api/organisations/{slug}: what everybody may know of an organisation, to greet them with its look."""

    slug: str
    name: str
    colour: str | None
    logo: str | None
    """An address on this server."""
    oidc: bool
    """Staff may sign in at the organisation's own identity provider."""


class OrganisationLook(Body, frozen=True, kw_only=True):
    """PUT /api/admin/organisation -> OrganisationView."""

    name: Name
    colour: Colour | None = None
    logo: Base64 | Literal["keep", "none"] = "keep"
    """A PNG, WebP or SVG image of at most 32 KiB in base64, or what to do with the present one."""


class UnitView(View, frozen=True, kw_only=True):
    id: str
    name: str
    closed: bool
    staff: int


class UnitList(View, frozen=True, kw_only=True):
    """GET /api/admin/units."""

    units: list[UnitView]


class NewUnit(Body, frozen=True, kw_only=True):
    """POST /api/admin/units -> UnitView; PUT /api/admin/units/{unit} renames.  DELETE closes a unit without staff."""

    name: Name


class StaffView(View, frozen=True, kw_only=True):
    id: str
    name: str
    email: str
    role: StaffRole
    unit: str
    """The unit's id."""
    state: Literal["invited", "active", "disabled"]
    """``invited``: has not chosen a way to sign in yet."""
    signed_in_at: float | None
    you: bool


class StaffList(View, frozen=True, kw_only=True):
    """GET /api/admin/staff: those that the asking administrator may manage, and what they may give them."""

    staff: list[StaffView]
    units: list[UnitView]
    roles: list[StaffRole]


class NewStaff(Body, frozen=True, kw_only=True):
    """POST /api/admin/staff -> InvitedStaff."""

    name: Name
    email: Email
    unit: Id
    role: StaffRole
    mail: bool = False
    """Send the link by e-mail rather than show it."""


class InvitedStaff(View, frozen=True, kw_only=True):
    """``link`` is set only where it was not sent; it works once, for 24 hours, and is shown only here."""

    person: StaffView
    link: str | None


class StaffLinkRequest(Body, frozen=True, kw_only=True):
    """POST /api/admin/staff/{account}/link -> InvitedStaff: another link for somebody who never had a way in; and
    POST /api/admin/recoveries/{recovery}/approve -> InvitedStaff."""

    mail: bool = False


class RecoveryRequest(Body, frozen=True, kw_only=True):
    """POST /api/admin/staff/{account}/recovery -> RecoveryAsked: a new way in for an account that has one.  All
    present ways and sessions end when the link is used, and not before."""

    mail: bool = False
    """Mail it to the owner, rather than let a second administrator hand it over."""


class RecoveryAsked(View, frozen=True, kw_only=True):
    """Mailed; otherwise it waits for a second administrator, also where the one who asks has chosen the mail
    server."""

    mailed: bool


class RecoveryView(View, frozen=True, kw_only=True):
    id: str
    person: StaffView
    asked_by: str
    """A person's name."""
    asked_at: float
    yours: bool


class RecoveryList(View, frozen=True, kw_only=True):
    """GET /api/admin/recoveries: those that wait for a second administrator.  POST
    /api/admin/recoveries/{recovery}/reject (204)."""

    recoveries: list[RecoveryView]


class StaffChange(Body, frozen=True, kw_only=True):
    """PUT /api/admin/staff/{account} -> StaffView.  A disabled account is signed out everywhere at once."""

    name: Name
    unit: Id
    role: StaffRole
    disabled: bool = False


class OverseenMeeting(View, frozen=True, kw_only=True):
    """A meeting as an administrator sees it: that it takes place, never what or whom it is about."""

    id: str
    unit: str
    meeting_class: MeetingClass
    host_name: str
    starts_at: float
    in_room: int
    waiting: int


class OverseenList(View, frozen=True, kw_only=True):
    """GET /api/admin/meetings: running meetings, and those that begin within a day."""

    meetings: list[OverseenMeeting]


class MonthView(View, frozen=True, kw_only=True):
    """Numbers of one unit, class and month; ``guests`` counts visits, never who."""

    month: str
    """As 2026-11, in the server's time zone."""
    unit: str
    meeting_class: MeetingClass
    meetings: int
    guests: int
    minutes: int
    """From the planned start to the end of the meetings that have ended."""


class Statistics(View, frozen=True, kw_only=True):
    """GET /api/admin/statistics: the last twelve months."""

    months: list[MonthView]


class ProposalView(View, frozen=True, kw_only=True):
    """A change of retention or of the audit export that waits for a second administrator (R19)."""

    id: str
    name: Literal["retention", "audit_export"]
    proposed_by: str
    """The person's name."""
    proposed_at: float
    yours: bool
    value: str
    """What is proposed, as JSON, without secrets."""


class ProposalList(View, frozen=True, kw_only=True):
    """GET /api/admin/proposals.  POST /api/admin/proposals/{proposal}/approve and .../reject (204)."""

    proposals: list[ProposalView]


class TestResult(View, frozen=True, kw_only=True):
    """POST /api/admin/settings/{name}/test: whether the other side answered as it should, in words."""

    ok: bool
    detail: str
    """A code of what went wrong, empty when all is well."""


class SmsTest(Body, frozen=True, kw_only=True):
    """POST /api/admin/settings/sms/test."""

    to: Annotated[str, Meta(max_length=40)]
    """A phone number, as people write it."""
