"""Every JSON body of the HTTP API, both directions.  Routes and the OpenAPI document are built from these; the
TypeScript types in ``web/src/protocol/api.gen.ts`` are generated from them (``make wire``).

State-changing requests are POST (or DELETE) with the header ``X-Resfri: 1`` and a same-origin ``Origin``; anything
else is refused.  Errors of every route have the shape :class:`Problem`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from auth.model import GuestKind, MeetingClass, StaffRole
from server.wire.vocabulary import IceServer, MeetingInfo, Name, Sdp, Text

Secret = Annotated[str, Meta(min_length=16, max_length=128)]
Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
Title = Annotated[str, Meta(min_length=1, max_length=120)]


class Body(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Base of request bodies."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Base of response bodies."""


class Problem(View, frozen=True, kw_only=True):
    """An error: a stable code, who is at fault (user, protocol, denied, internal), a sentence for people, and for
    forms a sentence per field."""

    code: str
    blame: str
    text: Text
    fields: dict[str, Text] = {}


# --- first start and sign-in ------------------------------------------------------------------------------------


class SetupLink(Body, frozen=True, kw_only=True):
    """POST /api/setup/check: is this one-time link good?  Does not consume it."""

    token: Secret


class SetupView(View, frozen=True, kw_only=True):
    purpose: Literal["first_account", "sign_in"]
    """``first_account`` makes the first administrator; ``sign_in`` signs an existing account in once (demo)."""
    organisation: str


class SetupAccount(Body, frozen=True, kw_only=True):
    """POST /api/setup: consume the link.  For ``sign_in`` only the token is needed."""

    token: Secret
    organisation: Name | None = None
    unit: Name | None = None
    name: Name | None = None
    email: Email | None = None
    password: Password | None = None


class SignIn(Body, frozen=True, kw_only=True):
    """POST /api/sign-in.  Sets the session cookie."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=256)]


class Me(View, frozen=True, kw_only=True):
    """GET /api/me, and the answer of sign-in and set-up.  ``POST /api/sign-out`` ends the session (204)."""

    name: str
    email: str
    role: StaffRole
    organisation: str
    unit: str


# --- meetings ---------------------------------------------------------------------------------------------------


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


# --- guests -----------------------------------------------------------------------------------------------------


class GuestLink(Body, frozen=True, kw_only=True):
    """POST /api/guest/check with the token from the URL fragment: what does this link open?  Consumes nothing.
    Every bad link, for whatever reason, is answered by the same 404 ``bad_link``."""

    token: Secret


class GuestLinkView(View, frozen=True, kw_only=True):
    meeting: MeetingInfo
    organisation: str
    name: str
    """The invited name; empty for a common link, where the guest types one."""
    kind: GuestKind
    state: Literal["early", "open"]
    """``early``: more than 30 minutes before the start; the device check works but the door is not open."""
    opens_at: float
    """Unix seconds."""


class EnterMeeting(Body, frozen=True, kw_only=True):
    """POST /api/guest/enter: consume the link (a button does this).  Sets the guest's session cookie and answers
    :class:`Seat`.  Later visits by the same browser need no link: GET /api/guest/seat answers the same, or 401."""

    token: Secret
    name: Name | None = None


class Seat(View, frozen=True, kw_only=True):
    meeting: MeetingInfo
    name: str
    kind: GuestKind | None
    staff: bool


class ReportLink(Body, frozen=True, kw_only=True):
    """POST /api/guest/report: tell the host that the link does not work (204 whatever the token is)."""

    token: Annotated[str, Meta(max_length=128)]


# --- entering the room ------------------------------------------------------------------------------------------


class TicketRequest(Body, frozen=True, kw_only=True):
    """POST /api/ticket: a one-time ticket for the WebSocket at /ws, good for 30 seconds.  Staff name the meeting;
    guests have only theirs."""

    meeting: Annotated[str, Meta(max_length=64)] | None = None


class Ticket(View, frozen=True, kw_only=True):
    ticket: str


class NetworkTest(Body, frozen=True, kw_only=True):
    """POST /api/network-test: an SDP offer toward our media port over one protocol only.  Needs a guest link or a
    session."""

    protocol: Literal["udp", "tcp"]
    token: Secret | None = None


class NetworkTestOffer(View, frozen=True, kw_only=True):
    test: str
    sdp: str
    ice_servers: list[IceServer]
    """Relays to try where nothing goes directly."""


class NetworkTestAnswer(Body, frozen=True, kw_only=True):
    """POST /api/network-test/answer (204).  The browser then waits for ``connectionState`` connected."""

    test: Annotated[str, Meta(max_length=64)]
    sdp: Sdp


class Health(View, frozen=True, kw_only=True):
    """GET /api/health."""

    status: Literal["ok", "degraded"]
    version: str
    workers: int
