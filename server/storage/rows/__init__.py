"""The schema.  Every row carries its tenant; times are Unix seconds in UTC; secrets are stored as hashes, or sealed
by the vault where they must be read again.

Each capability has a module of its own; importing any of them imports all, so that the metadata is always whole.
"""

from server.storage.rows import audit, files, meetings, organisation, privacy, signin, support
from server.storage.rows.base import Base

MODULES = (organisation, signin, meetings, files, audit, privacy, support)
METADATA = Base.metadata
"""Every table."""
