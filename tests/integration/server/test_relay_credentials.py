"""What the relay's credentials are good for: minutes before somebody is admitted, a meeting afterwards."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.support.server import Browser, make_meeting, running_server, set_up

RELAY = {"turn_urls": ["turn:turn.example.se:3478"], "turn_secret": "a secret of the operator"}


def seconds_left(told: dict[str, Any]) -> float:
    (server,) = told["ice_servers"]
    return float(server["username"].partition(":")[0]) - time.time()


async def test_who_only_checks_the_network_gets_credentials_for_minutes(tmp_path: Path) -> None:
    async with running_server(tmp_path, **RELAY) as server, Browser(server.origin) as agent:
        await set_up(server, agent)
        meeting, (token,) = await make_meeting(agent, "Anna")
        async with Browser(server.origin) as guest:
            checked = await guest.post("/api/network-test", {"protocol": "udp", "token": token})
            assert seconds_left(checked.json) <= 600
        host = await agent.connect(meeting)
        assert seconds_left(await host.next("joined")) > 3600
