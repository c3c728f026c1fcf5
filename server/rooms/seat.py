"""Whose place in a meeting it is: made once when somebody comes, and carried whole from the door into the room."""

from __future__ import annotations

from dataclasses import dataclass

from auth.meeting_classes import Proofs, Way
from auth.model import GuestKind, RoomRole


@dataclass(frozen=True, slots=True)
class Seat:
    """A person as the server knows them when they come.

    ``key`` is stable in this meeting: the account, or the session of the browser that consumed the link.  ``person``
    groups the seats of one link, so that a second device can take over from the first.
    """

    key: str
    person: str
    name: str
    kind: GuestKind | None
    """None for staff."""
    role: RoomRole
    way: Way
    """How this guest must be identified."""
    proofs: Proofs
    admitted: bool
    """Was let in before, by this browser."""
    second_device: bool
    shared_link: bool
