"""The OpenAPI document holds exactly what the route table declares."""

from __future__ import annotations

from server.http.api.routes import ROUTES
from server.http.openapi import document


def test_every_api_route_is_described_with_its_body_its_answer_and_its_error() -> None:
    described = document(ROUTES)
    api = [route for route in ROUTES if route.api]
    operations = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert operations == {(route.method, route.path) for route in api}
    for route in api:
        operation = described["paths"][route.path][route.method.lower()]
        assert operation["x-action"] == route.action
        assert ("requestBody" in operation) is (route.takes is not None)
        error = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert error == {"$ref": "#/components/schemas/Problem"}
        for kind in (route.takes, route.gives):
            assert kind is None or kind.__name__ in described["components"]["schemas"]


def test_operations_have_names_of_their_own() -> None:
    paths = document(ROUTES)["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names))
