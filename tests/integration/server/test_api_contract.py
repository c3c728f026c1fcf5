"""What the OpenAPI document promises is what the server does, whatever is sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.support.process import ServerProcess, server_process
from tests.support.server import Browser, use_setup_link

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
LEFT_OUT = {"/sign-out", "/sign-out/everywhere"}
"""They would end the session that all the others need."""
EXAMPLES = 15
STRANGERS_EXAMPLES = 5
"""Nearly all are refused before anything is read."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    async with server_process(tmp_path) as running:
        yield running


def hold_to(document: dict[str, Any], origin: str, headers: dict[str, str], examples: int) -> int:
    """Every operation with made-up input, right and wrong.  Answers how many operations there were."""
    load_all_checks()
    schema = schemathesis.openapi.from_dict(document)
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if any(operation.path.endswith(end) for end in LEFT_OUT):
            continue
        count += 1

        @given(case=operation.as_strategy())
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def one(case: schemathesis.Case) -> None:
            answer = case.call(base_url=origin, headers=headers, timeout=30)
            case.validate_response(answer, checks=CHECKS)

        one()
    return count


@pytest.mark.timeout(300)
async def test_every_operation_keeps_its_promise_to_an_administrator(server: ServerProcess) -> None:
    async with Browser(server.origin) as browser:
        await use_setup_link(browser, server.setup_token)
        document = (await browser.get("/api/openapi.json")).json
        assert await asyncio.to_thread(hold_to, document, server.origin, browser.headers(), EXAMPLES) > 30
    assert "Traceback" not in server.printed


@pytest.mark.timeout(300)
async def test_every_operation_keeps_its_promise_to_a_stranger(server: ServerProcess) -> None:
    async with Browser(server.origin) as browser:
        document = (await browser.get("/api/openapi.json")).json
        assert await asyncio.to_thread(hold_to, document, server.origin, browser.headers(), STRANGERS_EXAMPLES) > 30
    assert "Traceback" not in server.printed
