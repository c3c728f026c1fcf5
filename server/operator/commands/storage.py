"""``resfri migrate``."""

from __future__ import annotations

import argparse

from server.operator.commands.command import Command
from server.operator.data_dir import prepare_data_dir
from server.operator.upgrade import bring_up
from server.parts.core import open_database
from server.runtime.config import Settings, SettingsError


def _migrate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--app-role", metavar="ROLE", help="the server's own role of PostgreSQL; gets what it needs")


async def _migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    prepare_data_dir(settings)
    await bring_up(settings, print, migrate=True)
    database = open_database(settings)
    try:
        if arguments.app_role and database.sqlite:
            raise SettingsError("--app-role needs PostgreSQL; SQLite has no roles.")
        await database.migrate()
        if arguments.app_role:
            await database.let_use(arguments.app_role)
    finally:
        await database.close()
    print("The database has the newest schema.")
    return 0


COMMANDS = (
    Command("migrate", "bring the database to the newest schema; `serve` does it too", _migrate, _migrate_arguments),
)
