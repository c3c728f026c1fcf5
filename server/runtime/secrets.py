"""The secrets in the data directory, made at the first start and readable by their owner only: the signing keys, the
key that signs the audit trail's heads, and, where nothing else gives it, the master key."""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auth.audit.keys import KEY_BYTES, TrailKey, TrailKeys
from auth.crypto.keys import KeyRing, WeakKey, new_ring, ring_from_json
from auth.crypto.sealing import MasterKey, new_master_key
from server.runtime.config import Settings, SettingsError

FILE_NAME = "secrets.json"
MASTER_NAME = "master.key"
CREDENTIAL = "resfri-master-key"
"""What systemd's LoadCredential must call it."""
MAX_MASTERS = 2


@dataclass(frozen=True, slots=True)
class Holds:
    """What is stored already and would be lost without its keys.  ``anything``: an organisation, at least."""

    sealed: bool = False
    """With the master key."""
    signed: bool = False
    """With the key of the audit trail's heads."""
    anything: bool = False


NOTHING = Holds()
EVERYTHING = Holds(sealed=True, signed=True, anything=True)


@dataclass(frozen=True, slots=True)
class Secrets:
    """``masters``: the first wraps, the others still unwrap what a rotation has not come to."""

    ws_ticket: KeyRing
    trail: TrailKeys
    masters: tuple[MasterKey, ...]
    master_file: Path | None
    """Where the master key is kept, if in a file that we may write."""

    @property
    def master(self) -> MasterKey:
        return self.masters[0]


def lacking(settings: Settings) -> bool:
    """Whether :func:`load_or_make` would have to make something, and so must be told what is stored."""
    path = settings.data_dir / FILE_NAME
    outside = settings.master_key is not None or _credential() is not None
    master_there = outside or (settings.master_key_file or settings.data_dir / MASTER_NAME).exists()
    return not path.exists() or not master_there or "audit_heads" not in _read(path)


def load_or_make(settings: Settings, holds: Holds = EVERYTHING) -> Secrets:
    """Makes what is missing where nothing is stored that needs it.  Raises :class:`SettingsError` when something is
    open to others, unreadable, weak, or missing."""
    path = settings.data_dir / FILE_NAME
    first_start = not path.exists()
    if first_start and (holds.anything or holds.signed or holds.sealed):
        raise SettingsError(
            f"There is data, but its keys are missing: put {path} back, and {MASTER_NAME} where it belongs. "
            "New ones would make the audit trail look forged, and what is sealed unreadable."
        )
    stored: dict[str, Any] = {} if first_start else _read(path)
    if "audit_heads" not in stored and holds.signed:
        raise SettingsError(f"The key of the audit trail is missing in {path}; put the file back that signed it.")
    ring = ring_of(path, stored) if "ws_ticket" in stored else new_ring()
    old_master = stored.pop("master", None)
    masters, master_file = _masters(settings, make=not holds.sealed, old=old_master)
    if not {"ws_ticket", "audit_heads"} <= set(stored) or old_master is not None:
        made = {"ws_ticket": ring.to_json(), "audit_heads": secrets.token_bytes(KEY_BYTES).hex()}
        stored = {**made, **stored}
        write_private(path, json.dumps(stored))
    try:
        current, *before = (TrailKey(bytes.fromhex(seed)) for seed in _trail_seeds(stored))
    except (ValueError, TypeError):
        raise SettingsError(f"The key of the audit trail in {path} must be 32 random bytes.") from None
    return Secrets(ring, TrailKeys(current, tuple(before)), masters, master_file)


def _trail_seeds(stored: dict[str, Any]) -> list[str]:
    return [stored["audit_heads"], *stored.get("audit_heads_before", [])]


def with_new_trail_key(settings: Settings, loaded: Secrets) -> Secrets:
    """Store a new key of the audit trail; those before it stay, for what they have signed."""
    path = settings.data_dir / FILE_NAME
    stored = _read(path)
    changed = replace(loaded, trail=loaded.trail.rotated(secrets.token_bytes(KEY_BYTES)))
    kept = {"audit_heads": changed.trail.current.seed.hex(), "audit_heads_before": _trail_seeds(stored)}
    write_private(path, json.dumps({**stored, **kept}))
    return changed


def ring_of(path: Path, stored: dict[str, Any]) -> KeyRing:
    try:
        return ring_from_json(stored["ws_ticket"])
    except WeakKey as error:
        raise SettingsError(f"The secrets in {path} cannot be used: {error}.") from None


def with_new_ring(settings: Settings, loaded: Secrets) -> Secrets:
    """Store a new signing key beside the present one."""
    path = settings.data_dir / FILE_NAME
    changed = replace(loaded, ws_ticket=loaded.ws_ticket.rotated())
    write_private(path, json.dumps({**_read(path), "ws_ticket": changed.ws_ticket.to_json()}))
    return changed


def write_masters(path: Path, masters: tuple[MasterKey, ...]) -> None:
    write_private(path, "".join(f"{key.secret.hex()}\n" for key in masters))


def write_private(path: Path, content: str) -> None:
    """The whole new file, or the old one; for its owner only."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _masters(settings: Settings, *, make: bool, old: str | None) -> tuple[tuple[MasterKey, ...], Path | None]:
    """From the environment, systemd's credential, or a file, in this order."""
    if settings.master_key is not None:
        return _parse(settings.master_key.get_secret_value(), "RESFRI_MASTER_KEY"), None
    credential = _credential()
    if credential is not None:
        return _parse(credential.read_text(), str(credential)), None
    path = settings.master_key_file or settings.data_dir / MASTER_NAME
    if not path.exists() and (make or old is not None):
        write_masters(path, (new_master_key() if old is None else _parse(old, FILE_NAME)[0],))
    if not path.exists():
        raise SettingsError(f"The master key {path} is missing; put it back, or nothing that is sealed can be read.")
    return _parse(_private_text(path), str(path)), path


def _credential() -> Path | None:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder) / CREDENTIAL if folder else None
    return path if path is not None and path.is_file() else None


def _parse(text: str, source: str) -> tuple[MasterKey, ...]:
    words = re.split(r"[\s,]+", text.strip())
    try:
        if not 1 <= len(words) <= MAX_MASTERS:
            raise ValueError
        return tuple(MasterKey(bytes.fromhex(word)) for word in words)
    except ValueError:
        raise SettingsError(f"The master key in {source} must be 32 random bytes in hexadecimal.") from None


def _private_text(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path} can be read by others; run: chmod 600 {path}")
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path} cannot be read.") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        stored = json.loads(_private_text(path))
        if not isinstance(stored, dict):
            raise ValueError
    except ValueError:
        raise SettingsError(f"The secrets in {path} cannot be used: it is not valid JSON.") from None
    return stored
