"""A sealed file with the database in it: what a backup is, and what is made before a migration."""

from __future__ import annotations

import io
import json
import os
import tarfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from auth.crypto.sealed_file import SealedWriter
from server.parts.core import FILES_NAME
from server.storage.database import Database
from server.storage.present import masters

DATABASE = "database"
MANIFEST = "manifest.json"
FORMAT = "resfri-backup-1"


async def manifest_of(database: Database, present: str, *, keys: bool, files: bool) -> dict[str, Any]:
    """``present`` is the schema's revision; ``keys`` and ``files``: whether they are in it."""
    return {
        "format": FORMAT,
        "version": version("resfri"),
        "revision": present,
        "database": "sqlite" if database.sqlite else "postgresql",
        "made_at": time.time(),
        "keys": keys,
        "files": files,
        "masters": await masters(database),
    }


def pack(target: Path, passphrase: str, manifest: dict[str, Any], files: dict[str, Path]) -> None:
    """The whole file or none."""
    beside = target.with_name(target.name + ".part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with SealedWriter(file, passphrase) as sealed, tarfile.open(fileobj=sealed, mode="w|") as archive:
                text = json.dumps(manifest).encode()
                entry = tarfile.TarInfo(MANIFEST)
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text))
                for name, path in files.items():
                    _add(archive, name, path)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> None:
    try:
        archive.add(path, arcname=name, recursive=False)
    except FileNotFoundError:
        # Erased by its people or by the retention rule while we came to it.
        if not name.startswith(FILES_NAME):
            raise
