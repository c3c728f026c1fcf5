"""What rooms ask of the world: a media plane, a memory, and one outbox per socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from auth.audit.events import AuditEvent
from auth.model import Identification
from media.protocol import Source, Tile
from server.rooms.items import Entry
from server.wire.room.base import ServerMessage
from server.wire.vocabulary import IceServer, LeaveReason

IceServers = Callable[[], list[IceServer]]
"""The relays with fresh credentials for one browser."""


class MediaPlane(Protocol):
    """The media workers as the rooms see them; every method raises ``media.pool.pool.MediaError`` when it fails."""

    async def create_transport(self, room: str, transport: str) -> None: ...
    async def close_transport(self, transport: str) -> None: ...
    async def answer(self, transport: str, revision: int, sdp: str) -> None: ...
    async def restart_ice(self, transport: str) -> None: ...
    async def produce(self, transport: str, source: Source) -> None: ...
    async def stop_producing(self, transport: str, source: Source) -> None: ...
    async def pause(self, transport: str, source: Source, paused: bool) -> None: ...
    async def watch(self, transport: str, tiles: list[Tile]) -> None: ...


class Outbox(Protocol):
    """The sending side of one socket.  Neither method waits."""

    def send(self, message: ServerMessage) -> None:
        """Queue a message; a reader that is too slow is closed."""

    def close(self, reason: LeaveReason) -> None:
        """Queue the last message, then close the socket."""


class AuditTrail(Protocol):
    """Where what happens in rooms is recorded."""

    def works_for(self, tenant_id: str) -> bool:
        """Whether the last attempts to write succeeded."""
        ...

    async def record(self, event: AuditEvent) -> None:
        """Raises AppError AUDIT_UNAVAILABLE."""

    async def must_work(self) -> None:
        """Raises AppError AUDIT_UNAVAILABLE when nothing can be recorded now."""


class Archive(Protocol):
    """Where what a meeting shares outlives its room, sealed."""

    async def load(self, tenant_id: str, meeting_id: str) -> list[tuple[str, Entry]]:
        """Every item with its place."""
        ...

    async def save(self, tenant_id: str, meeting_id: str, items: list[tuple[str, Entry]]) -> None:
        """Replace what was stored of these items; all of them or none."""
        ...


class Memory(Protocol):
    """What outlives a room."""

    async def admit_guest(self, session_id: str, now: float) -> None: ...
    async def return_guest(self, session_id: str) -> None: ...
    async def identify_guest(self, session_id: str, proof: Identification, now: float) -> None: ...
    async def bar_guest(self, session_id: str, now: float) -> None: ...
    async def end_meeting(self, meeting_id: str, now: float) -> bool: ...
