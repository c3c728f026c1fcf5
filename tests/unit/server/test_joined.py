"""Each capability brings its own bodies, rows and routes; what joins them has forgotten none."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from types import ModuleType

import msgspec

from server.http import api as http_api
from server.http.api.routes import AREAS, ROUTES
from server.storage import rows
from server.wire import api


def modules(package: ModuleType) -> list[ModuleType]:
    return [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]


def test_every_module_of_bodies_is_joined() -> None:
    assert set(api.MODULES) == set(modules(api))
    structs = [kind for module in api.MODULES for kind in vars(module).values() if is_body(kind)]
    assert len({kind.__name__ for kind in structs}) == len(set(structs)), "two bodies have one name"


def is_body(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def test_every_module_of_rows_is_joined() -> None:
    assert set(rows.MODULES) == set(modules(rows))


def test_every_area_of_the_api_is_in_the_route_table() -> None:
    found = {
        kind
        for module in modules(http_api)
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__ and hasattr(kind, "ROUTES")
    }
    assert set(AREAS) == found
    assert len(ROUTES) == len({(route.method, route.path) for route in ROUTES})
    assert ROUTES[-1].path == "/{page:.*}"
