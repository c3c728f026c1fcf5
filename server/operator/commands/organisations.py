"""``resfri add-organisation`` and ``remove-organisation``."""

from __future__ import annotations

import argparse
import contextlib

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from auth.model import StaffRole
from server.operator.commands.command import OPERATOR, Command
from server.operator.control import NotRunning, Question, ask
from server.operator.data_dir import prepared
from server.parts.core import FILES_NAME, open_core, secrets_of
from server.runtime.config import Settings, SettingsError
from server.services.model import NewAccount
from server.storage.files.blobs import LocalBlobs
from server.storage.organisation.organisations import SqlOrganisationStore


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="the organisation, such as Exempelby kommun")
    parser.add_argument("--administrator", required=True, metavar="NAME", help="its first administrator")
    parser.add_argument("--email", required=True, help="the administrator's address")
    parser.add_argument("--unit", default="Administration", help="their unit (default: %(default)s)")


async def _add(arguments: argparse.Namespace, settings: Settings) -> int:
    origin, name = settings.origin(settings.port), arguments.name.strip()
    async with open_core(settings, await secrets_of(prepared(settings))) as core:
        if not await core.accounts.store.any_administrator():
            raise SettingsError(
                "There is no account yet. The first organisation is made with the set-up link, which another one would "
                "end: use it first (`resfri setup-link` prints a new one)."
            )
        for known in await SqlOrganisationStore(core.database).organisations():
            if known.name.casefold() == name.casefold():
                raise SettingsError(f"There is an organisation with that name already, at {origin}/o/{known.slug}.")
        new = NewAccount(
            organisation=name,
            unit=arguments.unit,
            name=arguments.administrator,
            email=arguments.email.casefold(),
            password_hash=None,
            role=StaffRole.ADMINISTRATOR,
        )
        account = await core.accounts.add(new)
        made = AuditEvent(account.tenant_id, AuditAction.ORGANISATION_MADE, ActorKind.SYSTEM, OPERATOR)
        await core.audit.record(made)
        token = await core.accounts.make_account_link(account.id)
    print(f"{account.organisation} has the address {origin}/o/{account.slug}")
    print(f"\n{account.name} chooses how to sign in with this link; it works once, for 24 hours:")
    print(f"  {origin}/setup#{token}")
    return 0


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, metavar="SLUG", help="its address")
    parser.add_argument("--yes", action="store_true", help="remove it; without this, only say what would be removed")


async def _remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Of a server that is stopped: its rooms know their people by heart."""
    with contextlib.suppress(NotRunning):
        await ask(settings.data_dir, Question.STATUS)
        raise SettingsError("Stop the server first (and any other on the same database); people may be in meetings.")
    async with open_core(settings, await secrets_of(prepared(settings))) as core:
        store = SqlOrganisationStore(core.database)
        found = await store.organisation(slug=arguments.organisation)
        if found is None:
            raise SettingsError(f"There is no organisation at /o/{arguments.organisation}.")
        accounts, meetings = await store.holds(found.id)
        print(f"{found.name} has {accounts} account(s) and {meetings} meeting(s).")
        if not arguments.yes:
            print("Nothing is removed. Say it again with --yes; only a backup brings them back.")
            return 1
        await core.audit.record(AuditEvent(found.id, AuditAction.ORGANISATION_REMOVED, ActorKind.SYSTEM, OPERATOR))
        await core.chains.try_to_sign()
        blobs = LocalBlobs(settings.data_dir / FILES_NAME)
        for meeting in await store.remove(found.id):
            await blobs.remove_meeting(meeting)
    print(f"It is removed. Its audit trail, in ids and fixed words, stays for its time as {found.id}.")
    return 0


COMMANDS = (
    Command(
        "remove-organisation",
        "remove an organisation with all that it has, but for its audit trail",
        _remove,
        _remove_arguments,
    ),
    Command(
        "add-organisation",
        "add an organisation apart from all others, and print its first administrator's link",
        _add,
        _arguments,
    ),
)
