"""``resfri backup`` and ``resfri restore``: one sealed file with everything, apart from the keys."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from auth.crypto.sealed_file import MIN_PASSPHRASE, BadStream, SealedReader
from server.operator.commands.command import Command
from server.operator.data_dir import prepared
from server.operator.sealed_copy import DATABASE, FORMAT, MANIFEST, manifest_of, pack
from server.parts.core import ENDS_NAME, FILES_NAME, HEADS_NAME, open_database, secrets_of
from server.runtime.config import Settings, SettingsError
from server.runtime.secrets import FILE_NAME, MASTER_NAME
from server.storage.database import Database, known_revision
from server.storage.snapshot import bring_back, empty, revision, save

KEYS = (FILE_NAME, MASTER_NAME)
_SENT = re.compile(rf"{FILES_NAME}/[A-Za-z0-9_-]{{1,64}}/[A-Za-z0-9_-]{{1,64}}")
"""Names of our own making, as the file store gives them."""


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        required=True,
        metavar="FILE",
        help=f"whose first line seals the backup; at least {MIN_PASSPHRASE} characters",
    )


def _backup_arguments(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument(
        "--with-keys", action="store_true", help="also the master key and the signing keys; keep them apart rather"
    )


def _passphrase(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others; run: chmod 600 {path}")
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read.") from None
    if not lines or len(lines[0].strip()) < MIN_PASSPHRASE:
        raise SettingsError(f"The passphrase in {path} must have at least {MIN_PASSPHRASE} characters.")
    return lines[0].strip()


async def _backup(arguments: argparse.Namespace, settings: Settings) -> int:
    passphrase = _passphrase(arguments.passphrase_file)
    if arguments.file.exists():
        raise SettingsError(f"{arguments.file} exists already; choose another name.")
    database = open_database(prepared(settings))
    try:
        present = await revision(database)
        if not present:
            raise SettingsError("There is no database yet.")
        if arguments.with_keys:
            await _must_have_key_file(settings)
        with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.data_dir) as folder:
            files = _copied(settings, Path(folder), with_keys=arguments.with_keys)
            files[DATABASE] = Path(folder) / DATABASE
            await save(database, files[DATABASE])
            # After the database, so that everything that its copy names is there, unless it has just been erased.
            files |= _sent(settings)
            manifest = await manifest_of(database, present, keys=arguments.with_keys, files=True)
            pack(arguments.file, passphrase, manifest, files)
    finally:
        await database.close()
    needed = ", ".join(manifest["masters"])
    size = arguments.file.stat().st_size
    print(f"Wrote {arguments.file} ({size / 1024:.0f} KiB).")
    if not arguments.with_keys:
        print(f"The keys are not in it: keep copies of {MASTER_NAME} and {FILE_NAME} somewhere else.")
    if needed:
        print(f"To be read it needs the master key with the fingerprint {needed}.")
    return 0


async def _must_have_key_file(settings: Settings) -> None:
    if (await secrets_of(settings)).master_file != settings.data_dir / MASTER_NAME:
        raise SettingsError("The master key is not in the data directory, so --with-keys cannot take it along.")


def _copied(settings: Settings, folder: Path, *, with_keys: bool) -> dict[str, Path]:
    """The heads are taken before the database, so that they speak of nothing that is not in its copy."""
    found = {}
    for name in (HEADS_NAME, *(KEYS if with_keys else ())):
        if (settings.data_dir / name).is_file():
            found[name] = Path(shutil.copyfile(settings.data_dir / name, folder / name))
    return found


def _sent(settings: Settings) -> dict[str, Path]:
    """What people have sent in meetings, as it lies there: sealed."""
    folder = settings.data_dir / FILES_NAME
    found = {f"{FILES_NAME}/{path.relative_to(folder).as_posix()}": path for path in sorted(folder.glob("*/*"))}
    return {name: path for name, path in found.items() if _SENT.fullmatch(name)}


async def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    passphrase = _passphrase(arguments.passphrase_file)
    database = open_database(prepared(settings))
    try:
        await _must_be_empty(database, settings)
        with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.data_dir) as folder:
            manifest = _unpack(arguments.file, passphrase, Path(folder))
            _must_fit(manifest, database)
            if manifest.get("files", True) and any((settings.data_dir / FILES_NAME).glob("*/*")):
                raise SettingsError(f"{settings.data_dir / FILES_NAME} is not empty; restore into an empty directory.")
            kept = [name for name in KEYS if manifest["keys"] and (settings.data_dir / name).exists()]
            if kept:
                raise SettingsError(f"There is a {kept[0]} in {settings.data_dir} already, and another in the backup.")
            await bring_back(database, Path(folder) / DATABASE)
            for name in (HEADS_NAME, *KEYS):
                if (Path(folder) / name).is_file():
                    (Path(folder) / name).replace(settings.data_dir / name)
            if (Path(folder) / FILES_NAME).is_dir():
                (Path(folder) / FILES_NAME).replace(settings.data_dir / FILES_NAME)
    finally:
        await database.close()
    print(f"Restored the backup of {time.strftime('%Y-%m-%d %H:%M', time.localtime(manifest['made_at']))}.")
    missing = [name for name in KEYS if not (settings.data_dir / name).exists()]
    if missing:
        print(f"Put {' and '.join(missing)} into {settings.data_dir} before the server starts.")
    if manifest.get("masters"):
        print(f"The master key must be the one with the fingerprint {', '.join(manifest['masters'])}.")
    print("Prove the audit trail with: resfri audit verify")
    return 0


async def _must_be_empty(database: Database, settings: Settings) -> None:
    if database.sqlite:
        # A journal that another database has left would be written into the restored one.
        for path in (database.path, *(database.path.with_name(database.path.name + end) for end in ("-wal", "-shm"))):
            if path.exists():
                raise SettingsError(f"{path} is there already; a backup is restored into an empty directory.")
    elif not await empty(database):
        raise SettingsError("The database is not empty; a backup is restored into an empty one.")
    for path in (settings.data_dir / HEADS_NAME, settings.data_dir / ENDS_NAME):
        if path.exists():
            raise SettingsError(f"{path} is there already; restore into an empty directory.")


def _unpack(source: Path, passphrase: str, folder: Path) -> dict[str, Any]:
    """Everything is read, and proved to be what was written, before anything is touched."""
    try:
        with (
            source.open("rb") as file,
            io.BufferedReader(SealedReader(file, passphrase)) as plain,
            tarfile.open(fileobj=plain, mode="r|") as archive,
        ):
            for entry in archive:
                content = archive.extractfile(entry)
                known = entry.name in (MANIFEST, DATABASE, HEADS_NAME, *KEYS) or _SENT.fullmatch(entry.name)
                if not known or content is None:
                    raise BadStream
                (folder / entry.name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                descriptor = os.open(folder / entry.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as target:
                    while piece := content.read(1 << 20):
                        target.write(piece)
            while plain.read(1 << 20):
                pass
        return dict(json.loads((folder / MANIFEST).read_text()))
    except (BadStream, tarfile.TarError, ValueError):
        raise SettingsError(f"{source} does not open: another passphrase, or not a whole backup.") from None
    except OSError as error:
        raise SettingsError(f"{source} cannot be read: {error.strerror}.") from None


def _must_fit(manifest: dict[str, Any], database: Database) -> None:
    present = "sqlite" if database.sqlite else "postgresql"
    if manifest.get("format") != FORMAT or not known_revision(str(manifest.get("revision"))):
        raise SettingsError(
            f"A newer version of Resfri ({manifest.get('version')}) made this backup; install that one."
        )
    if manifest["database"] != present:
        raise SettingsError(f"This is a backup of {manifest['database']}, and RESFRI_DATABASE_URL names {present}.")


COMMANDS = (
    Command("backup", "write everything into one sealed file, while the server runs", _backup, _backup_arguments),
    Command("restore", "bring a backup into an empty data directory and database", _restore, _common),
)
