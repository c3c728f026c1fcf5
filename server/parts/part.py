"""What a capability adds to the server."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.http.route import Api


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A capability, built.  One whose services others need has a class of its own."""

    apis: tuple[Api, ...] = ()
    tasks: Mapping[str, Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=dict)
    """What runs as long as the server does, by name."""
