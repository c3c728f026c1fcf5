"""The secrets file in the data directory: made at the first start, readable by its owner only."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from auth.keys import KeyRing, WeakKey, new_ring, ring_from_json
from auth.sealing import MasterKey, new_master_key
from server.config import SettingsError

FILE_NAME = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secrets:
    ws_ticket: KeyRing
    master: MasterKey


def load_or_make(data_dir: Path) -> Secrets:
    """Raises :class:`SettingsError` when the file is open to others, unreadable, or holds a weak key."""
    path = data_dir / FILE_NAME
    if not path.exists():
        _write(path, {"ws_ticket": new_ring().to_json(), "master": new_master_key().secret.hex()})
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        stored = json.loads(path.read_text())
        return Secrets(ring_from_json(stored.get("ws_ticket")), MasterKey(bytes.fromhex(stored.get("master", ""))))
    except (ValueError, AttributeError) as error:
        reason = str(error) if isinstance(error, WeakKey) else "it is not valid JSON"
        raise SettingsError(f"The secrets in {path} cannot be used: {reason}.") from None


def _write(path: Path, content: object) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
