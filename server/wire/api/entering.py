"""Entering the room, and what is asked before anybody is somebody."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from server.wire.api.base import Body, Secret, View
from server.wire.vocabulary import IceServer, Sdp


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
    """GET /api/health (503 where it is not ok)."""

    status: Literal["ok", "degraded"]
