"""The schema.  Every row carries its tenant; times are Unix seconds in UTC; secrets are stored as hashes, or sealed
by the vault where they must be read again.

Each capability has a module of its own here; importing any of them imports all, so that the metadata is always whole.
"""

from importlib import import_module
from pkgutil import iter_modules

from server.storage.rows.base import Base

MODULES = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
METADATA = Base.metadata
"""Every table."""
