"""Ceremonies on a real database: once, in time, by the browser that began, and sealed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from server.services.signin.ceremonies import Attempt, Ceremonies, CeremonyKind
from server.storage.database import Database, sqlite_url
from server.storage.rows.signin import CeremonyRow
from server.storage.signin.ceremonies import SqlCeremonyStore
from server.wire.errors import AppError, Code


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path / "ceremonies.sqlite"))
    await database.migrate()
    yield database
    await database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ceremonies(database: Database, clock: Clock) -> Ceremonies:
    return Ceremonies(SqlCeremonyStore(database), clock)


async def refused(ceremonies: Ceremonies, secret: str, kind: CeremonyKind = CeremonyKind.SMS) -> bool:
    with pytest.raises(AppError) as caught:
        await ceremonies.attempt(kind, secret)
    return caught.value.code is Code.BEGIN_AGAIN


async def test_the_browser_that_began_reads_what_was_kept(ceremonies: Ceremonies) -> None:
    secret = await ceremonies.begin(CeremonyKind.SMS, {"code": "123456"}, subject="guest", tries=2)
    attempt = await ceremonies.attempt(CeremonyKind.SMS, secret)
    assert (attempt.read(dict[str, str]), attempt.subject, attempt.tries_left) == ({"code": "123456"}, "guest", 1)


async def test_an_unknown_secret_another_kind_and_a_late_one_are_refused(ceremonies: Ceremonies, clock: Clock) -> None:
    secret = await ceremonies.begin(CeremonyKind.SMS, "x", seconds=60)
    assert await refused(ceremonies, secret + "x")
    assert await refused(ceremonies, secret, CeremonyKind.EID)
    clock.now += 60
    assert await refused(ceremonies, secret)


async def test_no_more_attempts_than_tries_however_many_at_once(ceremonies: Ceremonies) -> None:
    secret = await ceremonies.begin(CeremonyKind.SMS, "x", tries=3)
    taken = await asyncio.gather(
        *(ceremonies.attempt(CeremonyKind.SMS, secret) for _ in range(100)), return_exceptions=True
    )
    assert sum(isinstance(one, Attempt) for one in taken) == 3
    assert {one.code for one in taken if isinstance(one, AppError)} == {Code.BEGIN_AGAIN}


async def test_a_ceremony_ends_once(ceremonies: Ceremonies) -> None:
    secret = await ceremonies.begin(CeremonyKind.SMS, "x", tries=50)
    attempt = await ceremonies.attempt(CeremonyKind.SMS, secret)
    ended = await asyncio.gather(*(ceremonies.end(attempt) for _ in range(50)), return_exceptions=True)
    assert ended.count(None) == 1
    assert await refused(ceremonies, secret)


async def test_the_database_holds_neither_the_secret_nor_what_was_kept(
    ceremonies: Ceremonies, database: Database
) -> None:
    secret = await ceremonies.begin(CeremonyKind.SMS, {"code": "canary-123456"})
    async with database.session() as session:
        row = (await session.scalars(select(CeremonyRow))).one()
    stored = repr(vars(row)).encode() + row.data
    assert secret.encode() not in stored
    assert b"canary" not in stored
