"""The directory that everything is kept in."""

from __future__ import annotations

import os
from pathlib import Path

from server.runtime.config import Settings


class StartError(Exception):
    """Why the server cannot start, as one sentence."""


def prepare_data_dir(settings: Settings) -> Path:
    """Make the data directory, for its owner only, and prove that it can be written."""
    path = settings.data_dir
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise StartError(f"The data directory {path} cannot be written: {error.strerror}.") from None
    # Files made by libraries, such as the database, are for the owner only too.
    os.umask(0o077)
    return path


def prepared(settings: Settings) -> Settings:
    """The settings of a data directory that is there."""
    prepare_data_dir(settings)
    return settings
