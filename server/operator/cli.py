"""``resfri``: the operator's tool."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from auth.audit.events import ActorKind, AuditAction, AuditEvent
from server.operator.commands import COMMANDS as MORE
from server.operator.control import ControlError, Question, ask
from server.operator.data_dir import StartError, prepared
from server.operator.serve import serve
from server.operator.status import meetings, report, wants_looking_at
from server.runtime.config import PREFIX, Settings, SettingsError, Tls, load
from server.runtime.logs import prepare_logging
from server.storage.database import DatabaseError, sentence
from server.wire.errors import AppError

SAMPLE_SECONDS = 1.0
"""Between the two looks of `resfri status`, which make rates."""


def settings_help() -> str:
    """Every setting with its variable, its default and what it is for."""
    lines = [
        "settings (environment variables, or the lower-case names in resfri.toml in the data directory; the",
        "environment wins over the file, and the command line over both):",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        if isinstance(default, Enum):
            default = default.value
        shown = "" if default in (None, "", []) or (isinstance(default, Path) and default.is_absolute()) else default
        lines.append(f"  {PREFIX + name.upper():<24} {field.description}{f' [{shown}]' if shown != '' else ''}")
    return "\n".join(lines)


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(
        prog="resfri",
        description="Secure video meetings, on your own server.",
        epilog=settings_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main.add_argument("--version", action="version", version=f"resfri {version('resfri')}")
    commands = main.add_subparsers(dest="command", required=True, metavar="command")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data-dir", type=Path, help="directory for database and keys (default: data)")
    serving = argparse.ArgumentParser(add_help=False, parents=[common])
    serving.add_argument("--host", help="address to listen on; 0.0.0.0 for the network (default: 127.0.0.1)")
    serving.add_argument("--port", type=int, help="port to listen on (default: 8080)")
    serving.add_argument(
        "--https", action="store_true", help="use a self-made certificate; phones on the network need it"
    )
    serve_parser = commands.add_parser("serve", parents=[serving], help="run the server")
    serve_parser.add_argument(
        "--migrate", action="store_true", help="bring an older database of PostgreSQL up, too; make a backup first"
    )
    demo = commands.add_parser("demo", parents=[serving], help="serve with a demo meeting, and print its links")
    demo.add_argument(
        "--participants", type=int, default=0, metavar="N", help="synthetic guests who join the meeting (0-20)"
    )
    link = commands.add_parser(
        "setup-link", parents=[serving], help="print a new one-time link for the first account, or for a lost one"
    )
    link.add_argument("--email", help="the account whose owner has lost every way to sign in")
    link.add_argument("--organisation", metavar="SLUG", help="its organisation, where several have the address")
    commands.add_parser("status", parents=[common], help="show what the running server's media workers do")
    commands.add_parser(
        "drain", parents=[common], help="let no new meetings begin; the running server ends when the last one has"
    )
    for more in MORE:
        more.arguments(commands.add_parser(more.name, parents=[common], help=more.help))
    commands.add_parser("settings", help="list every setting")
    return main


def overrides(arguments: argparse.Namespace) -> dict[str, Any]:
    """What the command line says about settings."""
    named = {name: getattr(arguments, name, None) for name in ("data_dir", "host", "port")}
    given = {name: value for name, value in named.items() if value is not None}
    if getattr(arguments, "https", False):
        given["tls"] = Tls.SELF_MADE
    return given


async def print_setup_link(settings: Settings, email: str | None, organisation: str | None) -> None:
    """For the first administrator, or for somebody who has lost every way in, such as the only administrator."""
    from server.parts.core import Core, open_core, secrets_of

    async def make(core: Core) -> str:
        if email is None:
            token = await core.accounts.make_setup_link()
            if token is None:
                raise StartError("There is an administrator already; add --email ADDRESS to let somebody in anew.")
            return token
        found = [one for one in await core.accounts.known(email) if not one.disabled]
        if organisation is not None:
            there = await core.organisations.at(organisation)
            found = [one for one in found if there is not None and one.tenant_id == there.id]
        if len(found) > 1:
            raise StartError("Several organisations have an account with that address; add --organisation SLUG.")
        if not found:
            raise StartError("There is no account with that address that may sign in.")
        (account,) = found
        made = AuditEvent(
            account.tenant_id, AuditAction.ACCOUNT_LINK_MADE, ActorKind.SYSTEM, "operator", subject=account.id
        )
        await core.audit.record(made)
        return await core.accounts.make_account_link(account.id)

    async with open_core(settings, await secrets_of(prepared(settings))) as core:
        try:
            token = await make(core)
        except AppError:
            raise StartError("There is no such organisation.") from None
    print(f"{settings.origin(settings.port)}/setup#{token}")


async def print_status(settings: Settings) -> int:
    """3: it runs, but somebody should look."""
    before = await ask(settings.data_dir, Question.STATUS)
    await asyncio.sleep(SAMPLE_SECONDS)
    after = await ask(settings.data_dir, Question.STATUS)
    print(report(before, after))
    return 3 if wants_looking_at(after) else 0


async def drain(settings: Settings) -> None:
    print(meetings(await ask(settings.data_dir, Question.DRAIN)))


COMMANDS: Mapping[str, Callable[[Settings], Coroutine[Any, Any, int | None]]] = {
    "status": print_status,
    "drain": drain,
}


def command(arguments: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, int | None]:
    """Answers the exit code; None is 0."""
    if arguments.command == "serve":
        return serve(settings, print, lambda: load(overrides(arguments)), migrate=arguments.migrate)
    if arguments.command in COMMANDS:
        return COMMANDS[arguments.command](settings)
    if arguments.command == "setup-link":
        return print_setup_link(settings, arguments.email, arguments.organisation)
    for more in MORE:
        if more.name == arguments.command:
            return more.run(arguments, settings)
    from server.operator.demo import demo

    return demo(settings, arguments.participants, print)


def main(argv: list[str] | None = None) -> int:
    arguments = parser().parse_args(argv)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if arguments.command == "settings":
        print(settings_help())
        return 0
    try:
        settings = load(overrides(arguments))
        prepare_logging(settings.log_level)
        return asyncio.run(command(arguments, settings)) or 0
    except (SettingsError, StartError, ControlError, DatabaseError) as error:
        print(f"resfri: {error}", file=sys.stderr)
        return 1
    except (DBAPIError, OSError) as error:
        print(f"resfri: {_sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _sentence(error: DBAPIError | OSError) -> str:
    """What the system says of a file, or of the way to the database."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename} cannot be used: {error.strerror}."
    return sentence(error)


if __name__ == "__main__":
    raise SystemExit(main())
