"""How far the audit trail has reached each place off this machine, outside the database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from server.runtime.secrets import write_private


@dataclass(frozen=True, slots=True)
class Reached:
    """The numbers of the last record and of the last signed head that were taken."""

    link: int = 0
    head: int = 0


class Delivered:
    """A file of JSON; where it cannot be read, everything is delivered again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reached: dict[str, Reached] = {}
        with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
            self._reached = msgspec.json.decode(path.read_bytes(), type=dict[str, Reached])

    def get(self, place: str, tenant_id: str) -> Reached:
        """Of one organisation's trail, at one place."""
        return self._reached.get(f"{place} {tenant_id}", Reached())

    def put(self, place: str, tenant_id: str, reached: Reached) -> None:
        """Written before it returns.  Raises OSError."""
        self._reached[f"{place} {tenant_id}"] = reached
        write_private(self._path, msgspec.json.encode(self._reached).decode())
