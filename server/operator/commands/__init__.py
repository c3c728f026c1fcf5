"""The operator's commands beside running the server, a module per subject."""

from server.operator.commands import audit, backup, keys, organisations, rights, storage
from server.operator.commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *audit.COMMANDS,
    *backup.COMMANDS,
    *keys.COMMANDS,
    *organisations.COMMANDS,
    *rights.COMMANDS,
    *storage.COMMANDS,
)
