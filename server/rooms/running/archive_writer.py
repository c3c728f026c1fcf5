"""What meetings share, held while their rooms run and written down behind them.

A meeting's logs are loaded with its first person and let go when its room has emptied and everything is stored.  What
changes is stored in batches, each item as it is at that moment, so that a line being drawn costs one write and not
hundreds.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from server.rooms.items import Entry, Log
from server.rooms.ports import Archive
from server.wire.room.breakouts import MAIN
from server.wire.room.shared import Channel

log = logging.getLogger("resfri.rooms")

AGAIN_SECONDS = 1.0
FINISH_SECONDS = 10.0

Logs = dict[str, Log]
"""By place."""
Name = tuple[str, Channel, str]


@dataclass(slots=True)
class Held:
    """One meeting's logs, and what of them is not yet stored."""

    tenant_id: str
    logs: Logs
    pending: dict[Name, Entry] = field(default_factory=dict)
    running: bool = True


class ArchiveWriter:
    """Writes what meetings share behind their rooms, and reads it when a room opens."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._held: dict[str, Held] = {}
        self._loading = asyncio.Lock()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self, tenant_id: str, meeting: str) -> Logs:
        """The logs of a meeting, for its room."""
        if meeting not in self._held:
            # One at a time: what was read must not be older than what somebody else has changed since.
            async with self._loading:
                if meeting not in self._held:
                    self._held[meeting] = Held(tenant_id, await self._load(tenant_id, meeting))
        self._held[meeting].running = True
        return self._held[meeting].logs

    async def _load(self, tenant_id: str, meeting: str) -> Logs:
        by_place: dict[str, list[Entry]] = {MAIN: []}
        for place, entry in await self._archive.load(tenant_id, meeting):
            by_place.setdefault(place, []).append(entry)
        return {place: Log.of(entries) for place, entries in by_place.items()}

    def put(self, meeting: str, place: str, entry: Entry) -> None:
        self._held[meeting].pending[(place, entry.channel, entry.key)] = entry
        self._idle.clear()
        self._wake.set()

    def let_go(self, meeting: str) -> None:
        """The room is empty."""
        held = self._held.get(meeting)
        if held is not None:
            held.running = False
            self._wake.set()

    async def keep(self) -> None:
        """Store until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            done = [await self._store(meeting, held) for meeting, held in list(self._held.items())]
            if not all(done):
                await asyncio.sleep(AGAIN_SECONDS)
                self._wake.set()
            elif not any(held.pending for held in self._held.values()):
                self._idle.set()

    async def finish(self) -> None:
        """Wait until everything is stored, if it can be."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), FINISH_SECONDS)

    async def _store(self, meeting: str, held: Held) -> bool:
        taken, held.pending = held.pending, {}
        if taken:
            items = [(place, entry) for (place, _, _), entry in taken.items()]
            try:
                await self._archive.save(held.tenant_id, meeting, items)
            except Exception as error:  # Which one depends on the database; nothing accepted is lost for it.
                log.error("what a meeting shares could not be stored (%s)", type(error).__name__)
                held.pending = {**taken, **held.pending}
                return False
        if not held.running and not held.pending:
            self._held.pop(meeting, None)
        return True
