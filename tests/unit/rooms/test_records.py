"""What rooms want remembered: never refused after it has happened, in order, and each meeting for itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import Identification
from server.rooms.effects import Audit, RememberBarred
from server.rooms.running import record_writer as module
from server.rooms.running.record_writer import MOST_OF_MEETING, MOST_OF_TENANT, RecordWriter
from server.runtime.scope import Scope
from server.wire.errors import AppError, Code
from tests.support.polling import until


class World:
    """Where records and memories are written, unless an organisation's cannot be."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.stopped: set[str] = set()
        self.away = False

    async def record(self, event: AuditEvent) -> None:
        await asyncio.sleep(0)
        if event.tenant_id in self.stopped:
            raise AppError(Code.AUDIT_UNAVAILABLE)
        self.written.append(f"{event.tenant_id} {event.actor}")

    async def bar_guest(self, session_id: str, now: float) -> None:
        if self.away:
            raise ConnectionError
        self.written.append(session_id)

    async def admit_guest(self, session_id: str, now: float) -> None: ...
    async def return_guest(self, session_id: str) -> None: ...
    async def identify_guest(self, session_id: str, proof: Identification, now: float) -> None: ...
    async def end_meeting(self, meeting_id: str, now: float) -> bool:
        return True


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.01)
    return World()


@pytest.fixture
async def records(world: World) -> AsyncIterator[RecordWriter]:
    scope = Scope()
    yield RecordWriter(world, world, lambda: 1000.0, scope)
    await scope.close()


def record(tenant: str, number: int) -> Audit:
    return Audit(AuditEvent(tenant, AuditAction.JOINED, ActorKind.GUEST, str(number)))


async def test_a_full_queue_refuses_before_and_takes_what_has_happened(world: World, records: RecordWriter) -> None:
    world.stopped = {"a"}
    for number in range(MOST_OF_MEETING):
        records.must_take("a", "meeting")
        records.put("a", "meeting", record("a", number))
    with pytest.raises(AppError) as refused:
        records.must_take("a", "meeting")
    assert refused.value.code is Code.AUDIT_UNAVAILABLE
    records.must_take("a", "another meeting")
    for number in range(MOST_OF_MEETING, MOST_OF_MEETING * 3):
        records.put("a", "meeting", record("a", number))
    world.stopped = set()
    await records.finish()
    assert world.written == [f"a {number}" for number in range(MOST_OF_MEETING * 3)]
    records.must_take("a", "meeting")


async def test_an_organisation_has_its_share_and_no_other_notices(world: World, records: RecordWriter) -> None:
    world.stopped = {"a"}
    for number in range(MOST_OF_TENANT):
        records.put("a", f"meeting {number % 20}", record("a", number))
    with pytest.raises(AppError):
        records.must_take("a", "a meeting of its own")
    records.must_take("b", "b")
    records.put("b", "b", record("b", 1))
    assert await until(lambda: world.written) == ["b 1"]


async def test_what_is_remembered_keeps_its_place_and_survives_a_database_that_is_away(
    world: World, records: RecordWriter
) -> None:
    world.away = True
    records.put("a", "m", record("a", 1))
    records.put("a", "m", RememberBarred("anna"))
    records.put("a", "m", record("a", 2))
    await until(lambda: world.written == ["a 1"])
    world.away = False
    await records.finish()
    assert world.written == ["a 1", "anna", "a 2"]
