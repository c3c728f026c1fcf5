"""Staff's meetings and their guests' links."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.meeting_classes import Way
from auth.model import GuestKind, Identification, MeetingClass
from server.wire.api.base import Body, Secret, Title, View
from server.wire.vocabulary import Name


class NewGuest(Body, frozen=True, kw_only=True):
    """``phone`` is needed where a code is sent by SMS, ``number`` (a Swedish personal number) for e-identification;
    the number itself is not kept.  ``email`` is only for sending the link."""

    name: Name
    kind: GuestKind
    identification: Way = Way.LINK
    phone: Annotated[str, Meta(max_length=40)] | None = None
    number: Annotated[str, Meta(max_length=30)] | None = None
    email: Annotated[str, Meta(max_length=254)] | None = None
    protected_identity: bool = False
    """The name is a pseudonym, and nobody is shown more than it (R10)."""


class NewMeeting(Body, frozen=True, kw_only=True):
    """POST /api/meetings -> MeetingView with the links in it."""

    title: Title
    show_title: bool = False
    """To guests, who otherwise see the organisation and the time."""
    meeting_class: MeetingClass
    starts_at: float | None = None
    """Unix seconds; None means now."""
    lobby: bool = True
    """Only an open meeting may be without a lobby."""
    capacity: Annotated[int, Meta(ge=2, le=1000)] | None = None
    """Most people inside; None: as many as the server lets into any meeting."""
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
    identification: Way
    """How this guest must be identified."""
    identified_by: list[Identification]
    """How they have been so far, weakest first; empty before the link is used."""
    missing: list[Identification]
    protected_identity: bool
    phone: bool
    """There is a phone number to send the link to."""
    email: bool
    link: LinkView | None = None


class CoHostView(View, frozen=True, kw_only=True):
    """A colleague who hosts the meeting too."""

    id: str
    name: str


class AddCoHost(Body, frozen=True, kw_only=True):
    """POST /api/meetings/{id}/co-hosts -> MeetingView; ``DELETE /api/meetings/{id}/co-hosts/{account}`` (204)."""

    email: Annotated[str, Meta(max_length=254)]


class SendLink(Body, frozen=True, kw_only=True):
    """POST /api/meetings/{id}/invitations/{invitation}/send -> InvitationView.  With ``token``, the secret of the
    link that the page still shows, that link is sent; without it a new one is made, and the old one dies."""

    by: Literal["sms", "mail"]
    token: Secret | None = None


class MeetingView(View, frozen=True, kw_only=True):
    """GET /api/meetings/{id}; ``GET /api/meetings`` answers :class:`MeetingList`."""

    id: str
    title: str
    show_title: bool
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
    capacity: int | None
    co_hosts: list[CoHostView]
    invitations: list[InvitationView]


class MeetingList(View, frozen=True, kw_only=True):
    meetings: list[MeetingView]


class AddGuest(NewGuest, frozen=True, kw_only=True):
    """POST /api/meetings/{id}/invitations -> InvitationView with its link.

    ``POST /api/meetings/{id}/invitations/{invitation}/reissue`` answers InvitationView with a new link (the old
    one dies), ``DELETE /api/meetings/{id}/invitations/{invitation}`` revokes (204), and
    ``POST /api/meetings/{id}/end`` ends the meeting (204)."""
