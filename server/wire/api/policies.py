"""Which meeting classes a unit may use, and how guests are identified there."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from auth.meeting_classes import Afterwards, Lobby, MediaPath, Phone, Way
from auth.model import MeetingClass
from server.wire.api.base import Body, View
from server.wire.vocabulary import Id


class ClassOffer(View, frozen=True, kw_only=True):
    """A meeting class as the new-meeting page offers it."""

    meeting_class: MeetingClass
    exists: bool
    """False: this version cannot hold such meetings yet."""
    allowed: bool
    """The unit may hold them."""
    ways: list[Way]
    """The ways of identification that are enough and that the organisation has set up, weakest first."""
    not_set_up: list[Way]
    """Ways that would be enough, if an administrator set up what they need."""
    shared_link: bool
    lobby: Lobby
    recording: bool
    phone: Phone
    media: MediaPath


class PolicyOffer(View, frozen=True, kw_only=True):
    """GET /api/policies: what the asking account's unit may do."""

    classes: list[ClassOffer]
    sms: bool
    """Links can be sent by text message."""
    mail: bool


class BarView(View, frozen=True, kw_only=True):
    meeting_class: MeetingClass
    allowed: bool
    ways: list[Way]
    own: bool
    """Decided for this unit itself (or by the organisation), rather than taken over."""


class UnitPolicies(View, frozen=True, kw_only=True):
    """``unit`` None: the organisation as a whole."""

    unit: str | None
    name: str
    bars: list[BarView]


class ClassRulesView(View, frozen=True, kw_only=True):
    """What a class is, in every organisation."""

    meeting_class: MeetingClass
    exists: bool
    enough: list[Way]
    possible: list[Way]
    shared_link: bool
    lobby: Lobby
    media: MediaPath
    recording: bool
    phone: Phone
    afterwards: Afterwards
    server_sees_content: bool


class DecisionView(View, frozen=True, kw_only=True):
    unit: str | None
    unit_name: str
    meeting_class: MeetingClass
    allowed: bool
    ways: list[Way]
    decision: str
    decided_by: str
    """The name of the account."""
    decided_at: float
    """Unix seconds."""


class PolicyOverview(View, frozen=True, kw_only=True):
    """GET /api/admin/policies: rules, what is in force everywhere, and every decision, newest first."""

    classes: list[ClassRulesView]
    units: list[UnitPolicies]
    history: list[DecisionView]


class NewPolicy(Body, frozen=True, kw_only=True):
    """POST /api/admin/policies -> PolicyOverview.  ``decision`` says who decided and why; it is needed where the bar
    is lowered."""

    unit: Id | None = None
    meeting_class: MeetingClass
    allowed: bool
    ways: Annotated[list[Way], Meta(max_length=10)]
    decision: Annotated[str, Meta(max_length=1000)] = ""
