"""``resfri keys rotate``: new keys for a running server, or one that is stopped."""

from __future__ import annotations

import argparse
import contextlib

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.crypto.sealing import new_master_key
from server.operator.commands.command import OPERATOR, Command
from server.operator.control import NotRunning, Question, ask
from server.operator.data_dir import prepared
from server.parts.core import open_core, secrets_of
from server.runtime.config import Settings, SettingsError
from server.runtime.secrets import Secrets, load_or_make, with_new_ring, with_new_trail_key, write_masters
from server.storage.organisation.organisations import SqlOrganisationStore

WHAT = ("master", "tokens", "trail")
_WHAT = "rotate: make new keys, without an option all of them; fingerprint: show which master key is here"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["rotate", "fingerprint"], help=_WHAT)
    parser.add_argument("--master", action="store_true", help="a new master key, with which every data key is wrapped")
    parser.add_argument(
        "--tokens", action="store_true", help="a new signing key; the one before verifies until the next"
    )
    parser.add_argument(
        "--trail",
        action="store_true",
        help="a new key of the audit trail; those before stay, for what they signed",
    )


async def _rotate(arguments: argparse.Namespace, settings: Settings) -> int:
    asked = [what for what in WHAT if getattr(arguments, what)] or WHAT
    secrets = await secrets_of(prepared(settings))
    if arguments.what == "fingerprint":
        print("\n".join(key.id for key in secrets.masters))
        return 0
    if "tokens" in asked:
        secrets = with_new_ring(settings, secrets)
        await _tell(settings)
        print("Tokens are signed with a new key. What the key before has signed is good until the next rotation.")
    if "trail" in asked:
        secrets = with_new_trail_key(settings, secrets)
        await _tell(settings)
        print("The audit trail is signed with a new key. What was signed before is proved with the keys before it.")
    if "master" in asked:
        count = await _rotate_master(settings, secrets)
        print(f"{count} data key{' is' if count == 1 else 's are'} wrapped with the new master key.")
        print(
            f"Backups made until now need the master key of before (fingerprint {secrets.master.id}): keep it with "
            "them, and make a new backup."
        )
    await _record(settings, "all" if len(asked) == len(WHAT) else " ".join(asked))
    return 0


async def _record(settings: Settings, what: str) -> None:
    """In every organisation's trail."""
    async with open_core(settings, load_or_make(settings)) as core:
        for organisation in await SqlOrganisationStore(core.database).organisations():
            event = AuditEvent(organisation.id, AuditAction.KEYS_ROTATED, ActorKind.SYSTEM, OPERATOR, outcome=what)
            await core.audit.record(event)


async def _rotate_master(settings: Settings, secrets: Secrets) -> int:
    """Each step leaves a server that can read everything: both keys are known until nothing needs the old one."""
    if secrets.master_file is None:
        if len(secrets.masters) == 1:
            raise SettingsError(
                "The master key is not in a file of ours: put a new one before the present one there "
                "(RESFRI_MASTER_KEY=NEW,PRESENT), restart, and say this again; then take the old one away."
            )
        return await _wrap_again(settings, secrets)
    count = 0
    if len(secrets.masters) > 1:
        # A rotation that was interrupted is brought to its end first.
        count = await _wrap_again(settings, secrets)
    write_masters(secrets.master_file, (new_master_key(), secrets.master))
    await _tell(settings)
    both = load_or_make(settings)
    count = max(count, await _wrap_again(settings, both))
    write_masters(secrets.master_file, both.masters[:1])
    await _tell(settings)
    return count


async def _wrap_again(settings: Settings, secrets: Secrets) -> int:
    """Until none is left, should a server that has not heard yet make one meanwhile."""
    total = 0
    async with open_core(settings, secrets) as core:
        while count := await core.vault.rewrap():
            total += count
    return total


async def _tell(settings: Settings) -> None:
    """A running server takes the new keys at once; one that is not running reads them at its start."""
    with contextlib.suppress(NotRunning):
        await ask(settings.data_dir, Question.RELOAD_KEYS)


COMMANDS = (
    Command(
        "keys",
        "rotate the master key, the signing keys and the key of the audit trail, while the server runs",
        _rotate,
        _arguments,
    ),
)
