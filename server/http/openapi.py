"""The OpenAPI document, made from the route table and the bodies, so that it cannot drift."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from server.http.route import Route
from server.wire import api
from server.wire.room.messages import WIRE_VERSION


def document(table: Sequence[Route[Any]]) -> dict[str, Any]:
    """OpenAPI 3.1."""
    routes = [route for route in table if route.api]
    structs = {kind for route in routes for kind in (route.takes, route.gives) if kind is not None}
    ordered = sorted(structs | {api.Problem}, key=lambda kind: kind.__name__)
    schemas, components = msgspec.json.schema_components(ordered, ref_template="#/components/schemas/{name}")
    refs = dict(zip(ordered, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operation: dict[str, Any] = {
            "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path.removeprefix('/api')}").strip("_"),
            "x-action": route.action.value,
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in re.findall(r"{(\w+)}", route.path)
            ]
            + (_query(route.query) if route.query else []),
            "responses": {
                str(_status(route)): _content("Done", refs.get(route.gives) if route.gives else None),
                "default": _content("An error", refs[api.Problem]),
            },
        }
        if route.takes is not None:
            operation["requestBody"] = {"required": True, **_content("", refs[route.takes])}
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Resfri", "version": str(WIRE_VERSION)},
        "paths": paths,
        "components": {"schemas": components},
    }


def _query(kind: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """Each field of the struct is a parameter that may be left out."""
    (_, components) = msgspec.json.schema_components([kind])
    properties = components[kind.__name__]["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]


def _status(route: Route[Any]) -> int:
    return 204 if route.gives is None and route.method != "GET" else route.status


def _content(description: str, schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"description": description} if description else {}
    return {**found, "content": {"application/json": {"schema": schema}}} if schema else found
