"""The fork server that all media workers of this process's tests come from, except where a test is about it."""

from __future__ import annotations

import atexit
from functools import cache

from media.pool.forks import Forks


@cache
def shared_forks() -> Forks:
    forks = Forks()
    atexit.register(forks.stop)
    return forks
