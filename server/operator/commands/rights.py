"""``resfri export``, ``incident`` and ``inventory``: what is kept, of whom, and for how long."""

from __future__ import annotations

import argparse
import json
import time
from datetime import datetime
from pathlib import Path

from server.operator.commands.command import OPERATOR, Command
from server.operator.data_dir import prepared
from server.parts.core import open_core, secrets_of
from server.runtime.config import Settings, SettingsError
from server.runtime.secrets import write_private
from server.services.privacy.incident import Incidents
from server.services.privacy.rights import Rights
from server.storage.privacy.incident import SqlIncidentStore
from server.storage.privacy.inventory import lines
from server.storage.privacy.rights import SqlRightsStore


def _arguments(parser: argparse.ArgumentParser) -> None:
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument(
        "--person",
        metavar="WHO",
        help="e-mail address, phone number, personal number, or the id of an account or invitation",
    )
    about.add_argument("--meeting", metavar="ID", help="a meeting's id")
    parser.add_argument("--organisation", metavar="SLUG", help="its address; needed where there are several")
    parser.add_argument("file", type=Path, help="where to write the JSON; it must not exist")


async def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.file.exists():
        raise SettingsError(f"{arguments.file} exists already; choose another name.")
    async with open_core(settings, await secrets_of(prepared(settings))) as core:
        store = SqlRightsStore(core.database)
        rights = Rights(store, core.vault, core.audit, time.time)
        tenant_id = _tenant(await store.tenants(), arguments.organisation)
        if arguments.person is not None:
            document = await rights.person(tenant_id, arguments.person, OPERATOR)
        else:
            document = await rights.meeting(tenant_id, arguments.meeting, OPERATOR)
        if document is None:
            raise SettingsError("Nothing is stored about that.")
        write_private(arguments.file, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    rows = sum(len(part) for part in document["data"].values())
    print(f"Wrote {rows} record{'' if rows == 1 else 's'} to {arguments.file}.")
    return 0


def _tenant(tenants: dict[str, str], slug: str | None) -> str:
    if slug is None and len(tenants) == 1:
        return next(iter(tenants.values()))
    if slug is None or slug not in tenants:
        raise SettingsError(f"Say which --organisation: {', '.join(sorted(tenants)) or 'there is none yet'}.")
    return tenants[slug]


def _incident_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--after", required=True, type=_moment, metavar="TIME", help="such as 2026-11-20T08:00, local time"
    )
    parser.add_argument("--before", type=_moment, metavar="TIME", help="until then (default: now)")
    parser.add_argument("--organisation", metavar="SLUG", help="its address; needed where there are several")
    parser.add_argument("file", type=Path, help="where to write the JSON; it must not exist")


def _moment(text: str) -> float:
    """Unix seconds.  Raises ValueError, which argparse explains."""
    return datetime.fromisoformat(text).timestamp()


async def _incident(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.file.exists():
        raise SettingsError(f"{arguments.file} exists already; choose another name.")
    async with open_core(settings, await secrets_of(prepared(settings))) as core:
        tenant_id = _tenant(await SqlRightsStore(core.database).tenants(), arguments.organisation)
        incidents = Incidents(SqlIncidentStore(core.database), core.audit, time.time)
        document = await incidents.pack(tenant_id, arguments.after, arguments.before or time.time(), OPERATOR)
        write_private(arguments.file, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    print(
        f"Wrote {len(document['events'])} records, {len(document['meetings'])} meetings and "
        f"{len(document['guests'])} guests to {arguments.file}."
    )
    return 0


async def _inventory(arguments: argparse.Namespace, settings: Settings) -> int:
    print("\n".join(lines()))
    return 0


COMMANDS = (
    Command("export", "write everything about one person or meeting to a file", _export, _arguments),
    Command(
        "incident", "gather who did what, and who has to be told, for a span of time", _incident, _incident_arguments
    ),
    Command("inventory", "list every stored field, what it is for, and how long it is kept", _inventory),
)
