"""The operator's commands beside running the server, a module per subject."""

from server.commands import organisations, storage
from server.commands.command import Command

COMMANDS: tuple[Command, ...] = (*organisations.COMMANDS, *storage.COMMANDS)
