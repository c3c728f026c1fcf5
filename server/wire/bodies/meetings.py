"""Staff's meetings and their guests' links."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.model import GuestKind, MeetingClass
from server.wire.bodies.base import Body, Title, View
from server.wire.vocabulary import Name


class NewGuest(Body, frozen=True, kw_only=True):
    name: Name
    kind: GuestKind


class NewMeeting(Body, frozen=True, kw_only=True):
    """POST /api/meetings -> MeetingView with the links in it."""

    title: Title
    meeting_class: MeetingClass
    starts_at: float | None = None
    """Unix seconds; None means now."""
    lobby: bool = True
    """Only an open meeting may be without a lobby."""
    guests: Annotated[list[NewGuest], Meta(max_length=100)] = []


class LinkView(View, frozen=True, kw_only=True):
    """A personal link, shown once: only its hash is kept.  ``qr`` is an SVG document in a data: URL."""

    url: str
    qr: str


class InvitationView(View, frozen=True, kw_only=True):
    """One guest of a meeting.  ``link`` is set only in the answer that made it."""

    id: str
    name: str
    kind: GuestKind
    shared: bool
    """The common link of an open meeting; everybody who has it may come."""
    state: Literal["unused", "used", "revoked"]
    link: LinkView | None = None


class MeetingView(View, frozen=True, kw_only=True):
    """GET /api/meetings/{id}; ``GET /api/meetings`` answers :class:`MeetingList`."""

    id: str
    title: str
    meeting_class: MeetingClass
    lobby: bool
    starts_at: float
    ended_at: float | None
    host_name: str
    mine: bool
    """The asking account hosts it."""
    in_room: int
    """How many are in the room now."""
    waiting: int
    invitations: list[InvitationView]


class MeetingList(View, frozen=True, kw_only=True):
    meetings: list[MeetingView]


class AddGuest(Body, frozen=True, kw_only=True):
    """POST /api/meetings/{id}/invitations -> InvitationView with its link.

    ``POST /api/meetings/{id}/invitations/{invitation}/reissue`` answers InvitationView with a new link (the old
    one dies), ``DELETE /api/meetings/{id}/invitations/{invitation}`` revokes (204), and
    ``POST /api/meetings/{id}/end`` ends the meeting (204)."""

    name: Name
    kind: GuestKind
