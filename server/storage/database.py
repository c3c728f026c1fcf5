"""The database connection and its migrations.  SQLite and PostgreSQL differ only in this file."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import alembic.command
import alembic.config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

MIGRATIONS = Path(__file__).parent / "migrations"


POOL_WAIT_SECONDS = 10.0
CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 30.0
PRAGMAS = {"journal_mode": "WAL", "foreign_keys": "ON", "synchronous": "FULL", "busy_timeout": "5000"}
"""Of SQLite.  What is committed lasts through a power cut: what is outside the database says so."""
APPEND_ONLY = ("audit_events", "audit_heads")
"""What the server's role may read and add to, but neither change nor remove (R86)."""


class DatabaseError(Exception):
    """One sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """How to reach PostgreSQL: most connections held, and the authority that its certificate must come from (None:
    those of the machine)."""

    pool: int = 10
    authority: Path | None = None


class Database:
    """``session()`` is one transaction: commit on success, roll back on error."""

    def __init__(self, url: str, connecting: Connecting = Connecting()) -> None:
        self._url = _with_driver(url)
        self._connecting = connecting
        self.sqlite = self._url.get_backend_name() == "sqlite"
        if self.sqlite:
            self.engine: AsyncEngine = create_async_engine(self._url, hide_parameters=True)
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
        else:
            self.engine = _postgresql(self._url, connecting)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    def session(self) -> AsyncSession:
        return self._sessions()

    @property
    def path(self) -> Path:
        """SQLite's file."""
        return Path(self._url.database or "")

    @property
    def libpq(self) -> dict[str, str]:
        """The same PostgreSQL for its own programs, as their environment."""
        url = self._url
        host = url.host or str(url.query.get("host", ""))
        given = {
            "HOST": host,
            "PORT": url.port,
            "USER": url.username,
            "PASSWORD": url.password,
            "DATABASE": url.database,
        }
        if "ssl" in url.query:
            given["SSLMODE"] = str(url.query["ssl"])
        elif self._connecting.authority is not None or not _on_this_machine(url):
            given |= {"SSLMODE": "verify-full", "SSLROOTCERT": str(self._connecting.authority or "system")}
        return {f"PG{name}": str(value) for name, value in given.items() if value}

    async def lock(self, session: AsyncSession, what: str) -> None:
        """Hold what this names until the transaction ends, against everybody who asks for the same.  It must be the
        first thing that the transaction does."""
        if self.sqlite:
            await session.execute(text("BEGIN IMMEDIATE"))
        else:
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})

    async def migrate(self, to: str = "head") -> None:
        """Bring the schema to the newest revision, all or nothing.  Raises :class:`DatabaseError`."""
        _keep_private(self._url)
        try:
            async with self.engine.connect() as connection:
                await connection.run_sync(_migrate, to)
        except (DBAPIError, OSError) as error:
            raise DatabaseError(sentence(error)) from error

    async def let_use(self, role: str) -> None:
        """Give the server's role of PostgreSQL what it needs, and no more: it changes no schema and no audit row."""
        name = self.engine.dialect.identifier_preparer.quote_identifier(role)
        append_only = ", ".join(APPEND_ONLY)
        try:
            async with self.engine.begin() as connection:
                for statement in (
                    f"GRANT USAGE ON SCHEMA public TO {name}",
                    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON {append_only}, alembic_version FROM {name}",
                    f"REVOKE INSERT ON alembic_version FROM {name}",
                    f"GRANT EXECUTE ON FUNCTION audit_events_remove(text, bigint) TO {name}",
                ):
                    await connection.execute(text(statement))
        except DBAPIError as error:
            raise DatabaseError(sentence(error)) from error

    async def close(self) -> None:
        await self.engine.dispose()


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _with_driver(url: str) -> URL:
    """``postgresql://`` is enough; the driver is ours to choose."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    return parsed.set(drivername=drivers[parsed.get_backend_name()])


def _postgresql(url: URL, connecting: Connecting) -> AsyncEngine:
    """Over a network only with TLS, and only to a server whose certificate is good for its name."""
    arguments: dict[str, object] = {
        "timeout": CONNECT_SECONDS,
        "command_timeout": STATEMENT_SECONDS,
        "server_settings": {"application_name": "resfri"},
    }
    if "ssl" not in url.query and (connecting.authority is not None or not _on_this_machine(url)):
        arguments["ssl"] = ssl.create_default_context(cafile=connecting.authority)
    return create_async_engine(
        url,
        pool_size=connecting.pool,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=arguments,
    )


def _on_this_machine(url: URL) -> bool:
    """A Unix socket or the loopback."""
    host = url.host or str(url.query.get("host", ""))
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _keep_private(url: URL) -> None:
    """SQLite gives its other files the mode of the first (R86)."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        path = Path(url.database)
        path.touch(mode=0o600)
        path.chmod(0o600)


def _prepare_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma, value in PRAGMAS.items():
        cursor.execute(f"PRAGMA {pragma}={value}")
    cursor.close()


def _config() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest_revision() -> str:
    """Of the schema that this version needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def known_revision(name: str) -> bool:
    """Whether this version knows a schema's revision."""
    return name in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _migrate(connection: Connection, to: str) -> None:
    """All or nothing, on both databases."""
    config = _config()
    config.attributes["connection"] = connection
    if _is_at(connection, config, to):
        return
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Alembic changes a table of SQLite by copying it; the old one can only go while nothing watches references,
        # which can be switched only outside a transaction, and Python's driver begins none for changes of the schema.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    alembic.command.upgrade(config, to)
    if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise RuntimeError("a migration broke a reference")
    connection.commit()
    if sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _is_at(connection: Connection, config: alembic.config.Config, to: str) -> bool:
    """Raises :class:`DatabaseError` for a schema that a newer version has made."""
    scripts = ScriptDirectory.from_config(config)
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and not known_revision(present):
        raise DatabaseError(f"A newer version of Resfri has made this database (revision {present}); install that one.")
    connection.rollback()
    return present is not None and present == scripts.get_revision(to).revision


def sentence(error: Exception) -> str:
    """What the database says, without the statement and its values."""
    reason = (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0].rstrip(".")
    reason = reason.rpartition(">: ")[2]
    if "permission denied" in reason or "must be owner" in reason:
        reason += "; its schema is made and changed by its owner, with `resfri migrate --app-role ROLE`"
    return f"The database cannot be used: {reason}."
