"""Why a file that is whole is refused all the same."""

from __future__ import annotations

from server.wire.errors import Code


class RefusedError(Exception):
    """``code`` says why to people."""

    code: Code


class ActiveError(RefusedError):
    """It runs something, fetches something, or carries another file."""

    code = Code.FILE_ACTIVE


class LockedError(RefusedError):
    """Nobody can look into it without its password."""

    code = Code.FILE_LOCKED
