"""JSON from a provider: one object, no name twice, no numbers that are none."""

from __future__ import annotations

import json
from typing import Any


class BadJson(ValueError):
    """Not one JSON object that means the same to everybody."""


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """Raises BadJson for what is no JSON object, or says a name twice."""
    try:
        found = json.loads(raw, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadJson from error
    if not isinstance(found, dict):
        raise BadJson
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson
    return found


def _refuse(_: str) -> float:
    raise BadJson
