"""The whole HTTP API: the tables of all areas, joined.  An area is a class with ``ROUTES`` in a module of this
package."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from server.http import api
from server.http.api.pages import PagesApi
from server.http.route import Api, Routes


def _areas() -> tuple[type[Api], ...]:
    names = [f"{api.__name__}.{found.name}" for found in iter_modules(api.__path__)]
    modules = [import_module(name) for name in names if name != __name__]
    found = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and hasattr(kind, "ROUTES")
    }
    # The last route of the pages takes every other address.
    return tuple(sorted(found - {Api}, key=lambda area: (area is PagesApi, area.__module__, area.__name__)))


AREAS = _areas()
ROUTES: Routes[Any] = tuple(route for area in AREAS for route in area.ROUTES)
