"""Carries out what rooms decide.

Messages leave at once and in order.  Media commands of one meeting go through one queue, and what must be remembered
through one queue for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from server.rooms.effects import (
    CloseTransport,
    Command,
    Disconnect,
    Effects,
    EndSending,
    OpenTransport,
    RememberItem,
    Send,
    StartCountdown,
    StartGrace,
)
from server.rooms.room import Room
from server.rooms.running.archive_writer import ArchiveWriter
from server.rooms.running.media_link import MediaLink
from server.rooms.running.record_writer import RecordWriter
from server.rooms.running.sockets import Sockets

LaterIn = Callable[[Room, float, Callable[[Room], Effects]], None]
"""Act in this room after so many seconds, unless it is gone by then."""


class Timers:
    """What is to happen after a while, unless the server stops first."""

    def __init__(self) -> None:
        self._handles: set[asyncio.TimerHandle] = set()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Call ``act`` after so many seconds."""

        def ring() -> None:
            self._handles.discard(handle)
            act()

        handle = asyncio.get_running_loop().call_later(seconds, ring)
        self._handles.add(handle)

    def cancel(self) -> None:
        for handle in self._handles:
            handle.cancel()


class Runner:
    """Each kind of effect goes where it is carried out."""

    def __init__(
        self,
        sockets: Sockets,
        media: MediaLink,
        records: RecordWriter,
        archive: ArchiveWriter,
        later_in: LaterIn,
    ) -> None:
        self.on_gone: Callable[[str], None] = lambda participant: None
        """Told of everybody who may send nothing any more."""
        self._sockets = sockets
        self._media = media
        self._records = records
        self._archive = archive
        self._later_in = later_in

    def carry_out(self, room: Room, effects: Effects) -> None:
        meeting = room.settings.info.id
        for effect in effects:
            match effect:
                case Send():
                    self._sockets.send(effect.connection, effect.message)
                case Disconnect():
                    self._sockets.close(effect.connection, effect.reason)
                case OpenTransport() | CloseTransport() | Command():
                    self._media.queue(meeting, effect)
                case StartGrace():
                    self._start_grace(room, effect)
                case StartCountdown():
                    self._start_countdown(room, effect)
                case EndSending(participant=participant):
                    self.on_gone(participant)
                case RememberItem(place=place, entry=entry):
                    self._archive.put(meeting, place, entry)
                case _:
                    self._records.put(room.settings.tenant_id, meeting, effect)

    def _start_grace(self, room: Room, grace: StartGrace) -> None:
        self._later_in(room, grace.seconds, lambda room: room.grace_expired(grace.participant, grace.epoch))

    def _start_countdown(self, room: Room, countdown: StartCountdown) -> None:
        self._later_in(room, countdown.seconds, lambda room: room.breakouts.time_is_up(countdown.countdown))
