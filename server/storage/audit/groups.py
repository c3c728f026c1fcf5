"""Group commit: what waits for the same thing is written at once, in the order in which it came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from auth.audit.events import AuditEvent

MOST_TOGETHER = 200

Write = Callable[[str, Sequence[AuditEvent]], Awaitable[None]]
"""Writes all of them or none, and raises where it is none."""
Waiting = tuple[AuditEvent, asyncio.Future[None]]


@dataclass(slots=True)
class Group:
    """Those of one key that have not been written.  ``turn`` is held while some are."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: list[Waiting] = field(default_factory=list)


class Groups:
    """``turn`` is held while something is written, of whatever key: for a database that has one writer."""

    def __init__(self, write: Write, turn: AbstractAsyncContextManager[None]) -> None:
        self._write = write
        self._groups: dict[str, Group] = {}
        self._turn = turn

    async def write(self, key: str, event: AuditEvent) -> None:
        """Returns when it is written.  Whoever comes first writes for all who wait by then."""
        group = self._groups.setdefault(key, Group())
        mine = (event, asyncio.get_running_loop().create_future())
        group.waiting.append(mine)
        try:
            async with group.turn:
                if not mine[1].done():
                    async with self._turn:
                        await self._write_first(key, group)
            await mine[1]
        finally:
            if mine in group.waiting:  # Whoever gave up waiting has nothing written.
                group.waiting.remove(mine)
            if not group.waiting and not group.turn.locked() and self._groups.get(key) is group:
                del self._groups[key]

    async def _write_first(self, key: str, group: Group) -> None:
        """The first of those who wait, among them the one who asks; each learns how it went."""
        together, group.waiting = group.waiting[:MOST_TOGETHER], group.waiting[MOST_TOGETHER:]
        try:
            await self._write(key, [event for event, _ in together])
        except BaseException as error:
            told = error if isinstance(error, Exception) else ConnectionError("whoever wrote was stopped")
            for _, done in together:
                if not done.done():
                    done.set_exception(told)
                    done.exception()  # Also where nobody is left to hear of it.
            if not isinstance(error, Exception):
                raise
        else:
            for _, done in together:
                if not done.done():
                    done.set_result(None)
