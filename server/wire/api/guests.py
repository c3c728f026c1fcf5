"""The guest's way in."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auth.meeting_classes import Way
from auth.model import Identification
from server.wire.api.base import Body, Secret, View
from server.wire.vocabulary import Name


class GuestLink(Body, frozen=True, kw_only=True):
    """POST /api/guest/check with the token from the URL fragment: what does this link open?  Consumes nothing.
    Every bad link, for whatever reason, is answered by the same 404 ``bad_link``."""

    token: Secret


class GuestMeeting(View, frozen=True, kw_only=True):
    """What the holder of a link is told of the meeting."""

    title: str
    """Empty unless the host shows it to guests."""
    host_name: str
    starts_at: float
    """Unix seconds."""


class GuestLinkView(View, frozen=True, kw_only=True):
    """Where the guest has to show who they are, a link alone tells the organisation and the time: ``host_name``,
    ``title`` and ``name`` are empty then."""

    meeting: GuestMeeting
    organisation: str
    organisation_slug: str
    """Whose look the page wears: ``GET /api/organisations/{slug}``."""
    name: str
    """The invited name."""
    names_itself: bool
    """A common link, whose guests type their name."""
    state: Literal["early", "open"]
    """``early``: more than 30 minutes before the start; the device check works but the door is not open."""
    opens_at: float
    """Unix seconds."""
    identification: Way
    """How the guest is going to be identified."""


class EnterMeeting(Body, frozen=True, kw_only=True):
    """POST /api/guest/enter: consume the link (a button does this).  Sets the guest's session cookie and answers
    :class:`Seat`.  Later visits by the same browser need no link: GET /api/guest/seat answers the same, or 401."""

    token: Secret
    name: Name | None = None


class Seat(View, frozen=True, kw_only=True):
    """Nothing of the meeting: who has nothing left to do is told of it in the meeting."""

    todo: list[Identification]
    """What the guest must do, in this order, before they can ask for a ticket."""
    phone_tail: str
    """The last two digits of the phone that codes go to; empty where none are sent or nothing may be shown."""


class EidStart(View, frozen=True, kw_only=True):
    """POST /api/guest/eid: where the guest goes to identify themself.  They come back to /oidc/guest, which leads on
    to /m; after a failure to /m?eid=failed or, for somebody else than the invited person, /m?eid=mismatch."""

    url: str


class CheckCode(Body, frozen=True, kw_only=True):
    """POST /api/guest/code sends a code to the invitation's phone (204); ``POST /api/guest/code/check`` takes it and
    answers :class:`Seat`.  A code is good for 10 minutes, 5 tries and one use."""

    code: Annotated[str, Meta(min_length=1, max_length=12)]


class ReportLink(Body, frozen=True, kw_only=True):
    """POST /api/guest/report: tell the host that the link does not work (204 whatever the token is)."""

    token: Annotated[str, Meta(max_length=128)]
