"""``resfri audit verify``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from auth.audit.chain import Break, Fault
from server.operator.commands.command import Command
from server.parts.core import ENDS_NAME, HEADS_NAME, open_database, secrets_of
from server.runtime.config import Settings, SettingsError
from server.services.audit.chains import check_all
from server.services.audit.ends import ChainEnds
from server.services.audit.heads_file import HeadsFile
from server.storage.audit.chains import SqlChainStore
from server.storage.present import must_fit

MEANING = {
    Fault.CHANGED: "was changed after it was written",
    Fault.MISSING: "is missing, although later ones are there",
    Fault.REORDERED: "does not follow the one before it",
    Fault.REWRITTEN: "is not the one that was signed",
    Fault.TRUNCATED: "is missing, and so is everything after it that was signed",
    Fault.FOREIGN: "was put into the trail by somebody who does not have this server's key",
    Fault.FORGED_HEAD: "has a signed head that this server's key did not sign",
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["verify"], help="prove every organisation's chain; exit code 1 when one is not whole"
    )
    parser.add_argument(
        "--heads",
        type=Path,
        metavar="FILE",
        help=f"signed heads kept elsewhere (default: {HEADS_NAME} in the data directory)",
    )


async def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    path = arguments.heads or settings.data_dir / HEADS_NAME
    if arguments.heads is not None and not path.is_file():
        raise SettingsError(f"There is no file {path}.")
    file = HeadsFile(path)
    try:
        file.read()
    except OSError as error:
        raise SettingsError(f"The heads in {path} cannot be read: {error.strerror}.") from None
    secrets = await secrets_of(settings)
    ends = ChainEnds(settings.data_dir / ENDS_NAME, secrets.trail, time.time)
    database = open_database(settings)
    try:
        await must_fit(database)
        store = SqlChainStore(database)
        names, chains = await store.names(), await store.chains()
        broken = await check_all(store, ends, file)
    finally:
        await database.close()
    for one in broken:
        print(sentence(one, names.get(one.tenant_id, one.tenant_id)))
    if not broken:
        print(f"The audit trail is whole: {len(chains)} chain{'' if len(chains) == 1 else 's'}.")
    return 1 if broken else 0


def sentence(found: Break, organisation: str) -> str:
    return f"{organisation}: record {found.seq} {MEANING[found.fault]} ({found.fault.value})."


COMMANDS = (Command("audit", "prove that nobody has altered the audit trail", _verify, _arguments),)
