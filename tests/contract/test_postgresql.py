"""What only PostgreSQL has: roles, TLS, and sentences about servers that cannot be reached (R86)."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.crypto.links import mint_id
from server.storage.database import Connecting, Database, DatabaseError
from tests.support.postgres import Postgres, postgres
from tests.support.trail import sink_of

NOW = 1_800_000_000.0
OLD = 1_500_000_000.0
EVENT = AuditEvent("tenant", AuditAction.ADMITTED, ActorKind.STAFF, "eva")


@pytest.fixture
def server() -> Postgres:
    found = postgres()
    if found is None:
        pytest.skip("PostgreSQL is not installed, or there is no user for it; on Debian: apt install postgresql")
    return found


@pytest.fixture
async def app(server: Postgres) -> AsyncIterator[Database]:
    """The database as the server's own role sees it; another role has made the schema."""
    url = await server.new_database()
    role = await server.new_role()
    owner = Database(url)
    await owner.migrate()
    await owner.let_use(role)
    await owner.close()
    database = Database(server.url(url.rpartition("/")[2], role=role))
    yield database
    await database.close()


async def test_the_servers_role_starts_on_a_finished_schema_and_writes_the_trail(app: Database) -> None:
    await app.migrate()
    sink = sink_of(app, lambda: NOW)
    await sink.record(EVENT)
    await sink.record(EVENT)


async def test_the_servers_role_refuses_an_older_schema_with_a_sentence(server: Postgres) -> None:
    url = await server.new_database()
    role = await server.new_role()
    owner = Database(url)
    await owner.migrate("0001")
    async with owner.engine.begin() as connection:
        await connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"))
    await owner.close()
    late = Database(server.url(url.rpartition("/")[2], role=role))
    with pytest.raises(DatabaseError, match=r"^The database cannot be used: .*\.$"):
        await late.migrate()
    await late.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET outcome = 'x'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "DROP TABLE audit_events",
        "ALTER TABLE audit_events DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_events_guard ON audit_events",
        "ALTER FUNCTION audit_events_guard() SECURITY INVOKER",
        "UPDATE audit_heads SET hash = 'x'",
        "DELETE FROM audit_heads",
        "UPDATE alembic_version SET version_num = '0001'",
        "ALTER TABLE accounts ADD COLUMN x integer",
        "CREATE TABLE mine (id integer)",
        "SET ROLE resfri_owner",
    ],
)
async def test_the_servers_role_cannot_alter_the_trail_or_the_schema(app: Database, statement: str) -> None:
    await sink_of(app, lambda: NOW).record(EVENT)
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
        async with app.engine.begin() as connection:
            await connection.execute(text(statement))


async def test_the_servers_role_removes_only_what_is_older_than_five_years(app: Database) -> None:
    await sink_of(app, lambda: OLD).record(EVENT)
    await sink_of(app, lambda: NOW).record(EVENT)
    async with app.engine.begin() as connection:
        assert await connection.scalar(text("SELECT audit_events_remove('tenant', 1)")) == 1
    with pytest.raises(DBAPIError, match="kept for five years"):
        async with app.engine.begin() as connection:
            await connection.execute(text("SELECT audit_events_remove('tenant', 2)"))


async def test_the_connection_is_encrypted_and_the_servers_name_is_checked(server: Postgres) -> None:
    url = await server.new_database()
    database = Database(url, Connecting(authority=server.authority))
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) is True
    await database.close()
    elsewhere = Database(url.replace("127.0.0.1", "127.0.0.2"), Connecting(authority=server.authority))
    with pytest.raises(DatabaseError, match="cannot be used"):
        await elsewhere.migrate()
    await elsewhere.close()


async def test_another_authority_is_refused(server: Postgres) -> None:
    url = await server.new_database()
    database = Database(url + "?ssl=verify-full")
    with pytest.raises((DatabaseError, ssl.SSLError, OSError)):
        await database.migrate()
    await database.close()


@pytest.mark.parametrize("broken", ["password", "database", "port"])
async def test_what_is_wrong_with_the_address_is_one_sentence_without_the_password(
    server: Postgres, broken: str
) -> None:
    url = await server.new_database()
    wrong = {
        "password": url.replace(url.split(":")[2].split("@")[0], "wrong-secret"),
        "database": url + mint_id(),
        "port": url.replace(f":{server.port}/", ":1/"),
    }[broken]
    database = Database(wrong)
    with pytest.raises(DatabaseError) as caught:
        await database.migrate()
    await database.close()
    sentence = str(caught.value)
    assert sentence.startswith("The database cannot be used: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "wrong-secret" not in sentence
