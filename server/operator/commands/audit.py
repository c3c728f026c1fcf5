"""``resfri audit verify``."""

from __future__ import annotations

import argparse
from pathlib import Path

from auth.audit.chain import Break, Fault
from server.operator.commands.command import Command
from server.parts.core import HEADS_NAME, open_database, secrets_of
from server.runtime.config import Settings, SettingsError
from server.services.audit.chains import HeadsFile, verify
from server.storage.audit.chains import SqlChainStore
from server.storage.present import must_fit

MEANING = {
    Fault.CHANGED: "was changed after it was written",
    Fault.MISSING: "is missing, although later ones are there",
    Fault.REORDERED: "does not follow the one before it",
    Fault.REWRITTEN: "is not the one that was signed",
    Fault.TRUNCATED: "is missing, and so is everything after it that was signed",
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
    try:
        elsewhere = HeadsFile(path).read()
    except OSError as error:
        raise SettingsError(f"The heads in {path} cannot be read: {error.strerror}.") from None
    secrets = await secrets_of(settings)
    database = open_database(settings)
    try:
        await must_fit(database)
        store = SqlChainStore(database)
        names = await store.names()
        chains = sorted({*await store.chains(), *elsewhere})
        broken = [
            found
            for tenant in chains
            if (found := await verify(store, tenant, secrets.heads.public, elsewhere.get(tenant, []))) is not None
        ]
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
