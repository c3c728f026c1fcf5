"""What every command of the operator's tool is made of."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from server.runtime.config import Settings

OPERATOR = "operator"
"""Who it was, in the audit trail: somebody with a shell on this machine."""


@dataclass(frozen=True, slots=True)
class Command:
    """``arguments`` declares what the command takes beside ``--data-dir``; ``run`` answers the exit code, or raises
    an error that is one sentence."""

    name: str
    help: str
    run: Callable[[argparse.Namespace, Settings], Coroutine[Any, Any, int]]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda _: None
