"""The audit trail of a test: its keys, the ends of its chains in a folder, and who writes it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from auth.audit.keys import TrailKey, TrailKeys
from server.services.audit.ends import ChainEnds
from server.storage.audit.sink import SqlAuditSink
from server.storage.database import Database

KEY = TrailKey(bytes(range(32)))
KEYS = TrailKeys(KEY)
_NOT_ASKED = tempfile.TemporaryDirectory()
"""Of those whom the ends do not matter to."""


def ends_in(folder: Path, now: Callable[[], float]) -> ChainEnds:
    return ChainEnds(folder / "ends", KEYS, now)


def sink_of(database: Database, now: Callable[[], float]) -> SqlAuditSink:
    return SqlAuditSink(database, ends_in(Path(_NOT_ASKED.name), lambda: 1_800_000_000.0), now)
