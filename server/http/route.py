"""One row of the HTTP API: method, path, the action it needs, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

import msgspec
from aiohttp import web

from auth.permissions.matrix import Action
from server.http.body import MAX_BODY_BYTES

A = TypeVar("A")

Handler: TypeAlias = Callable[[A, web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route(Generic[A]):
    """``handler`` is a method of the area ``A``; ``takes`` is the request body; ``gives`` the answer's body (None: 204,
    or not JSON)."""

    method: str
    path: str
    action: Action
    handler: Handler[A]
    takes: type[msgspec.Struct] | None = None
    gives: type[msgspec.Struct] | None = None
    status: int = 200
    query: type[msgspec.Struct] | None = None
    """What the address may hold after its question mark."""
    most: int = MAX_BODY_BYTES
    """Bytes of a request body."""

    @property
    def api(self) -> bool:
        """Whether it belongs into the OpenAPI document."""
        return self.path.startswith("/api/")


Routes: TypeAlias = tuple[Route[A], ...]


class Api(Protocol):
    """An area of the HTTP API: built with the services that it needs, and routed by its table."""

    ROUTES: ClassVar[Routes[Any]]
