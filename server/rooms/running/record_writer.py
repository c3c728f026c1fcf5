"""What rooms want remembered, written down one after the other in the order in which it happened."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from auth.audit.events import AuditSink
from server.rooms.effects import (
    Audit,
    RememberAdmitted,
    RememberBarred,
    RememberEnded,
    RememberIdentified,
    RememberReturned,
)
from server.rooms.ports import Memory
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.rooms")

QUEUE = 10_000
AGAIN_SECONDS = 0.5
FINISH_SECONDS = 10.0

RecordEffect = Audit | RememberAdmitted | RememberReturned | RememberIdentified | RememberBarred | RememberEnded


class RecordWriter:
    """One queue for all rooms."""

    def __init__(self, memory: Memory, audit: AuditSink, now: Callable[[], float]) -> None:
        self._memory = memory
        self._audit = audit
        self._now = now
        self._queue: asyncio.Queue[tuple[str, RecordEffect]] = asyncio.Queue(QUEUE)
        self._finishing = False

    def put(self, meeting: str, effect: RecordEffect) -> None:
        self._queue.put_nowait((meeting, effect))

    async def keep(self) -> None:
        """Write until cancelled."""
        while True:
            meeting, effect = await self._queue.get()
            try:
                await self._write_at_last(meeting, effect)
            except Exception:  # One record that cannot be written must not stop those after it.
                log.exception("a record of kind %s could not be written", type(effect).__name__)
            finally:
                self._queue.task_done()

    async def finish(self) -> None:
        """Write down what is still queued, if that can be written."""
        self._finishing = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), FINISH_SECONDS)

    async def _write_at_last(self, meeting: str, effect: RecordEffect) -> None:
        """What was allowed is recorded, however long that takes: nothing more is allowed meanwhile."""
        while True:
            try:
                return await self._write(meeting, effect)
            except AppError as error:
                if error.code is not Code.AUDIT_UNAVAILABLE or self._finishing:
                    raise
            await asyncio.sleep(AGAIN_SECONDS)

    async def _write(self, meeting: str, effect: RecordEffect) -> None:
        match effect:
            case Audit(event=event):
                await self._audit.record(event)
            case RememberAdmitted(seat=seat):
                await self._memory.admit_guest(seat, self._now())
            case RememberReturned(seat=seat):
                await self._memory.return_guest(seat)
            case RememberIdentified(seat=seat, proof=proof):
                await self._memory.identify_guest(seat, proof, self._now())
            case RememberBarred(seat=seat):
                await self._memory.bar_guest(seat, self._now())
            case RememberEnded():
                await self._memory.end_meeting(meeting, self._now())
