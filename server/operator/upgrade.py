"""A database that an older version has made: what happens to it is said, and there is a way back."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from server.operator.data_dir import StartError
from server.operator.sealed_copy import DATABASE, manifest_of, pack
from server.parts.core import HEADS_NAME, open_database, secrets_of, trail_of
from server.runtime.config import Settings
from server.runtime.secrets import MASTER_NAME, Secrets
from server.services.audit.alerts import Alerts
from server.storage.database import Database, newest_revision
from server.storage.present import outdated
from server.storage.snapshot import save


async def bring_up(settings: Settings, say: Callable[[str], None], *, migrate: bool) -> None:
    """Bring an older schema to this version's.  Of SQLite a sealed copy is made first; PostgreSQL, which may be
    another's and has backups of its own, is changed where ``migrate`` says so.  Raises :class:`StartError` or
    :class:`server.storage.database.DatabaseError`; then the database is as it was."""
    database = open_database(settings)
    try:
        old = await outdated(database)
        if old is None:
            return
        newest, secrets = newest_revision(), await secrets_of(settings)
        if database.sqlite:
            copy = await _copy(database, settings.data_dir, secrets, old)
            say(f"The database as it was is kept, sealed with the master key, in {copy}")
            say(f"(back: the older version, and `resfri restore {copy.name} --passphrase-file {MASTER_NAME}`).")
        elif not migrate:
            raise StartError(
                f"The database is of an older version (revision {old}; this one needs {newest}). Make a backup, and "
                "say `resfri migrate` as the owner of its schema, or `resfri serve --migrate`."
            )
        say(f"Bringing the database from revision {old} to {newest} ...")
        await database.migrate()
        await trail_of(settings, database, secrets.trail, Alerts(time.time, time.monotonic))
    finally:
        await database.close()


async def _copy(database: Database, data_dir: Path, secrets: Secrets, old: str) -> Path:
    """For whoever has the master key: its hexadecimal digits are the passphrase."""
    target = data_dir / f"before-{newest_revision()}-{time.strftime('%Y%m%d-%H%M%S')}.backup"
    try:
        with tempfile.TemporaryDirectory(prefix="backup-", dir=data_dir) as folder:
            files = {}
            if (data_dir / HEADS_NAME).is_file():
                files[HEADS_NAME] = Path(shutil.copyfile(data_dir / HEADS_NAME, Path(folder) / HEADS_NAME))
            files[DATABASE] = Path(folder) / DATABASE
            await save(database, files[DATABASE])
            manifest = await manifest_of(database, old, keys=False, files=False)
            pack(target, secrets.master.secret.hex(), manifest, files)
    except OSError as error:
        raise StartError(
            f"The database is of an older version, and the copy that is made before it is changed cannot be written: "
            f"{error.strerror}. It is left as it was."
        ) from None
    return target
