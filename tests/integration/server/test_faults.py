"""Reporting a fault: with a session, within limits, sealed, and read by administrators of the same organisation."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from server.operator.serve import Serving
from tests.integration.server.test_administration import colleague, other_organisation
from tests.support.server import Browser, enter, make_meeting

CANARY = "kanariefågeln hörs inte"
FAULT: dict[str, Any] = {
    "text": f"Bilden stannade.\n{CANARY}",
    "browser": "Chrome 156",
    "figures": [{"name": "path", "value": "direct udp"}, {"name": "loss_down", "value": "2.5 %"}],
    "errors": ["rate_limited"],
}


async def test_a_guests_report_reaches_the_administrator_and_nobody_else(
    server: Serving, agent: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, (link, *_) = await make_meeting(agent, "Anna")
    async with await enter(server.origin, link) as guest:
        sent = await guest.post("/api/faults", FAULT)
        assert sent.status == 201, sent.text
        assert (await guest.get("/api/admin/faults")).status in (401, 403)
    listed = (await agent.get("/api/admin/faults")).json["faults"]
    assert [one["reference"] for one in listed] == [sent.json["reference"]]
    assert listed[0]["fault"] == FAULT
    assert listed[0]["by_staff"] is False
    assert CANARY not in caplog.text
    async with colleague(server, agent, "agent") as (other, _), other_organisation(server) as stranger:
        assert (await other.get("/api/admin/faults")).status == 403
        assert (await stranger.get("/api/admin/faults")).json["faults"] == []


async def test_what_is_stored_cannot_be_read(agent: Browser, tmp_path: Path) -> None:
    assert (await agent.post("/api/faults", FAULT)).status == 201
    written = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite*"))
    assert written
    assert CANARY.encode() not in written
    assert b"direct udp" not in written


async def test_a_stranger_cannot_report(server: Serving) -> None:
    async with Browser(server.origin) as stranger:
        assert (await stranger.post("/api/faults", FAULT)).status == 401


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"text": "dold\u202etext"},
        {"figures": [{"name": "path", "value": "udp 192.0.2.7"}]},
        {"figures": [{"name": "path", "value": "2001:db8::7"}]},
        {"figures": FAULT["figures"] * 21},
        {"errors": ["Anna Berg"]},
        {"browser": "<b>Chrome</b>"},
        {"name": "Anna"},
    ],
)
async def test_a_report_that_says_what_it_may_not_is_refused(agent: Browser, change: dict[str, Any]) -> None:
    assert (await agent.post("/api/faults", {**FAULT, **change})).status in (400, 422)


async def test_one_browser_cannot_flood(agent: Browser) -> None:
    statuses = [(await agent.post("/api/faults", FAULT)).status for _ in range(4)]
    assert statuses == [201, 201, 201, 429]
