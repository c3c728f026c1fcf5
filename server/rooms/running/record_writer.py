"""What rooms want remembered, written down meeting by meeting in the order in which it happened.

Each meeting has a queue of its own, so that one whose records cannot be written keeps nobody else's waiting.  A queue
is never too full for what has happened: who would make more is refused before, by :meth:`RecordWriter.must_take`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from auth.audit.events import AuditEvent, AuditSink
from server.rooms.effects import (
    Audit,
    RememberAdmitted,
    RememberBarred,
    RememberEnded,
    RememberIdentified,
    RememberReturned,
)
from server.rooms.ports import Memory
from server.runtime.scope import Scope
from server.wire.errors import AppError, Code

log = logging.getLogger("resfri.rooms")

MOST_OF_MEETING = 500
MOST_OF_TENANT = 5000
TOGETHER = 100
AGAIN_SECONDS = 0.5
TRIES = 1200
"""Of what is no audit record, which is ten minutes."""
FINISH_SECONDS = 10.0

Remember = RememberAdmitted | RememberReturned | RememberIdentified | RememberBarred | RememberEnded
RecordEffect = Audit | Remember


@dataclass(slots=True)
class Queue:
    """What one meeting has yet to write."""

    tenant_id: str
    effects: deque[RecordEffect] = field(default_factory=deque)


class RecordWriter:
    """A task per meeting that has something to write."""

    def __init__(self, memory: Memory, audit: AuditSink, now: Callable[[], float], scope: Scope) -> None:
        self._memory = memory
        self._audit = audit
        self._now = now
        self._scope = scope
        self._queues: dict[str, Queue] = {}
        self._of_tenant: Counter[str] = Counter()
        self._idle = asyncio.Event()
        self._idle.set()
        self._finishing = False

    def must_take(self, tenant_id: str, meeting: str) -> None:
        """Raises AUDIT_UNAVAILABLE while so much waits to be written that nobody may make more."""
        queue = self._queues.get(meeting)
        full = queue is not None and len(queue.effects) >= MOST_OF_MEETING
        if full or self._of_tenant[tenant_id] >= MOST_OF_TENANT:
            raise AppError(Code.AUDIT_UNAVAILABLE)

    def put(self, tenant_id: str, meeting: str, effect: RecordEffect) -> None:
        """It has happened, and is taken whatever waits already; nothing raises here."""
        queue = self._queues.get(meeting)
        if queue is None:
            queue = self._queues[meeting] = Queue(tenant_id)
            self._scope.start("records", self._write_all(meeting, queue))
            self._idle.clear()
        queue.effects.append(effect)
        self._of_tenant[tenant_id] += 1

    async def finish(self) -> None:
        """Write down what is still queued, if that can be written."""
        self._finishing = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), FINISH_SECONDS)

    async def _write_all(self, meeting: str, queue: Queue) -> None:
        while queue.effects:
            written = await self._write_first(meeting, queue)
            for _ in range(written):
                queue.effects.popleft()
            self._of_tenant.subtract({queue.tenant_id: written})
        del self._queues[meeting]
        self._of_tenant += Counter()  # Forgets the organisations of which nothing waits.
        if not self._queues:
            self._idle.set()

    async def _write_first(self, meeting: str, queue: Queue) -> int:
        """Records that follow each other at once, or one thing to remember; answers how many."""
        first = queue.effects[0]
        if isinstance(first, Audit):
            return await self._record(_leading(queue.effects))
        await self._remember_at_last(meeting, first)
        return 1

    async def _remember_at_last(self, meeting: str, effect: Remember) -> None:
        """A database that is away for a while forgets nothing; what it never takes must not stop what comes after."""
        for tries_left in reversed(range(TRIES)):
            try:
                return await self._remember(meeting, effect)
            except Exception:  # Which one depends on the database.
                if tries_left == 0 or self._finishing:
                    return log.exception("a record of kind %s could not be written", type(effect).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
        return None

    async def _record(self, events: list[AuditEvent]) -> int:
        """What was allowed is recorded, however long that takes: nothing more is allowed meanwhile."""
        count = len(events)
        while events:
            written = await asyncio.gather(*(self._audit.record(one) for one in events), return_exceptions=True)
            again = []
            for event, result in zip(events, written, strict=True):
                if isinstance(result, AppError) and result.code is Code.AUDIT_UNAVAILABLE and not self._finishing:
                    again.append(event)
                elif result is not None:
                    log.error("a record could not be written (%s)", type(result).__name__)
            events = again
            if events:
                await asyncio.sleep(AGAIN_SECONDS)
        return count

    async def _remember(self, meeting: str, effect: Remember) -> None:
        match effect:
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


def _leading(effects: Iterable[RecordEffect]) -> list[AuditEvent]:
    """The records before the first other thing."""
    events: list[AuditEvent] = []
    for effect in effects:
        if not isinstance(effect, Audit) or len(events) == TOGETHER:
            break
        events.append(effect.event)
    return events
