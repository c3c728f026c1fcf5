"""What a worker does by its own clock."""

from __future__ import annotations

import pytest

from media import protocol
from media.fanout.audience import choose
from media.net.mux import Mux
from media.protocol import AnyEvent, CreateProbe, TransportChanged, TransportState
from media.worker.commands import Commands
from tests.integration.media.support import wait_until


async def test_a_network_test_that_nobody_ends_ends_by_itself_and_the_server_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protocol, "PROBE_SECONDS", 0.05)
    events: list[AnyEvent] = []
    mux = Mux()
    await mux.open("127.0.0.1", 0)
    commands = Commands(mux, ["127.0.0.1"], events.append, choose())
    try:
        commands.handle(CreateProbe(transport="probe", protocol="udp"))
        gone = TransportChanged(transport="probe", state=TransportState.FAILED)
        await wait_until(lambda: events, lambda seen: gone in seen)
        stats = commands.handle(protocol.GetStats())
        assert stats is not None
        assert stats.transports == 0
    finally:
        await commands.close()
