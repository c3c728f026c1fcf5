"""The newest end of every chain, signed, outside the database: a file each, written over with every record.

Heads are signed three times a minute; between two of them this is what shows that the newest records were cut off.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

from auth.audit.events import Link
from auth.audit.heads import Head, HeadKind
from auth.audit.keys import TrailKeys
from server.services.audit.heads_file import head_from, line_of

log = logging.getLogger("resfri.audit")

BYTES = 640
"""More than a head takes; all files have this length, so that one write replaces all that was there."""


class ChainEnds:
    """Written after the commit, which lasts through a power cut, so it is never ahead of the database."""

    def __init__(self, folder: Path, keys: TrailKeys, now: Callable[[], float]) -> None:
        self.keys = keys
        self._folder = folder
        self._now = now
        self._failing = False

    def reached(self, link: Link) -> None:
        """This link is committed.  Where it cannot be written that is logged, and the record stays."""
        try:
            self._write(self.keys.current.sign(link, HeadKind.END, self._now()))
            self._failing = False
        except OSError as error:
            if not self._failing:
                log.error("the end of the audit trail could not be written (%s)", error.strerror)
            self._failing = True

    def _write(self, head: Head) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        name = hashlib.sha256(head.tenant_id.encode()).hexdigest()[:32]
        descriptor = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(descriptor, line_of(head).ljust(BYTES), 0)
        finally:
            os.close(descriptor)

    def read(self) -> dict[str, Head]:
        """By organisation; of a file that cannot be read there is none."""
        found = {}
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            head = head_from(path.read_bytes().strip())
            if head is not None:
                found[head.tenant_id] = head
        return found
